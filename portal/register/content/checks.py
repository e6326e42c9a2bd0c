"""What must hold between the entries: every id is known, nothing stands twice, and the parts fit each other."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from portal.register.content.certificates import Certificate, Membership, Signature
from portal.register.content.fields import Entry, Ref
from portal.register.content.files import Problem, Steps
from portal.register.content.measures import Measure
from portal.register.content.organisations import Organisation
from portal.register.content.places import Place
from portal.register.content.schemes import Gathering, Scheme
from portal.register.content.sentences import did_you_mean
from portal.words import SchemeKind

KIND_OF = {
    Certificate: SchemeKind.CERTIFICATION,
    Signature: SchemeKind.CHARTER,
    Membership: SchemeKind.MEMBERSHIP,
}
"""What kind of scheme each relation to a scheme needs."""


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Located:
    """An entry and where it stands."""

    file: str
    path: Steps
    entry: Entry

    def problem(self, sentence: str, *field: str | int) -> Problem:
        """Give a problem with this entry, or with one of its fields."""
        return Problem(self.file, (*self.path, *field), sentence)


@dataclass(frozen=True)
class Found:
    """All entries that could be read, and every id that stands anywhere, even in an entry that could not.

    A list whose file could not be read has no ids: what points into it is then not called wrong.
    """

    entries: Mapping[str, tuple[Located, ...]]
    ids: Mapping[str, Collection[str]]

    def all(self) -> Iterator[Located]:
        """Give every entry."""
        for entries in self.entries.values():
            yield from entries

    def of(self, kind: type[E]) -> Iterator[tuple[Located, E]]:
        """Give the entries of one kind, each with where it stands."""
        for located in self.all():
            if isinstance(located.entry, kind):
                yield located, located.entry


def problems(found: Found) -> Iterator[Problem]:
    """Give everything that does not hold between the entries."""
    yield from _unknown_ids(found)
    yield from _twice(found)
    yield from _places(found)
    yield from _schemes(found)
    yield from _organisations(found)
    yield from _measures(found)


def _unknown_ids(found: Found) -> Iterator[Problem]:
    """Check each id that points somewhere; and that no list of ids holds one twice."""
    for located in found.all():
        seen: set[tuple[Steps, str]] = set()
        for path, target, value in _references(located.entry, ()):
            known = found.ids.get(target)
            name = target.replace("_", " ")
            if known is not None and value not in known:
                yield located.problem(f"“{value[:80]}” is not an id in {name}{did_you_mean(value, known)}", *path)
            if isinstance(path[-1], int):
                if (path[:-1], value) in seen:
                    yield located.problem(f"“{value[:80]}” stands twice in this list", *path)
                seen.add((path[:-1], value))


def _references(entry: Entry, path: Steps) -> Iterator[tuple[Steps, str, str]]:
    for name, hint in _hints(type(entry)).items():
        yield from _of_value(getattr(entry, name), hint, (*path, name))


@cache
def _hints(kind: type[Entry]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _of_value(value: Any, hint: Any, path: Steps) -> Iterator[tuple[Steps, str, str]]:
    """Give the ids inside a value, following its type down to where an id is marked with `Ref`."""
    if isinstance(value, Entry):
        yield from _references(value, path)
    elif isinstance(value, tuple):
        inner = get_args(_bare(hint))[0]
        for position, each in enumerate(value):
            yield from _of_value(each, inner, (*path, position))
    elif isinstance(value, str):
        for ref in _refs(hint):
            yield path, ref.to, value


def _bare(hint: Any) -> Any:
    """Take off what only annotates a type."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _refs(hint: Any) -> Iterator[Ref]:
    if get_origin(hint) is Annotated:
        yield from (mark for mark in hint.__metadata__ if isinstance(mark, Ref))
    else:
        for part in get_args(hint):
            yield from _refs(part)


def _twice(found: Found) -> Iterator[Problem]:
    for name, entries in found.entries.items():
        firsts: dict[tuple[str, ...], Located] = {}
        for located in entries:
            key = _key(located.entry)
            first = firsts.setdefault(key, located)
            if first is not located:
                where = f" (also in {first.file})" if first.file != located.file else ""
                yield located.problem(f"“{' / '.join(key)}” stands twice in {name}{where}")


def _key(entry: Any) -> tuple[str, ...]:
    if isinstance(entry, Certificate):
        return (entry.number,)
    if isinstance(entry, Signature | Membership):
        return (entry.scheme, entry.organisation)
    return (entry.id,)


def _places(found: Found) -> Iterator[Problem]:
    places = {place.id: place for _, place in found.of(Place)}
    for located, place in found.of(Place):
        if not place.latin and not place.names.texts():
            yield located.problem("needs at least one name", "names")
        if place.id in _around(places, place.inside):
            yield located.problem(f"“{place.id}” would lie inside itself", "inside")
    for located in found.all():
        place_id, country = getattr(located.entry, "place", None), getattr(located.entry, "country", None)
        known = places.get(place_id or "")
        if known and country not in (known.country, "EU"):
            yield located.problem(f"“{place_id}” lies in {known.country}, not in {country}", "place")


def _around(places: Mapping[str, Place], place_id: str | None) -> list[str]:
    found: list[str] = []
    while place_id and place_id in places and place_id not in found:
        found.append(place_id)
        place_id = places[place_id].inside
    return found


def _schemes(found: Found) -> Iterator[Problem]:
    """Check that schemes differ, and that what belongs to a scheme fits it."""
    yield from _once(found)
    schemes = {scheme.id: scheme for _, scheme in found.of(Scheme)}
    unlisted = {organisation.id for _, organisation in found.of(Organisation) if not organisation.listed}
    for located, scheme in found.of(Scheme):
        if scheme.owner in unlisted:
            yield located.problem(f"“{scheme.owner}” is not listed, but a scheme shows who stands behind it", "owner")
    runs = {cohort.id: scheme.id for scheme in schemes.values() for cohort in scheme.cohorts}
    for located in found.all():
        entry = located.entry
        if isinstance(entry, Certificate | Gathering) and entry.cohort in runs and runs[entry.cohort] != entry.scheme:
            yield located.problem(f"“{entry.cohort}” is a cohort of {runs[entry.cohort]}", "cohort")
        if isinstance(entry, Certificate | Signature | Membership) and (held := schemes.get(entry.scheme)):
            yield from _fits(located, entry, held)


def _once(found: Found) -> Iterator[Problem]:
    """Check what must be different within a scheme, or between schemes."""
    prefixes: set[str | None] = {None}
    cohorts: set[str] = set()
    for located, scheme in found.of(Scheme):
        if scheme.prefix and scheme.prefix in prefixes:
            yield located.problem(f"{scheme.prefix} is already the prefix of another scheme", "prefix")
        prefixes.add(scheme.prefix)
        for position, cohort in enumerate(scheme.cohorts):
            if cohort.id in cohorts:
                yield located.problem(f"the cohort “{cohort.id}” stands twice", "cohorts", position)
            cohorts.add(cohort.id)
        for name, terms in (("commitments", scheme.commitments), ("sdgs", scheme.sdgs)):
            if len({term.id for term in terms}) < len(terms):
                yield located.problem("one of them stands twice", name)
    for located, signature in found.of(Signature):
        promises = [(promise.kind, promise.due_on) for promise in signature.commitments]
        if len(set(promises)) < len(promises):
            yield located.problem("two promises of the same kind need different due_on", "commitments")


def _fits(located: Located, entry: Certificate | Signature | Membership, scheme: Scheme) -> Iterator[Problem]:
    needed = KIND_OF[type(entry)]
    if scheme.kind is not needed:
        yield located.problem(f"“{scheme.id}” is a {scheme.kind}, not a {needed}", "scheme")
    if isinstance(entry, Certificate) and scheme.prefix and not entry.number.startswith(f"{scheme.prefix}-"):
        yield located.problem(
            f"“{entry.number}” does not start with {scheme.prefix}-, as the scheme’s numbers do", "number"
        )


def _organisations(found: Found) -> Iterator[Problem]:
    yield from _numbers(found)
    parents = {organisation.id: organisation.parent for _, organisation in found.of(Organisation)}
    for located, organisation in found.of(Organisation):
        if organisation.parent == organisation.id:
            yield located.problem("an organisation cannot be an establishment of itself", "parent")
        elif parents.get(organisation.parent or ""):
            yield located.problem(f"“{organisation.parent}” is an establishment itself, no legal unit", "parent")


def _numbers(found: Found) -> Iterator[Problem]:
    held: dict[tuple[str, str], str] = {}
    for located, organisation in found.of(Organisation):
        for position, identifier in enumerate(organisation.identifiers):
            holder = held.setdefault((identifier.register_code, identifier.number), organisation.id)
            if holder != organisation.id or identifier in organisation.identifiers[:position]:
                yield located.problem(f"{identifier.number} is already the number of {holder}", "identifiers", position)


def _measures(found: Found) -> Iterator[Problem]:
    for located, measure in found.of(Measure):
        for name, others in measure.relations:
            if measure.id in others:
                yield located.problem("a measure cannot stand in a relation to itself", "relations", name)
        if measure.kind in measure.other_kinds:
            yield located.problem(f"“{measure.kind}” is already its kind", "other_kinds")

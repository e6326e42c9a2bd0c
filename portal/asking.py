"""What a list page is asked: from the address to a question for the index, and to the words that repeat it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from werkzeug.datastructures import MultiDict

from portal import kept, language, repeats
from portal.current import Reading, now
from portal.finding import Finding
from portal.language import gettext
from portal.links import link
from portal.register import found, numbers
from portal.register.numbers import Kind, Number
from portal.words import Said
from search_index.entry import Answer, Hit, Question

PAGE_SIZE: Final = 20
MOST_VALUES: Final = 20
"""Values of one facet that are read from an address."""

PREFERRED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "nb": {"country": ("NO",)},
    "nl": {"country": ("BE",)},
    "bg": {"country": ("BG",)},
}
"""What comes first, among what is equally good, for a reader of each language: the country it is spoken in."""

Words = Mapping[str, Mapping[str, Said]]
"""Per parameter the labels of its values, in the page's language where there is one; what it leaves out is no value."""


@dataclass(frozen=True)
class Labels:
    """What the values of a list's filters are called in one language."""

    said: Words
    options: dict[str, dict[str, tuple[bytes, ...]]] = field(default_factory=lambda: defaultdict(dict))
    """The options that were shown so far, by parameter and value: their HTML around their counts when not chosen."""
    chosen: dict[str, dict[str, tuple[bytes, ...]]] = field(default_factory=lambda: defaultdict(dict))
    """The same when chosen."""
    facets: dict[tuple[str, int, bool], tuple[bytes, ...]] = field(default_factory=dict)
    """The HTML around the options of each facet, by parameter, how many are folded away, and whether they are open."""
    ranks: dict[str, dict[str, int]] = field(default_factory=dict)
    """What `rank` gave so far, by parameter."""

    def rank(self, param: str) -> dict[str, int]:
        """Give for each value of a filter its place among all by name."""
        if param not in self.ranks:
            said = self.said[param]
            by_name = sorted(said, key=lambda value: (said[value].text, value))
            self.ranks[param] = {value: place for place, value in enumerate(by_name)}
        return self.ranks[param]


@dataclass(frozen=True)
class Facet:
    """A filter: its parameter in the address, its name in the index, its question (a message to translate)."""

    param: str
    field: str
    legend: str


@dataclass(frozen=True)
class ListRule:
    """What a list page may be asked."""

    endpoint: str
    facets: tuple[Facet, ...]
    sorts: tuple[str, ...]
    kind: str | None = None
    """The kind of entry it lists; None: all."""


@dataclass(frozen=True)
class Asked:
    """What a list page was asked, as far as it could be understood."""

    text: str
    filters: Mapping[str, tuple[str, ...]]
    """Per parameter the chosen values."""
    sort: str
    page: int
    ignored: tuple[str, ...]
    """What could not be understood, as "page=abc"."""
    personal: bool = False
    """The text held the number of a person: it is left out here, and nothing is found."""
    number: Number | None = None
    """The text is the number of an organisation."""

    def address(self, rule: ListRule, **changes: object) -> str:
        """Give the address of this list with some parameters changed; a changed list starts at its first page."""
        values: dict[str, object] = {"q": self.text or None, **self.filters}
        if self.sort != default_sort(self.text):
            values["sort"] = self.sort
        values.update(changes)
        return link(rule.endpoint, **{key: value for key, value in values.items() if value})


def labels(session: Reading, name: str, make: Callable[[], Words]) -> Labels:
    """Give the labels of a list's filters; they are made once in each language until the register changes."""
    return kept.once(session, (name, language.current()), lambda: Labels(make()))


def readable(text: str) -> str:
    """Give what a visitor wrote without what no page can show: control characters, halves of letters."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text.strip()


def default_sort(text: str) -> str:
    """Give the order of a list nobody chose an order for."""
    return "relevance" if text else "name"


def read(args: MultiDict[str, str], rule: ListRule, labels: Labels) -> Asked:
    """Read what a list page is asked; what cannot be understood is left out and named in `ignored`. Never fails.

    The number of a person, wherever it stands, is neither given back nor kept, and the page's links do not repeat it.
    """
    ignored: list[str] = []
    text = readable(args.get("q", ""))
    number = numbers.read(text)
    is_personal = number.kind is Kind.PERSONAL
    text = "" if is_personal else text
    filters: dict[str, tuple[str, ...]] = {}
    for facet in rule.facets:
        if facet.param not in args:
            continue
        asked = tuple(dict.fromkeys(value for value in args.getlist(facet.param) if value))
        known = {value for value in asked[:MOST_VALUES] if value in labels.said[facet.param]}
        ignored += [f"{facet.param}={readable(value)}" for value in asked if value not in known]
        if kept := tuple(value for value in asked if value in known):
            filters[facet.param] = kept
    sort = args.get("sort", "") or default_sort(text)
    if sort not in rule.sorts:
        ignored.append(f"sort={readable(sort)}")
        sort = default_sort(text)
    page = _page(args.get("page", "") or "1", ignored)
    shown = tuple(one for one in ignored if not numbers.is_personal(one.partition("=")[2]))
    return Asked(text, filters, sort, page, shown, is_personal, number if number.kind is Kind.NUMBER else None)


def _page(value: str, ignored: list[str]) -> int:
    if value.isascii() and value.isdecimal() and len(value) < 6 and int(value) > 0:
        return int(value)
    ignored.append(f"page={readable(value)}")
    return 1


def ask(session: Reading, index: Finding, rule: ListRule, asked: Asked) -> tuple[Asked, Answer]:
    """Ask the index, and the register for the number of an organisation: that names it, whatever the filters say.

    A page after the last one becomes the last one, and is named among what was ignored.
    """
    if asked.personal:
        return replace(asked, page=1), Answer(0, (), {})
    if asked.number:
        numbered = found.numbered(session, asked.number, now())
        hits = tuple(Hit(key, kind, 1.0) for kind, key in numbered if rule.kind in (None, kind))
        return replace(asked, page=1, filters={}), Answer(len(hits), hits, {})
    answer = index.ask(question(rule, asked))
    if answer.degraded:
        repeats.once()
    last = max(1, -(-answer.total // PAGE_SIZE))
    if asked.page <= last:
        return asked, answer
    asked = replace(asked, page=last, ignored=(*asked.ignored, f"page={asked.page}"))
    return asked, index.ask(question(rule, asked))


def question(rule: ListRule, asked: Asked) -> Question:
    """Give the question that the index is asked."""
    fields = {facet.param: facet.field for facet in rule.facets}
    filters = {fields[param]: values for param, values in asked.filters.items()}
    if rule.kind:
        filters["kind"] = (rule.kind,)
    order = {"relevance": "relevance", "name": f"name:{language.current()}", "newest": "-newest"}[asked.sort]
    return Question(
        language=language.current(),
        text=asked.text,
        filters=filters,
        facets=tuple(fields.values()),
        sort=order,
        prefer=PREFERRED.get(language.current(), {}),
        page=asked.page,
        size=PAGE_SIZE,
    )


def quoted(asked: Asked) -> str:
    """Give the text as a sentence names it."""
    return asked.text if len(asked.text) <= 60 else asked.text[:59] + "…"


def chosen(asked: Asked, param: str, labels: Labels) -> str:
    """Give the chosen values of a filter as "a, b or c"; empty when none is chosen."""
    values = asked.filters.get(param, ())
    return language.either([labels.said[param][value].text for value in values]) if values else ""


def in_places(asked: Asked, labels: Labels) -> str:
    """Give the chosen places, or else countries, as "in a or b"; empty when none is chosen."""
    param = "place" if "place" in asked.filters else "country"
    if asked.filters.get(param) == ("EU",):
        return gettext("in the whole EU")
    where = chosen(asked, param, labels)
    return language.euphonic(gettext("in %(place)s", place=where)) if where else ""


def sentence(*parts: str) -> str:
    """Join the parts of a list's sentence that are there."""
    return " ".join(part for part in parts if part)

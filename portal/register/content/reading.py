"""Reads the content's files and checks everything before anything is loaded."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from portal.register.content import checks
from portal.register.content.certificates import Certificate, Membership, Signature
from portal.register.content.checks import Found, Located
from portal.register.content.fields import Entry
from portal.register.content.files import Problem, Steps, load, load_bytes
from portal.register.content.measures import Measure
from portal.register.content.organisations import Organisation
from portal.register.content.places import Place, Term
from portal.register.content.schemes import Gathering, Scheme
from portal.register.content.sentences import did_you_mean, of_validation, sentence

FORM: Final = "2"
"""Counts up when the same files would be loaded into other rows than before."""
SHOWN: Final = 50
VOCABULARIES: Final = (
    "countries",
    "languages",
    "target_groups",
    "measure_kinds",
    "commitment_kinds",
    "workplace_offers",
    "employer_benefits",
    "organisation_roles",
    "gathering_kinds",
    "entry_kinds",
    "scheme_kinds",
    "sdgs",
    "industries",
)
LISTS: Final[Mapping[str, type[Entry]]] = {
    "places": Place,
    "organisations": Organisation,
    "schemes": Scheme,
    "gatherings": Gathering,
    "certificates": Certificate,
    "signatures": Signature,
    "memberships": Membership,
}
"""The files that hold one list each: the file is named after its list."""
MEASURES: Final = "measures"
VOCABULARY_FILE: Final = "vocabularies.yaml"
REFERENCE: Final = "nace_rev21"
"""Stands in the file of the vocabularies for later; it is not loaded."""
FILE_CAP: Final = 100
_FIELDS: Final = {name for kind in Entry.__subclasses__() for name in kind.model_fields}


class ContentError(Exception):
    """The content cannot be loaded: every reason as a sentence."""

    def __init__(self, problems: list[str]) -> None:
        """Keep all problems; the message names the first fifty."""
        self.problems = problems
        shown = problems[:SHOWN]
        if len(problems) > SHOWN:
            shown.append(f"… and {len(problems) - SHOWN} more.")
        super().__init__("\n".join(shown))


@dataclass(frozen=True)
class Content:
    """Everything the files hold, checked."""

    vocabularies: Mapping[str, tuple[Term, ...]]
    places: tuple[Place, ...]
    organisations: tuple[Organisation, ...]
    schemes: tuple[Scheme, ...]
    gatherings: tuple[Gathering, ...]
    measures: tuple[Measure, ...]
    certificates: tuple[Certificate, ...]
    signatures: tuple[Signature, ...]
    memberships: tuple[Membership, ...]
    digest: str
    """The same for the same files, see `digest`."""


def read(folder: Path) -> Content:
    """Give the content of a folder (its form: data/README.md).

    Raises `ContentError` with every problem found, each as a sentence with file, entry and field. Whatever lies in
    the folder, no other error comes out of it.
    """
    reading = _Reading(folder)
    reading.read()
    found = Found({name: tuple(entries) for name, entries in reading.entries.items()}, reading.ids)
    problems = [*reading.problems, *checks.problems(found)]
    if problems:
        raise ContentError([sentence(problem, reading.data.get(problem.file)) for problem in problems])
    return _content(found, _digest(reading.raws))


def digest(folder: Path) -> str:
    """Give the digest that the content of a folder will have, without reading what the files mean.

    Raises `ContentError` when a file cannot be read at all.
    """
    names, problems = _names(folder)
    found = [load_bytes(folder, name) for name in names]
    problems += [problem for _, problem in found if problem]
    if problems:
        raise ContentError([sentence(problem, None) for problem in problems])
    return _digest(zip(names, (raw for raw, _ in found), strict=True))


def _digest(files: Iterable[tuple[str, bytes]]) -> str:
    made = hashlib.sha256(FORM.encode())
    for name, raw in files:
        made.update(f"\0{name}\0{len(raw)}\0".encode(errors="replace"))
        made.update(raw)
    return made.hexdigest()


def _names(folder: Path) -> tuple[list[str], list[Problem]]:
    """Give the files to read, and a problem for every file that looks as if it should be read but is not."""
    fixed = [VOCABULARY_FILE, *(f"{name}.yaml" for name in LISTS)]
    try:
        if not folder.is_dir():
            return [], [Problem(str(folder), (), "this is not a folder with the content's files")]
        here = sorted(file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
        measures = [f"{MEASURES}/{file.name}" for file in sorted((folder / MEASURES).glob("*.y*ml"))]
    except OSError as error:
        return [], [Problem(str(folder), (), f"the folder cannot be read: {error.strerror}")]
    problems = [
        Problem(name, (), f"this is not a file of the content{did_you_mean(name, fixed)}")
        for name in here
        if name not in fixed
    ]
    if not measures:
        problems.append(Problem(MEASURES, (), "there is no file with measures in this folder"))
    if len(measures) > FILE_CAP:
        problems.append(Problem(MEASURES, (), f"there are more than {FILE_CAP} files"))
    return [*fixed, *measures[:FILE_CAP]], problems


@dataclass
class _Reading:
    """Reads the files one after the other and collects entries, ids and problems."""

    folder: Path
    entries: dict[str, list[Located]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    raws: list[tuple[str, bytes]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """The lists that are not known in full."""

    def read(self) -> None:
        names, self.problems = _names(self.folder)
        for name in names:
            raw, data, problems = load(self.folder, name)
            self.raws.append((name, raw))
            self.data[name] = data
            self.problems += problems
            if data is not None or not problems:
                self._take(name, data)
            else:
                self._unread(name)
        for name in self.unread:
            self.ids.pop(name, None)

    def _unread(self, file: str) -> None:
        name = _list_in(file)
        self.unread |= {"schemes": {"schemes", "cohorts"}, "vocabularies": set(VOCABULARIES)}.get(name, {name})

    def _take(self, file: str, data: Any) -> None:
        if file == VOCABULARY_FILE:
            self._take_vocabularies(file, data)
            return
        name = _list_in(file)
        kind = LISTS.get(name, Measure)
        if not isinstance(data, dict) or set(data) != {name} or not isinstance(data[name], list):
            self.problems.append(Problem(file, (), f"must hold one list named {name}, and nothing else"))
            self._unread(file)
            return
        self._take_list(file, (name,), name, kind, data[name])

    def _take_vocabularies(self, file: str, data: Any) -> None:
        if not isinstance(data, dict):
            self.problems.append(Problem(file, (), "must hold the vocabularies by name"))
            self._unread(file)
            return
        for name in (*VOCABULARIES, *data):
            terms = data[name].get("terms") if isinstance(data.get(name), dict) else None
            if name in VOCABULARIES and name not in data:
                self.problems.append(Problem(file, (name,), "the vocabulary is missing"))
            elif name in VOCABULARIES and name not in self.ids:
                if isinstance(terms, list) and set(data[name]) <= {"terms", "note"}:
                    self._take_list(file, (name, "terms"), name, Term, terms)
                else:
                    self.problems.append(Problem(file, (name,), "must hold a list named terms, and a note at most"))
            elif name not in VOCABULARIES and name != REFERENCE:
                self.problems.append(Problem(file, (name,), f"is no vocabulary{did_you_mean(name, VOCABULARIES)}"))

    def _take_list(self, file: str, path: Steps, name: str, kind: type[Entry], raw: list[Any]) -> None:
        self.ids.setdefault(name, set())
        if name == "schemes":
            self.ids.setdefault("cohorts", set())
        for position, each in enumerate(raw):
            here = (*path, position)
            self._note_ids(name, each)
            try:
                entry = kind.model_validate_json(json.dumps(each))
            except ValidationError as error:
                self.problems += of_validation(file, here, error, _FIELDS)
            else:
                self.entries.setdefault(name, []).append(Located(file, here, entry))

    def _note_ids(self, name: str, raw: Any) -> None:
        """Keep the ids of an entry even if the rest of it is wrong: what points at it is then not wrong as well."""
        self.ids[name].update(_ids([raw]))
        if name == "schemes" and isinstance(raw, dict):
            self.ids["cohorts"].update(_ids(raw.get("cohorts")))


def _list_in(file: str) -> str:
    """Give the name of the list that a file holds."""
    return MEASURES if file.startswith(f"{MEASURES}/") else file.removesuffix(".yaml")


def _ids(entries: Any) -> Iterator[str]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield entry["id"]


def _content(found: Found, made: str) -> Content:
    def of(name: str) -> Any:
        return tuple(located.entry for located in found.entries.get(name, ()))

    return Content(
        vocabularies={name: of(name) for name in VOCABULARIES},
        measures=of(MEASURES),
        digest=made,
        **{name: of(name) for name in LISTS},
    )

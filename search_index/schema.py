"""The fields of the index, how an entry fills them, and where in the folder the index lies.

A folder holds one directory for each build and, for each schema version, a symbolic link to the current one. So a
program never reads an index of another version, and changing the link is the whole of a swap.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from whoosh.fields import ID, KEYWORD, STORED, Schema

from search_index.analysis import LANGUAGES, terms, words
from search_index.entry import Entry

SCHEMA_VERSION = 1
"""Goes up whenever the fields or the analysis change: then the index is missing until it is built again."""


@dataclass(frozen=True)
class Field:
    """One field of words."""

    name: str
    language: str | None
    """The language of its words; None for names that belong to no language."""
    weight: float
    """How much more one of its words counts than one of a text."""
    short: bool
    """Its words are names and labels, so the beginning of a word finds it too."""


FIELDS = (
    Field("official", None, 6.0, short=True),
    Field("other", None, 4.0, short=True),
    *(Field(f"name_{language}", language, 6.0, short=True) for language in LANGUAGES),
    *(Field(f"terms_{language}", language, 3.0, short=True) for language in LANGUAGES),
    *(Field(f"summary_{language}", language, 2.0, short=False) for language in LANGUAGES),
    *(Field(f"text_{language}", language, 1.0, short=False) for language in LANGUAGES),
)


def schema() -> Schema:
    """Give the Whoosh schema. Words come as lists of terms, so that no code of ours is pickled into the index."""
    return Schema(key=ID(unique=True), facts=STORED, **{field.name: KEYWORD() for field in FIELDS})


def document(entry: Entry) -> dict[str, str | list[str]]:
    """Give the fields of an entry. Languages other than LANGUAGES are not read."""
    texts = {field: _texts(entry, field) for field in FIELDS}
    facts = {
        "key": entry.key,
        "kind": entry.kind,
        "facets": {facet: list(values) for facet, values in entry.facets.items()} | {"kind": [entry.kind]},
        "sort_keys": dict(entry.sort_keys),
        "weight": entry.weight,
        "lengths": [sum(len(words(text)) for text in texts[field]) for field in FIELDS],
    }
    found = {field.name: [term for text in texts[field] for term in terms(text, field.language)] for field in FIELDS}
    return {"key": entry.key, "facts": json.dumps(facts)} | {name: some for name, some in found.items() if some}


def _texts(entry: Entry, field: Field) -> tuple[str, ...]:
    part, _, language = field.name.partition("_")
    return {
        "official": (entry.official_name,),
        "other": entry.other_names,
        "name": (entry.names.get(language, ""),),
        "terms": entry.terms.get(language, ()),
        "summary": (entry.summaries.get(language, ""),),
        "text": (entry.texts.get(language, ""),),
    }[part]


def pointer(folder: Path) -> Path:
    """Give the symbolic link to the current build of this schema version."""
    return folder / f"current-{SCHEMA_VERSION}"


def current(folder: Path) -> Path:
    """Give the directory of the current build; OSError when there is none."""
    return folder / pointer(folder).readlink()

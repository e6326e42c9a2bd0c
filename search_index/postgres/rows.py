"""Entries as rows of the tables, in the form that PostgreSQL's binary COPY takes."""

import json
import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from search_index.entry import Entry, Topic
from search_index.postgres.connections import Cursor
from search_index.postgres.tables import UNWEIGHED, Tables, lexeme, word_of
from search_index.schema import digest, strengths

_INT4: Final = 23
_FLOAT4: Final = 700
_ENTRY: Final = (
    "copy {entry} (id, key, kind, weight, facets, codes, sort_keys, name, names, digest, words) "
    "from stdin (format binary)"
)
_ENTRY_TYPES: Final = ("int4", "text", "text", "float4", *("bytea",) * 3, "text", "bytea", "text", "bytea")
_POSTING: Final = "copy {posting} (lexeme, entries, strengths) from stdin (format binary)"
_WORD: Final = """
    insert into {word} as old (term, language, entries, changed)
    select term, language, entries, %s from unnest(%s::text[], %s::text[], %s::int[]) as new(term, language, entries)
    on conflict (term, language) do update set entries = old.entries + excluded.entries, changed = excluded.changed
"""
_FIRST_WORDS: Final = "copy {word} (term, language, entries, changed) from stdin (format binary)"
_TOPIC: Final = """
    insert into {topic} (key, kind, labels, synonyms, within, digest) values (%s, %s, %s, %s, %s, %s)
    on conflict (key) do update set
        kind = excluded.kind, labels = excluded.labels, synonyms = excluded.synonyms, within = excluded.within,
        digest = excluded.digest
"""


class Values:
    """The values of facets by their codes. A new value gets the next one."""

    def __init__(self, codes: Mapping[tuple[str, str], int]) -> None:
        self._codes = dict(codes)
        self._stored = len(codes)

    def codes(self, entry: Entry) -> list[int]:
        """Give the codes of an entry's facets."""
        facets = {**entry.facets, "kind": (entry.kind,)}
        found = [(_clean(facet), _clean(value)) for facet, values in facets.items() for value in dict.fromkeys(values)]
        return [self._codes.setdefault(one, len(self._codes)) for one in found]

    def store(self, cursor: Cursor, tables: Tables) -> None:
        """Write down what is new."""
        new = list(self._codes.items())[self._stored :]
        cursor.executemany(
            tables.sql("insert into {value} values (%s, %s, %s)"), [(code, *value) for value, code in new]
        )
        self._stored = len(self._codes)


class Words:
    """How many entries have each word in each language: all of them, or what changes."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], int] = defaultdict(int)

    def add(self, lexemes: Iterable[str], *, times: int = 1) -> None:
        """Count the words of one entry; `times=-1`: of one that goes."""
        for found in lexemes:
            word = word_of(found)
            if word:
                self._entries[word] += times

    def store_first(self, cursor: Cursor, tables: Tables, generation: int) -> None:
        """Write them into an empty table."""
        with cursor.copy(tables.sql(_FIRST_WORDS)) as copy:
            copy.set_types(("text", "text", "int4", "int8"))
            for (term, language), entries in self._entries.items():
                copy.write_row((term, language, entries, generation))

    def store_changes(self, cursor: Cursor, tables: Tables, generation: int) -> None:
        """Add them to what is there."""
        changed = {word: entries for word, entries in self._entries.items() if entries}
        terms, languages = [term for term, _ in changed], [language for _, language in changed]
        cursor.execute(tables.sql(_WORD), (generation, terms, languages, list(changed.values())))


def write(cursor: Cursor, tables: Tables, numbered: Iterable[tuple[int, Entry]], values: Values, words: Words) -> int:
    """Write entries under their numbers, with their postings; give how many there were."""
    postings: dict[str, tuple[array[int], array[float]]] = defaultdict(lambda: (array("i"), array("f")))
    written = 0
    with cursor.copy(tables.sql(_ENTRY)) as copy:
        copy.set_types(_ENTRY_TYPES)
        for number, entry in numbered:
            written += 1
            held = {
                field: {lexeme(field, term): some for term, some in own.items()}
                for field, own in strengths(entry).items()
            }
            lexemes = [one for own in held.values() for one in own]
            copy.write_row(_row(number, entry, values.codes(entry), lexemes))
            words.add(lexemes)
            for field in held.keys() - UNWEIGHED:
                for found, strength in held[field].items():
                    numbers, weights = postings[found]
                    numbers.append(number)
                    weights.append(strength)
    with cursor.copy(tables.sql(_POSTING)) as copy:
        copy.set_types(("text", "bytea", "bytea"))
        for found, (numbers, weights) in postings.items():
            copy.write_row((found, _array(_INT4, numbers), _array(_FLOAT4, weights)))
    return written


def write_topics(cursor: Cursor, tables: Tables, topics: Iterable[Topic]) -> None:
    """Write topics, each in place of the one with its key."""
    rows = (
        (one.key, one.kind, json.dumps(dict(one.labels)), json.dumps(_lists(one.synonyms)), [*one.within], digest(one))
        for one in topics
    )
    cursor.executemany(tables.sql(_TOPIC), rows)


def _row(number: int, entry: Entry, codes: list[int], lexemes: list[str]) -> tuple[object, ...]:
    names = {some: name for some, name in entry.names.items() if name and name != entry.official_name}
    return (
        number,
        entry.key,
        entry.kind,
        entry.weight,
        _array(_INT4, array("i", codes)),
        np.array(codes, "<i4").tobytes(),
        _jsonb(dict(entry.sort_keys)),
        _clean(entry.official_name),
        _jsonb(names),
        digest(entry),
        _vector(lexemes),
    )


def _array(kind: int, values: "array[int] | array[float]") -> bytes:
    """Give an array of four-byte numbers as PostgreSQL reads it: each after its length, the highest byte first."""
    body: npt.NDArray[np.int32] = np.empty((len(values), 2), ">i4")
    body[:, 0] = 4
    body[:, 1] = np.frombuffer(values, np.int32)
    dimensions = struct.pack("!ii", len(values), 1) if values else b""
    return struct.pack("!iii", 1 if values else 0, 0, kind) + dimensions + body.tobytes()


def _vector(lexemes: list[str]) -> bytes:
    """Give a tsvector: each lexeme ends with a zero and has no positions. PostgreSQL sorts them."""
    return struct.pack("!i", len(lexemes)) + b"".join(_clean(one).encode() + b"\0\0\0" for one in lexemes)


def _jsonb(value: Mapping[str, str]) -> bytes:
    return b"\1" + json.dumps({_clean(key): _clean(text) for key, text in value.items()}).encode()


def _lists(synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {language: list(some) for language, some in synonyms.items()}


def _clean(text: str) -> str:
    """Leave out what PostgreSQL cannot store: the zero sign, and halves of characters."""
    return text if text.isprintable() else text.replace("\0", "").encode(errors="ignore").decode()

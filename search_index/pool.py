"""Entries gathered and put in order: by term the entries that hold it, by entry what is known of it.

That is a segment: what a build, or a change, writes. One in memory can be searched as one on disk can.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from search_index.arrays import Floats, Ints, Longs, frozen
from search_index.columns import Columns, Gathered, Numbers
from search_index.schema import FIELDS, PAIRS, TOPICS

WORDS = tuple(name for name in FIELDS if name not in (TOPICS, PAIRS))
"""The fields of words."""
HELD = tuple(sorted((*WORDS, TOPICS)))
"""The fields that hold terms with a strength, in Whoosh's order."""

_UPPER = 32
"""Bits of a pair that are its second word's."""


@dataclass(frozen=True)
class Postings:
    """The entries that hold a term, in their order, and how strongly."""

    entries: Ints
    strengths: Floats


NOTHING = Postings(frozen(np.empty(0, np.int32)), frozen(np.empty(0, np.float32)))


class Source(Protocol):
    """Where the postings and pairs of a segment lie."""

    def postings(self, field: str, number: int, first: int, last: int) -> Postings:
        """Read the postings of a field's term, which has a number in the field, and reach from first to last."""

    def having_pair(self, pair: int) -> Ints:
        """Read the entries that hold a pair."""

    def all_postings(self, field: str) -> Postings:
        """Read all postings of a field."""

    def all_pairs(self) -> tuple[npt.NDArray[np.uint64], Ints]:
        """Read all pairs and the entries that hold them."""


@dataclass(frozen=True)
class Table:
    """The terms of a field: their numbers, and where the postings of each begin."""

    terms: "array[int]"
    starts: "array[int]"


@dataclass(frozen=True)
class Segment:
    """Some entries, in the order of their keys."""

    columns: Columns
    words: Mapping[str, int]
    """The terms of the fields of words, sorted, and their numbers."""
    topics: Mapping[str, int]
    """The terms of the field of topics."""
    tables: Mapping[str, Table]
    source: Source
    facts: Sequence[Mapping[str, Any]]
    """What there is to know of topics. Their documents come after those of the entries."""
    dead: Collection[int] = ()
    """The documents that were removed since it was written."""

    def postings(self, field: str, term: str) -> Postings:
        """Give the entries that hold a term in a field, removed ones too."""
        if field == PAIRS:
            return self._having_pair(term)
        number = (self.topics if field == TOPICS else self.words).get(term)
        if number is None:
            return NOTHING
        table = self.tables[field]
        place = bisect_left(table.terms, number)
        if place == len(table.terms) or table.terms[place] != number:
            return NOTHING
        return self.source.postings(field, place, table.starts[place], table.starts[place + 1])

    def frequency(self, term: str) -> int:
        """Give how often a term is held in the fields of words."""
        number, total = self.words.get(term), 0
        if number is not None:
            for field in WORDS:
                table = self.tables[field]
                place = bisect_left(table.terms, number)
                if place < len(table.terms) and table.terms[place] == number:
                    total += table.starts[place + 1] - table.starts[place]
        return total

    def _having_pair(self, term: str) -> Postings:
        one, _, other = term.partition(" ")
        numbers = self.words.get(one), self.words.get(other)
        if numbers[0] is None or numbers[1] is None:
            return NOTHING
        entries = self.source.having_pair(numbers[0] << _UPPER | numbers[1])
        return Postings(entries, np.ones(entries.size, np.float32))


class _Held:
    """The terms of one field, as they come in."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._terms, self._entries, self._strengths = array("i"), array("i"), array("f")

    def hold(self, entry: int, held: Mapping[str, float]) -> None:
        self._terms.extend(map(self._numbers.__getitem__, held))
        self._entries.extend(repeat(entry, len(held)))
        self._strengths.extend(held.values())

    def take(self, terms: Ints, held: Postings) -> None:
        self._terms.frombytes(terms.astype(np.int32).tobytes())
        self._entries.frombytes(held.entries.astype(np.int32).tobytes())
        self._strengths.frombytes(held.strengths.tobytes())

    def sorted(self, rank: Ints, place: Ints) -> tuple[Table, Postings]:
        """Give the field's table and postings, by term and then by entry."""
        terms = rank[np.frombuffer(self._terms, np.int32)]
        entries = place[np.frombuffer(self._entries, np.int32)]
        both = terms.astype(np.int64) << 32 | entries
        order = np.argsort(both, kind="stable")
        terms, entries = terms[order], entries[order]
        strengths = np.frombuffer(self._strengths, np.float32)[order]
        starts = np.flatnonzero(np.diff(terms, prepend=-1))
        table = Table(array("i", terms[starts].tobytes()), array("q", np.append(starts, terms.size).tobytes()))
        return table, Postings(frozen(entries), frozen(strengths))


class Pool:
    """Takes entries in any order, and makes a segment of them."""

    def __init__(self) -> None:
        self._words, self._topics = Numbers(), Numbers()
        self._held = {name: _Held(self._topics if name == TOPICS else self._words) for name in HELD}
        self._pairs, self._pair_entries = array("Q"), array("i")
        self._gathered = Gathered()
        self._facts: list[Mapping[str, Any]] = []

    def hold(self, facts: Mapping[str, Any], translations: str, strengths: Mapping[str, Mapping[str, float]]) -> None:
        """Take an entry: its facts, its translated names as JSON, and per field the terms it holds."""
        entry = self._gathered.add(facts, translations)
        for field, held in strengths.items():
            if not held:
                continue
            if field != PAIRS:
                self._held[field].hold(entry, held)
                continue
            number = self._words.__getitem__
            for pair in held:
                one, _, other = pair.partition(" ")
                self._pairs.append(number(one) << _UPPER | number(other))
            self._pair_entries.extend(repeat(entry, len(held)))

    def hold_topic(self, facts: Mapping[str, Any]) -> None:
        """Take a topic."""
        self._facts.append(facts)

    def take(self, other: Segment, facts: Iterable[tuple[Mapping[str, Any], str]]) -> None:
        """Take over what is left of a segment.

        :param facts: the facts of its living entries, in their order, and their translations
        """
        place = np.full(len(other.columns), -1, np.int32)
        for entry in range(len(other.columns)):
            if entry not in other.dead:
                place[entry] = -2
        living = np.flatnonzero(place == -2)
        place[living] = [self._gathered.add(fact, translations) for fact, translations in facts]
        words = np.array([self._words[term] for term in other.words], np.int32)
        topics = np.array([self._topics[term] for term in other.topics], np.int32)
        for field, table in other.tables.items():
            known = topics if field == TOPICS else words
            terms = np.repeat(known[np.array(table.terms, np.int32)], _lengths(table.starts))
            held = other.source.all_postings(field)
            left = place[held.entries] >= 0
            self._held[field].take(terms[left], Postings(place[held.entries[left]], held.strengths[left]))
        pairs, entries = other.source.all_pairs()
        left = place[entries] >= 0
        one, two = (pairs[left] >> _UPPER).astype(np.int64), (pairs[left] & 0xFFFFFFFF).astype(np.int64)
        both = words[one].astype(np.uint64) << np.uint64(_UPPER) | words[two].astype(np.uint64)
        self._pairs.frombytes(both.tobytes())
        self._pair_entries.frombytes(place[entries[left]].tobytes())

    def order(self) -> list[int]:
        """Give the numbers of the entries, as they came in, in the order of their keys."""
        return self._gathered.order()[0]

    def segment(self) -> Segment:
        """Put everything in order. The pool is of no use afterwards."""
        order, place = self._gathered.order()
        words, rank = _ranked(self._words)
        topics, topic_rank = _ranked(self._topics)
        tables, postings = {}, {}
        for field in HELD:
            tables[field], postings[field] = self._held.pop(field).sorted(
                topic_rank if field == TOPICS else rank, place
            )
        pairs, entries = self._sorted_pairs(rank, place)
        columns = self._gathered.columns(order, place)
        return Segment(columns, words, topics, tables, InMemory(postings, pairs, entries), tuple(self._facts))

    def _sorted_pairs(self, rank: Ints, place: Ints) -> tuple[npt.NDArray[np.uint64], Ints]:
        pairs = np.frombuffer(self._pairs, np.uint64)
        one, two = rank[(pairs >> _UPPER).astype(np.int64)], rank[(pairs & 0xFFFFFFFF).astype(np.int64)]
        pairs = one.astype(np.uint64) << np.uint64(_UPPER) | two.astype(np.uint64)
        entries = place[np.frombuffer(self._pair_entries, np.int32)]
        order = np.lexsort((entries, pairs))
        return frozen(pairs[order]), frozen(entries[order])


class InMemory:
    """The postings and pairs of a segment, in memory."""

    def __init__(self, held: Mapping[str, Postings], pairs: npt.NDArray[np.uint64], entries: Ints) -> None:
        self._held, self._pairs, self._entries = held, pairs, entries

    def postings(self, field: str, number: int, first: int, last: int) -> Postings:  # noqa: ARG002  # see Source
        """Give a slice."""
        held = self._held[field]
        return Postings(held.entries[first:last], held.strengths[first:last])

    def having_pair(self, pair: int) -> Ints:
        """Find it."""
        first, last = np.searchsorted(self._pairs, np.array([pair, pair + 1], np.uint64))
        return self._entries[first:last]

    def all_postings(self, field: str) -> Postings:
        """Give them."""
        return self._held[field]

    def all_pairs(self) -> tuple[npt.NDArray[np.uint64], Ints]:
        """Give them."""
        return self._pairs, self._entries


def _lengths(starts: "array[int]") -> Longs:
    known = np.array(starts, np.int64)
    return known[1:] - known[:-1]


def _ranked(numbers: Numbers) -> tuple[dict[str, int], Ints]:
    """Give the strings sorted, with their places, and the place of each number."""
    texts = sorted(numbers)
    rank = np.empty(len(texts), np.int32)
    rank[[numbers[text] for text in texts]] = np.arange(len(texts), dtype=np.int32)
    return {text: place for place, text in enumerate(texts)}, rank


__all__ = ["HELD", "NOTHING", "WORDS", "InMemory", "Pool", "Postings", "Segment", "Source", "Table"]

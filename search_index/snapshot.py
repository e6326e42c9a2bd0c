"""One state of an index, opened for answering: what its segments hold, as one.

Whoever answers from it needs no lock: arrays are read-only and shared, files are read without a position.
"""

import json
import threading
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, overload

import numpy as np

from search_index.analysis import LANGUAGES
from search_index.arrays import Floats, Ints, frozen
from search_index.columns import KIND
from search_index.entry import IndexMissingError, Topic
from search_index.facets import Facet, Mask
from search_index.lexicon import Lexicon
from search_index.numbering import Numbering
from search_index.pool import NOTHING, Postings, Segment
from search_index.recent import Recent
from search_index.schema import NO_LANGUAGE, TOPICS, words_of
from search_index.topics import Topics
from search_index.weights import PREFERRED

SMALLEST_CACHE: Final = 3 * 2**20
LARGEST_CACHE: Final = 32 * 2**20
"""Bytes of weighed words, filters and plans that a snapshot keeps: the smallest, and `CACHED` for each entry."""
CACHED: Final = 256
MARKERS: Final = 32
"""Questions whose words are marked again at little cost, as on the next page or under another filter; 20 kB each."""

_NONE: Mapping[str, str] = {}


class Snapshot:
    """One state of an index.

    :param segments: what it consists of
    :param before: an earlier state; what is still the same is taken over from it
    """

    def __init__(self, segments: Sequence[Segment], before: "Snapshot | None" = None) -> None:
        self._numbering = Numbering(segments)
        self.size = self._numbering.size
        self.keys = self._numbering.strings(lambda some: some.columns.keys)
        self.latest: Mapping[str, int] = {}
        """The numbers of the entries that were given last, by key: why they were found is asked right after."""
        self.names = self._numbering.strings(lambda some: some.columns.names)
        self.translations: Sequence[Mapping[str, str]] = _Translations(
            self._numbering.strings(lambda some: some.columns.translations)
        )
        self.weights: Floats = self._numbering.column(lambda some: some.columns.weights)
        self._nothing = Mask.of(np.zeros(self.size, bool))
        self.kept: Recent[Any] = Recent(min(SMALLEST_CACHE + CACHED * self.size, LARGEST_CACHE))
        self.markers: Recent[Any] = Recent(MARKERS)
        """What marks the words of the newest questions."""
        self._facets: dict[str, Facet] = {}
        self._orders: dict[tuple[str, bool], Ints] = {}
        self._facet_names = frozenset(name for some in segments for name in some.columns.facets)
        kinds = self.facet(KIND)
        self.kinds = Kinds(kinds or Facet((), NOTHING.entries, NOTHING.entries, 0))
        self._topic_facts: list[Mapping[str, Any]] = _topic_facts(segments)
        same = before if before and before._topic_facts == self._topic_facts else None
        self.topics: Topics = same.topics if same else Topics(map(_topic, self._topic_facts))
        self._before: Snapshot | None = before._before if before and before._lexicon is None else before
        self._lexicon: Lexicon | None = None
        self._held: Mapping[str, list[str]] | None = None
        self._making = threading.Lock()

    def facet(self, name: str) -> Facet | None:
        """Give a facet; None when no entry has a value of it."""
        if name not in self._facet_names:
            return None
        found = self._facets.get(name)
        if found is None:
            found = self._facets[name] = self._numbering.facet(name)
        return found

    def mask(self, name: str, wanted: Collection[str]) -> Mask:
        """Give the entries that have any of some values of a facet."""
        facet = self.facet(name)
        if facet is None:
            return self._nothing
        key = ("mask", name, *sorted(set(wanted)))
        found: Mask | None = self.kept.get(key)
        if found is None:
            found = Mask.of(facet.having(wanted))
            self.kept.put(key, found, found.flags.nbytes + found.bits.nbytes + 4 * sum(map(len, key)) + 500)
        return found

    def preferring(self, prefer: Mapping[str, Collection[str]]) -> Floats:
        """Give the weight of each entry, where it counts whether it has a preferred value."""
        wanted = {name: values for name, values in prefer.items() if values}
        if not wanted:
            return self.weights
        key = ("prefer", *((name, *sorted(set(values))) for name, values in sorted(wanted.items())))
        found: Floats | None = self.kept.get(key)
        if found is None:
            flags = np.logical_or.reduce([self.mask(name, values).flags for name, values in wanted.items()])
            found = frozen(self.weights * np.where(flags, np.float32(PREFERRED), np.float32(1)))
            self.kept.put(key, found, found.nbytes + 500)
        return found

    def order(self, name: str, *, backwards: bool) -> Ints:
        """Give for each entry its place in the order of a sort key: by code point, ties by key, the keyless last."""
        found = self._orders.get((name, backwards))
        if found is None:
            ranks = self._numbering.ranks(name)
            last = np.iinfo(np.int64).max
            order = np.argsort(np.where(ranks < 0, last, -ranks if backwards else ranks), kind="stable")
            found = np.empty(self.size, np.int32)
            found[order] = np.arange(self.size, dtype=np.int32)
            if any(name in some.columns.sorts for some in self._numbering.segments):  # else anybody could fill memory
                self._orders[name, backwards] = frozen(found)
        return found

    def postings(self, field: str, term: str) -> Postings | None:
        """Give the entries that hold a term in a field, and how strongly; None when none does."""
        try:
            return self._numbering.postings(field, term)
        except (OSError, ValueError) as error:
            raise IndexMissingError(f"the index is damaged: {error!r}") from error

    def holds(self, topic: str) -> bool:
        """Say whether any entry has the topic with a key."""
        return self.postings(TOPICS, topic) is not None

    @property
    def lexicon(self) -> Lexicon:
        """All words of the entries and of the topics. See `is_whole`."""
        found = self._lexicon
        if found is None:
            with self._making:
                found = self._lexicon or self._first()
        return found

    def _first(self) -> Lexicon:
        renewed = self._renewed()
        if renewed is None:
            return self._take(*self._whole())
        self._lexicon = renewed
        return renewed

    @property
    def is_whole(self) -> bool:
        """Say whether the lexicon knows all of every word, and none too many, or `complete` is still to be called."""
        if self._lexicon is None:
            return self._before is None or self._before._lexicon is None
        return self._held is not None

    def complete(self) -> None:
        """Make the lexicon whole, which takes a second for fifty thousand words. Meanwhile answers go on."""
        if not self.is_whole:
            whole, held = self._whole()
            whole.warm()
            self._take(whole, held)

    def _take(self, whole: Lexicon, held: Mapping[str, list[str]]) -> Lexicon:
        """Answer with a whole lexicon from now on; `is_whole` says so last, or answers of the old one pass as its."""
        self._lexicon = whole
        self._held = held
        return whole

    def warm(self) -> None:
        """Make now what would otherwise be made for the first questions."""
        for name in sorted(self._facet_names):
            facet = self.facet(name)
            if facet:
                facet.warm()
        self.lexicon.warm()

    def _renewed(self) -> Lexicon | None:
        """Give the lexicon of the state before, with the words of new segments."""
        before = self._before
        if before is None or before._lexicon is None:
            return None
        known = {id(some.words) for some in before._numbering.segments}
        added = Numbering([some for some in self._numbering.segments if id(some.words) not in known])
        more = {language: added.terms(words_of(language)) for language in (*LANGUAGES, NO_LANGUAGE)}
        return before._lexicon.renewed(more, self.topics.terms)

    def _whole(self) -> tuple[Lexicon, Mapping[str, list[str]]]:
        languages = (*LANGUAGES, NO_LANGUAGE)
        try:
            held = {language: sorted(set(self._numbering.terms(words_of(language)))) for language in languages}
        except (OSError, ValueError) as error:
            raise IndexMissingError(f"the index is damaged: {error!r}") from error
        before, self._before = self._before, None
        is_same = before and before._lexicon and before._held == held and before.topics is self.topics
        found = before._lexicon if before and before._lexicon and is_same else Lexicon(held, self.topics.terms)
        return found, held


class Kinds(Sequence[str]):
    """The kind of each entry."""

    def __init__(self, facet: Facet) -> None:
        self._values, self._codes = facet.values, facet.codes

    def __len__(self) -> int:
        return int(self._codes.size)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._values[code] for code in self._codes[place].tolist()]
        return self._values[int(self._codes[place])]

    def those(self, places: Ints) -> list[str]:
        """Give the kinds of some entries."""
        return list(map(self._values.__getitem__, self._codes.take(places).tolist()))


class _Translations(Sequence[Mapping[str, str]]):
    """Per language the name of each entry, where it is another than the official one."""

    def __init__(self, coded: Sequence[str]) -> None:
        self._coded = coded

    def __len__(self) -> int:
        return len(self._coded)

    @overload
    def __getitem__(self, place: int) -> Mapping[str, str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[Mapping[str, str]]: ...
    def __getitem__(self, place: int | slice) -> Mapping[str, str] | list[Mapping[str, str]]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        coded = self._coded[place]
        names: Mapping[str, str] = json.loads(coded) if coded else _NONE
        return names


def _topic_facts(segments: Sequence[Segment]) -> list[Mapping[str, Any]]:
    found = [
        fact
        for some in segments
        for document, fact in enumerate(some.facts, len(some.columns))
        if document not in some.dead
    ]
    return sorted(found, key=lambda fact: str(fact["topic"]))


def _topic(fact: Mapping[str, Any]) -> Topic:
    return Topic(fact["topic"], fact["kind"], fact["labels"], fact["synonyms"], tuple(fact["within"]))

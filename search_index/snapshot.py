"""One state of the index, opened for reading: its facts as numpy columns, its words as numpy arrays.

Entries are numbered in the order of their keys, so whatever keeps that order breaks ties by key. All arrays are
read-only and shared by threads. Whoosh's reader is not made for threads: one thread at a time uses it, under a lock,
and only for what has not been read before. All reading of Whoosh's files happens here, by its public methods.
"""

import json
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.index import FileIndex

from search_index.entry import IndexMissingError
from search_index.schema import FIELDS

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Array = TypeVar("Array", bound=npt.NDArray[Any])

LARGEST_CACHE = 32 * 2**20
"""Bytes of weighed words that a snapshot keeps."""

MOST_CONTINUATIONS = 64
"""Terms of one field that the beginning of a word stands for, in alphabetical order."""


@dataclass(frozen=True)
class Facet:
    """One facet: which entries have which values. An entry has a row for each of its values."""

    values: tuple[str, ...]
    rows: Ints
    """The entry of each row."""
    codes: Ints
    """The value of each row, as its place in values."""
    size: int
    """The number of all entries."""

    def having(self, wanted: Collection[str]) -> Flags:
        """Flag the entries that have any of the wanted values."""
        flags = np.zeros(self.size, bool)
        codes = [code for code, value in enumerate(self.values) if value in wanted]
        flags[self.rows[np.isin(self.codes, codes)]] = True
        return flags

    def counts(self, among: Flags) -> dict[str, int]:
        """Count the flagged entries of each value; a value without any is left out."""
        counts = np.bincount(self.codes[among[self.rows]], minlength=len(self.values))
        return {value: int(count) for value, count in zip(self.values, counts, strict=True) if count}


@dataclass(frozen=True)
class Weighed:
    """The entries that hold a word, and how well they hold it."""

    entries: Ints
    scores: Floats


@dataclass
class _Recent:
    """The words that were asked for last, up to LARGEST_CACHE bytes."""

    kept: OrderedDict[object, Weighed] = field(default_factory=OrderedDict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: object) -> Weighed | None:
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: object, weighed: Weighed) -> None:
        with self.lock:
            if key not in self.kept:
                self.kept[key] = weighed
                self.size += _bytes(weighed)
            while self.size > LARGEST_CACHE:
                self.size -= _bytes(self.kept.popitem(last=False)[1])


class Snapshot:
    """One state of the index.

    :param index: an open Whoosh index; the snapshot is of its newest state
    """

    def __init__(self, index: FileIndex) -> None:
        reader = index.reader()
        weakref.finalize(self, reader.close)  # when the last thread that answers from it is done
        self.generation: int = max(reader.generation() or 0, 0)
        self._leaves = [(leaf, offset) for leaf, offset in reader.leaf_readers()]
        self._lock = threading.Lock()
        self._recent = _Recent()
        rows = sorted(self._facts(), key=lambda row: str(row[1]["key"]))
        facts = [fact for _, fact in rows]
        self._place = _placed([document for document, _ in rows], reader.doc_count_all())
        self.size = len(facts)
        self.keys: tuple[str, ...] = tuple(fact["key"] for fact in facts)
        self.kinds: tuple[str, ...] = tuple(fact["kind"] for fact in facts)
        self.weights: Floats = _frozen(np.array([fact["weight"] for fact in facts], np.float32))
        self.facets: Mapping[str, Facet] = _facets([fact["facets"] for fact in facts])
        self._sort_keys = _sort_keys([fact["sort_keys"] for fact in facts])
        self._orders: dict[tuple[str, bool], Ints] = {}
        self._lengths = _relative_lengths([fact["lengths"] for fact in facts])

    def _facts(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for leaf, offset in self._leaves:
            for document, stored in leaf.iter_docs():
                yield offset + document, json.loads(stored["facts"])

    @property
    def everything(self) -> Flags:
        """Flag all entries."""
        return np.ones(self.size, bool)

    def order(self, name: str, *, backwards: bool) -> Ints:
        """Give all entries in the order of a sort key: by code point, ties by key, those without one last."""
        if (name, backwards) not in self._orders:
            ranks = self._sort_keys.get(name, np.full(self.size, -1, np.int32))
            by_rank = np.where(ranks < 0, self.size, -ranks if backwards else ranks)
            self._orders[name, backwards] = _frozen(np.argsort(by_rank, kind="stable").astype(np.int32))
        return self._orders[name, backwards]

    def weighed(self, key: object, weigh: Callable[[], Weighed]) -> Weighed:
        """Give what was weighed before under the same key, or weigh it now and keep it for a while."""
        found = self._recent.get(key)
        if found is None:
            found = weigh()
            self._recent.put(key, found)
        return found

    def frequencies(self, name: str, factors: Mapping[str, float]) -> Floats | None:
        """Give for each entry how often a field holds the best of some terms, over the relative length of the field.

        :param name: the name of a field
        :param factors: how much each term counts
        :return: None when no entry holds any of them
        """
        best: Floats | None = None
        for term, factor in factors.items():
            for entries, frequencies in self._postings(name, term):
                best = np.zeros(self.size, np.float32) if best is None else best
                best[entries] = np.maximum(best[entries], np.float32(factor) * frequencies)
        return None if best is None else best / self._lengths[name]

    def continued(self, name: str, beginning: str) -> list[str]:
        """Give the terms of a field that go on from a beginning, at most MOST_CONTINUATIONS."""
        with self._reading():
            found = [islice(leaf.expand_prefix(name, beginning), MOST_CONTINUATIONS) for leaf, _ in self._leaves]
            terms = sorted({term.decode() for some in found for term in some})
        return [term for term in terms[:MOST_CONTINUATIONS] if term != beginning]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every term of every field. About 100 bytes a term; read when the first mistyped word is asked for."""
        with self._reading():
            terms = {term for leaf, _ in self._leaves for field in FIELDS for term in leaf.lexicon(field.name)}
            return frozenset(term.decode() for term in terms)

    def _postings(self, name: str, term: str) -> Iterator[tuple[Ints, Floats]]:
        for leaf, offset in self._leaves:
            with self._reading():
                if (name, term) not in leaf:
                    continue
                once = leaf.term_info(name, term).max_weight() == 1.0
                documents, frequencies = _read(leaf.postings(name, term), once=once)
                entries = self._place[documents + offset]
            yield entries, frequencies

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except Exception as error:
                raise IndexMissingError(f"the index is damaged: {error!r}") from error


def _read(matcher: Any, *, once: bool) -> tuple[npt.NDArray[np.int64], Floats]:
    """Read all documents of a term, and how often each holds it.

    :param matcher: a fresh Whoosh matcher
    :param once: each document holds it one time, so that only their numbers need reading
    """
    if once:
        documents = np.fromiter(matcher.all_ids(), np.int64)
        return documents, np.ones(documents.size, np.float32)
    found = []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight()))
        matcher.next()
    pairs = np.array(found, np.float64).reshape(-1, 2)
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.float32)


def _placed(documents: list[int], size: int) -> Ints:
    """Give the entry of each document number; -1 for a removed one."""
    place = np.full(size, -1, np.int32)
    place[documents] = np.arange(len(documents), dtype=np.int32)
    return _frozen(place)


def _facets(entries: list[dict[str, list[str]]]) -> dict[str, Facet]:
    facets = {}
    for name in sorted({name for entry in entries for name in entry}):
        rows = [(place, value) for place, entry in enumerate(entries) for value in dict.fromkeys(entry.get(name, ()))]
        values = sorted({value for _, value in rows})
        code_of = {value: code for code, value in enumerate(values)}
        places = _frozen(np.array([place for place, _ in rows], np.int32))
        codes = _frozen(np.array([code_of[value] for _, value in rows], np.int32))
        facets[name] = Facet(tuple(values), places, codes, len(entries))
    return facets


def _sort_keys(entries: list[dict[str, str]]) -> dict[str, Ints]:
    """Give for each sort key the rank of every entry; -1 for one that has no key, or an empty one."""
    ranks = {}
    for name in {name for entry in entries for name in entry}:
        keys = [entry.get(name, "") for entry in entries]
        rank_of = {key: rank for rank, key in enumerate(sorted(set(keys) - {""}))}
        ranks[name] = _frozen(np.array([rank_of.get(key, -1) for key in keys], np.int32))
    return ranks


def _relative_lengths(entries: list[list[int]]) -> dict[str, Floats]:
    """Give for each field half of one plus half of its length in each entry, over its average: BM25's b is 0.5."""
    relative = {}
    for words, lengths in zip(FIELDS, np.array(entries, np.float32).reshape(-1, len(FIELDS)).T, strict=True):
        average = lengths[lengths > 0].mean() if lengths.any() else 1.0
        relative[words.name] = _frozen((0.5 + 0.5 * lengths / average).astype(np.float32))
    return relative


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _bytes(weighed: Weighed) -> int:
    return weighed.entries.nbytes + weighed.scores.nbytes + 500

"""Question to answer: which entries hold the words, in which order, and how many of each facet.

A text is words and nothing else. A word's score is BM25F: what the fields hold of it, each by its weight, is summed
before it is damped and measured by how rare the word is. The weights stand in this file and in schema.FIELDS.
"""

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from search_index.analysis import Word, asked, fold, forms, is_stop_word, near, warm
from search_index.entry import Answer, Hit, IndexMissingError, Question
from search_index.schema import FIELDS, current, schema
from search_index.snapshot import Flags, Floats, Ints, Snapshot, Weighed

__all__ = ["Index", "IndexMissingError"]

EXACT = 1.0
LEMMA = 0.9
CONTINUED = 0.3
"""The last word of a question is the beginning of a longer one."""
MISTYPED = 0.4
OTHER_LANGUAGE = 0.4
"""A field in another language than the page's."""
DAMPING = 6.0
"""BM25's k1: high, so that a word in a name (weight 6) clearly beats one in a text (weight 1)."""

SHORTEST_BEGINNING = 3
"""Letters of a word from which it also finds longer ones."""
SHORTEST_MISTYPED = 5
"""Letters of a word from which a typing error is looked for."""
MOST_CORRECTIONS = 8
"""Known words that one mistyped word stands for."""
DAMAGED_FOR = 5.0
"""Seconds until an index that did not open is tried again: trying takes Whoosh half a second."""


@dataclass(frozen=True)
class _Held:
    """An open index and what it was opened as."""

    process: int
    directory: Path
    index: FileIndex
    snapshot: Snapshot

    def is_current(self, directory: Path) -> bool:
        """Say whether nothing was built, put or removed since."""
        newest = self.index.latest_generation() == self.snapshot.generation
        return newest and self.directory == directory and self.process == os.getpid()


class Index:
    """The index in a folder, for asking; one for all threads of a process.

    It notices by itself when the index was built again or changed: a look at one link and one directory a question.
    Memory at 10,000 entries: the dictionaries of four languages 150 MB, the opened index 40 MB (for a moment twice,
    when it changed), and at most LARGEST_CACHE bytes of words.

    :param folder: the folder that writer.build was given
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: _Held | None = None
        self._opening = threading.Lock()
        self._damaged: tuple[Path, float] | None = None

    def ask(self, question: Question) -> Answer:
        """Answer a question. No text, number or name in it is an error.

        :raises IndexMissingError: there is no usable index; the caller answers without one
        """
        snapshot = self._snapshot()
        text = asked(question.text)
        filters = {
            name: snapshot.facets[name].having(values) if name in snapshot.facets else ~snapshot.everything
            for name, values in question.filters.items()
            if values
        }
        found = _find(snapshot, text.words, question.language, filters.get("kind", snapshot.everything))
        matching = found.flags & _all(snapshot, filters)
        counts = {}
        for name in question.facets:
            # Words are looked for within the wanted kinds; the kinds themselves are counted as if none were wanted.
            kinds = name == "kind" and name in filters
            base = _find(snapshot, text.words, question.language, snapshot.everything) if kinds else found
            others = _all(snapshot, {other: flags for other, flags in filters.items() if other != name})
            facet = snapshot.facets.get(name)
            counts[name] = facet.counts(base.flags & others) if facet else {}
        scores = found.scores * snapshot.weights
        page = _page(_sorted(snapshot, matching, scores, question.sort), question.page, question.size)
        return Answer(
            total=int(np.count_nonzero(matching)),
            hits=tuple(Hit(snapshot.keys[n], snapshot.kinds[n], float(scores[n])) for n in page),
            counts=counts,
            widened=found.widened,
            cut=text.cut,
        )

    def warm(self) -> None:
        """Open the index and load the dictionaries now, so that the first visitor does not wait.

        :raises IndexMissingError: there is no usable index
        """
        warm()
        self._snapshot()

    def _snapshot(self) -> Snapshot:
        """Give the newest state; while another thread opens it, the state before."""
        held = self._held
        if held and held.is_current(self._directory()):
            return held.snapshot
        if held is None or held.process != os.getpid():
            self._opening.acquire()
        elif not self._opening.acquire(blocking=False):
            return held.snapshot
        try:
            return self._open()
        finally:
            self._opening.release()

    def _open(self) -> Snapshot:
        directory = self._directory()
        if self._held and self._held.is_current(directory):  # another thread opened it while this one waited
            return self._held.snapshot
        if self._damaged and self._damaged[0] == directory and time.monotonic() < self._damaged[1]:
            raise IndexMissingError(f"the index in {directory} is damaged")
        try:
            index = FileStorage(str(directory), supports_mmap=False).open_index(schema=schema())
            snapshot = Snapshot(index)
        except Exception as error:
            if self._directory() != directory:  # replaced while we opened it
                return self._open()
            self._damaged = (directory, time.monotonic() + DAMAGED_FOR)
            raise IndexMissingError(f"the index in {directory} does not open: {error!r}") from error
        self._held = _Held(os.getpid(), directory, index, snapshot)
        return snapshot

    def _directory(self) -> Path:
        try:
            return current(self._folder)
        except OSError as error:
            raise IndexMissingError(f"no index in {self._folder}") from error


@dataclass(frozen=True)
class _Found:
    flags: Flags
    scores: Floats
    widened: bool = False


def _find(snapshot: Snapshot, words: tuple[Word, ...], language: str, within: Flags) -> _Found:
    """Find the entries that hold all words, or any of them when none within holds all. No words: all entries."""
    needed = [word for word in words if not is_stop_word(word)] or list(words)
    if not needed:
        return _Found(snapshot.everything, np.ones(snapshot.size, np.float32))
    weighed = {word: _weigh(snapshot, word, language, is_last=word is words[-1]) for word in words}
    held = np.zeros(snapshot.size, np.int32)
    scores = np.zeros(snapshot.size, np.float32)
    for word, some in weighed.items():
        scores[some.entries] += some.scores
        if word in needed:
            held[some.entries] += 1
    all_held = held == len(needed)
    if (all_held & within).any():
        return _Found(all_held, scores)
    return _Found(held > 0, scores, widened=bool(((held > 0) & within).any()))


def _weigh(snapshot: Snapshot, word: Word, language: str, *, is_last: bool) -> Weighed:
    return snapshot.weighed((word, language, is_last), partial(_score, snapshot, word, language, is_last))


def _score(snapshot: Snapshot, word: Word, language: str, is_last: bool) -> Weighed:
    frequencies = _frequencies(snapshot, word.whole, language, continued=is_last)
    if len(word.parts) > 1:
        parts = [_frequencies(snapshot, part, language, continued=False) for part in word.parts]
        together = np.logical_and.reduce([part > 0 for part in parts])
        frequencies = np.maximum(frequencies, np.where(together, np.mean(parts, axis=0), 0))
    elif not frequencies.any():
        for correction in _corrections(snapshot, fold(word.whole)):
            some = _frequencies(snapshot, correction, language, continued=False)
            frequencies = np.maximum(frequencies, MISTYPED * some)
    entries = np.flatnonzero(frequencies).astype(np.int32)
    rarity = np.log1p((snapshot.size - entries.size + 0.5) / (entries.size + 0.5))
    held = frequencies[entries]
    return Weighed(entries, (rarity * held / (held + DAMPING)).astype(np.float32))


def _frequencies(snapshot: Snapshot, word: str, language: str, *, continued: bool) -> Floats:
    """Give for each entry the weighted sum of what its fields hold of a word."""
    total = np.zeros(snapshot.size, np.float32)
    for field in FIELDS:
        terms = forms(word, field.language or language)
        factors = dict.fromkeys(terms, LEMMA) | {terms[0]: EXACT}
        if continued and field.short and len(word) >= SHORTEST_BEGINNING:
            factors = dict.fromkeys(snapshot.continued(field.name, terms[0]), CONTINUED) | factors
        held = snapshot.frequencies(field.name, factors)
        if held is not None:
            total += field.weight * (OTHER_LANGUAGE if field.language not in (None, language) else 1.0) * held
    return total


def _corrections(snapshot: Snapshot, word: str) -> list[str]:
    """Give the known words that are one typing error away. A number is never mistyped: it is another number."""
    if len(word) < SHORTEST_MISTYPED or not word.isalpha():
        return []
    return sorted(near(word) & snapshot.vocabulary)[:MOST_CORRECTIONS]


def _all(snapshot: Snapshot, filters: Mapping[str, Flags]) -> Flags:
    flags = snapshot.everything
    for some in filters.values():
        flags &= some
    return flags


def _sorted(snapshot: Snapshot, matching: Flags, scores: Floats, sort: str) -> Ints:
    if sort.removeprefix("-") == "relevance":
        entries = np.flatnonzero(matching).astype(np.int32)
        ranks = scores[entries] if sort.startswith("-") else -scores[entries]
        return entries[np.argsort(ranks, kind="stable")]
    order = snapshot.order(sort.removeprefix("-"), backwards=sort.startswith("-"))
    return order[matching[order]]


def _page(entries: Ints, page: int, size: int) -> Ints:
    size = max(size, 0)
    first = (max(page, 1) - 1) * size
    return entries[first : first + size]

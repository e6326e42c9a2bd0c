"""The words of many short texts, so that all texts with a word that begins in some way are found in one slice."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from search_index.analysis import fold, word_of, words, written

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Beginnings:
    """The words of many lines: sorted, and for each the lines that hold it and at which place in them."""

    def __init__(self, texts: Sequence[str]) -> None:
        ids: dict[str, int] = {}
        held = [
            (ids.setdefault(word, len(ids)), line, at) for line, text in enumerate(texts) for at, word in _spell(text)
        ]
        self.size = len(texts)
        self._words = sorted(ids)
        rank = np.empty(len(ids), np.int32)
        rank[[ids[word] for word in self._words]] = np.arange(len(ids))
        columns = np.array(held, np.int32).reshape(-1, 3)
        ranks = rank[columns[:, 0]]
        self._held = columns[np.argsort(ranks, kind="stable"), 1:]
        self._ends = np.concatenate([[0], np.cumsum(np.bincount(ranks, minlength=len(ids)))])

    def having(self, typed: Sequence[str]) -> tuple[Ints, Flags]:
        """Give the lines that hold all words, the last one as a beginning, and whether they begin as typed.

        :param typed: as `parts` gives them; at least one
        """
        every, begins = np.ones(self.size, bool), np.ones(self.size, bool)
        for place, word in enumerate(typed):
            held = self._slice(word, is_beginning=place == len(typed) - 1)
            every &= self._flags(held[:, 0])
            begins &= self._flags(held[held[:, 1] == place, 0])
        lines = np.flatnonzero(every)
        return lines, begins[lines]

    def _flags(self, lines: npt.NDArray[np.int32]) -> Flags:
        flags = np.zeros(self.size, bool)
        flags[lines] = True
        return flags

    def _slice(self, word: str, *, is_beginning: bool) -> npt.NDArray[np.int32]:
        first = bisect_left(self._words, word)
        # No word holds the last of all letters, and none the first.
        last = bisect_left(self._words, word + ("\U0010ffff" if is_beginning else "\0"))
        return self._held[self._ends[first] : self._ends[last]]


def _spell(text: str) -> Iterator[tuple[int, str]]:
    """Give the words of a text with their places, a hyphen compound by its parts and in one."""
    place = 0
    for word in written(text):
        first, *others = _folded(word)
        yield place, first
        yield from enumerate(others, place)
        place += len(others) or 1


@lru_cache(maxsize=2**13)
def _folded(word: str) -> tuple[str, ...]:
    """Give a word folded, and a hyphen compound in one and then by its parts. Names share many words."""
    read = word_of(word)
    parts = tuple(map(fold, read.parts))
    return (fold(read.whole), *parts) if len(parts) > 1 else parts


def parts(text: str) -> list[str]:
    """Give the words of a text as they are compared, a hyphen compound as its parts."""
    return [fold(part) for word in words(text) for part in word.parts]

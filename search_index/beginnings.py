"""The words of many short texts, so that all texts with a word that begins in some way are found in one slice."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from search_index.analysis import fold, word_of, words, written
from search_index.language.letters import has_a_letter_thrice, is_cyrillic, sound, soundings, spellings

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SHORTEST_HEARD: Final = 3
"""Letters of the sound of all that was typed from which it is compared: "ъъъъъ" sounds like "a"."""


class _Slices(Protocol):
    def __call__(self, word: str, *, is_beginning: bool) -> npt.NDArray[np.int32]:
        """Give the lines that hold a word, or a word that begins with it, and its places in them."""


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

        Where no line does, other spellings count as well, and how words sound in either alphabet: "loenn" is "lønn",
        and "проксим" begins "Proximus".

        :param typed: as `parts` gives them; at least one
        """
        lines, begins = self._having(typed, self._slice)
        if not lines.size and _may_be_heard(typed):
            lines, begins = self._having(typed, self._alike)
        return lines, begins

    def _having(self, typed: Sequence[str], slices: "_Slices") -> tuple[Ints, Flags]:
        every, begins = np.ones(self.size, bool), np.ones(self.size, bool)
        for place, word in enumerate(typed):
            held = slices(word, is_beginning=place == len(typed) - 1)
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

    def _alike(self, word: str, *, is_beginning: bool) -> npt.NDArray[np.int32]:
        """Give the lines of the words that a word may be in another spelling, or sounds like."""
        found = [self._slice(one, is_beginning=is_beginning) for one in (word, *spellings(word))]
        for heard in dict.fromkeys((sound(word), *(() if is_cyrillic(word) else soundings(word)))) if word else ():
            first = bisect_left(self._sounds, (heard, -1))
            for one, rank in islice(self._sounds, first, None):
                if not (one.startswith(heard) if is_beginning else one == heard):
                    break
                found.append(self._held[self._ends[rank] : self._ends[rank + 1]])
        return np.concatenate(found)

    @cached_property
    def _sounds(self) -> list[tuple[str, int]]:
        """How each word sounds, sorted, and its number. Made when nothing is as typed: 0.1 s for 50,000 words."""
        return sorted((sound(word), rank) for rank, word in enumerate(self._words))


def _may_be_heard(typed: Sequence[str]) -> bool:
    heard = "".join(map(sound, typed))
    return len(heard) >= SHORTEST_HEARD and not any(map(has_a_letter_thrice, typed))


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

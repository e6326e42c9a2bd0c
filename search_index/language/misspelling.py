"""Which known words a mistyped one may be, in a few hundred microseconds among a hundred thousand.

An error is a letter missing, too many, wrong, or swapped with its neighbour (Damerau 1964: four of five errors are one
of these). Each known word has a mask with a bit for each letter it holds: words that are near differ in few of them,
so that only a few need comparing letter by letter.
"""

from collections.abc import Iterable
from itertools import islice

import numpy as np

_MOST_COMPARED = 200
_SHORTEST, _LONGEST = 3, 40


def _mask(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) % 61)
    return mask


class Spellings:
    """Known words, to be found by a wrong spelling.

    :param words: folded
    """

    def __init__(self, words: Iterable[str]) -> None:
        known = [word for word in words if _SHORTEST <= len(word) <= _LONGEST and word.isalpha()]
        self._words = sorted(known, key=lambda word: (len(word), word))
        self._masks = np.array([_mask(word) for word in self._words], np.uint64)
        self._firsts = np.array([ord(word[0]) for word in self._words], np.int32)
        self._starts = np.searchsorted([len(word) for word in self._words], np.arange(_LONGEST + 2))
        """Where the words of each length begin."""

    def near(self, word: str, errors: int) -> list[str]:
        """Give the known words at most so many errors away, the nearest first, then by alphabet.

        With one error any letter may be wrong, with more the first is right.

        :param word: folded
        """
        if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return []
        first = int(self._starts[max(len(word) - errors, 0)])
        last = int(self._starts[min(len(word) + errors, _LONGEST) + 1])
        apart = np.bitwise_count(self._masks[first:last] ^ np.uint64(_mask(word)))
        fits = apart <= 2 * errors
        if errors > 1:
            fits &= self._firsts[first:last] == ord(word[0])
        likely = (self._words[first + place] for place in np.flatnonzero(fits).tolist())
        shared = (known for known in likely if _share_a_part(word, known, errors))
        measured = [(distance(word, known, errors), known) for known in islice(shared, _MOST_COMPARED)]
        return [known for far, known in sorted(measured) if 0 < far <= errors]


def _share_a_part(word: str, known: str, errors: int) -> bool:
    """Say whether two words may be so near: of one part more than there are errors, one is free of them.

    The parts stand one letter apart, so that letters swapped are never in two of them.
    """
    size = (len(word) - errors) // (errors + 1)
    if known.startswith(word[:size]) or known.endswith(word[-size:]):
        return True
    return errors > 1 and word[size + 1 : 2 * size + 1] in known


def _without_shared_ends(one: str, other: str) -> tuple[str, str]:
    """Give what stands between the letters that two words begin with both and those that they end with both."""
    shortest = min(len(one), len(other))
    first = next((place for place in range(shortest) if one[place] != other[place]), shortest)
    one, other, shortest = one[first:], other[first:], shortest - first
    last = next((place for place in range(shortest) if one[-1 - place] != other[-1 - place]), shortest)
    return one[: len(one) - last], other[: len(other) - last]


def distance(one: str, other: str, most: int) -> int:
    """Give how many typing errors two words are apart; most + 1 stands for anything more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _without_shared_ends(one, other)
    if not one or not other:
        return len(one) + len(other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        older, before, row = before, row, [place]
        for column, against in enumerate(other, 1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != against))
            if place > 1 < column and letter == other[column - 2] and one[place - 2] == against:
                cost = min(cost, older[column - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)

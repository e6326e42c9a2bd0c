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
        places = _places(word)
        measured = [(_distance(places, len(word), known, errors), known) for known in islice(shared, _MOST_COMPARED)]
        return [known for far, known in sorted(measured) if 0 < far <= errors]


def _share_a_part(word: str, known: str, errors: int) -> bool:
    """Say whether two words may be so near: of one part more than there are errors, one is free of them.

    The parts stand one letter apart, so that letters swapped are never in two of them.
    """
    size = (len(word) - errors) // (errors + 1)
    if known.startswith(word[:size]) or known.endswith(word[-size:]):
        return True
    return errors > 1 and word[size + 1 : 2 * size + 1] in known


def distance(one: str, other: str, most: int) -> int:
    """Give how many typing errors two words are apart; most + 1 stands for anything more."""
    return _distance(_places(one), len(one), other, most)


def _places(word: str) -> dict[str, int]:
    """Give for each letter of a word a number with a bit for each place where it stands."""
    places: dict[str, int] = {}
    for place, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << place
    return places


def _distance(places: dict[str, int], size: int, other: str, most: int) -> int:
    """Give how far a word is from one with such places.

    A column of the table of distances is two numbers: the bits where it grows downwards, and where it shrinks. So a
    letter takes the same few steps whatever the size (Myers 1999; swapped letters: Hyyrö 2003).
    """
    if abs(size - len(other)) > most:
        return most + 1
    if not size:
        return len(other)
    every, last = (1 << size) - 1, 1 << size - 1
    grows, shrinks, free, before, far = every, 0, 0, 0, size
    for left, letter in zip(range(len(other) - 1, -1, -1), other, strict=True):
        same = places.get(letter, 0)
        swapped = (~free & same) << 1 & before
        free = (((same & grows) + grows) ^ grows | same | shrinks | swapped) & every
        up, down = shrinks | every & ~(free | grows), free & grows
        far += (up & last != 0) - (down & last != 0)
        if far - left > most:
            return most + 1
        up = up << 1 | 1
        grows, shrinks, before = (down << 1 | ~(free | up)) & every, up & free, same
    return min(far, most + 1)

"""Sets of entries, each of which holds something with a strength above 0: cut, put together and added up.

A set is a sorted array of numbers. Entries are looked up by halving, or marked in an array as long as all entries, or
sorted together; which of these is quickest depends on sizes alone.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search_index.arrays import Flags, Floats, Ints, flags_of
from search_index.pool import NOTHING, Postings

DENSE = 16
"""Sets are put together in an array as long as all entries from where they hold one in so many of them."""
LOOKED_UP = 16
"""To look up an entry takes as long as to mark so many entries, or to clear so many marks twice over."""


def all_of(sets: Sequence[Postings], size: int) -> list[Postings]:
    """Give what each set has of the entries that all of them have: they share one array of entries.

    :param sets: at least one
    :param size: the number of all entries
    """
    first, *others = sorted(range(len(sets)), key=lambda number: sets[number].entries.size)
    entries, strengths = sets[first].entries, {first: sets[first].strengths}
    for number in others:
        if not entries.size:
            return [NOTHING] * len(sets)
        strengths[number] = strengths_at(sets[number], entries, size)
        there = strengths[number] > 0
        entries = entries.compress(there)
        strengths = {one: some.compress(there) for one, some in strengths.items()}
    return [Postings(entries, strengths[number]) for number in range(len(sets))]


def some_of(sets: Sequence[Postings], least: int) -> Ints:
    """Give the entries that at least so many of the sets have.

    :param sets: at least one
    :param least: at least 1
    """
    held = np.concatenate([some.entries for some in sets])
    held.sort()
    last = held[least - 1 :]
    held = last.compress(last == held[: last.size])
    return held.compress(_are_first(held))


def without(entries: Ints, sets: Sequence[Postings], size: int) -> Ints:
    """Give those entries that none of the sets has."""
    for some in sets:
        if some.entries.size:
            entries = entries.compress(~_holds(some.entries, entries, size))
    return entries


def strengths_at(held: Postings, entries: Ints, size: int) -> Floats:
    """Give how strongly each entry holds something, 0 where it does not."""
    if held.entries is entries or held.entries.size == entries.size == size:
        return held.strengths
    if not held.entries.size:
        return np.zeros(entries.size, np.float32)
    if _are_many(held.entries, entries, size):
        dense = np.zeros(size, np.float32)
        dense[held.entries.astype(np.intp)] = held.strengths
        return dense.take(entries)
    places = _places(held.entries, entries)
    found: Floats = held.strengths.take(places) * (held.entries.take(places) == entries)
    return found


def added(entries: Ints, sets: Sequence[Postings], size: int) -> Postings:
    """Add up how strongly each entry holds each of some things, in their order."""
    if len(sets) == 1 and sets[0].entries is entries:
        return sets[0]
    total = np.zeros(entries.size, np.float32)
    for some in sets if entries.size else ():
        if some.entries.size < entries.size and not _are_many(entries, some.entries, size):
            places = _places(entries, some.entries)
            there = entries.take(places) == some.entries
            total[places.compress(there)] += some.strengths.compress(there)
        else:
            total += strengths_at(some, entries, size)
    return Postings(entries, total)


def together(sets: Sequence[Postings], how: np.ufunc, size: int) -> Postings:
    """Give what any of the sets has; the strengths of an entry that several have become one.

    :param how: np.maximum or np.add
    """
    held = [some for some in sets if some.entries.size]
    if len(held) < 2:
        return held[0] if held else NOTHING
    if sum(some.entries.size for some in held) * DENSE > size:
        return _together_densely(held, how, size)
    entries = np.concatenate([some.entries for some in held])
    order = entries.argsort(kind="stable")
    entries = entries[order]
    firsts = _are_first(entries).nonzero()[0]
    strengths = np.concatenate([some.strengths for some in held])[order]
    return Postings(entries[firsts], how.reduceat(strengths, firsts))


def _together_densely(held: Sequence[Postings], how: np.ufunc, size: int) -> Postings:
    dense = np.zeros(size, np.float32)
    for some in held:
        at = some.entries.astype(np.intp)
        dense[at] = how(dense.take(at), some.strengths)
    entries = (dense > 0).nonzero()[0]  # of numbers it takes four times as long as of flags
    return Postings(entries.astype(np.int32), dense.take(entries))


def _holds(among: Ints, entries: Ints, size: int) -> Flags:
    """Flag those entries that are among others, of which there are some."""
    if _are_many(among, entries, size):
        return flags_of(among, size).take(entries)
    found: Flags = among.take(_places(among, entries)) == entries
    return found


def _are_many(among: Ints, entries: Ints, size: int) -> bool:
    """Say whether marking all that are among others is quicker than looking up each entry."""
    return among.size + size // LOOKED_UP < entries.size * LOOKED_UP


def _places(among: Ints, entries: Ints) -> npt.NDArray[np.intp]:
    """Give where each entry stands among others, of which there are some; any place for one that does not."""
    return np.minimum(among.searchsorted(entries), among.size - 1)


def _are_first(held: Ints) -> Flags:
    """Flag the first of each among sorted numbers."""
    flags = np.ones(held.size, bool)
    np.not_equal(held[1:], held[:-1], out=flags[1:])
    return flags

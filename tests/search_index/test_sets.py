"""Sets of entries are what plain sets and sums are, whichever way is the quickest for their sizes."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import sets
from search_index.arrays import Ints
from search_index.pool import Postings

SIZE = 2_000
"""So many entries that of sets of usual sizes some are looked up and some marked."""
NUMBERS = st.builds(
    lambda first, count, step: frozenset(range(first, min(first + count * step, SIZE), step)),
    st.integers(0, SIZE - 1),
    st.integers(0, SIZE),
    st.integers(1, 400),
)
"""The entries of a set: few or many, near one another or far."""
SETS = st.lists(st.one_of(NUMBERS, st.frozensets(st.integers(0, SIZE - 1))), min_size=1, max_size=4)


def held(numbers: frozenset[int], place: int) -> Postings:
    """Make a set of which each entry has a strength of its own."""
    entries = np.array(sorted(numbers), np.int32)
    return Postings(entries, strengths(entries, place))


def strengths(entries: Ints, place: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Give how strongly entries hold something, in numbers that float32 rounds when it adds them."""
    return np.float32(0.1) + np.float32(place + 1) / (entries.astype(np.float32) + np.float32(3))


@settings(deadline=None, max_examples=300)
@given(SETS, st.integers(1, 4))
def test_what_all_hold_and_what_some_hold(numbers: list[frozenset[int]], least: int) -> None:
    every = [held(some, place) for place, some in enumerate(numbers)]
    common = sorted(frozenset.intersection(*numbers))
    for place, some in enumerate(sets.all_of(every, SIZE)):
        assert some.entries.tolist() == common
        assert some.strengths.tolist() == strengths(some.entries, place).tolist()
    counts = Counter(number for some in numbers for number in some)
    assert sets.some_of(every, least).tolist() == sorted(number for number, count in counts.items() if count >= least)
    others = frozenset().union(*numbers[1:])
    assert sets.without(every[0].entries, every[1:], SIZE).tolist() == sorted(numbers[0] - others)


@settings(deadline=None, max_examples=300)
@given(SETS, NUMBERS)
def test_strengths_are_added_in_the_order_of_the_sets(numbers: list[frozenset[int]], of: frozenset[int]) -> None:
    entries = np.array(sorted(of), np.int32)
    expected = np.zeros(entries.size, np.float32)
    for place, some in enumerate(numbers):
        there = np.isin(entries, sorted(some))
        expected[there] += strengths(entries[there], place)
    every = [held(some, place) for place, some in enumerate(numbers)]
    added = sets.added(entries, every, SIZE)
    assert (added.entries.tolist(), added.strengths.tolist()) == (entries.tolist(), expected.tolist())


@settings(deadline=None, max_examples=300)
@given(SETS, st.sampled_from((np.add, np.maximum)))
def test_sets_become_one(numbers: list[frozenset[int]], how: np.ufunc) -> None:
    found = sets.together([held(some, place) for place, some in enumerate(numbers)], how, SIZE)
    everything = sorted(frozenset().union(*numbers))
    assert found.entries.tolist() == everything
    both = dict.fromkeys(everything, 0.0)
    for place, some in enumerate(numbers):
        for number in some:
            both[number] = float(how(both[number], strengths(np.array([number], np.int32), place)[0]))
    assert found.strengths.tolist() == pytest.approx(list(both.values()), rel=1e-6)

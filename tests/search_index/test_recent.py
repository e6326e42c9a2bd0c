"""What is kept stays within its bound, and what is worth keeping stays."""

from hypothesis import given
from hypothesis import strategies as st

from search_index.recent import Recent

MOST = 1_000


def test_of_things_of_one_size_the_longest_unused_goes_first() -> None:
    kept: Recent[int] = Recent(300)
    for number in (1, 2, 3):
        kept.put(number, number, 100)
    kept.get(1)
    kept.put(4, 4, 100)
    assert [kept.get(number) for number in (1, 2, 3, 4)] == [1, None, 3, 4]


def test_used_in_turn_small_things_stay_and_large_ones_go() -> None:
    kept: Recent[int] = Recent(MOST)
    sizes = {number: 400 if number % 10 == 0 else 30 for number in range(20)}
    for _ in range(3):
        found = {number for number in sizes if kept.get(number) is not None}
        for number in set(sizes) - found:
            kept.put(number, number, sizes[number])
    assert found >= {number for number, size in sizes.items() if size == 30}


def test_what_is_no_longer_used_goes_however_small() -> None:
    kept: Recent[int] = Recent(MOST)
    kept.put("small", 1, 1)
    for number in range(MOST * 2):
        kept.put(number, number, 2)
    assert kept.get("small") is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, MOST + 100)), max_size=60))
def test_the_bound_holds_and_what_is_found_is_what_was_put_last(steps: list[tuple[bool, int, int]]) -> None:
    kept: Recent[int] = Recent(MOST)
    last: dict[int, int] = {}
    for number, (puts, key, size) in enumerate(steps):
        if puts:
            kept.put(key, number, size)
            last[key] = number
            assert (kept.get(key) == number) is (size <= MOST), "the newest is never the one that goes"
        else:
            assert kept.get(key) in (last.get(key), None)
    found = [value for key in last if (value := kept.get(key)) is not None]
    assert sum(steps[number][2] for number in found) <= MOST

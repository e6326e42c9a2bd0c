"""A mistyped word is near the right one, and a nonsense word is near none."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.language.misspelling import Spellings, distance

WORDS = ("bedrift", "bedriften", "arbeidstrening", "mentor", "работодател", "taxi", "proximus", "lønn")
known = Spellings(WORDS)


@pytest.mark.parametrize("typed", ["bedrft", "bedrifft", "bedrigt", "ebdrift", "bedirft"])
def test_one_error(typed: str) -> None:
    assert known.near(typed, 1)[0] == "bedrift"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("abreidstrenig", "arbeidstrening"), ("рабтодатл", "работодател"), ("proksimis", "proximus")],
)
def test_two_errors(typed: str, meant: str) -> None:
    assert meant not in known.near(typed, 1)
    assert known.near(typed, 2) == ([meant] if distance(typed, meant, 2) == 2 else [])


def test_the_nearest_comes_first_and_the_word_itself_is_no_error() -> None:
    assert known.near("bedrifte", 2) == ["bedrift", "bedriften"]
    assert known.near("bedrift", 2) == ["bedriften"]


def test_with_two_errors_the_first_letter_is_right() -> None:
    assert known.near("nentor", 1) == ["mentor"]
    assert known.near("nenttor", 2) == []


@pytest.mark.parametrize("typed", ["", "a", "zzzzqqq", "98123", "x" * 1000, "\ud800", "😀😀😀😀"])
def test_nonsense_is_near_nothing(typed: str) -> None:
    assert known.near(typed, 2) == []


@given(st.text(st.sampled_from("abc"), max_size=8), st.text(st.sampled_from("abc"), max_size=8))
def test_distance_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert distance(one, other, 8) == distance(other, one, 8)
    assert (distance(one, other, 8) == 0) == (one == other)
    assert distance(one, other, 1) == min(distance(one, other, 8), 2)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("", "", 0),
        ("", "ab", 2),
        ("ab", "ba", 1),
        ("ca", "abc", 3),
        ("abcd", "badc", 2),
        ("a" * 70, "a" * 68 + "bb", 2),
    ],
)
def test_distance_counts_letters_and_swaps(one: str, other: str, errors: int) -> None:
    assert distance(one, other, 8) == errors


@given(st.text(st.sampled_from("abc"), max_size=8), st.text(st.sampled_from("abc"), max_size=8))
def test_distance_is_the_shortest_way_by_single_errors(one: str, other: str) -> None:
    """The table of distances of all beginnings, as it is defined."""
    table = {(row, 0): row for row in range(len(one) + 1)} | {(0, column): column for column in range(len(other) + 1)}
    for row, column in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        ways = [table[row - 1, column] + 1, table[row, column - 1] + 1]
        ways.append(table[row - 1, column - 1] + (one[row - 1] != other[column - 1]))
        if row > 1 < column and one[row - 2 : row] == other[column - 2 : column][::-1]:
            ways.append(table[row - 2, column - 2] + 1)
        table[row, column] = min(ways)
    assert distance(one, other, 8) == table[len(one), len(other)]


@given(
    st.lists(st.text(st.sampled_from("abcd"), min_size=3, max_size=9), max_size=30), st.text(st.sampled_from("abcd"))
)
def test_near_is_what_comparing_with_each_word_finds(words: list[str], typed: str) -> None:
    compared = [word for word in set(words) if len(typed) > 2 and 0 < distance(typed, word, 1) <= 1]
    assert sorted(Spellings(set(words)).near(typed, 1)) == sorted(compared)

"""A mistyped word is near the right one, and a nonsense word is near none."""

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


def by_definition(one: str, other: str) -> int:
    """Count the errors between two words as the definition does, from their ends."""
    if not one or not other:
        return len(one) + len(other)
    found = by_definition(one[:-1], other[:-1]) + (one[-1] != other[-1])
    found = min(found, by_definition(one[:-1], other) + 1, by_definition(one, other[:-1]) + 1)
    if len(one) > 1 < len(other) and one[-1] == other[-2] and one[-2] == other[-1]:
        found = min(found, by_definition(one[:-2], other[:-2]) + 1)
    return found


@given(st.text(st.sampled_from("abc"), max_size=5), st.text(st.sampled_from("abc"), max_size=5))
def test_distance_is_that_of_the_definition(one: str, other: str) -> None:
    assert distance(one, other, 5) == by_definition(one, other)


@given(
    st.lists(st.text(st.sampled_from("abcd"), min_size=3, max_size=9), max_size=30), st.text(st.sampled_from("abcd"))
)
def test_near_is_what_comparing_with_each_word_finds(words: list[str], typed: str) -> None:
    compared = [word for word in set(words) if len(typed) > 2 and 0 < distance(typed, word, 1) <= 1]
    assert sorted(Spellings(set(words)).near(typed, 1)) == sorted(compared)

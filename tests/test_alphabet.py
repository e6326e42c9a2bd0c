"""The order of the alphabet in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.alphabet import sort_key
from portal.words import LANGUAGES


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("nb", ["Arba", "Asker", "Zebra", "Ærlig", "Østfold", "Ås", "Åse", "Aasen"]),
        ("nl", ["Aarschot", "Eén", "eenmaal", "ijs", "ik", "Zele"]),
        ("bg", ["Агенция", "Бургас", "Йордан", "Ъгъл", "Ямбол", "Accenture", "Zebra"]),
        ("en", ["Åsa", "Asker", "“Charter”", "Østfold", "Zebra", "Агенция", "„Младежи“"]),
    ],
)
def test_order(language: str, ordered: list[str]) -> None:
    shuffled = ordered[1:] + ordered[:1]
    assert sorted(shuffled, key=lambda text: sort_key(text, language)) == ordered


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_a_key(text: str, language: str) -> None:
    assert sort_key(text, language) == sort_key(text, language)


@given(st.text(st.characters(codec="ascii", categories=["Ll"])), st.sampled_from(LANGUAGES))
def test_capitals_come_beside_small_letters(text: str, language: str) -> None:
    between = [sort_key(text, language), sort_key(text.upper(), language), sort_key(text + "a", language)]
    assert between == sorted(between)

"""Did you mean: unknown words become known ones, everything else stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.analysis import LANGUAGES
from search_index.meant import meant
from tests.search_index.entries import entry
from tests.search_index.vocabulary import known, topic

KNOWN = known(
    [
        entry(
            "measure:x",
            "Proximus",
            other_names=("OCMW",),
            names={"nb": "Arbeidstrening for unge", "nl": "Jobcoaching", "bg": "Младежка заетост"},
            texts={"nb": "bedrift og lønn til læring", "en": "reserved contracts and wheelchair ramps"},
        )
    ],
    [topic("kinds:pay", nb="lønnstilskudd"), topic("kinds:follow", nb="oppfølging")],
)


@pytest.mark.parametrize(
    ("language", "typed", "better"),
    [
        ("nb", "abreidstrening", "arbeidstrening"),
        ("nb", "Abreidstrening i Asker", "Arbeidstrening i Asker"),
        ("nb", "lønnstliskudd", "lønnstilskudd"),
        ("nb", "oppfolgimg", "oppfølging"),
        ("nb", "bedrft", "bedrift"),
        ("nl", "gratis jobcoahcing", "gratis jobcoaching"),
        ("nl", "OMCW", "OCMW"),
        ("bg", "младжка заетст", "младежка заетост"),
        ("en", "Resreved contracts", "Reserved contracts"),
        ("en", "wheelchiar “rmaps” -rmaps", "wheelchair “rmaps” -rmaps"),
        ("en", "proximsu", "proximus"),
    ],
)
def test_an_unknown_word_becomes_a_near_one(language: str, typed: str, better: str) -> None:
    assert meant(typed, language, KNOWN) == better


@pytest.mark.parametrize(
    "typed", ["", "bedrift", "bedriftene", "asdfgh jklqw", "-bedrft", '"bedrft"', "98123", "loenn"]
)
def test_where_nothing_is_better_nothing_is_said(typed: str) -> None:
    assert meant(typed, "nb", KNOWN) == ""


def test_a_word_is_shown_as_the_index_writes_it() -> None:
    assert meant("laerimg", "nb", KNOWN) == "læring"
    assert meant("lonnstliskudd", "nb", KNOWN) == "lønnstilskudd"


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    assert isinstance(meant(text, language, KNOWN), str)

"""The words of an index: their relatives, their compounds, their sounds."""

import pytest

from search_index.language.misspelling import Spellings
from search_index.lexicon import MOST_CONTINUATIONS, MOST_KEPT, MOST_READ, MOST_RELATIVES, Lexicon
from search_index.meaning import meanings

NB = """
    lonn mentor arbeid inkludering arbeidsinkludering tilskudd lonnstilskudd mentortilskudd tilskuddet tilpasset
    tilpasning
"""
LEXICON = Lexicon(
    {
        "nb": NB.split(),
        "nl": ["organisatie", "tewerkstelling", "tewerkstellingsorganisatie", "beroepsverkennende", "stage"],
        "bg": ["работодател", "работодатели", "заетост"],
        "none": ["proximus", "asker"],
    },
    {"nb": ["flyktninger"], "en": ["refugees"]},
)


def test_a_word_is_held_by_entries_and_known_by_topics() -> None:
    assert LEXICON.is_held("arbeid", "nb")
    assert not LEXICON.is_held("arbeid", "nl")
    assert not LEXICON.is_held("flyktninger", "nb")
    assert LEXICON.is_known("flyktninger", "nb")
    assert not LEXICON.is_known("flyktninger", "en")
    assert "refugees" in LEXICON
    assert "nobody" not in LEXICON


def test_relatives_share_a_root_in_their_language() -> None:
    assert LEXICON.relatives("tilpasse", "nb") == ("tilpasset", "tilpasning")
    assert LEXICON.relatives("tilpasse", "nl") == ()


def test_what_every_text_holds_is_no_relative() -> None:
    lexicon = Lexicon({"nb": ["som", "sommer", "sommeren"]}, {})
    assert set(lexicon.relatives("sommer", "nb")) == {"sommer", "sommeren"}


def test_compounds_hold_their_parts() -> None:
    assert LEXICON.compounds("tilskudd", "nb") == ("lonnstilskudd", "mentortilskudd")
    assert LEXICON.compounds("arbeidet", "nb") == ("arbeidsinkludering",)
    assert LEXICON.compounds("organisaties", "nl") == ("tewerkstellingsorganisatie",)
    assert LEXICON.compounds("arbeid", "en") == ()


def test_a_compound_is_split_into_known_parts_in_any_form() -> None:
    assert LEXICON.split("arbeidsinkludering", "nb") == ("arbeid", "inkludering")
    assert LEXICON.split("tilskuddsarbeidet", "nb") == ("tilskudd", "arbeidet")
    assert LEXICON.split("arbeidsflubb", "nb") == ()
    assert LEXICON.split("arbeidsinkludering", "bg") == ()


def test_a_part_may_be_known_only_inside_another_word() -> None:
    assert LEXICON.holding("verkennend", "nl") == ("beroepsverkennende",)
    assert LEXICON.split("verkenningsstage", "nl") == ("verkenning", "stage")
    assert LEXICON.split("flubberstage", "nl") == ()


def test_an_unknown_compound_begins_with_the_longest_known_word_before_another_word() -> None:
    assert LEXICON.begun("arbeidsordning", "nb") == "arbeid"
    assert LEXICON.begun("lønnstilskuddsordningen", "nb") == "lonnstilskudd"
    assert LEXICON.begun("organisatieplan", "nl") == "organisatie"
    assert LEXICON.begun("arbeidsflubb", "nb") == ""
    assert LEXICON.begun("arbeids", "nb") == ""
    assert LEXICON.begun("организация", "bg") == ""
    assert LEXICON.begun("arbeid" * 1000, "nb") == ""


def test_three_words_make_one() -> None:
    assert list(LEXICON.joined("arbeids", "inkluderings")) == []
    made = Lexicon({"nl": ["beroepsinlevingsstage"], "nb": ["arbeidsmarkedsopplaering"]}, {})
    assert list(made.joined("beroeps", "inlevings", "stage")) == ["beroepsinlevingsstage"]
    assert list(made.joined("arbeid", "marked", "opplaering")) == ["arbeidsmarkedsopplaering"]


def test_two_words_make_one() -> None:
    assert list(LEXICON.joined("lonns", "tilskudd")) == ["lonnstilskudd"]
    assert list(LEXICON.joined("arbeid", "inkludering")) == ["arbeidsinkludering"]
    assert list(LEXICON.joined("lonns", "inkludering")) == []


def test_words_sound_alike_over_alphabets() -> None:
    assert LEXICON.sounding("rabotodatel") == ("работодател",)
    assert set(LEXICON.sounding("rabotodatelite")) == {"работодател", "работодатели"}
    assert LEXICON.sounding("проксимус") == ("proximus",)
    assert LEXICON.sounding("proximus") == ()
    assert LEXICON.sounding("мандарина") == ()


@pytest.mark.parametrize("nonsense", ["ъъъъъ", "аааа", "aaaaa", "ъаъа", "rabotodatelll"])
def test_one_letter_again_and_again_sounds_like_nothing(nonsense: str) -> None:
    assert Lexicon({"nb": ["a", "aa", "i"], "bg": ["а", "работодател"]}, {}).sounding(nonsense) == ()


def test_near_words_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    some = Lexicon({"nb": ["mentor", "tilskudd"]}, {})
    assert some.near("mentro", 1) == ["mentor"]
    monkeypatch.setattr(Spellings, "near", lambda *_: pytest.fail("looked for again"))
    assert some.near("mentro", 1) == ["mentor"]


def test_near_words_that_are_kept_are_bounded_and_not_those_of_another_state() -> None:
    some = Lexicon({"nb": ["mentor"]}, {})
    for number in range(2 * MOST_KEPT):
        some.near("mentor" + chr(ord("a") + number % 26) * (1 + number // 26 % 20), 1)
    assert len(some._kept._kept) <= MOST_KEPT
    assert some.near("mentro", 1) == ["mentor"]
    assert some.renewed({"nb": ["bedrift"]}, {})._kept.get(("mentro", 1)) is None


def test_what_words_mean_is_kept_for_one_state_and_bounded() -> None:
    some = Lexicon({"nb": ["mentor"]}, {})
    assert [one.term for one in meanings("mentro", "nb", some)] == ["mentor"]
    meanings("mentro", "nb", some).clear()
    assert [one.term for one in meanings("mentro", "nb", some)] == ["mentor"]
    assert [one.term for one in meanings("mentro", "nb", some.renewed({"nb": ["mentro"]}, {}))] == ["mentro"]
    for number in range(2 * MOST_READ):
        meanings(f"ord{number}", "nb", some)
    assert len(some.read._kept) <= MOST_READ


def test_beginnings_are_few() -> None:
    many = Lexicon({"nb": [f"ord{number:03}" for number in range(200)]}, {})
    assert many.beginning("ord")[0] == "ord000"
    assert len(many.beginning("ord")) <= MOST_CONTINUATIONS + 1
    assert many.beginning("ord0000") == []


def test_a_family_is_bounded() -> None:
    endings = [a + b for a in ("", "en", "er", "et", "e", "s", "ing") for b in ("", "e", "s", "en", "er", "et", "a")]
    many = Lexicon({"nb": {f"bedrift{ending}" for ending in endings}}, {})
    assert len(many.relatives("bedrift", "nb")) <= MOST_RELATIVES

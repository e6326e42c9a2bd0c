"""One word, many spellings: marks, å and aa, ø and oe, Cyrillic and Latin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.language.letters import fold, is_cyrillic, is_foreign_to, latin, sound, soundings, spellings

ANY_WORD = st.text(min_size=1, max_size=80).map(str.lower)
DOUBTFUL = st.text(st.sampled_from("aoeåøöäæbcqxjyuv64"), min_size=1, max_size=80)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("loennstilskudd", "lonnstilskudd"),
        ("lønnstilskudd", "loennstilskudd"),
        ("åsen", "aasen"),
        ("aasen", "asen"),
        ("oppfoelging", "oppfolging"),
        ("håndværk", "haandvaerk"),
    ],
)
def test_a_norwegian_word_has_other_spellings(written: str, other: str) -> None:
    assert other in spellings(written)
    assert fold(written) not in spellings(written)


def test_a_word_without_doubt_has_none() -> None:
    assert spellings("tilskudd") == []
    assert spellings("работа") == []


@given(st.one_of(ANY_WORD, DOUBTFUL))
def test_spellings_and_soundings_are_few(word: str) -> None:
    assert len(spellings(word)) <= 7
    assert 1 <= len(list(soundings(fold(word)))) <= 16


@pytest.mark.parametrize(
    ("cyrillic", "by_law"),
    [
        # The Act's own examples (Articles 4 to 6) and offices that carry these names.
        ("софия", "sofia"),
        ("стара", "stara"),
        ("загора", "zagora"),
        ("българия", "balgaria"),
        ("щъркел", "shtarkel"),
        ("жълтуша", "zhaltusha"),
        ("ямбол", "yambol"),
        ("юндола", "yundola"),
        ("цар", "tsar"),
        ("шоу", "shou"),
        ("айтос", "aytos"),
        ("гьоврен", "gyovren"),
        ("марица", "maritsa"),
        ("агенция", "agentsia"),
        ("асоциация", "asotsiatsia"),
    ],
)
def test_bulgarian_is_written_in_latin_by_the_act(cyrillic: str, by_law: str) -> None:
    assert latin(cyrillic) == by_law


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("проксимус", "proximus"),
        ("аскер", "asker"),
        ("актирис", "actiris"),
        ("секюрекс", "sekyureks"),
        ("драммен", "dramen"),
        ("rabotodatel", "работодател"),
        ("zaetost", "заетост"),
        ("predpriyatie", "предприятие"),
        ("predpriiatie", "предприятие"),
    ],
)
def test_a_word_sounds_the_same_in_both_alphabets(typed: str, meant: str) -> None:
    assert sound(typed) == sound(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("uvrejdaniq", "увреждания"),
        ("4ovek", "човек"),
        ("6kola", "школа"),
        ("obu4enie", "обучение"),
        ("socialen", "социален"),
        ("xora", "хора"),
        ("turgovishte", "търговище"),
        ("bylgariq", "българия"),
        ("rabotodatelq", "работодателя"),
    ],
)
def test_bulgarian_is_understood_as_people_type_it(typed: str, meant: str) -> None:
    assert sound(meant) in soundings(typed)


def test_alphabets_are_told_apart() -> None:
    assert is_cyrillic("работа")
    assert not is_cyrillic("rabota")
    assert not is_cyrillic("")
    assert [is_foreign_to(language, word) for word in ("работа", "jobb", "blåbær") for language in ("bg", "nb")] == [
        False, True, True, False, True, False,
    ]  # fmt: skip
    assert not any(is_foreign_to(language, "oвраг") for language in ("bg", "nb")), "letters of both"


@settings(max_examples=200)
@given(ANY_WORD)
def test_any_word_has_a_sound(word: str) -> None:
    assert isinstance(sound(fold(word)), str)
    assert isinstance(latin(word), str)

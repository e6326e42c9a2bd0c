"""Any text becomes terms, and a word is found however it is written or inflected."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.analysis import (
    LANGUAGES,
    LONGEST_WORD,
    Word,
    asked,
    fold,
    forms,
    is_stop_word,
    near,
    terms,
    words,
)
from search_index.entry import LONGEST_TEXT, MOST_WORDS

ANY_TEXT = st.one_of(
    st.text(),
    st.text(st.characters()),  # surrogates too
    st.text(st.sampled_from("aåæøéëѝйяЯİßﬀ-‑_'0٣½\x00\ud800\udfff\u0301\u00ad\u200b😀👩‍🦽 \n")),
)


@settings(deadline=None)  # the first word of a language loads its dictionary
@given(ANY_TEXT, st.sampled_from([*LANGUAGES, None]))
def test_any_text_becomes_terms_that_can_be_written(text: str, language: str | None) -> None:
    for term in terms(text, language):
        assert term
        assert term.isalnum()
        assert len(term.encode()) <= 8 * LONGEST_WORD


@settings(deadline=None)  # the first word of a language loads its dictionary
@given(ANY_TEXT)
def test_a_question_is_bounded_and_finds_the_terms_of_its_text(text: str) -> None:
    question = asked(text)
    assert sum(len(word.parts) for word in question.words) <= MOST_WORDS
    assert question.cut or len(text) <= LONGEST_TEXT
    for word in question.words:
        assert set(forms(word.parts[0], "nb")) <= set(terms(text[:LONGEST_TEXT], "nb"))


@settings(deadline=None)  # the first word of a language loads its dictionary
@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_hundred_thousand_characters_are_read() -> None:
    assert terms("x" * 100_000, "nb") == ["x" * LONGEST_WORD]
    assert len(terms("å " * 50_000, None)) == 50_000
    assert terms("-".join("ab" for _ in range(1_000)), None)[1:] == ["ab"] * 1_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("blåbær", "blabaer"),
        ("bla\u030aba\u0308r", "blabar"),
        ("Café", "cafe"),
        ("ORGANISATIE", "organisatie"),
        ("financiële", "financiele"),
        ("Søknad", "soknad"),
        ("ѝ", "и"),
        ("въ̀лна", "вълна"),
        ("хо\u00adра", "хора"),
        ("straße", "strasse"),
    ],
)
def test_marks_and_case_do_not_matter(written: str, meant: str) -> None:
    assert terms(written, None) == [meant]


def test_short_i_stays_a_letter_of_its_own() -> None:
    assert terms("май", None) == ["май"]
    assert terms("маи\u0306", None) == ["май"]


@pytest.mark.parametrize(
    ("language", "inflected", "plain"),
    [
        ("nb", "bedriftene", "bedrift"),
        ("nl", "bedrijven", "bedrijf"),
        ("bg", "мерките", "мярка"),
        ("en", "companies", "company"),
    ],
)
def test_an_inflected_word_has_its_lemma_too(language: str, inflected: str, plain: str) -> None:
    assert terms(inflected, language) == [inflected, plain]
    assert terms(inflected, None) == [inflected]


def test_a_hyphen_compound_is_kept_both_ways() -> None:
    assert words("E-post") == [Word(("e", "post"))]
    assert terms("E-post", None) == ["epost", "e", "post"]
    assert terms("vta\u2011bedrift – ja", None) == ["vtabedrift", "vta", "bedrift", "ja"]


def test_punctuation_and_signs_are_no_words() -> None:
    assert terms(" ,.;:!?*~\"'()[]{}<>|&^%$#@€_-–—…😀\x00 ", "nb") == []
    assert asked("*").words == ()


def test_a_question_reads_no_more_than_it_may() -> None:
    assert asked("ord " * 50).words == (Word(("ord",)),)
    assert not asked("x" * LONGEST_TEXT).cut
    assert asked("x" * (LONGEST_TEXT + 1)).cut
    many = asked(" ".join(f"ord{number}" for number in range(MOST_WORDS + 1)))
    assert [word.whole for word in many.words] == [f"ord{number}" for number in range(MOST_WORDS)]
    assert many.cut


def test_stop_words_are_known_in_their_folded_form() -> None:
    assert is_stop_word(Word(("på",)))
    assert not is_stop_word(Word(("jobb",)))


@pytest.mark.parametrize("typed", ["bedrft", "bedrifft", "bedrigt", "ebdrift", "bedrif"])
def test_one_typing_error_is_near(typed: str) -> None:
    assert "bedrift" in near(typed)


def test_a_cyrillic_word_is_near_cyrillic_words() -> None:
    assert "работа" in near("рабта")
    assert "bedrift" not in near("bedrift")

"""What answers a question is marked, in whatever form it stands there."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.marks import Marks

QUICK = 0.02
"""Seconds for twenty cards, on a busy machine."""


def marked(question: str, text: str, language: str = "nb", page: str = "") -> list[str]:
    """Give the marked words of a text."""
    return [text[start:end] for start, end in Marks(question, page or language).spans(text, language)]


@pytest.mark.parametrize(
    ("language", "question", "text", "words"),
    [
        ("nb", "tilskudd", "Varig lønnstilskudd, et tilskudd til bedrifter", "lønnstilskudd tilskudd"),
        ("nb", "lonnstilskuddet", "Varig lønnstilskudd", "lønnstilskudd"),
        ("nb", "arbeidsinkludering", "inkludering i arbeid for unge", "inkludering arbeid"),
        ("nb", "bøker", "en bok", "bok"),
        ("nl", "werkgever", "De werkgevers en hun werkgeversorganisatie", "werkgevers werkgeversorganisatie"),
        ("nl", "aanwerving", "Je kan iemand aanwerven", "aanwerven"),
        ("bg", "субсидии", "Субсидията е за работодатели", "Субсидията"),
        ("bg", "увреждане", "хора с увреждания", "увреждания"),
        ("en", "company", "Companies hire; the company pays", "Companies company"),
        ("nb", "e-post", "Send e-post eller epost", "e-post epost"),
        ("nb", '"varig tilrettelagt"', "Varig tilrettelagt, ikke varig og tilrettelagt", "Varig tilrettelagt"),
        ("nb", "støtte til -bedrift", "støtte til en bedrift", "støtte"),
        ("nb", "som til", "som regel til", "som til"),
        ("nb", "aft", "aftenkurs", ""),
        ("nb", "land", "landbruk", "landbruk"),
        ("nb", "", "tekst", ""),
    ],
)
def test_the_words_of_a_text_that_answer(language: str, question: str, text: str, words: str) -> None:
    assert marked(question, text, language) == words.split()


def test_a_name_is_read_in_the_language_of_the_page() -> None:
    assert marked("bedrifter", "Bedriften AS", "", page="nb") == ["Bedriften"]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=300))
def test_any_text_can_be_marked(question: str, text: str) -> None:
    spans = Marks(question, "nb").spans(text, "bg")
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_page_of_cards_is_marked_quickly() -> None:
    text = "Nav kan gi tilskudd når en bedrift ansetter en person som har vansker med å få jobb på vanlige vilkår " * 3
    marks = Marks("tilskudd til ansettelse av unge", "nb")
    marks.spans(text, "nb")
    begun = time.thread_time()
    for _ in range(20):
        marks.spans(text, "nb")
    assert time.thread_time() - begun < QUICK

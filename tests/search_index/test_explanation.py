"""Explanations: the words of a text that answer a question, and why something was found where no text shows it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import writer
from search_index.entry import Question, Reason, Topic
from search_index.explanation import Explanation
from search_index.marker import CLOSE, OPEN
from search_index.memory import InMemory
from search_index.searcher import Index
from tests.search_index.entries import entry

MARKED = re.compile(f"{OPEN}(.+?){CLOSE}", re.DOTALL)
REFUGEES = Topic("target_groups:refugees", "target_groups", {"nb": "flyktninger", "nl": "vluchtelingen"})
ENTRIES = (
    entry("firm:asker-taxi", "Asker Taxi AS", other_names=("ATX",)),
    entry(
        "measure:intro",
        "Introduksjonsprogrammet",
        topics=(REFUGEES.key,),
        summaries={"nb": "Arbeidsinkludering og arbeid for nyankomne", "nl": "Werk en taal voor nieuwkomers"},
        texts={"nb": "Kommunen betaler stønad"},
    ),
    entry("firm:e-post", "E-post AS", summaries={"en": "Wage subsidy for e-mail and mail"}),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of the entries above."""
    folder: Path = tmp_path_factory.mktemp("index")
    writer.build(folder, ENTRIES, [REFUGEES])
    return Index(folder)


def marked(index: Index, question: str, text: str, language: str, page: str = "nb") -> list[str]:
    """The words of a text that a question marks."""
    return MARKED.findall(index.explain(question, page).marked(text, language))


@pytest.mark.parametrize(
    ("question", "text", "language", "words"),
    [
        ("taxi", "Asker Taxi AS", "nb", ["Taxi"]),
        ("TAXI asker", "Asker Taxi AS", "nb", ["Asker", "Taxi"]),
        ("taxxi", "Asker Taxi AS", "nb", ["Taxi"]),
        ("arbeid", "Arbeidet er arbeid, arbeidets.", "nb", ["Arbeidet", "arbeid", "arbeidets"]),
        ("arbeidsinkludering", "Arbeidsinkluderingen her", "nb", ["Arbeidsinkluderingen"]),
        ("stonad", "en stønad", "nb", ["stønad"]),
        ("stonad", "en sto\u0308nad, en støn\u00adad", "nb", ["sto\u0308nad", "støn\u00adad"]),
        ("epost", "E-post eller e-post", "nb", ["E-post", "e-post"]),
        ("mail", "by e-mail and mail", "en", ["mail", "mail"]),
        ('"wage subsidy"', "a wage, no subsidy; a wage subsidy", "en", ["wage", "subsidy"]),
        ('mail "wage subsidy"', "mail: a subsidy or a wage-subsidy", "en", ["mail"]),
        ("taxi -asker", "Asker Taxi AS", "nb", ["Taxi"]),
        ("taxi", "Taxi de la ville", "fr", ["Taxi"]),
        ("qqqq", "Asker Taxi AS", "nb", []),
        ("", "Asker Taxi AS", "nb", []),
        ("taxi", "", "nb", []),
        ("taxi", "a\x02 Taxi\x03 \x03b\x02", "nb", ["Taxi"]),
        ('"asker taxi"', "\x03Asker Taxi\x02", "nb", ["Asker", "Taxi"]),
    ],
)
def test_the_words_that_answer_are_marked(
    index: Index, question: str, text: str, language: str, words: list[str]
) -> None:
    assert marked(index, question, text, language, "en" if language == "en" else "nb") == words


def test_a_word_is_read_in_the_language_of_the_text(index: Index) -> None:
    assert marked(index, "nieuwkomer", "Werk voor nieuwkomers", "nl", "nl") == ["nieuwkomers"]
    assert marked(index, "nieuwkomer", "nieuwkomers", "bg", "nl") == []


@pytest.mark.parametrize(
    ("question", "page", "key", "reasons"),
    [
        ("vluchtelingen", "nl", "measure:intro", [Reason("topic", topic=REFUGEES.key)]),
        ("stønad", "nb", "measure:intro", [Reason("exact", language="nb")]),
        ("nieuwkomers", "nb", "measure:intro", [Reason("exact", language="nl")]),
        ("atx", "nb", "firm:asker-taxi", [Reason("exact")]),
        ("stønad stønad", "nb", "measure:intro", [Reason("exact", language="nb")]),
        ("vluchtelingen", "nl", "firm:asker-taxi", []),
        ("taxi -stønad", "nb", "measure:intro", []),
        ('"betaler stønad"', "nb", "measure:intro", [Reason("exact", language="nb")]),
        ('"betaler stønad"', "en", "measure:intro", [Reason("exact", language="nb")]),
        ('"taal voor"', "nb", "measure:intro", [Reason("exact", language="nl")]),
        ('"betaler stønad"', "nb", "firm:e-post", []),
    ],
)
def test_what_found_it_is_named(index: Index, question: str, page: str, key: str, reasons: list[Reason]) -> None:
    assert list(index.explain(question, page).reasons([key])[key]) == reasons


def test_what_is_unknown_has_no_reasons(index: Index) -> None:
    assert index.explain("taxi", "nb").reasons(["firm:gone", "firm:asker-taxi"]).keys() == {"firm:asker-taxi"}
    assert index.explain("taxi", "nb").reasons([]) == {}


def test_everything_that_is_found_has_a_reason(index: Index) -> None:
    for text in (
        "flyktninger",
        "arbeid taxi",
        "mail",
        "kommune",
        "nyankomne",
        "e-post",
        "vluchteling",
        '"betaler stønad"',
    ):
        hits = [hit.key for hit in index.ask(Question("nb", text)).hits]
        assert hits
        assert all(index.explain(text, "nb").reasons(hits).values()), text


def test_it_is_explained_without_an_index_as_with_one(index: Index) -> None:
    without = InMemory.of(ENTRIES, [REFUGEES])
    for text in ("taxi", "vluchtelingen", "stønad", "arbeidsinkludering"):
        keys = [one.key for one in ENTRIES]
        one, other = index.explain(text, "nl"), without.explain(text, "nl")
        assert one.reasons(keys) == other.reasons(keys)
        assert one.marked("Asker Taxi", "nb") == other.marked("Asker Taxi", "nb")


@given(question=st.text(max_size=30), text=st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_text_is_an_error_and_marks_stand_around_words_alone(index: Index, question: str, text: str) -> None:
    explanation: Explanation = index.explain(question + " taxi", "nb")
    found = explanation.marked(f"{text} Taxi {text}", "nb")
    assert "".join(re.findall(f"[{OPEN}{CLOSE}]", found)) == (OPEN + CLOSE) * len(MARKED.findall(found))
    assert f"{OPEN}Taxi{CLOSE}" in found
    assert re.sub(f"[{OPEN}{CLOSE}]", "", found) == re.sub(f"[{OPEN}{CLOSE}]", "", f"{text} Taxi {text}")

"""The words of a question name topics: wholly, in part, in any language, as people really ask."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from search_index.entry import Question, Topic
from search_index.language.stopwords import is_needed_in_name, is_stop_word
from search_index.memory import InMemory
from search_index.topics import Topics
from search_index.weights import SYNONYM
from tests.search_index.entries import entry, keys
from tests.search_index.vocabulary import Known, known, topic

DATA = Path(__file__).parent.parent.parent / "data"

GAPS = Topic("groups:gaps", "groups", {"nb": "ungdom med hull i CV-en"}, {"nb": ("hull i cv", "uten jobb")})
SEEKERS = Topic("groups:seekers", "groups", {"nb": "arbeidssøkere"}, {"nb": ("arbeidsledig",)})


def shares(topics: Topics, text: str) -> list[dict[str, float]]:
    """Name topics by the words of a text as they stand."""
    return topics.named([{word: 1.0} for word in text.split()])


def test_a_name_is_whole_when_all_its_words_are_asked() -> None:
    topics = Topics([GAPS, SEEKERS])
    hull, i, cv = shares(topics, "hull i cv")
    assert hull == {"groups:gaps": SYNONYM}
    assert i == {}
    assert cv == {"groups:gaps": SYNONYM}
    (part,) = shares(topics, "hull")
    assert 0 < part["groups:gaps"] < SYNONYM / 2 + 0.1
    assert shares(topics, "arbeidssokere") == [{"groups:seekers": 1.0}]


def test_a_name_in_brackets_is_a_name_too() -> None:
    topics = Topics(
        [
            topic("place:vlg", nl="Vlaams Gewest (Vlaanderen)"),
            topic("place:lux", nl="Luxemburg (België)"),
            topic("place:be", nl="België"),
            topic("place:sofia", nl="Sofia (provincie)"),
        ]
    )
    assert shares(topics, "vlaanderen") == [{"place:vlg": SYNONYM}]
    assert shares(topics, "belgie")[0]["place:lux"] < SYNONYM / 2 + 0.1
    assert shares(topics, "provincie")[0]["place:sofia"] < SYNONYM / 2 + 0.1


def test_what_turns_a_name_belongs_to_it() -> None:
    topics = Topics([GAPS])
    assert shares(topics, "jobb")[0].get("groups:gaps", 0) < SYNONYM / 2 + 0.1
    assert shares(topics, "uten jobb")[1] == {"groups:gaps": SYNONYM}


def test_a_proper_name_is_never_inflected() -> None:
    topics = Topics([topic("place:namur", nl="Namen"), topic("kinds:taking", nl="aannemen")])
    assert "nemen" not in topics.terms["nl"]
    assert shares(topics, "namen") == [{"place:namur": 1.0}]


def test_a_phrase_is_looked_for_in_labels_only() -> None:
    topics = Topics([GAPS])
    assert topics.saying(["hull", "i"]) == ["groups:gaps"]
    assert topics.saying(["i", "hull"]) == []
    assert topics.saying(["uten", "jobb"]) == []


def test_topics_know_how_their_words_are_written() -> None:
    topics = Topics([topic("kinds:pay", nb="lønnstilskudd")])
    assert topics.spelled == {"lonnstilskudd": "lønnstilskudd"}


@pytest.fixture(scope="module")
def real() -> Known:
    """Know the real vocabularies."""
    held: dict[str, Any] = yaml.safe_load((DATA / "vocabularies.yaml").read_text("utf-8"))
    found = [
        Topic(f"{name}:{term['id']}", name, term["labels"], {k: tuple(v) for k, v in term.get("synonyms", {}).items()})
        for name, vocabulary in held.items()
        for term in vocabulary.get("terms", ())
    ]
    return known(topics=found)


@pytest.mark.parametrize(
    ("language", "asked", "meant"),
    [
        ("nb", "heis", "workplace_offers:wheelchair-access"),
        ("nb", "jeg har hull i cv-en", "target_groups:young-people-with-cv-gaps"),
        ("nb", "rusproblemer", "target_groups:people-with-substance-use-problems"),
        ("nb", "flyktningen", "target_groups:refugees"),
        ("nb", "bedriftene", "entry_kinds:firm"),
        ("nb", "loennstilskuddet", "measure_kinds:wage-subsidy"),
        ("nl", "geen diploma", "target_groups:low-skilled-young-people"),
        ("nl", "ik ben ziek geweest", "target_groups:employees-on-sick-leave"),
        ("nl", "rolstoel", "target_groups:people-with-disabilities"),
        ("nl", "maatregelen", "entry_kinds:measure"),
        ("bg", "асансьор", "measure_kinds:workplace-adaptation"),
        ("bg", "без опит", "target_groups:young-people-with-cv-gaps"),
        ("bg", "bezrabotni", "target_groups:job-seekers"),
        ("bg", "работодателите", "entry_kinds:firm"),
        ("en", "no diploma", "target_groups:low-skilled-young-people"),
        ("en", "lift", "workplace_offers:wheelchair-access"),
        ("en", "burned out", "target_groups:people-with-mental-health-challenges"),
        ("en", "vluchtelingen", "target_groups:refugees"),
        ("en", "companies", "entry_kinds:firm"),
    ],
)
def test_everyday_words_name_topics(real: Known, language: str, asked: str, meant: str) -> None:
    assert meant in real.named(asked, language)


@pytest.mark.parametrize("asked", ["zzzzqqq 98123", "skjøbrelgump", "жъфнопълт чмурдза", "brextulogous", "qwertyuiopå"])
def test_nonsense_names_nothing(real: Known, asked: str) -> None:
    for language in ("nb", "nl", "bg", "en"):
        plan = real.plan(asked, language)
        assert real.named(asked, language) == set()
        assert plan.least > sum(clause.needed for clause in plan.clauses)


def test_stop_words_are_known_without_their_marks() -> None:
    for word in ("pa", "hvordan", "een", "wie", "на", "как", "the", "how"):
        assert is_stop_word(word)
        assert not is_needed_in_name(word)
    for word in ("uten", "zonder", "без", "without"):
        assert is_stop_word(word)
        assert is_needed_in_name(word)
    assert not is_stop_word("arbeid")


def test_what_is_about_few_groups_is_more_about_each() -> None:
    groups = [topic(f"groups:{name}", nb=name) for name in ("refugees", "seekers", "youth")]
    one = entry("measure:z-one", topics=("groups:refugees", "kinds:course", "kinds:advice"))
    many = entry("measure:a-many", topics=("groups:refugees", "groups:seekers", "groups:youth", "kinds:course"))
    assert keys(InMemory.of([one, many], groups).ask(Question("nb", "refugees"))) == ["measure:z-one", "measure:a-many"]

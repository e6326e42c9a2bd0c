"""Which words of a question say what is looked for, and what an unknown one is made of."""

import pytest

from search_index.entry import Entry, Question, Topic
from search_index.heard import made_of
from search_index.memory import InMemory
from search_index.plan import FEW
from search_index.weights import Why
from tests.search_index.entries import entry, keys
from tests.search_index.vocabulary import known, texts, topic

KNOWN = known(
    [
        Entry(
            key="measure:x",
            kind="measure",
            official_name="Tolk",
            names={"nl": "Inclusiesubsidie", "bg": "Наставник"},
            texts={
                "nl": "een dove collega met een tolk in dienst; inclusie met een vergoeding; aannemen",
                "bg": "глухи служители",
            },
        )
    ],
    [
        topic("groups:deaf", nl="doof", bg="глух"),
        topic("kinds:mentor", nl="mentor", bg="наставник"),
        Topic("kinds:money", "kinds", {"nl": "premie"}, {"nl": ("subsidie",)}),
        topic("entry_kinds:firm", nl="bedrijf", bg="фирма"),
    ],
)


def needed(text: str, language: str) -> list[str]:
    """Give the words of a question that an entry must hold."""
    return [clause.text for clause in KNOWN.plan(text, language).clauses if clause.needed]


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("nl", "dove collega", ["dove"]),
        ("bg", "глух служител", ["глух"]),
        ("nl", "collega doof", ["doof"]),
        ("nl", "collega", ["collega"]),
        ("nl", "dove inclusie collega", ["dove", "inclusie"]),
    ],
)
def test_of_a_described_person_only_the_description_is_looked_for(language: str, typed: str, words: list[str]) -> None:
    assert needed(typed, language) == words


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("nl", "mentor mijn bedrijf", ["mentor"]),
        ("bg", "наставник фирмата ми", ["наставник"]),
        ("nl", "mentor in mijn garage", ["mentor"]),
        ("bg", "наставник в сервиза си", ["наставник"]),
        ("nl", "mentor in een garage", ["mentor", "garage"]),
        ("nl", "mijn garage", ["garage"]),
        ("nl", "mentor bedrijf", ["mentor", "bedrijf"]),
        ("nl", "mijn bedrijf", ["bedrijf"]),
        ("nl", "mijn mentor", ["mentor"]),
    ],
)
def test_whose_firm_asks_is_not_looked_for(language: str, typed: str, words: list[str]) -> None:
    assert needed(typed, language) == words
    assert ("bedrijf" in [clause.text for clause in KNOWN.plan(typed, language).clauses]) is ("bedrijf" in words)


def test_what_a_compound_is_about_stands_first() -> None:
    assert needed("tolkvergoeding", "nl") == ["tolk"]
    assert needed("inclusievergoeding", "nl") == ["inclusie", "vergoeding"]


def test_compounds_that_begin_alike_and_end_in_one_topic_are_the_same() -> None:
    same = KNOWN.plan("inclusiepremie", "nl").clauses[:2]
    found = [{one.term: one.why for one in clause.sought.alternatives} for clause in same]
    assert [clause.text for clause in same] == ["inclusie", "premie"]
    assert [terms.get("inclusiesubsidie") for terms in found] == [Why.LEMMA, Why.LEMMA]
    other = KNOWN.plan("inclusiementor", "nl").clauses[1]
    assert "inclusiesubsidie" not in {one.term for one in other.sought.alternatives}


def test_a_verb_that_is_parted_is_found_as_one() -> None:
    assert KNOWN.plan("een collega aan te nemen", "nl").clauses[1].sought.alternatives[0].term == "aannemen"


def test_the_single_letters_of_a_hyphen_compound_need_not_be_known() -> None:
    (parts,) = texts(nl="stage").clause("g-stage", "nl").sought.splits
    assert [{one.term for one in part.alternatives} for part in parts] == [{"stage"}]
    (parts,) = texts(nl="stage g").clause("g-stage", "nl").sought.splits
    assert [{one.term for one in part.alternatives} for part in parts] == [{"g"}, {"stage"}]


def test_an_abbreviation_is_known_in_the_other_alphabet() -> None:
    assert texts(nl="de ibo").terms("ИБО", "bg") == {"ibo": "sound"}
    assert texts(bg="по знз").terms("znz", "bg") == {"знз": "sound"}


def test_what_sounds_like_a_name_in_latin_letters_may_still_be_mistyped() -> None:
    agency = Entry(key="firm:x", kind="firm", official_name="Uvrezhdania", names={}, texts={"bg": "увреждания"})
    assert known([agency]).terms("уврежданя", "bg")["увреждания"] == "mistyped"


def test_a_number_is_not_all_of_a_name() -> None:
    older = known([], [topic("groups:older", nl="60-plusser")])
    assert older.named("60 collega", "nl") == set()
    assert older.named("60-plusser", "nl") == older.named("60plusser", "nl") == {"groups:older"}


def test_a_missing_space_is_read() -> None:
    agency = texts(bg="социално предприятие", en="social enterprise")
    for typed in ("социалнопредприятие", "socialenterprise"):
        assert [len(clause.sought.alternatives) > 0 for clause in agency.plan(typed, "bg").clauses[:2]] == [True, True]
    assert agency.clause("социалнодружество", "bg").sought.alternatives == ()


def test_a_word_of_a_longer_name_that_no_text_holds_tells_little() -> None:
    change = known(
        [Entry(key="measure:x", kind="measure", official_name="", names={}, texts={"bg": "професия"})],
        [topic("kinds:skills", bg="смяна на професия")],
    )
    assert change.plan("смяна масло", "bg").least >= 3
    assert change.plan("професия масло", "bg").least == 1


COURSES = topic("kinds:courses", nb="kurs", nl="cursus", en="course")


def measure(slug: str, **names: str) -> Entry:
    """Make a measure that has nothing but names."""
    return entry(f"measure:{slug}", names=names)


ENTRIES = (
    measure("interpreter", nb="Tegnspråktolk", nl="Gebarentaaltolk", bg="Преводач", en="Interpreter"),
    measure("subsidy", nb="Tilskudd", en="Wage subsidy"),
    measure("refugees", nb="Program for flyktninger"),
    measure("both", nb="Flyktninger på kurs"),
    *(entry(f"measure:course-{number}", f"Tilbud {number}", topics=(COURSES.key,)) for number in range(3)),
)
MADE = known(ENTRIES, (COURSES,))
ENGINE = InMemory.of(ENTRIES, (COURSES,))


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("nb", "tegnspråkkurs", ("tegnsprak",)),
        ("en", "tegnspråkkurs", ("tegnsprak",)),
        ("en", "wagesubsidy", ("wage", "subsidy")),
        ("nb", "flyktningkurs", ("flyktning", "kurs")),
        ("en", "wagequestion", ()),
        ("en", "forwage", ()),
        ("nb", "fjellkurven", ()),
        ("bg", "wage2subsidy", ()),
    ],
)
def test_an_unknown_word_is_made_of_known_ones(language: str, word: str, parts: tuple[str, ...]) -> None:
    assert made_of(word, language, MADE, is_guessed=False) == parts


def test_what_may_be_a_typing_error_is_no_row_of_words() -> None:
    assert made_of("wagesubsidy", "en", MADE, is_guessed=True) == ()


def test_a_word_that_only_begins_with_a_place_is_not_about_it() -> None:
    belgium = topic("countries:BE", nl="België")
    course = entry("measure:x", names={"nl": "Premiestelsel"}, topics=(belgium.key,))
    beach = known((course,), (belgium, Topic("place:panne", "place", {"nl": "De Panne"}, within=(belgium.key,))))
    assert made_of("pannenkoeken", "nl", beach, is_guessed=False) == ()
    assert beach.named("panne", "nl") == {"place:panne", belgium.key}
    named = topic("offers:panne", nl="Panne")
    assert made_of("pannenkoeken", "nl", known((course,), (named,)), is_guessed=False) == ("panne",)


def test_words_without_their_space_find_as_with_it() -> None:
    ask = [keys(ENGINE.ask(Question("en", text))) for text in ("wagesubsidy", "wage subsidy")]
    assert ask[0] == ask[1] == ["measure:subsidy"]


def test_a_compound_of_known_parts_also_finds_what_holds_one_of_them() -> None:
    assert MADE.plan("flyktningkurs").few == FEW
    found = keys(ENGINE.ask(Question("nb", "flyktningkurs")))
    assert found[0] == "measure:both"
    assert {"measure:refugees", "measure:course-1"} <= set(found)


def test_a_compound_that_names_a_topic_is_not_also_read_apart() -> None:
    norwegian = Topic("kinds:norwegian", "kinds", {"nb": "opplæring"}, {"nb": ("norskkurs",)})
    country = topic("countries:no", nb="norsk")
    plan = known([measure("x", nb="Kurs på norsk")], (norwegian, country)).plan("norskkurs")
    assert [one.term for one in plan.clauses[0].sought.everything()] == ["kinds:norwegian"]

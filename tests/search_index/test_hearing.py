"""What the index does not know as a whole is read by what it is made of."""

import pytest

from search_index.entry import Entry, Question, Topic
from search_index.hearing import made_of
from search_index.memory import InMemory
from search_index.plan import FEW
from tests.search_index.entries import entry, keys
from tests.search_index.vocabulary import known, topic

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
KNOWN = known(ENTRIES, (COURSES,))
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
    assert made_of(word, language, KNOWN.lexicon, is_guessed=False) == parts


def test_what_may_be_a_typing_error_is_no_row_of_words() -> None:
    assert made_of("wagesubsidy", "en", KNOWN.lexicon, is_guessed=True) == ()


def test_words_without_their_space_find_as_with_it() -> None:
    ask = [keys(ENGINE.ask(Question("en", text))) for text in ("wagesubsidy", "wage subsidy")]
    assert ask[0] == ask[1] == ["measure:subsidy"]


def test_a_compound_of_known_parts_also_finds_what_holds_one_of_them() -> None:
    assert KNOWN.plan("flyktningkurs").few == FEW
    found = keys(ENGINE.ask(Question("nb", "flyktningkurs")))
    assert found[0] == "measure:both"
    assert {"measure:refugees", "measure:course-1"} <= set(found)


def test_a_compound_that_names_a_topic_is_not_also_read_apart() -> None:
    norwegian = Topic("kinds:norwegian", "kinds", {"nb": "opplæring"}, {"nb": ("norskkurs",)})
    country = topic("countries:no", nb="norsk")
    plan = known([measure("x", nb="Kurs på norsk")], (norwegian, country)).plan("norskkurs")
    assert [one.term for one in plan.clauses[0].sought.everything()] == ["kinds:norwegian"]

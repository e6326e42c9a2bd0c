"""Which words of a question say nothing of what is looked for, and which say little."""

import pytest

from search_index.language.letters import fold
from search_index.language.stopwords import in_cyrillic, is_owned, is_stop_word, is_weak, names_a_worker


@pytest.mark.parametrize("word", "получава трябва души нямам hoeveel moet krijg får må trenger need must who".split())  # noqa: SIM905
def test_words_that_ask_are_stop_words(word: str) -> None:
    assert is_stop_word(fold(word))


@pytest.mark.parametrize("word", ["bent", "laten", "drie", "zoon", "сте", "моят", "три", "дъщеря"])
def test_who_asks_and_whom_it_is_about_says_nothing(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", "sønnen datteren zoon dochter синът дъщеря son daughter husband mum".split())  # noqa: SIM905
def test_for_whom_of_the_family_one_asks_says_nothing(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["egentlig", "eigenlijk", "всъщност", "actually", "igjen", "again"])
def test_what_only_fills_a_sentence_is_a_stop_word(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize(("word", "is_one"), [("på", True), ("pa", True), ("som", True), ("søm", False), ("får", True)])
def test_with_its_marks_a_word_is_itself(word: str, is_one: bool) -> None:
    assert is_stop_word(word) is is_one


WEAK = "betaler jobbe beholde betaalt aannemen kleine behouden плаща наема малка запази pays covers keep"


@pytest.mark.parametrize("word", WEAK.split())
def test_verbs_of_paying_and_keeping_are_weak(word: str) -> None:
    assert is_weak(fold(word))
    assert not is_stop_word(fold(word))


@pytest.mark.parametrize("word", ["tilskudd", "premie", "субсидия", "wage", "mentor"])
def test_what_is_paid_is_not_weak(word: str) -> None:
    assert not is_weak(word)


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("bez", "без"), ("na", "на"), ("za", "за"), ("s", "с"), ("pod", "под"), ("pri", "при"), ("ot", "от"), ("v", "в")],
)
def test_bulgarian_stop_words_are_known_in_latin_letters(latin: str, cyrillic: str) -> None:
    assert in_cyrillic(latin) == cyrillic


@pytest.mark.parametrize("word", ["mentor", "rabota", "arbeid", "x" * 1000])
def test_other_words_are_no_bulgarian_stop_words(word: str) -> None:
    assert in_cyrillic(word) == ""


def test_anybody_at_work_is_a_worker() -> None:
    assert all(map(names_a_worker, ("kollega", "medewerker", "служител", "employee")))
    assert not any(map(names_a_worker, ("mentor", "стажант", "werkzoekende")))


@pytest.mark.parametrize(
    ("before", "behind", "owned"),
    [("mijn", "", True), ("", "vår", True), ("", "ми", True), ("een", "in", False), ("", "mijn", False)],
)
def test_what_is_ours_is_owned(before: str, behind: str, owned: bool) -> None:
    assert is_owned(before, behind) is owned

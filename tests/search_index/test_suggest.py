"""Suggestions: beginnings of names and labels, each kind in its place, and never one that finds nothing."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search_index import writer
from search_index.entry import Question, Suggestion, Topic
from search_index.schema import current
from search_index.searcher import Index, segments
from search_index.snapshot import Snapshot
from search_index.suggest import Spelled, Suggestions
from tests.search_index.entries import WORDS, entry, register

REFUGEES = Topic(
    "target_groups:refugees",
    "target_groups",
    {"nb": "flyktninger", "nl": "vluchtelingen", "bg": "бежанци", "en": "refugees"},
    {"nb": ("asylsøkere med opphold",), "nl": ("nieuwkomers",)},
)
STUDENTS = Topic("target_groups:students", "target_groups", {"nb": "studenter", "nl": "studenten", "en": "students"})
NOBODY = Topic("target_groups:nobody", "target_groups", {"nb": "flygere", "en": "aviators"})
ASKER = Topic("place:no-3203", "place", {"nb": "Asker", "nl": "Asker", "bg": "Аскер", "en": "Asker"})
ASKER_PARISH = Topic("place:no-3203-1", "place", {"nb": "Asker", "en": "Asker"})
BAERUM = Topic("place:no-3201", "place", {"nb": "Bærum"})
TOPICS = (REFUGEES, STUDENTS, NOBODY, ASKER, ASKER_PARISH, BAERUM)
ENTRIES = (
    entry("firm:asker-taxi", "Asker Taxi AS", topics=(ASKER.key, ASKER_PARISH.key, REFUGEES.key)),
    entry("firm:e-post", "E-post og Blåbær", topics=(REFUGEES.key,)),
    entry("firm:ny-asker", "Nye Asker Taxi", names={"en": "Taxi of nye Asker"}, topics=(ASKER.key,)),
    entry("firm:tvilling-1", "Tvilling", topics=(BAERUM.key,)),
    entry("firm:tvilling-2", "Tvilling", topics=()),
    entry(
        "measure:lonnstilskudd",
        "Lønnstilskudd",
        names={"nb": "Lønnstilskudd", "nl": "Loonsubsidie", "bg": "Субсидия за заплати", "en": "Wage subsidy"},
        topics=(REFUGEES.key, STUDENTS.key),
    ),
    entry("measure:asker-modellen", "Asker-modellen"),
    entry("measure:mentor", "Mentorordning", names={"nl": "Mentorpremie"}),
)
KINDS, TOPIC_KINDS = ("measure", "firm"), ("target_groups", "place")

Suggest = Callable[..., Sequence[Suggestion]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of the entries above."""
    folder = tmp_path_factory.mktemp("index")
    writer.build(folder, ENTRIES, TOPICS)
    return Index(folder)


@pytest.fixture
def suggest(index: Index) -> Suggest:
    """Asks for everything, unless told otherwise."""

    def ask(
        text: str,
        language: str = "nb",
        kinds: Sequence[str] = KINDS,
        topics: Sequence[str] = TOPIC_KINDS,
        size: int = 8,
    ) -> Sequence[Suggestion]:
        return index.suggest(text, language, kinds, topics, size)

    return ask


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("taxi", ["firm:asker-taxi", "firm:ny-asker"]),
        ("TAX", ["firm:asker-taxi", "firm:ny-asker"]),
        ("taxi asker", ["firm:asker-taxi", "firm:ny-asker"]),
        ("asker t", ["firm:asker-taxi", "firm:ny-asker"]),
        ("ask taxi", []),
        ("taxi ny", ["firm:ny-asker"]),
        ("blabær", ["firm:e-post"]),
        ("e-po", ["firm:e-post"]),
        ("epo", ["firm:e-post"]),
        ("modell", ["measure:asker-modellen"]),
        ("  lønns… ", ["measure:lonnstilskudd"]),
        ("xi", []),
        ("lonnstilskuddet", []),
        ("", []),
        ("?!", []),
    ],
)
def test_every_typed_word_is_there_and_the_last_is_a_beginning(suggest: Suggest, text: str, found: list[str]) -> None:
    assert [one.key for one in suggest(text)] == found


def test_what_begins_as_typed_comes_first_and_topics_before_entries(suggest: Suggest) -> None:
    assert [(one.kind, one.key) for one in suggest("asker")] == [
        ("place", "place:no-3203"),
        ("measure", "measure:asker-modellen"),
        ("firm", "firm:asker-taxi"),
        ("firm", "firm:ny-asker"),
    ]
    assert [one.key for one in suggest("asker taxi")] == ["firm:asker-taxi", "firm:ny-asker"]


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("fly", "nb", [("flyktninger", "nb")]),
        ("fly", "bg", [("flyktninger", "nb")]),
        ("бежан", "bg", [("бежанци", "bg")]),
        ("student", "nl", [("studenten", "nl")]),
        ("student", "en", [("students", "en")]),
        ("student", "bg", [("students", "en")]),
        ("loon", "nl", [("Loonsubsidie", "nl")]),
        ("loon", "bg", [("Loonsubsidie", "nl")]),
        ("lønn", "nl", [("Lønnstilskudd", "")]),
        ("wage", "nb", [("Wage subsidy", "en")]),
        ("bær", "bg", [("Bærum", "nb")]),
        ("mentor", "nl", [("Mentorpremie", "nl")]),
        ("mentor", "bg", [("Mentorordning", "")]),
        ("mentoro", "nl", [("Mentorordning", "")]),
        ("nye", "en", [("Nye Asker Taxi", "")]),
    ],
)
def test_the_page_s_language_comes_first(
    suggest: Suggest, text: str, language: str, shown: list[tuple[str, str]]
) -> None:
    assert [(one.text, one.language) for one in suggest(text, language)] == shown


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("loenn", "nb", ["Lønnstilskudd"]),
        ("baerum", "nb", ["Bærum"]),
        ("taksi", "nb", ["Asker Taxi AS", "Nye Asker Taxi"]),
        ("аскер так", "bg", ["Asker Taxi AS", "Nye Asker Taxi"]),
        ("ментороп", "bg", []),
        ("менторор", "bg", ["Mentorordning"]),
        ("bezhan", "bg", ["бежанци"]),
        ("bejan", "en", ["бежанци"]),
        ("ъъъъъ", "bg", []),
        ("т", "bg", []),
        ("taaaks", "nb", []),
    ],
)
def test_what_nothing_begins_with_may_be_spelled_otherwise_or_in_the_other_alphabet(
    suggest: Suggest, text: str, language: str, shown: list[str]
) -> None:
    assert [one.text for one in suggest(text, language)] == shown


def test_a_label_that_every_page_shows_is_of_every_page_s_language(suggest: Suggest) -> None:
    """A place has one name for all where it has no other: it is not behind the others for that."""
    assert [one.key for one in suggest("b", "nl")] == [BAERUM.key, "firm:e-post"]
    assert [one.key for one in suggest("b", "bg")] == [BAERUM.key, "firm:e-post"]


def test_an_everyday_word_of_the_page_s_language_gives_the_field_s_word(suggest: Suggest) -> None:
    assert [(one.text, one.language, one.key) for one in suggest("nieuwk", "nl")] == [
        ("vluchtelingen", "nl", REFUGEES.key)
    ]
    assert suggest("nieuwk", "nb") == ()


def test_a_topic_is_suggested_where_something_has_it(suggest: Suggest) -> None:
    assert suggest("aviat", "en") == ()
    assert suggest("student", kinds=["firm"]) == ()
    (refugees,) = suggest("fly")
    assert refugees.counts == {"firm": 2, "measure": 1}
    (of_firms,) = suggest("fly", kinds=["firm"])
    assert of_firms.counts == {"firm": 2}
    assert suggest("fly", topics=["place"]) == ()


def test_two_firms_may_have_one_name_and_two_topics_that_look_the_same_are_one(suggest: Suggest) -> None:
    assert [one.key for one in suggest("tvil")] == ["firm:tvilling-1", "firm:tvilling-2"]
    assert [one.key for one in suggest("asker", kinds=["firm"], topics=["place"])].count(ASKER.key) == 1
    assert ASKER_PARISH.key not in [one.key for one in suggest("asker")]


def test_no_kind_crowds_out_the_others(suggest: Suggest) -> None:
    assert {one.kind for one in suggest("asker", size=3)} == {"place", "measure", "firm"}
    assert len(suggest("asker", size=2)) == 2
    assert suggest("asker", size=0) == ()


def test_a_change_is_suggested_at_once(tmp_path: Path) -> None:
    writer.build(tmp_path, ENTRIES, TOPICS)
    index = Index(tmp_path)
    assert index.suggest("zeppelin", "nb", KINDS, TOPIC_KINDS, 8) == ()
    writer.put(tmp_path, [entry("firm:zeppelin", "Zeppelin")])
    writer.remove(tmp_path, ["measure:lonnstilskudd"])
    assert [one.key for one in index.suggest("zeppelin", "nb", KINDS, TOPIC_KINDS, 8)] == ["firm:zeppelin"]
    assert index.suggest("student", "nb", KINDS, TOPIC_KINDS, 8) == ()


def test_every_suggestion_finds_something(tmp_path: Path) -> None:
    topics = [Topic(f"offers:{word}", "offers", {"nb": word}) for word in WORDS]
    entries = [entry(one.key, one.official_name, topics=(f"offers:{one.key[-1]}",)) for one in register(50)]
    entries.append(entry("firm:last", "Last", topics=("offers:taxi",)))
    writer.build(tmp_path, entries, topics)
    index = Index(tmp_path)
    known = {hit.key for hit in index.ask(Question("nb", size=100)).hits}
    shown = [one for word in WORDS for one in index.suggest(word[:2], "nb", ("firm", "measure"), ("offers",), 20)]
    assert [one.key for one in shown if one.counts] == ["offers:taxi"]
    assert {one.key for one in shown if not one.counts} <= known


@given(st.text(max_size=40))
@example("\ud800")
@example("a" * 100_000)
@example('* OR ((( -"')
@example("a " * 5000)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(index: Index, text: str) -> None:
    assert len(index.suggest(text, "nb", KINDS, TOPIC_KINDS, 8)) <= 8


@pytest.mark.parametrize(("language", "kinds"), [("fr", KINDS), ("nb", ("nothing",)), ("nb", ())])
def test_what_is_unknown_gives_nothing(suggest: Suggest, language: str, kinds: Sequence[str]) -> None:
    assert suggest("asker", language, kinds) == ()


class Names:
    """A state of an index, made by hand."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.keys = tuple(f"firm:{number}" for number in range(len(names)))
        self.kinds = ("firm",) * len(names)
        self.translations: Sequence[dict[str, str]] = ({},) * len(names)
        self.topics = self
        self.by_key: dict[str, Topic] = {}

    def postings(self, field: str, term: str) -> None:
        """There are no topics."""


class SlowNames(Names):
    """A state whose spelling waits until it may go on."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.begun, self.may_go_on = threading.Event(), threading.Event()
        self.by_key = _Waiting(self)


class _Waiting(dict[str, Topic]):
    def __init__(self, state: SlowNames) -> None:
        self._state = state

    def values(self) -> Iterator[Topic]:  # type: ignore[override]
        self._state.begun.set()
        assert self._state.may_go_on.wait(10)
        return iter(())


def test_while_a_new_state_is_spelled_the_one_before_answers() -> None:
    suggestions, old, new = Suggestions(), Names("Before"), SlowNames("Before", "Between")
    assert asked(suggestions, old) == ["Before"]
    first: list[list[str]] = []
    thread = threading.Thread(target=lambda: first.append(asked(suggestions, new)))
    thread.start()
    assert new.begun.wait(10)
    assert asked(suggestions, new) == ["Before"]
    new.may_go_on.set()
    thread.join(10)
    assert (first, asked(suggestions, new)) == ([["Before", "Between"]], ["Before", "Between"])


def asked(suggestions: Suggestions, state: Names) -> list[str]:
    """What is suggested for "be"."""
    return [one.text for one in suggestions.ask(state, "be", "nb", ["firm"], [], 8)]


def test_a_topic_is_suggested_while_its_state_is_gone_and_the_new_one_is_spelled(tmp_path: Path) -> None:
    suggestions, new = Suggestions(), SlowNames("Between")
    writer.build(tmp_path, ENTRIES, TOPICS)
    state = Snapshot(tuple(segments(current(tmp_path), {}).values()))
    gone = weakref.ref(state)
    suggestions.ask(state, "taxi", "nb", KINDS, TOPIC_KINDS, 8)
    del state
    gc.collect()
    assert gone() is None
    thread = threading.Thread(target=lambda: asked(suggestions, new))
    thread.start()
    assert new.begun.wait(10)
    (found,) = suggestions.ask(new, "stud", "nb", KINDS, TOPIC_KINDS, 8)
    assert (found.text, found.counts) == ("studenter", {"measure": 1})
    new.may_go_on.set()
    thread.join(10)


def test_what_is_spelled_does_not_keep_its_state_in_memory() -> None:
    state = Names("Asker Taxi AS")
    spelled, gone = Spelled(state), weakref.ref(state)
    assert spelled.is_of(state)
    del state
    gc.collect()
    assert gone() is None

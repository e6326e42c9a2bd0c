"""Totals, counts, orders and pages are those that counting by hand gives."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from search_index import snapshot
from search_index.analysis import asked, forms, is_stop_word
from search_index.entry import Entry, Question
from search_index.schema import FIELDS, current, document, schema
from search_index.searcher import Index
from search_index.snapshot import Snapshot, Weighed
from search_index.writer import build, put, remove
from tests.search_index.entries import COUNTRIES, OFFERS, WORDS, entry, keys, register

ENTRIES = register(150)
FACETS = ("kind", "country", "offer")
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.lists(st.sampled_from(("firm", "measure", "none")), max_size=2).map(tuple),
        "country": st.lists(st.sampled_from((*COUNTRIES, "XX")), max_size=2).map(tuple),
        "offer": st.lists(st.sampled_from(OFFERS), max_size=3).map(tuple),
        "unknown": st.just(()),
    },
)
TEXTS = st.lists(st.sampled_from((*WORDS, "om", "qqqqqqq", "pre")), max_size=3).map(" ".join)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index")
    build(folder, ENTRIES)
    return Index(folder)


@pytest.fixture
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Entry]], Snapshot]:
    def opened(entries: list[Entry]) -> Snapshot:
        folder = tmp_path_factory.mktemp("snapshot")
        build(folder, entries[::2])
        put(folder, entries)
        remove(folder, [one.key for one in entries[::7]])
        return Snapshot(FileStorage(str(current(folder))).open_index(schema=schema()))

    return opened


FILLED = {one.key: document(one) for one in ENTRIES}


def holds(one: Entry, question: Question, word: int) -> bool:
    """Say whether an entry holds a word of a question in one of its fields."""
    words = asked(question.text).words
    for field in FIELDS:
        terms = forms(words[word].whole, field.language or question.language)
        held = FILLED[one.key].get(field.name, ())
        begins = field.short and word == len(words) - 1 and len(terms[0]) > 2
        if any(term in held for term in terms) or (begins and any(term.startswith(terms[0]) for term in held)):
            return True
    return False


def by_words(question: Question, kinds: tuple[str, ...]) -> list[Entry]:
    """Find the entries that hold all words, or any when none of some kinds holds all."""
    words = asked(question.text).words
    needed = [number for number, word in enumerate(words) if not is_stop_word(word)] or list(range(len(words)))
    held = {one.key: [holds(one, question, number) for number in needed] for one in ENTRIES}
    wanted = [one for one in ENTRIES if not kinds or one.kind in kinds]
    enough = all if any(all(held[one.key]) for one in wanted) else any
    return [one for one in ENTRIES if enough(held[one.key])] if needed else ENTRIES


def passing(entries: list[Entry], question: Question, *, but: str = "") -> list[Entry]:
    """Keep the entries that pass every filter but one."""
    filters = {name: set(wanted) for name, wanted in question.filters.items() if wanted and name != but}
    return [one for one in entries if all(wanted & values(one, name) for name, wanted in filters.items())]


def values(one: Entry, facet: str) -> set[str]:
    """Give the values of a facet that hold for an entry."""
    return {one.kind} if facet == "kind" else set(one.facets[facet])


@settings(deadline=None, max_examples=200)
@given(TEXTS, FILTERS)
def test_totals_and_counts_are_those_of_counting_by_hand(
    index: Index, text: str, filters: dict[str, tuple[str, ...]]
) -> None:
    question = Question("nb", text, filters, FACETS, size=len(ENTRIES))
    answer = index.ask(question)
    matching = passing(by_words(question, filters.get("kind", ())), question)
    assert sorted(keys(answer)) == sorted(one.key for one in matching)
    assert answer.total == len(matching)
    for facet in FACETS:
        base = by_words(question, () if facet == "kind" else filters.get("kind", ()))
        among = passing(base, question, but=facet)
        assert answer.counts[facet] == Counter(value for one in among for value in values(one, facet))


@settings(deadline=None)
@given(FILTERS, st.sampled_from(("newest", "-newest", "unknown", "-unknown")))
def test_the_order_is_by_the_sort_key_then_the_key_with_missing_last(
    index: Index, filters: dict[str, tuple[str, ...]], sort: str
) -> None:
    question = Question("nb", filters=filters, sort=sort, size=len(ENTRIES))
    name = sort.removeprefix("-")
    left = sorted(passing(ENTRIES, question), key=lambda one: one.key)
    dated = [one for one in left if one.sort_keys.get(name)]
    rising = sorted(dated, key=lambda one: one.sort_keys[name])
    falling = [one for day in sorted({one.sort_keys[name] for one in dated}, reverse=True)
               for one in rising if one.sort_keys[name] == day]  # fmt: skip
    missing = [one for one in left if one not in dated]
    assert keys(index.ask(question)) == [one.key for one in (*(falling if sort[0] == "-" else rising), *missing)]


def test_sort_keys_go_by_code_point(opened: Callable[[list[Entry]], Snapshot]) -> None:
    names = ["removed", "", "Z", "a", "ø", "å", "ж", "removed too", "\U0001f600", "aa"]
    snapshot = opened([entry(f"x:{name}", sort_keys={"name": name}) for name in names])
    left = [snapshot.keys[number] for number in snapshot.order("name", backwards=False)]
    assert left == ["x:Z", "x:a", "x:aa", "x:å", "x:ø", "x:ж", "x:\U0001f600", "x:"]


@settings(deadline=None)
@given(TEXTS, st.sampled_from(("relevance", "-relevance", "newest")), st.integers(1, 60))
def test_pages_together_are_the_whole(index: Index, text: str, sort: str, size: int) -> None:
    whole = index.ask(Question("nb", text, sort=sort, size=len(ENTRIES)))
    pages = -(-whole.total // size)
    parts = [index.ask(Question("nb", text, sort=sort, page=page + 1, size=size)) for page in range(pages)]
    assert [hit for part in parts for hit in part.hits] == list(whole.hits)
    assert index.ask(Question("nb", text, sort=sort, page=pages + 1, size=size)).hits == ()
    assert {part.total for part in parts} <= {whole.total}


@settings(deadline=None)
@given(TEXTS)
def test_relevance_falls_and_ties_go_by_key(index: Index, text: str) -> None:
    hits = index.ask(Question("nb", text, size=len(ENTRIES))).hits
    assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.key))


def test_the_weight_of_an_entry_multiplies_its_score(index: Index) -> None:
    weights = {one.key: one.weight for one in ENTRIES}
    hits = index.ask(Question("nb", size=len(ENTRIES))).hits
    assert {hit.key: hit.score for hit in hits} == weights


def test_frequencies_are_those_of_the_entries_over_their_relative_lengths(
    opened: Callable[[list[Entry]], Snapshot],
) -> None:
    texts = {one.key: one.texts["nl"].split()[: number % 8 + 1] for number, one in enumerate(ENTRIES)}
    snapshot = opened([replace(one, texts={"nl": " ".join(texts[one.key])}) for one in ENTRIES])
    left = [texts[key] for key in snapshot.keys]
    assert len(left) == len(ENTRIES[1:]) - len(ENTRIES[7::7])
    lengths = np.array([len(text) for text in left])
    for word in WORDS:
        counts = np.array([text.count(word) for text in left])
        held = snapshot.frequencies("text_nl", {word: 1.0})
        assert held is not None
        assert np.allclose(held * (0.5 + 0.5 * lengths / lengths.mean()), counts)


def test_nothing_of_a_removed_entry_is_left(opened: Callable[[list[Entry]], Snapshot]) -> None:
    snapshot = opened([entry(f"x:{number}", f"ord{number}") for number in range(8)])
    assert snapshot.keys == ("x:1", "x:2", "x:3", "x:4", "x:5", "x:6")
    held = [snapshot.frequencies("official", {f"ord{number}": 1.0}) for number in range(8)]
    assert [some is not None and bool(some.any()) for some in held] == [False, *[True] * 6, False]


def test_arrays_cannot_be_changed(opened: Callable[[list[Entry]], Snapshot]) -> None:
    one = opened(ENTRIES)
    facet = one.facets["offer"]
    for array in (one.weights, facet.rows, facet.codes, one.order("newest", backwards=True)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_words_that_were_weighed_are_kept_within_bounds(
    opened: Callable[[list[Entry]], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "LARGEST_CACHE", 5_000)
    one = opened([])
    made: list[int] = []

    def weighed(number: int) -> Weighed:
        def weigh() -> Weighed:
            made.append(number)
            return Weighed(np.zeros(100, np.int32), np.zeros(100, np.float32))

        return one.weighed(number, weigh)

    assert weighed(1) is weighed(1)
    for number in (2, 3, 1, 4, 5):  # three of 1,300 bytes fit, the fourth pushes the eldest out
        weighed(number)
    assert made == [1, 2, 3, 4, 5]
    weighed(1)
    weighed(2)
    assert made == [1, 2, 3, 4, 5, 2]

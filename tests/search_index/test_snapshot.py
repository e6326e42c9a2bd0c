"""Totals, counts, orders and pages are those that counting by hand gives."""

import random
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.entry import Entry, Question
from search_index.facets import Chosen, Facet, Mask
from search_index.pool import Postings
from search_index.recent import Recent
from search_index.schema import FIELDS, current, strengths
from search_index.searcher import Index, segments
from search_index.snapshot import Snapshot
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
TEXTS = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)


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
        return Snapshot(tuple(segments(current(folder), {}).values()))

    return opened


HELD = {one.key: strengths(one) for one in ENTRIES}
KNOWN = {term for held in HELD.values() for field, terms in held.items() if field in FIELDS[:5] for term in terms}


def holds(one: Entry, word: str) -> bool:
    """Say whether an entry holds a word as it stands, or none does and it begins a word that the entry holds."""
    own = {term for field, terms in HELD[one.key].items() if field in FIELDS[:5] for term in terms}
    return word in own if word in KNOWN else any(term.startswith(word) for term in own)


def by_words(question: Question, kinds: tuple[str, ...]) -> list[Entry]:
    """Find the entries that hold all words, or half of them when none of some kinds holds all."""
    words = list(dict.fromkeys(question.text.split()))
    held = {one.key: sum(holds(one, word) for word in words) for one in ENTRIES}
    wanted = [one for one in ENTRIES if not kinds or one.kind in kinds]
    all_held = any(held[one.key] == len(words) for one in wanted)
    return [one for one in ENTRIES if held[one.key] >= (len(words) if all_held else (len(words) + 1) // 2)]


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
    places = snapshot.order("name", backwards=False).tolist()
    left = [snapshot.keys[places.index(place)] for place in range(snapshot.size)]
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


def test_strengths_are_those_of_the_entries_in_the_order_of_their_keys(
    opened: Callable[[list[Entry]], Snapshot],
) -> None:
    snapshot = opened(ENTRIES)
    left = sorted(set(HELD) - {one.key for one in ENTRIES[::7]})
    assert list(snapshot.keys) == left
    for field in FIELDS:
        for term in {term for key in left for term in HELD[key][field]}:
            held = snapshot.postings(field, term)
            assert held is not None
            expected = {number: HELD[key][field][term] for number, key in enumerate(left) if term in HELD[key][field]}
            assert held.entries.tolist() == list(expected)
            assert np.allclose(held.strengths, list(expected.values()))


def test_nothing_of_a_removed_entry_is_left(opened: Callable[[list[Entry]], Snapshot]) -> None:
    snapshot = opened([entry(f"x:{number}", f"ord{number}", topics=(f"t:{number}",)) for number in range(8)])
    assert list(snapshot.keys) == ["x:1", "x:2", "x:3", "x:4", "x:5", "x:6"]
    assert snapshot.names[:] == [f"ord{number}" for number in range(1, 7)]
    for field, term in (("words_none", "ord{}"), ("topics", "t:{}"), ("pairs", "^ ord{}")):
        held = [snapshot.postings(field, term.format(number)) for number in range(8)]
        assert [some is not None for some in held] == [False, *[True] * 6, False]
    assert [snapshot.lexicon.is_held(f"ord{number}", "none") for number in range(8)] == [False, *[True] * 6, False]


def test_arrays_cannot_be_changed(opened: Callable[[list[Entry]], Snapshot]) -> None:
    one = opened(ENTRIES)
    facet = one.facet("offer")
    assert facet is not None
    for array in (one.weights, facet.rows, facet.codes, one.order("newest", backwards=True)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_what_was_used_last_is_kept_within_bounds() -> None:
    kept: Recent[str] = Recent(300)
    for number in (1, 2, 3):
        kept.put(number, f"thing {number}", 100)
    assert kept.get(1) == "thing 1"
    kept.put(4, "thing 4", 100)
    assert [kept.get(number) for number in (1, 2, 3, 4)] == ["thing 1", None, "thing 3", "thing 4"]
    kept.put(4, "thing 4 again", 250)
    assert [kept.get(number) for number in (1, 3, 4)] == [None, None, "thing 4 again"]
    kept.put(5, "too large", 301)
    assert [kept.get(number) for number in (4, 5)] == [None, None]


def counted(size: int, per_entry: int, different: int) -> tuple[Facet, list[set[str]]]:
    """Make a facet of which each entry has some values."""
    chance = random.Random(size)  # noqa: S311
    held = [sorted(chance.sample(range(different), chance.randint(0, per_entry))) for _ in range(size)]
    rows = [(number, code) for number, codes in enumerate(held) for code in codes]
    values = tuple(f"v{number:04}" for number in range(different))
    entries, codes = (np.array([row[part] for row in rows], np.int32) for part in (0, 1))
    facet = Facet(values, entries, codes, size)
    return facet, [{values[code] for code in codes} for codes in held]


@pytest.mark.parametrize(("per_entry", "different"), [(1, 1), (3, 20), (12, 40), (3, 300), (20, 200)])
@pytest.mark.parametrize("chosen", [0, 1, 100, 700, 1_000])
def test_counting_is_the_same_whichever_way_it_goes(per_entry: int, different: int, chosen: int) -> None:
    facet, held = counted(1_000, per_entry, different)
    numbers = sorted(random.Random(chosen).sample(range(1_000), chosen))  # noqa: S311
    entries = Postings(np.array(numbers, np.int32), np.ones(chosen, np.float32))
    among = Chosen(1_000, entries, ())
    assert facet.counts(among) == Counter(value for number in numbers for value in held[number])
    wanted = Mask.of(facet.having(("v0000", "unknown")))
    left = [number for number in numbers if "v0000" in held[number]]
    assert Chosen(1_000, entries, [wanted]).entries.tolist() == left
    assert Chosen(1_000, None, [wanted]).total == sum("v0000" in some for some in held)

"""The index in PostgreSQL answers as the one in memory does, and is whole at every moment."""

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.entry import Answer, Entry, Question, Topic
from search_index.language.misspelling import distance
from search_index.memory import InMemory
from search_index.plan import FEW
from search_index.postgres import writer as postgres_writer
from search_index.postgres.known import least_similarity
from search_index.postgres.searcher import PostgresIndex
from search_index.schema import digest
from tests.search_index.entries import COUNTRIES, OFFERS, WORDS, entry, keys, register
from tests.search_index.postgres_engines import Engine, Engines, engines

__all__ = ["engines"]

FACETS = ("kind", "country", "offer")
TOPICS = (
    Topic("groups:refugees", "groups", {"nb": "Flyktninger", "nl": "Vluchtelingen"}, {"nb": ("nykomne skole",)}),
    Topic("places:oslo", "places", {"nb": "Oslo", "bg": "Осло"}),
    Topic("places:fjellby", "places", {"nb": "Fjellby"}, within=("places:oslo",)),
    Topic("places:grend", "places", {"nb": "Grendalen"}, within=("places:nobody", "places:oslo")),
)
TEXTS = (
    *("", "taxi", "skole omsorg", "prel", "drofsi", '"taxi skole"', "taxi -skole", "-taxi", '-"taxi skole"', "og i"),
    *("taxi-skole", "taxiskole", "tayi", "vluchtelingen", "flyktning taxi", "осло", "zunde qqqqqq", *WORDS[:4]),
)
SENTENCES = (
    *(" ".join(WORDS[first : first + size]) for size in (3, 5, 7, 8, 9) for first in range(len(WORDS) - size + 1)),
    "taxi skole omsorg blorfsnark",
)
PLACES = (
    "taxi oslo",
    "hvor er det taxi i oslo eller fjellby",
    "hva er det i fjellby av taxi",
    "oslo taxi skole omsorg",
    "prel oslo",
    "oslo",
    "blorfsnark oslo",
    "skole oslo -taxi",
)
NOWHERE = ("taxi grendalen", "grendalen", "taxi skole grendalen", "blorfsnark grendalen", "skole omsorg taxi grendalen")


def tagged(size: int) -> list[Entry]:
    """Make a register in which some entries have topics."""
    return [
        entry(
            one.key,
            one.official_name,
            **{name: getattr(one, name) for name in ("other_names", "summaries", "texts", "facets", "sort_keys")},
            weight=one.weight,
            topics=tuple(
                topic.key for place, topic in enumerate(TOPICS[:3]) if number % (13 if place == 2 else place + 3) == 0
            ),
        )
        for number, one in enumerate(register(size))
    ]


def same(one: Answer, other: Answer) -> None:
    """Two answers with all their hits are equal, but for the order of what is practically as good."""
    for name in ("total", "counts", "widened", "around", "cut", "meant"):
        assert getattr(one, name) == getattr(other, name)
    scores = {hit.key: hit.score for hit in one.hits}
    assert sorted(scores) == sorted(keys(other))
    for mine, theirs in zip(one.hits, other.hits, strict=True):
        assert mine.score == pytest.approx(theirs.score, rel=1e-4, abs=1e-5)
        assert mine.key == theirs.key or mine.score == pytest.approx(scores[theirs.key], rel=1e-4, abs=1e-5)


# --- it answers as the other engine -----------------------------------------------------------------------------------

VALUES = {"kind": ("firm", "measure", "none"), "country": (*COUNTRIES, "XX"), "offer": OFFERS, "none": ("x",)}
FILTERS = st.fixed_dictionaries(
    {}, optional={name: st.sets(st.sampled_from(VALUES[name])).map(tuple) for name in VALUES}
)
WORD = st.one_of(
    st.sampled_from(
        [
            *WORDS,
            *(word[:4] for word in WORDS),
            *(f"-{word}" for word in WORDS),
            "og",
            "vluchteling",
            "осло",
            "grendalen",
        ]
    ),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(lambda two: f'"{two[0]} {two[1]}"'),
    st.tuples(st.sampled_from(WORDS), st.integers(0, 5)).map(lambda cut: cut[0][: cut[1]] + "x" + cut[0][cut[1] + 1 :]),
)
QUESTIONS = st.builds(
    Question,
    language=st.sampled_from(("nb", "nl", "bg", "en", "")),
    text=st.lists(WORD, max_size=4).map(" ".join),
    filters=FILTERS,
    facets=st.sets(st.sampled_from((*FACETS, "none"))).map(lambda some: tuple(sorted(some))),
    sort=st.sampled_from(("relevance", "relevance", "-relevance", "newest", "-newest", "none")),
    prefer=st.sampled_from(({}, {"country": ("NO",), "offer": ("mentor", "none")}, {"none": ("x",)})),
    size=st.just(1000),
)


@pytest.fixture(scope="module")
def both(engines: Engines) -> tuple[InMemory, PostgresIndex]:
    entries, engine = tagged(150), engines()
    engine.writer.build(entries, TOPICS)
    return InMemory.of(entries, TOPICS), engine.index


@pytest.fixture(scope="module")
def changing(engines: Engines) -> Engine:
    return engines()


@settings(max_examples=250, deadline=None, derandomize=True)
@given(QUESTIONS)
def test_it_finds_counts_and_orders_as_the_engine_in_memory(
    both: tuple[InMemory, PostgresIndex], question: Question
) -> None:
    same(both[1].ask(question), both[0].ask(question))


@pytest.mark.parametrize("text", [*SENTENCES, *NOWHERE, *PLACES, *WORDS, *(f"{word} fjellby" for word in WORDS)])
@pytest.mark.parametrize("kinds", [(), ("firm",), ("measure",), ("firm", "measure"), ("none",)])
@pytest.mark.parametrize("country", [(), ("NO",)])
def test_it_deems_as_many_answers_too_few(
    both: tuple[InMemory, PostgresIndex], text: str, kinds: tuple[str, ...], country: tuple[str, ...]
) -> None:
    question = Question("nb", text, {"kind": kinds, "country": country}, FACETS, size=1000)
    same(both[1].ask(question), both[0].ask(question))


def test_of_these_sentences_some_have_no_whole_answer_some_a_few_and_some_enough(
    both: tuple[InMemory, PostgresIndex],
) -> None:
    texts = [f"{one.official_name} {one.other_names} {one.summaries} {one.texts}" for one in tagged(150)]
    held = [sum(all(word in text for word in sentence.split()) for text in texts) for sentence in SENTENCES[:-1]]
    assert min(held) < FEW < max(held)
    assert min(held) > 0
    assert both[1].ask(Question("nb", SENTENCES[-1])).widened


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_every_page_is_a_piece_of_the_whole(both: tuple[InMemory, PostgresIndex], text: str, sort: str) -> None:
    whole = both[1].ask(Question("nb", text, sort=sort, size=1000)).hits
    pages = [both[1].ask(Question("nb", text, sort=sort, page=page, size=40)).hits for page in (1, 2, 3, 4, 5)]
    assert [hit for page in pages for hit in page] == list(whole)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.one_of(
        st.text(), st.text(st.characters()), st.text(st.sampled_from("taxi skole-*~\"()^:&|!<'\\ANDNOT\x00\ud800åя"))
    ),
    st.text(max_size=3),
    st.integers(),
    st.integers(),
    st.text(max_size=8),
)
def test_no_question_is_an_error(
    both: tuple[InMemory, PostgresIndex], text: str, language: str, page: int, size: int, sort: str
) -> None:
    filters, prefer = {text: (text,), "country": ()}, {text: (text,), "country": (text,)}
    answer = both[1].ask(Question(language, text, filters, (text, *FACETS), f"-{sort}", prefer, page, size))
    assert (answer.total, answer.hits) == (0, ())
    assert both[1].ask(Question(language, text, size=min(size, 10))).total >= 0


def test_it_suggests_and_explains_as_the_engine_in_memory(both: tuple[InMemory, PostgresIndex]) -> None:
    kinds, of = ("firm", "measure"), ("groups", "places")
    for typed in ("ta", "taxi", "skole o", "flykt", "nyk", "os", "qqq"):
        suggested = [engine.suggest(typed, "nb", kinds, of, 6) for engine in both]
        assert suggested[0] == suggested[1]
    for text in TEXTS:
        hits = keys(both[0].ask(Question("nb", text)))
        explained = [engine.explain(text, "nb") for engine in both]
        assert explained[0].reasons([*hits, "firm:none"]) == explained[1].reasons([*hits, "firm:none"])
        assert explained[0].marked("Taxi og skole", "nb") == explained[1].marked("Taxi og skole", "nb")


CHANGES = st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 39), min_size=1, max_size=5)), max_size=5)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(CHANGES)
def test_a_changed_index_answers_as_one_built_afresh(changing: Engine, changes: list[tuple[bool, list[int]]]) -> None:
    entries, writer, index = tagged(40), changing.writer, changing.index
    stand = {one.key: one for one in entries[:20]}
    writer.build(stand.values(), TOPICS)
    for puts, which in changes:
        some = {entries[number].key: entries[number] for number in which}
        index.ask(Question("nb", "taxi"))  # what is known of every state in between is brought forward
        if puts:
            writer.put(some.values())
            stand |= some
        else:
            writer.remove(some)
            stand = {key: one for key, one in stand.items() if key not in some}
    held = {one.key: digest(one) for one in stand.values()}
    assert writer.contents() == held | {f"topic {topic.key}": digest(topic) for topic in TOPICS}
    expected = InMemory.of(stand.values(), TOPICS)
    with closing(PostgresIndex(changing.url)) as later:
        for text in TEXTS:
            question = Question("nb", text, {"country": ("NO", "BE")}, FACETS, size=100)
            same(later.ask(question), expected.ask(question))
    for text in ("", "taxi", "skole omsorg", "flyktninger"):
        question = Question("nb", text, facets=FACETS, size=100)
        same(index.ask(question), expected.ask(question))


# --- near words -------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text("abcкю", min_size=4, max_size=14), st.data())
def test_no_typing_error_makes_a_word_less_alike_than_reckoned(
    both: tuple[InMemory, PostgresIndex], word: str, data: st.DataObject
) -> None:
    wrong = word
    for _ in range(2):
        place = data.draw(st.integers(0, len(wrong) - 1))
        letter = data.draw(st.sampled_from("abcкю"))
        pair = wrong[place : place + 2]
        wrong = data.draw(
            st.sampled_from(
                [
                    wrong[:place] + some + wrong[place + 2 :]
                    for some in (pair[::-1], letter + pair, pair[1:], letter + pair[1:])
                ]
            )
        )
    errors = distance(word, wrong, 9)
    with both[1]._connections.cursor() as cursor:
        cursor.execute("select similarity(%s, %s)", (word, wrong))
        ((similarity,),) = cursor.fetchall()
    assert similarity >= least_similarity(word, errors) - 0.001


def test_without_trigrams_it_finds_the_same(
    engines: Engines, both: tuple[InMemory, PostgresIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert both[1]._reading(lambda _, known: known.state.trigrams)
    monkeypatch.setattr(postgres_writer, "has_trigrams", lambda _: False)
    engine = engines()
    engine.writer.build(tagged(150), TOPICS)
    assert not engine.index._reading(lambda _, known: known.state.trigrams)
    for text in ("lavtrek", "omsogr", "vluchtelinegn", "qqqqqq"):
        same(engine.index.ask(Question("nb", text, size=1000)), both[0].ask(Question("nb", text, size=1000)))


def test_a_user_who_may_not_make_extensions_has_an_index_nevertheless(engines: Engines) -> None:
    own = engines()
    own.sql("create role plain login")
    try:
        own.sql("create schema search_index authorization plain")
        plain = engines(of=own, user="plain")
        assert plain.writer.build(register(20)) == 20
        assert not plain.index._reading(lambda _, known: known.state.trigrams)
        assert plain.index.ask(Question("nb", "omsogr")).total == plain.index.ask(Question("nb", "omsorg")).total > 0
    finally:
        own.sql("drop owned by plain")
        own.sql("drop role plain")

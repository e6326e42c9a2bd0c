"""What a question finds, in which order, and that nothing disturbs it."""

import gc
import os
import random
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.entry import IndexMissingError, Question, Topic
from search_index.schema import current
from search_index.searcher import Index
from search_index.snapshot import Snapshot
from search_index.writer import build, exists, put
from tests.bench import rebuilds
from tests.search_index.entries import WORDS, entry, found, keys, register

FACETS = ("kind", "country", "offer")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("many")
    build(folder, register(150))
    return Index(folder)


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("blabaer", "nb"),
        ("BLÅBÆR", "nb"),
        ("bedrift", "nb"),
        ("bedriftene", "nb"),
        ("bedrijf", "nl"),
        ("bedrijf", "bg"),
        ("мярка", "bg"),
        ("company", "en"),
        ("epost", "nb"),
        ("e-post", "nb"),
        ("post", "nb"),
        ("vta bedrift", "nb"),
        ("vta-bedrift", "nb"),
        ("tilrett", "nb"),
        ("tilretelegging", "nb"),
        ("tilrettelegging på blåbær", "nb"),
        ("blåbær company", "nl"),
    ],
)
def test_a_word_is_found_however_it_is_written(tmp_path: Path, text: str, language: str) -> None:
    words = {"nb": "Blåbær i bedriften", "nl": "De bedrijven", "bg": "Мерките", "en": "Companies"}
    build(
        tmp_path,
        [
            entry("firm:a", "Tilrettelegging", names=words, other_names=("E-post", "VTA")),
            entry("firm:b", "Noe annet"),
        ],
    )
    assert found(tmp_path, text, language) == ["firm:a"]


@pytest.mark.parametrize("text", ["blåbær", "974760674", "qqqqq", "bedritf"])
def test_what_no_entry_holds_is_not_found(tmp_path: Path, text: str) -> None:
    build(tmp_path, [entry("firm:a", "974760673"), entry("firm:b", "Tilrettelegging")])
    assert found(tmp_path, text) == []


def test_the_beginning_of_a_word_finds_longer_ones_while_it_is_the_last(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "renholderne"), entry("firm:b", "taxi")])
    assert found(tmp_path, "renhold") == ["firm:a"]
    assert found(tmp_path, "renholderne") == ["firm:a"]
    assert found(tmp_path, "re") == []


def test_all_words_or_else_any(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "taxi skole"), entry("firm:b", "taxi"), entry("measure:c", "omsorg")])
    index = Index(tmp_path)

    def asking(text: str, *kinds: str) -> tuple[list[str], bool]:
        answer = index.ask(Question("nb", text, filters={"kind": kinds}))
        return keys(answer), answer.widened

    assert asking("taxi skole") == (["firm:a"], False)
    assert asking("taxi omsorg") == (["measure:c", "firm:b", "firm:a"], True)
    assert asking("skole omsorg", "firm") == (["firm:a"], True)
    assert asking("taxi skole", "measure") == ([], False)
    assert asking("qqqqq zzzzz") == ([], False)


def test_small_words_need_not_be_there(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "jobb Oslo"), entry("firm:b", "jobb i Oslo")])
    index = Index(tmp_path)
    assert sorted(keys(index.ask(Question("nb", "jobb i Oslo")))) == ["firm:a", "firm:b"]
    assert not index.ask(Question("nb", "jobb i Oslo")).widened
    assert keys(index.ask(Question("nb", "i"))) == ["firm:b"]


def test_names_before_topics_before_summaries_before_texts_before_other_languages(tmp_path: Path) -> None:
    build(
        tmp_path,
        [
            entry("x:6-other-language", texts={"bg": "taxi"}),
            entry("x:5-text", texts={"nb": "taxi"}),
            entry("x:4-summary", summaries={"nb": "taxi"}),
            entry("x:3-topic", topics=("industries:taxi",)),
            entry("x:2-other-name", other_names=("taxi",)),
            entry("x:1-name", "taxi"),
            entry("x:7-stale-text", texts={"nb": "taxi"}, weight=0.1),
            *(entry(f"y:{number}", "noe annet") for number in range(9)),
        ],
        [Topic("industries:taxi", "industries", {"nb": "Taxi"})],
    )
    assert sorted(found(tmp_path, "taxi")) == sorted(key for key in found(tmp_path, "") if key[0] == "x")
    places = [int(key[2]) for key in found(tmp_path, "taxi")]
    assert [place for place in places if place != 3] == [1, 2, 4, 5, 6, 7]
    assert places.index(3) < places.index(5)


def test_a_topic_is_found_in_every_language_and_its_words_are_not_the_entrys(tmp_path: Path) -> None:
    topic = Topic("target_groups:refugees", "target_groups", {"nb": "Flyktninger", "nl": "Vluchtelingen"})
    build(tmp_path, [entry("firm:a", topics=(topic.key,)), entry("firm:b", "annet")], [topic])
    assert found(tmp_path, "vluchtelingen") == ["firm:a"]
    assert found(tmp_path, "flyktninger", "nl") == ["firm:a"]


def test_what_is_not_wanted_is_not_found(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "taxi skole"), entry("firm:b", "taxi"), entry("firm:c", "omsorg")])
    assert found(tmp_path, "taxi -skole") == ["firm:b"]
    assert found(tmp_path, "-taxi") == ["firm:c"]
    assert found(tmp_path, "skole -taxi") == []
    assert found(tmp_path, '-"taxi skole"') == ["firm:b", "firm:c"]


def test_a_phrase_stands_as_it_is_written(tmp_path: Path) -> None:
    texts = {"firm:a": "skole med taxi", "firm:b": "taxi med skole", "firm:c": "med taxi til skole"}
    build(tmp_path, [entry(key, texts={"nb": text}) for key, text in texts.items()])
    assert found(tmp_path, '"med taxi"') == ["firm:a", "firm:c"]
    assert found(tmp_path, '"taxi med skole"') == ["firm:b"]
    assert found(tmp_path, '"skole taxi"') == []


def test_what_is_preferred_comes_first_among_equals(tmp_path: Path) -> None:
    countries = {"firm:a": "BE", "firm:b": "NO", "firm:c": "BE"}
    build(tmp_path, [entry(key, "taxi", facets={"country": (some,)}) for key, some in countries.items()])
    index = Index(tmp_path)
    for text in ("", "taxi"):
        preferring = Question("nb", text, prefer={"country": ("NO",), "unknown": ("x",), "none": ()})
        assert keys(index.ask(preferring)) == ["firm:b", "firm:a", "firm:c"]
        assert keys(index.ask(Question("nb", text))) == ["firm:a", "firm:b", "firm:c"]


def test_the_generation_changes_with_every_change_and_opens_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path)
    assert index.generation() == ""
    seen = set()
    for number in range(4):
        build(tmp_path, [entry("firm:a")])
        seen.add(index.generation())
        put(tmp_path, [entry(f"firm:{number}")])
        seen.add(index.generation())
    assert len(seen) == 8
    for file in current(tmp_path).glob("*.seg"):
        file.write_bytes(b"")
    assert index.generation() in seen


def test_as_written_before_inflected(tmp_path: Path) -> None:
    names = {"x:2": "bedriftene", "x:1": "bedrift"}
    build(tmp_path, [*(entry(key, names={"nb": name}) for key, name in names.items()), entry("y:1", "noe annet")])
    assert found(tmp_path, "bedrift") == ["x:1", "x:2"]
    assert found(tmp_path, "bedriftene") == ["x:2", "x:1"]


def test_a_typing_error_only_counts_for_words_nobody_wrote(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "skolen"), entry("firm:b", "skoler"), entry("firm:c", "annet")])
    assert found(tmp_path, "skolen") == ["firm:a"]
    assert sorted(found(tmp_path, "skoleb")) == ["firm:a", "firm:b"]


# --- any question has an answer -------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.text(st.characters()), st.text(st.sampled_from('taxi skole-*~"()^:ANDNOT\x00\ud800åя'))),
    st.text(max_size=3),
    st.integers(),
    st.integers(),
    st.text(max_size=8),
)
def test_no_question_is_an_error(many: Index, text: str, language: str, page: int, size: int, sort: str) -> None:
    answer = many.ask(
        Question(language, text, {text: (text,), "country": ()}, (text, *FACETS), f"-{sort}", page=page, size=size)
    )
    assert answer.total == 0
    assert answer.hits == ()


@settings(deadline=None)
@given(st.text(st.sampled_from(" ,.;:!?*~\"'()[]{}<>|&^%$#@€_-–—…😀\x00\ud800\u200d")))
def test_a_text_without_words_asks_for_everything(many: Index, text: str) -> None:
    assert many.ask(Question("nb", text[:200])) == many.ask(Question("nb"))


def test_a_long_text_is_cut_and_says_so(many: Index) -> None:
    assert many.ask(Question("nb", "taxi " + "x" * 300)).cut
    assert many.ask(Question("nb", " ".join(f"ord{number}" for number in range(20)))).cut
    assert not many.ask(Question("nb", "taxi")).cut


# --- the index changes while it is asked ------------------------------------------------------------------------------


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    index = Index(tmp_path / "none")
    with pytest.raises(IndexMissingError):
        index.ask(Question("nb"))
    with pytest.raises(IndexMissingError):
        index.warm()
    build(tmp_path / "none", [entry("firm:a")])
    assert index.ask(Question("nb")).total == 1


def test_a_removed_index_is_missing_and_comes_back(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a")])
    index = Index(tmp_path)
    assert index.ask(Question("nb")).total == 1
    shutil.rmtree(tmp_path)
    with pytest.raises(IndexMissingError):
        index.ask(Question("nb"))
    build(tmp_path, [entry("firm:b")])
    assert keys(index.ask(Question("nb"))) == ["firm:b"]


@pytest.fixture
def left_open() -> Iterator[None]:
    """Close here the files that Whoosh leaves open when it fails, so that their warning does not come later."""
    yield
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.usefixtures("left_open")
@pytest.mark.parametrize("damage", [b"", b"garbage", bytes(range(256)) * 40])
@pytest.mark.parametrize("suffix", [".toc", ".seg"])
def test_a_damaged_index_is_missing_until_it_is_built_again(tmp_path: Path, suffix: str, damage: bytes) -> None:
    build(tmp_path, register(50))
    for file in current(tmp_path).glob(f"*{suffix}"):
        file.write_bytes(damage)
    index = Index(tmp_path)
    for _ in range(2):
        with pytest.raises(IndexMissingError):
            index.ask(Question("nb", "taxi"))
    assert not exists(tmp_path)
    assert build(tmp_path, register(50)) == 50
    assert index.ask(Question("nb", "taxi")).total > 0


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.usefixtures("left_open")
def test_damage_after_opening_is_missing_too_and_never_another_error(tmp_path: Path) -> None:
    build(tmp_path, register(200))
    index = Index(tmp_path)
    assert index.ask(Question("nb")).total == 200
    for file in current(tmp_path).glob("*.seg"):
        file.write_bytes(b"")
    for text in ("taxi", "skole omsorg"):
        with pytest.raises(IndexMissingError):
            index.ask(Question("nb", text))


def test_a_forked_process_opens_the_index_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, register(50))
    index = Index(tmp_path)
    before = index.ask(Question("nb", "taxi"))
    opened: list[Snapshot] = []

    def opening(*parts: Any) -> Snapshot:
        opened.append(Snapshot(*parts))
        return opened[-1]

    monkeypatch.setattr("search_index.searcher.Snapshot", opening)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert index.ask(Question("nb", "taxi")) == before
    assert index.ask(Question("nb", "skole")).total > 0
    assert len(opened) == 1


@pytest.fixture
def eager_threads() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("eager_threads")
def test_eight_threads_get_equal_answers_while_the_index_is_built_and_changed(tmp_path: Path) -> None:
    entries = register(150)
    build(tmp_path, entries)
    texts = ("", "taxi", "skole omsorg", "prel", "drofsi", *WORDS)
    questions = [Question("nb", text, {"country": country}, FACETS) for text in texts for country in ((), ("NO",))]
    expected = [Index(tmp_path).ask(question) for question in questions]
    index = Index(tmp_path)
    done = threading.Event()

    def search(seed: int) -> int:
        chance, asked = random.Random(seed), 0  # noqa: S311
        while not done.is_set() or asked < 100:
            number = chance.randrange(len(questions))
            assert index.ask(questions[number]) == expected[number]
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as threads:
        searches = [threads.submit(search, seed) for seed in range(8)]
        try:
            for _ in range(3):
                build(tmp_path, entries)
                put(tmp_path, entries[:5])
        finally:
            done.set()
        assert all(one.result() >= 100 for one in searches)


def test_every_answer_is_of_one_state_while_the_index_is_built_with_other_content(tmp_path: Path) -> None:
    _, found = rebuilds.trial(tmp_path, size=40, times=3, threads=4)
    assert set(found) <= {"first", "other"}
    assert found.total() > 100


def test_an_index_that_was_built_anew_does_not_know_the_words_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Index, "_complete", lambda *_: None)  # nothing is learnt later
    build(tmp_path, [entry("firm:a", "kvolto")])
    index = Index(tmp_path)
    assert index.ask(Question("nb", "kvolto")).total == 1
    build(tmp_path, [entry("firm:a", "kvolta")])
    answer = index.ask(Question("nb", "kvolto"))
    assert (keys(answer), answer.meant) == (["firm:a"], "kvolta")
    assert index.generation() == index.opened()


def test_a_change_is_seen_by_the_next_question_of_every_reader(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a")])
    readers = [Index(tmp_path) for _ in range(3)]
    for number in range(5):
        put(tmp_path, [entry(f"firm:{number}", f"ord{number}")])
        assert [keys(reader.ask(Question("nb", f"ord{number}"))) for reader in readers] == [[f"firm:{number}"]] * 3


def test_what_was_probably_meant_is_said_when_it_finds_something(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "Omsorg", facets={"country": ("NO",)}), entry("firm:b", "Skole")])
    index = Index(tmp_path)
    answer = index.ask(Question("nb", "Omsrog"))
    assert answer.meant in ("", "Omsorg")
    if answer.meant:
        assert index.ask(Question("nb", answer.meant)).total > 0
    assert index.ask(Question("nb", "Omsrog", {"country": ("BE",)})).meant == ""
    assert index.ask(Question("nb", "omsorg")).meant == ""


def test_new_words_are_found_at_once_and_wholly_known_soon(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "taxi")])
    index = Index(tmp_path)
    assert index.ask(Question("nb", "taxi")).total == 1
    before = index.generation()
    put(tmp_path, [entry("firm:b", "Tilrettelegging")])
    learning = index.generation()
    assert learning != before
    assert keys(index.ask(Question("nb", "tilrettelegging"))) == ["firm:b"]
    deadline = time.monotonic() + 30
    while index.generation() == learning and time.monotonic() < deadline:
        time.sleep(0.01)
    assert index.generation() == learning.removesuffix("+")
    for text in ("tilretelegging", "tilrettelegg", "taxi"):
        assert index.ask(Question("nb", text)) == Index(tmp_path).ask(Question("nb", text))

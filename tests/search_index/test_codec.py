"""Segments as we write and read them, and as Whoosh's public methods do: the same answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from search_index.answering import answer
from search_index.arrays import ArrayFile, Strings, write
from search_index.codec import read, read_publicly
from search_index.entry import Question, Topic
from search_index.pool import HELD, Segment
from search_index.schema import current, document, schema, topic_document
from search_index.snapshot import Snapshot
from search_index.writer import build, put
from tests.search_index.entries import WORDS, entry, register

ENTRIES = register(120)
TOPICS = [Topic("offers:mentor", "offers", {"nb": "Mentor", "nl": "Begeleider"}, {"nb": ("fadder",)})]


@contextmanager
def leaves(folder: Path) -> Iterator[list[SegmentReader]]:
    """Open the readers of all segments."""
    reader = FileStorage(str(folder), supports_mmap=False).open_index(schema=schema()).reader()
    try:
        yield [leaf for leaf, _ in reader.leaf_readers()]
    finally:
        reader.close()


def opened(folder: Path) -> Snapshot:
    """Open all segments."""
    with leaves(folder) as found:
        return Snapshot([read(folder, leaf) for leaf in found])


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """An index as we write and read it."""
    folder = tmp_path_factory.mktemp("ours")
    build(folder, ENTRIES, TOPICS)
    return opened(current(folder))


@pytest.fixture(scope="module")
def whooshs(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The same index as Whoosh writes it, read by Whoosh's public methods."""
    folder = tmp_path_factory.mktemp("whoosh")
    writer = FileStorage(str(folder)).create_index(schema()).writer()
    for one in reversed(ENTRIES):
        writer.add_document(**document(one))
    for topic in TOPICS:
        writer.add_document(**topic_document(topic))
    writer.commit()
    return opened(folder)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from((*WORDS, "begeleider", "drofsi", "-taxi", '"taxi skole"')), max_size=3).map(" ".join),
    st.sampled_from(("relevance", "-relevance", "newest")),
)
def test_both_give_equal_answers(ours: Snapshot, whooshs: Snapshot, text: str, sort: str) -> None:
    question = Question("nb", text, facets=("kind", "country", "offer"), sort=sort, size=200)
    assert answer(ours, question) == answer(whooshs, question)


def test_whoosh_itself_reads_what_we_write(tmp_path: Path) -> None:
    build(tmp_path, ENTRIES, TOPICS)
    with leaves(current(tmp_path)) as (leaf,):
        fast, public = read(current(tmp_path), leaf), read_publicly(leaf)
        for field in HELD:
            assert [term.decode() for term in leaf.lexicon(field)] == terms(fast, field) == terms(public, field)
            for term in terms(fast, field):
                one, other = fast.postings(field, term), public.postings(field, term)
                assert np.array_equal(one.entries, other.entries)
                assert np.array_equal(one.strengths, other.strengths)
                info = leaf.term_info(field, term)
                assert info.doc_frequency() == one.entries.size == leaf.doc_frequency(field, term)
                assert info.max_weight() == pytest.approx(float(one.strengths.max()))
        assert {stored["facts"] for stored in leaf.all_stored_fields()} == {
            *(str(document(one)["facts"]) for one in ENTRIES),
            *(topic_document(topic)["facts"] for topic in TOPICS),
        }


def terms(segment: Segment, field: str) -> list[str]:
    """Give the terms of a field, sorted."""
    all_terms = list(segment.topics if field == "topics" else segment.words)
    return [all_terms[number] for number in segment.tables[field].terms]


def test_whoosh_itself_finds_and_removes_by_key(tmp_path: Path) -> None:
    build(tmp_path, ENTRIES)
    index = FileStorage(str(current(tmp_path))).open_index(schema=schema())
    writer = index.writer()
    assert writer.delete_by_term("key", ENTRIES[3].key) == 1
    writer.commit(merge=False)
    assert ENTRIES[3].key not in opened(current(tmp_path)).keys


def test_an_index_of_both_kinds_is_one_index(tmp_path: Path) -> None:
    build(tmp_path, ENTRIES[:50])
    writer = FileStorage(str(current(tmp_path))).open_index(schema=schema()).writer()
    writer.add_document(**document(entry("firm:whoosh", "whooshord")))
    writer.commit(merge=False)
    put(tmp_path, [entry("firm:ours", "vaartord")])
    snapshot = opened(current(tmp_path))
    for text, key in (("whooshord", "firm:whoosh"), ("vaartord", "firm:ours")):
        assert [hit.key for hit in answer(snapshot, Question("nb", text)).hits] == [key]
    assert snapshot.size == 52


def test_arrays_and_strings_come_back_from_a_file(tmp_path: Path) -> None:
    texts = ["", "a", "ø\ud800", "\U0001f600" * 3, "ж\n"]
    some: dict[str, Any] = {
        "numbers": np.arange(7, dtype=np.int64),
        "texts": Strings.of(texts),
        "none": np.empty(0, np.float32),
    }
    with (tmp_path / "file").open("wb") as file:
        file.write(b"before")
        write(file, {"x": ["\ud800"]}, some)
    found = ArrayFile(tmp_path / "file", len(b"before"))
    assert found.about == {"x": ["\ud800"]}
    assert found.array("numbers").tolist() == list(range(7))
    assert found.array("numbers", 2, 4).tolist() == [2, 3]
    assert list(found.strings("texts")) == texts
    assert found.array("none").size == 0


@pytest.mark.parametrize("kept", [0, 3, 20, 60, -1])
def test_a_file_that_is_cut_off_is_not_whole(tmp_path: Path, kept: int) -> None:
    with (tmp_path / "file").open("wb") as file:
        write(file, {}, {"numbers": np.arange(50)})
    whole = (tmp_path / "file").read_bytes()
    (tmp_path / "file").write_bytes(whole[:kept])
    with pytest.raises(ValueError):  # noqa: PT011  # JSON's own among them
        ArrayFile(tmp_path / "file", 0)

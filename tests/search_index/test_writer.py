"""The index is whole at every moment: while it is built, changed, interrupted and killed."""

import random
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from search_index import schema, writer
from search_index.entry import Entry, IndexBusyError, IndexMissingError, Question, Topic
from search_index.schema import SCHEMA_VERSION, current, pointer
from search_index.searcher import Index
from search_index.writer import Changes, build, exists, position, put, remove
from tests.bench import kills
from tests.search_index.entries import WORDS, entry, found, register


def builds(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.is_dir() and not file.is_symlink())


def test_build_counts_and_makes_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "index"
    assert not exists(folder)
    assert build(folder, register(20)) == 20
    assert exists(folder)
    assert build(folder, []) == 0
    assert found(folder, "") == []


def test_the_version_of_the_schema_is_in_the_names(tmp_path: Path) -> None:
    build(tmp_path, [])
    assert pointer(tmp_path).name == f"current-{SCHEMA_VERSION}"
    assert builds(tmp_path) == [current(tmp_path).name]
    assert current(tmp_path).name.startswith(f"{SCHEMA_VERSION}-")


def test_a_build_replaces_everything_and_leaves_nothing_behind(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "gammel")])
    build(tmp_path, [entry("firm:b", "fersk")])
    assert found(tmp_path, "") == ["firm:b"]
    assert builds(tmp_path) == [current(tmp_path).name]


def test_a_build_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    def broken() -> Iterator[Entry]:
        yield entry("firm:b", "ny")
        raise RuntimeError("the database went away")

    build(tmp_path, [entry("firm:a", "gammel")])
    index = Index(tmp_path)
    with pytest.raises(RuntimeError, match="went away"):
        build(tmp_path, broken())
    assert found(tmp_path, "") == ["firm:a"]
    assert index.ask(Question("nb", "ny")).total == 0
    assert builds(tmp_path) == [current(tmp_path).name]


def test_two_entries_with_one_key_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'firm:a'"):
        build(tmp_path, [entry("firm:a"), entry("firm:a")])
    assert not exists(tmp_path)


@pytest.mark.parametrize("change", ["build", "put"])
def test_a_killed_writer_leaves_a_whole_index_and_no_lock(tmp_path: Path, change: str) -> None:
    build(tmp_path, [entry("firm:a", "gammel")])
    program = f"""
        import time
        from pathlib import Path
        from search_index import filling, writer
        from tests.search_index.entries import entry
        def strengths(entry, first=filling.strengths):
            print("writing", flush=True)
            time.sleep(60) if entry.key == "firm:c" else None
            return first(entry)
        filling.strengths = strengths
        writer.{change}(Path({str(tmp_path)!r}), [entry("firm:b", "ny"), entry("firm:c", "ny")])
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert [writer.stdout.readline(), writer.stdout.readline()] == [b"writing\n", b"writing\n"]
        writer.send_signal(signal.SIGKILL)
    assert found(tmp_path, "") == ["firm:a"]
    put(tmp_path, [entry("firm:d", "etter")], wait=0)
    assert found(tmp_path, "") == ["firm:a", "firm:d"]
    build(tmp_path, [entry("firm:e")], wait=0)
    assert builds(tmp_path) == [current(tmp_path).name]


def test_kills_at_random_instants_leave_a_whole_index(tmp_path: Path) -> None:
    found = kills.trial(tmp_path, kills=20, number=40, chance=random.Random(3))  # noqa: S311  # the same each time
    assert found.total() == 20


def test_put_adds_and_replaces_and_remove_takes_out(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a", "gammel"), entry("firm:b", "gammel")])
    index = Index(tmp_path)
    put(tmp_path, [entry("firm:b", "fersk"), entry("firm:c", "fersk")])
    assert [index.ask(Question("nb", text)).total for text in ("gammel", "fersk", "")] == [1, 2, 3]
    remove(tmp_path, ["firm:a", "firm:unknown"])
    assert [index.ask(Question("nb", text)).total for text in ("gammel", "fersk", "")] == [0, 2, 2]
    put(tmp_path, [])
    assert found(tmp_path, "") == ["firm:b", "firm:c"]


CHANGES = st.lists(
    st.one_of(
        st.lists(st.integers(0, 39), min_size=1, max_size=5).map(lambda which: ("put", which)),
        st.lists(st.integers(0, 39), min_size=1, max_size=5).map(lambda which: ("remove", which)),
    ),
    max_size=6,
)


@settings(max_examples=10, deadline=None)
@given(CHANGES)
def test_a_changed_index_answers_exactly_as_one_built_afresh(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, list[int]]]
) -> None:
    entries = register(40)
    stand = {one.key: one for one in entries[:20]}
    changed, fresh = tmp_path_factory.mktemp("changed"), tmp_path_factory.mktemp("fresh")
    build(changed, stand.values())
    for change, which in changes:
        some = {entries[number].key: entries[number] for number in which}
        if change == "put":
            put(changed, some.values())
            stand |= some
        else:
            remove(changed, some)
            stand = {key: one for key, one in stand.items() if key not in some}
    build(fresh, stand.values())
    for text in ("", "taxi", "skole omsorg", WORDS[3][:4], "drofsi"):
        question = Question("nb", text, facets=("kind", "country", "offer"), size=100)
        assert Index(changed).ask(question) == Index(fresh).ask(question)


def test_many_changes_make_few_segments_and_the_same_answers(tmp_path: Path) -> None:
    changed, fresh = tmp_path / "changed", tmp_path / "fresh"
    entries = register(60)
    topics = [Topic("offers:mentor", "offers", {"nb": "Mentor", "nl": "Begeleider"})]
    build(changed, entries[:30], topics)
    index = Index(changed)
    for one in entries[10:60]:
        put(changed, [one], topics if one.key.endswith("7") else ())
        assert index.ask(Question("nb", size=100)).total >= 30
    remove(changed, [one.key for one in entries[:5]])
    build(fresh, entries[5:], topics)
    assert len(list(current(changed).glob("*.seg"))) <= 10
    for text in ("", "taxi", "taxi skole", '"prelim zunde"', "begeleider", "-taxi", "drofsi"):
        question = Question("nb", text, facets=("kind", "country", "offer"), size=100)
        assert Index(changed).ask(question) == Index(fresh).ask(question)


def test_topics_are_put_like_entries(tmp_path: Path) -> None:
    def topic(label: str) -> Topic:
        return Topic("offers:x", "offers", {"nb": label})

    build(tmp_path, [entry("firm:a", topics=("offers:x",))], [topic("Praksis")])
    assert found(tmp_path, "praksis") == ["firm:a"]
    put(tmp_path, [], [topic("Fadder")])
    assert found(tmp_path, "praksis") == []
    assert found(tmp_path, "fadder") == ["firm:a"]


def test_there_is_nothing_to_change_where_nothing_was_built(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        put(tmp_path, [entry("firm:a")])
    with pytest.raises(IndexMissingError):
        remove(tmp_path / "none", ["firm:a"])


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    build(tmp_path, [entry("firm:a")])
    lock = FileStorage(str(tmp_path)).lock("lock")
    assert lock.acquire()
    with pytest.raises(IndexBusyError):
        build(tmp_path, [], wait=0)
    with pytest.raises(IndexBusyError):
        put(tmp_path, [entry("firm:b")], wait=0)
    assert found(tmp_path, "") == ["firm:a"]
    lock.release()
    put(tmp_path, [entry("firm:b")], wait=0)
    assert found(tmp_path, "") == ["firm:a", "firm:b"]


def test_another_version_of_the_schema_has_an_index_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, [entry("firm:old")])
    old = pointer(tmp_path)
    for module in ("search_index.schema", "search_index.writer"):
        monkeypatch.setattr(f"{module}.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    assert not exists(tmp_path)
    build(tmp_path, [entry("firm:new")])
    assert schema.pointer(tmp_path) != old
    assert old.exists()  # workers of the old program may still be searching
    build(tmp_path, [entry("firm:new")])
    assert not old.exists()
    assert builds(tmp_path) == [current(tmp_path).name]


def test_the_position_goes_with_the_content(tmp_path: Path) -> None:
    assert position(tmp_path) == ""
    build(tmp_path, [entry("firm:a")], position="1")
    assert position(tmp_path) == "1"
    assert writer.change(tmp_path, lambda before: Changes(before + "2", [entry("firm:b")], ["firm:a"]))
    assert (position(tmp_path), found(tmp_path, "")) == ("12", ["firm:b"])
    assert not writer.change(tmp_path, lambda _: None)
    put(tmp_path, [entry("firm:c")])
    assert position(tmp_path) == "12"
    build(tmp_path, [entry("firm:d")], position="3", meanwhile=lambda: Changes("4", [entry("firm:e")], ["firm:d"]))
    assert (position(tmp_path), found(tmp_path, "")) == ("4", ["firm:e"])
    with pytest.raises(ZeroDivisionError):
        writer.change(tmp_path, lambda _: Changes(str(1 // 0)))
    assert position(tmp_path) == "4"


def test_an_index_whose_links_were_lost_in_copying_is_built_again(tmp_path: Path) -> None:
    build(tmp_path / "index", [entry("firm:a")])
    shutil.copytree(tmp_path / "index", tmp_path / "copy")
    assert pointer(tmp_path / "copy").is_dir()
    assert not pointer(tmp_path / "copy").is_symlink()
    assert build(tmp_path / "copy", [entry("firm:b")]) == 1
    assert found(tmp_path / "copy", "") == ["firm:b"]


def test_everything_is_on_the_disk_before_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    for module in ("durable", "writer"):
        monkeypatch.setattr(f"search_index.{module}.write_through", lambda file: steps.append(file.name))
    build(tmp_path, [entry("firm:a")])
    segment = next(name for name in steps if name.endswith(".seg"))
    table = next(name for name in reversed(steps) if ".toc." in name)
    assert steps.index(segment) < len(steps) - 2
    assert steps.index(table) < len(steps) - 2
    assert steps[-2:] == [current(tmp_path).name, tmp_path.name]


def test_a_commit_that_fails_changes_nothing_and_leaves_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    build(tmp_path, [entry("firm:a", "gammel")])
    with monkeypatch.context() as disk:
        disk.setattr("search_index.codec._write_columns", full)
        with pytest.raises(OSError, match="No space"):
            put(tmp_path, [entry("firm:b", "ny")])
    assert found(tmp_path, "") == ["firm:a"]
    put(tmp_path, [entry("firm:c", "ny")])
    assert found(tmp_path, "") == ["firm:a", "firm:c"]

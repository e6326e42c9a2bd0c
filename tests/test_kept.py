"""What is kept: for one state only, bounded, and never longer than the register stays as it is."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from portal import kept
from portal.generation import ASKED_EVERY
from portal.kept import OVERHEAD, Kept, Memory
from portal.register import places
from portal.store import DatabaseError, Store
from tests import make
from tests.queries import counted


def test_gives_what_was_kept_for_the_same_state_only() -> None:
    memory = Kept(10_000)
    memory.put(1, "key", "value", 10)
    assert (memory.get(1, "key"), memory.get(2, "key"), memory.get(1, "other")) == ("value", None, None)
    memory.put(2, "other", "new", 10)
    assert (memory.get(1, "key"), memory.get(2, "key"), memory.get(2, "other")) == (None, None, "new")


def test_is_bounded_and_forgets_what_was_asked_for_least_recently() -> None:
    memory = Kept(3 * (OVERHEAD + 100))
    for key in "abc":
        memory.put(1, key, key, 100)
    assert memory.get(1, "a") == "a"
    memory.put(1, "d", "d", 100)
    assert [memory.get(1, key) for key in "abcd"] == ["a", None, "c", "d"]
    for number in range(1000):
        memory.put(1, number, "x", number)
    assert memory.size <= 3 * (OVERHEAD + 100)
    memory.put(1, "huge", "x", 10**9)
    assert (memory.size, memory.get(1, "huge")) == (0, None)


def test_a_key_kept_twice_is_counted_once() -> None:
    memory = Kept(10_000)
    for _ in range(5):
        memory.put(1, "key", "value", 10)
    assert memory.size == OVERHEAD + 10


def test_threads_share_it() -> None:
    memory, wrong = Kept(50 * OVERHEAD), []

    def work(state: int) -> None:
        for number in range(2000):
            memory.put(state, number % 70, (state, number % 70), 1)
            found = memory.get(state, number % 70)
            if found not in (None, (state, number % 70)):
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(state,)) for state in (1, 1, 2, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, memory.size <= 50 * OVERHEAD) == ([], True)


def soon(true: Callable[[], bool]) -> bool:
    """Wait until something is true, at most a second: a change must show by then."""
    deadline = time.monotonic() + 1
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def test_a_generation_ends_with_a_commit(store: Store) -> None:
    other = Store(store.database_url)
    first = store.generation()
    assert store.generation() == first
    with store.writing() as session:
        make.place(session, "own")
    second = store.generation()
    assert second != first  # at once: this process did it
    with other.writing() as session:
        make.place(session, "another-s")
    assert soon(lambda: store.generation() != second)
    other.close()


def test_a_generation_outlives_reading_and_what_was_not_kept(store: Store) -> None:
    first = store.generation()
    with store.reading() as session:
        assert places.everything(session) == {}
    time.sleep(ASKED_EVERY * 1.2)
    assert store.generation() == first


def test_another_process_ends_a_generation_too(store: Store) -> None:
    first = store.generation()
    program = (
        "import sys; from portal.store import Store; from tests import make\n"
        "with Store(sys.argv[1]).writing() as session: make.place(session, 'from-another-process')"
    )
    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", program, store.database_url], cwd=root, check=True)
    assert soon(lambda: store.generation() != first)


def test_a_forked_process_opens_its_own_connection(tmp_path: Path, empty_sqlite: Path) -> None:
    file = tmp_path / "portal.db"
    file.write_bytes(empty_sqlite.read_bytes())
    store = Store(f"sqlite:///{file}")
    before = store.generation()
    child = os.fork()
    if child == 0:
        try:
            fresh = store.generation() != before
            with Store(store.database_url).writing() as session:
                make.place(session)
        finally:
            os._exit(0 if fresh else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.generation() != before
    store.close()


def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        Store(f"sqlite:///{tmp_path / 'nowhere' / 'portal.db'}").generation()


def test_what_is_read_until_change_is_read_once_and_anew_after_a_change(store: Store) -> None:
    with store.writing() as session:
        make.place(session, "first")
    with counted(store) as statements:
        for _ in range(3):
            with store.reading() as session:
                assert list(places.everything(session)) == ["first"]
    assert len([one for one in statements if "FROM place" in one]) == 1
    with store.writing() as session:
        make.place(session, "second")
        assert set(places.everything(session)) == {"first", "second"}  # who writes sees what it wrote
    with store.reading() as session:
        assert set(places.everything(session)) == {"first", "second"}


def test_a_reader_that_began_before_a_change_leaves_nothing_old_behind(store: Store) -> None:
    """It reads the old state, and keeps it for the old state only."""
    with store.reading() as old:
        old.connection()
        assert places.everything(old) == {}
        with store.writing() as session:
            make.place(session)
        with store.reading() as new:
            assert len(places.everything(new)) == 1
        kept_by_old = kept.memory(old)
        assert isinstance(kept_by_old, Memory)
        kept_by_old.put("again", "old")
    with store.reading() as newest:
        found = kept.memory(newest)
        assert found is not None
        assert found.get("again") is None
        assert len(places.everything(newest)) == 1


def test_nothing_is_kept_where_no_memory_is(store: Store) -> None:
    with Session(store.engine) as session:
        assert kept.memory(session) is None


def test_a_larger_register_keeps_more(store: Store) -> None:
    held = []
    for entries in (0, 10_000, 100_000, 10**9):
        store.make_room(entries)
        with store.reading() as session:
            memory = kept.memory(session)
            assert memory is not None
            for megabyte in range(64):
                memory.put((entries, megabyte), True, 2**20 - OVERHEAD)
            held.append(sum(memory.get((entries, megabyte)) is True for megabyte in range(64)))
    assert held == [6, 6, 19, 32]

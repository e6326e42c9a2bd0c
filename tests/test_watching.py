"""While the portal serves, every change is soon found in every process that serves, whoever made it."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from portal import reindex
from portal.app import create_app
from portal.finding import Finding
from portal.generation import ASKED_EVERY
from portal.settings import Settings
from portal.store import Store
from portal.watching import Watcher
from search_index.entry import Question
from search_index.schema import current
from search_index.searcher import Index
from tests import make, small_register
from tests.visitor import Visitor

PORTAL = Path(sys.executable).parent / "portal"
OPEN = os.open
PATIENCE = 60.0
"""Seconds that a test waits for what must come at all."""
STOPPING = 10.0
"""Seconds until an idle server has stopped on a machine that has other things to do; half a second on another."""


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """Settings whose database is the store, with a small register, and whose index is built."""
    settings = Settings(tmp_path, store.database_url, "secret", today=make.TODAY, testing=True)
    with store.writing() as session:
        small_register.fill(session)
    reindex.rebuild(settings, store)
    return settings


def raw(store: Store, statement: str) -> None:
    """Change the database as somebody does who knows nothing of the portal."""
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text(statement))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(settings: Settings, processes: int) -> Iterator[list[int]]:
    """Serve in processes of their own, each with one worker; give their ports."""
    ports = [free_port() for _ in range(processes)]
    words = [str(PORTAL), "serve", "--workers", "1", "--port"]
    environment = os.environ | settings.environment()
    with ExitStack() as started:
        servers = [
            started.enter_context(subprocess.Popen([*words, str(port)], env=environment, stdout=subprocess.DEVNULL))
            for port in ports
        ]
        try:
            for port in ports:
                wait_for(partial(shows, port, "/en/firms"))
            yield ports
        finally:
            for server in servers:
                server.terminate()
            ended = [server.wait(timeout=STOPPING) for server in servers]
        assert ended == [0] * processes


def answered(port: int, path: str) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            found: str = answer.read().decode()
            return found
    except (urllib.error.URLError, ConnectionError):
        return None


def shows(port: int, path: str) -> bool:
    return 'data-id="coop"' in str(answered(port, path))


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < PATIENCE, "it never came"
        time.sleep(0.01)


def test_every_process_finds_every_change_within_a_second(settings: Settings, store: Store) -> None:
    with serving(settings, 2) as ports:
        took = []
        for number in range(5):
            name = "quux" + "abcde"[number] * 5
            raw(store, f"UPDATE organisation SET name = '{name}' WHERE slug = 'coop'")
            start = time.monotonic()
            for port in ports:
                wait_for(partial(shows, port, f"/en/firms?q={name}"))
            took.append(time.monotonic() - start)
        assert sorted(took)[2] < 1.0, took
        raw(store, "DELETE FROM signature")  # now it is no firm
        for port in ports:
            wait_for(partial(shows, port, "/en/search?q=quuxeeeee&kind=organisation"))
            assert not shows(port, "/en/firms")
        is_made_anew_when_it_is_lost(settings, ports[0])
    assert reindex.is_current(settings, store)


def is_made_anew_when_it_is_lost(settings: Settings, port: int) -> None:
    before = current(settings.index_folder)
    for file in before.iterdir():
        file.unlink()
    assert 'data-id="bakeri"' in str(answered(port, "/en/firms?q=bakeri"))
    wait_for(lambda: current(settings.index_folder) != before)
    wait_for(lambda: "being set up again" not in str(answered(port, "/en/firms?q=bakeri")))


@pytest.fixture
def finding(settings: Settings, store: Store) -> Finding:
    """What answers questions."""
    return Finding(settings, store, Index(settings.index_folder))


@pytest.fixture
def watcher(settings: Settings, finding: Finding) -> Iterator[Watcher]:
    """A watcher that has not started; it is stopped at the end."""
    watcher = Watcher(settings, Index(settings.index_folder), finding)
    yield watcher
    watcher.stop()


def test_one_watcher_in_a_process(watcher: Watcher) -> None:
    before = threading.active_count()
    threads = [threading.Thread(target=watcher.start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert threading.active_count() == before + 1
    watcher.stop()
    assert threading.active_count() == before


def test_the_first_request_starts_it(settings: Settings, store: Store) -> None:
    app = create_app(settings)
    raw(store, "UPDATE organisation SET name = 'Quux' WHERE slug = 'coop'")
    time.sleep(0.5)
    assert not reindex.is_current(settings, store)
    Visitor(app).fetch("/healthz")
    wait_for(lambda: reindex.is_current(settings, store))
    app.extensions["watcher"].stop()
    app.extensions["portal"].store.close()


def test_a_look_that_finds_nothing_new_asks_for_nothing(
    watcher: Watcher, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.look(store)
    monkeypatch.setattr(reindex, "is_current", lambda *_: pytest.fail("it looked"))
    watcher.look(store)


def test_it_survives_a_database_that_is_away(
    settings: Settings, watcher: Watcher, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()
    whole = Watcher.look

    def failing(watcher: Watcher, own: Store) -> None:
        if not looked.is_set():
            looked.set()
            raise OSError("away")
        whole(watcher, own)

    monkeypatch.setattr(Watcher, "look", failing)
    index = Index(settings.index_folder)
    watcher.start()
    assert looked.wait(PATIENCE)
    raw(store, "UPDATE organisation SET name = 'Quux' WHERE slug = 'coop'")
    wait_for(lambda: index.ask(Question("nb", "quux")).total == 1)


def test_an_index_that_cannot_be_changed_is_not_asked_when_it_is_behind(
    watcher: Watcher, finding: Finding, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a folder that is read-only: as long as it is right it answers, and then the register does."""
    question = Question("nb", "quux")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        watcher.look(store)
        assert not finding.ask(question).degraded
        raw(store, "UPDATE organisation SET name = 'Quux' WHERE slug = 'coop'")
        time.sleep(ASKED_EVERY)
        with pytest.raises(PermissionError):
            watcher.look(store)
        answer = finding.ask(question)
        assert (answer.total, answer.degraded) == (1, True)
        assert finding.state() != finding.state()
    watcher.look(store)
    answer = finding.ask(question)
    assert (answer.total, answer.degraded) == (1, False)


def refused(file: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    """Open a file only to read it."""
    if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        raise PermissionError(file)
    return OPEN(file, flags, mode, dir_fd=dir_fd)

"""Whatever has become of the index, questions are answered, the pages say so, and the index is made anew."""

import dataclasses
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from portal import finding, reindex
from portal.app import create_app
from portal.finding import Finding
from portal.generation import LOOKED_EVERY
from portal.settings import Settings
from portal.store import Store
from search_index import schema
from search_index.entry import Answer, IndexMissingError, Question
from search_index.memory import InMemory
from search_index.schema import current
from search_index.searcher import Index
from tests import make, small_register
from tests.visitor import Visitor

NOTICE = "Search is being set up again; this answer comes straight from the register and may be slower."
QUESTION = Question("nb", "asker taxi", facets=("kind", "country"))


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """Settings whose database is the store, with a small register, and whose index is built."""
    settings = Settings(tmp_path, store.database_url, "secret", today=make.TODAY, testing=True)
    with store.writing() as session:
        small_register.fill(session)
    reindex.rebuild(settings, store)
    return settings


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What was started in the background; nothing is."""
    started: list[Settings] = []
    monkeypatch.setattr(reindex, "in_background", started.append)
    return started


def made(settings: Settings, store: Store) -> Finding:
    return Finding(settings, store, Index(settings.index_folder))


def without(settings: Settings) -> None:
    for file in settings.index_folder.glob("current-*"):
        file.unlink()


def without_its_files(settings: Settings) -> None:
    for file in current(settings.index_folder).iterdir():
        file.unlink()


def with_a_cut_table(settings: Settings) -> None:
    for file in current(settings.index_folder).glob("*.toc"):
        file.write_bytes(file.read_bytes()[:30])


def with_rubbish(settings: Settings) -> None:
    for file in current(settings.index_folder).glob("*.seg"):
        file.write_bytes(b"\xff" * file.stat().st_size)


def in_the_way(settings: Settings) -> None:
    settings.index_folder.rename(settings.instance / "away")
    settings.index_folder.write_text("not a folder")


def of_an_older_version(settings: Settings) -> None:
    pointer = schema.pointer(settings.index_folder)
    pointer.rename(pointer.with_name("current-1"))


BROKEN = [without, without_its_files, with_a_cut_table, with_rubbish, in_the_way, of_an_older_version]


@pytest.fixture
def left_open() -> Iterator[None]:
    """Close here the files that Whoosh leaves open when it fails, so that their warning does not come later."""
    yield
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.usefixtures("left_open")
@pytest.mark.parametrize("break_it", BROKEN)
def test_the_register_answers_instead(
    settings: Settings, store: Store, started: list[Settings], break_it: Callable[[Settings], None]
) -> None:
    whole = made(settings, store).ask(QUESTION)
    assert (whole.total, whole.degraded) == (1, False)
    assert not started
    break_it(settings)
    asked = made(settings, store)
    instead = asked.ask(QUESTION)
    assert instead.degraded
    assert dataclasses.replace(instead, degraded=False) == whole
    assert started == [settings]
    with pytest.raises(IndexMissingError):
        asked.warm()


def test_an_error_while_searching_is_no_error_for_visitors(
    settings: Settings, store: Store, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Answer:
        raise ZeroDivisionError

    monkeypatch.setattr(Index, "ask", broken)
    assert made(settings, store).ask(QUESTION).degraded
    assert started


@pytest.mark.parametrize("size", [1, finding.MOST])
def test_an_index_that_is_damaged_under_an_answer_still_says_why(
    settings: Settings, store: Store, started: list[Settings], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    searching = made(settings, store)
    hit = searching.ask(QUESTION).hits[0].key
    whole = searching.explain("taxi", "nb").reasons([hit])
    fresh = made(settings, store)
    explained = fresh.explain("taxi", "nb")
    for file in current(settings.index_folder).glob("*.seg"):
        file.write_bytes(b"")
    monkeypatch.setattr(finding, "MOST", size)
    assert fresh.reasons(explained, "taxi", "nb", [hit]) == (whole if size > 1 else {})
    assert started == [settings]


def test_the_register_is_read_once_until_it_changes(
    settings: Settings, store: Store, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(settings)
    of = InMemory.of
    times: list[int] = []

    def counted(*some: Any) -> InMemory:
        times.append(1)
        return of(*some)

    monkeypatch.setattr(InMemory, "of", counted)
    asked = made(settings, store)
    assert [asked.ask(QUESTION).total for _ in range(3)] == [1, 1, 1]
    assert times == [1]
    with store.writing() as session:
        session.connection().execute(text("UPDATE organisation SET name = 'Asker Taxi og Buss' WHERE slug = 'coop'"))
    assert asked.ask(QUESTION).total == 2
    assert times == [1, 1]
    assert started


def test_the_index_is_used_again_as_soon_as_it_is_there(
    settings: Settings, store: Store, started: list[Settings]
) -> None:
    without(settings)
    asked = made(settings, store)
    assert asked.ask(QUESTION).degraded
    assert started
    reindex.rebuild(settings, store)
    assert not asked.ask(QUESTION).degraded


def test_a_large_register_asks_visitors_to_wait(
    settings: Settings, store: Store, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(settings)
    monkeypatch.setattr(finding, "MOST", 3)
    with pytest.raises(IndexMissingError):
        made(settings, store).ask(QUESTION)
    assert started


def test_the_state_is_that_of_the_answers(settings: Settings, store: Store, started: list[Settings]) -> None:
    asked = made(settings, store)
    assert asked.state() != asked.state()  # nothing is open yet
    asked.ask(QUESTION)
    before = asked.state()
    assert before == asked.state()
    with store.writing() as session:
        make.organisation(session, "new")
    assert reindex.catch_up(settings, store)
    time.sleep(LOOKED_EVERY)
    assert asked.state() not in (before, asked.state())  # the newer one is not open yet
    asked.ask(QUESTION)
    deadline = time.monotonic() + 20
    while asked.state() != asked.state() and time.monotonic() < deadline:  # the new words are being learnt
        time.sleep(0.01)
    assert asked.state() == asked.state() != before
    without(settings)
    time.sleep(LOOKED_EVERY)
    assert asked.state() != asked.state()
    assert not started


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The portal, which lets go of its database at the end."""
    app = create_app(settings)
    yield app
    app.extensions["watcher"].stop()
    app.extensions["portal"].store.close()


def test_the_pages_say_so_in_every_language(
    app: Flask, settings: Settings, store: Store, started: list[Settings]
) -> None:
    visitor = Visitor(app)
    assert NOTICE not in visitor.get("/en/firms?q=taxi").text
    without(settings)
    for _ in range(2):
        assert NOTICE in visitor.get("/en/firms?q=taxi").text
    for language in ("nb", "nl", "bg"):
        page = visitor.get(f"/{language}/search?q=taxi")
        assert page.soup.select_one(".notice")
        assert NOTICE not in page.text
    for address in ("/en/measures", "/en/verify?name=Asker", "/en/suggest?q=as", "/en/"):
        visitor.fetch(address)
    assert visitor.fetch("/readyz", status=503).text == "not ready: index\n"
    assert started
    reindex.rebuild(settings, store)
    assert NOTICE not in visitor.get("/en/firms?q=taxi").text
    visitor.fetch("/readyz")


def test_the_page_of_a_large_register_is_in_page_style(
    app: Flask, settings: Settings, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    without(settings)
    assert "Search is getting ready" in Visitor(app).get("/en/firms?q=taxi", status=503).text
    assert started

"""With its index in PostgreSQL the portal finds, follows, checks and mends as with one in a folder."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from portal import engine, inspecting, reindex
from portal.app import create_app
from portal.finding import Finding
from portal.settings import Settings
from portal.store import Store
from search_index.entry import Question
from search_index.postgres.searcher import PostgresIndex
from search_index.postgres.writer import PostgresWriter
from search_index.searcher import Index
from tests import make, postgres, small_register
from tests.visitor import Visitor

DATABASE = "search_of_the_portal"


@pytest.fixture
def shared(empty_postgresql: Path, store: Store, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a small register, on either database, whose index is to lie in a database of its own."""
    postgres.create(empty_postgresql, DATABASE)
    url = postgres.url(empty_postgresql, DATABASE)
    with store.writing() as session:
        small_register.fill(session)
    yield Settings(tmp_path, store.database_url, "secret", today=make.TODAY, testing=True, search_url=url)
    keeper = engine.keeping(Settings(tmp_path, store.database_url, "secret", search_url=url))
    assert isinstance(keeper, PostgresWriter)
    keeper.close()
    postgres.drop(empty_postgresql, DATABASE)


def test_the_settings_choose(tmp_path: Path) -> None:
    folder = Settings(tmp_path, "sqlite://", "secret")
    database = Settings(tmp_path, "sqlite://", "secret", search_url="postgresql+psycopg://portal@/search")
    assert isinstance(engine.searching(folder), Index)
    assert isinstance(engine.searching(database), PostgresIndex)
    assert isinstance(engine.keeping(database), PostgresWriter)
    assert not engine.keeping(folder).exists()
    assert engine.keeping(folder) is engine.keeping(folder)


def test_the_index_follows_the_register(shared: Settings, store: Store) -> None:
    assert not reindex.is_whole(shared)
    assert reindex.update(shared, store) == small_register.ALL
    assert reindex.is_current(shared, store)
    assert inspecting.inspect(shared, store).equal
    with store.writing() as session:
        session.execute(text("UPDATE organisation SET name = 'Quuxbedriften' WHERE slug = 'asker-taxi'"))
    assert not reindex.is_current(shared, store)
    assert inspecting.inspect(shared, store).sentences == ["firm:asker-taxi reads differently in the register."]
    assert reindex.update(shared, store) is None
    assert inspecting.inspect(shared, store).equal
    with closing(PostgresIndex(str(shared.search_url))) as index:
        finding = Finding(shared, store, index)
        assert [hit.key for hit in finding.ask(Question("nb", "quuxbedriften")).hits] == ["firm:asker-taxi"]
        assert not finding.ask(Question("nb")).degraded
        assert finding.explain("quuxbedriften", "nb").reasons(["firm:asker-taxi"])["firm:asker-taxi"]
        assert finding.suggest("quux", "nb", ("firm",), (), 5)[0].key == "firm:asker-taxi"
        assert finding.state() == finding.state()
        keeper = engine.keeping(shared)
        assert isinstance(keeper, PostgresWriter)
        keeper.remove(["firm:asker-taxi"])
        found = inspecting.inspect(shared, store)
        assert found.sentences == ["firm:asker-taxi is missing from the index."]
        assert inspecting.repair(shared, store, found) == "1 entries of the index were mended."
        assert finding.ask(Question("nb", "quuxbedriften")).total == 1
    assert not shared.index_folder.exists()


def test_pages_find(shared: Settings, store: Store) -> None:
    reindex.rebuild(shared, store)
    app = create_app(shared)
    try:
        assert "asker-taxi" in Visitor(app).fetch("/nb/search?q=asker").text
    finally:
        app.extensions["watcher"].stop()
        app.extensions["portal"].index._index.close()
        app.extensions["portal"].store.close()

"""A small site of the test's own: a register made row by row, its index, and the app on both."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import BytecodeCache, FileSystemBytecodeCache
from sqlmodel import Session

from portal import reindex
from portal.app import create_app
from portal.current import Portal
from portal.settings import DATABASE_FILE, Settings
from portal.store import Store
from tests import make
from tests.visitor import Visitor

Fill = Callable[[Session], object]


class SmallSite:
    """An app whose register a test fills, and whose index is what the test makes of it: nobody watches it.

    :param folder: a folder with an empty database
    """

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / DATABASE_FILE}",
            secret_key="secret",
            today=make.TODAY,
            testing=True,
        )
        self.store = Store(self.settings.database_url)
        self.app: Flask = create_app(self.settings)
        self.app.extensions["watcher"].stop()
        self.visitor = Visitor(self.app)

    @property
    def portal(self) -> Portal:
        """What the app was made with."""
        portal: Portal = self.app.extensions["portal"]
        return portal

    def fill(self, fill: Fill, *, index: bool = True) -> None:
        """Add to the register, and build the index unless told otherwise."""
        with self.store.writing() as session:
            fill(session)
        if index:
            reindex.rebuild(self.settings, self.store)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """The templates as they were compiled for the first site that showed them."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def small(tmp_path: Path, empty_sqlite: Path, compiled: BytecodeCache) -> Iterator[SmallSite]:
    """A site with an empty register and no index yet."""
    shutil.copy(empty_sqlite, tmp_path / DATABASE_FILE)
    site = SmallSite(tmp_path)
    site.app.jinja_env.bytecode_cache = compiled
    yield site
    site.store.close()
    site.portal.store.close()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """For what an index was to be made in the background; none is."""
    started: list[Settings] = []
    monkeypatch.setattr(reindex, "in_background", started.append)
    return started

"""A small site of the test's own: a register made row by row, its index, and the app on both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from portal.app import create_app
from portal.current import Portal
from portal.register import indexing
from portal.settings import Settings
from portal.store import Store
from search_index import writer
from tests import make
from tests.visitor import Visitor

Fill = Callable[[Session], None]


class SmallSite:
    """An app whose register a test fills."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / 'portal.db'}",
            secret_key="secret",
            today=make.TODAY,
            testing=True,
        )
        self.store = Store(self.settings.database_url)
        self.store.create()
        self.app: Flask = create_app(self.settings)
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
            with self.store.reading() as session:
                writer.build(self.settings.index_folder, indexing.entries(session, make.NOW))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallSite]:
    """A site with an empty register and no index yet."""
    site = SmallSite(tmp_path)
    yield site
    site.store.close()
    site.portal.store.close()

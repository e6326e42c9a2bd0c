"""What tests share: a store of their own on either database, and the site with the portal's real content."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.evidence.verdicts import canonical
from portal.register.verification import Asked, verify
from portal.settings import Settings
from portal.store import Store
from portal.tables import KeptVerdict
from tests import postgres
from tests.addresses import KEPT
from tests.visitor import Visitor

PORTAL = Path(sys.executable).parent / "portal"
TODAY = "2026-11-22"
READY = "ready"
"""The file that says that the shared instance is set up."""


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.db"
    store = Store(f"sqlite:///{file}")
    store.create()
    store.close()
    return file


@pytest.fixture(scope="session")
def empty_postgresql() -> Iterator[Path]:
    """A PostgreSQL server whose database "empty" has every table and no row, to be copied."""
    with postgres.server() as server:
        postgres.create(server, "empty")
        store = Store(postgres.url(server, "empty"))
        store.create()
        store.close()
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of the test's own; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "portal.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), file)
        yield from _opened(f"sqlite:///{file}")
        return
    server = request.getfixturevalue("empty_postgresql")
    database = f"test_{abs(hash(request.node.nodeid)):x}"
    postgres.create(server, database, template="empty")
    yield from _opened(postgres.url(server, database))
    postgres.drop(server, database)


def _opened(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with its real content, for reading: whichever worker comes first sets it up for all."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "site"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / READY).exists():
            _set_up(folder)
    return folder


def _set_up(folder: Path) -> None:
    """Do what an operator does."""
    folder.mkdir(exist_ok=True)
    for command in ("init", "seed", "index rebuild"):
        words, environment = [str(PORTAL), *command.split()], os.environ | _environment(folder)
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    _keep_a_verdict(Settings.from_environment(_environment(folder)))
    (folder / READY).touch()


def _keep_a_verdict(settings: Settings) -> None:
    """Keep a verdict under a reference that the tests of all pages know."""
    store = Store(settings.database_url)
    with store.reading() as session:
        verdict = verify(session, Asked(slug="asker-taxi", on=settings.now().date()), settings.now())
    with store.writing() as session:
        session.add(KeptVerdict(reference=KEPT, body=canonical(verdict), made_at=verdict.made_at))
    store.close()


def _environment(instance: Path) -> dict[str, str]:
    return {"PORTAL_INSTANCE": str(instance), "PORTAL_TESTING": "1", "PORTAL_TODAY": TODAY}


@pytest.fixture(scope="session")
def site(instance: Path) -> Flask:
    """The portal with its real content, set up by the commands that an operator uses; its day is `TODAY`."""
    return create_app(Settings.from_environment(_environment(instance)))


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """Someone who reads the portal with its real content."""
    return Visitor(site)

"""The generation of the data: another one as soon as anything was committed, asked for cheaply before every page."""

import os
import threading
import time
from collections.abc import Hashable
from typing import Any, Final, Protocol

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import OperationalError

ASKED_EVERY: Final = 0.25
"""Seconds for which an answer of PostgreSQL holds: a change must be seen within one second."""
LOOKED_EVERY: Final = 0.01
"""The same of SQLite. A look is short, but each lets the other threads of a process in between."""


class Generation(Protocol):
    """Tells whether the data may have changed."""

    def now(self) -> Hashable:
        """Give the generation. Two equal ones: nothing was committed between them.

        Raises `portal.store.DatabaseError` when the database does not answer.
        """

    def forget(self) -> None:
        """Ask anew next time: this process wrote something, or its connections are gone."""


def of(engine: Engine) -> Generation:
    """Give what tells the generation of a database."""
    return _Sqlite(engine) if engine.dialect.name == "sqlite" else _Postgresql(engine)


class _Sqlite:
    """`PRAGMA data_version` of a connection that never writes: another number after each commit of any other one.

    The number means something on this connection only, so each connection has a serial number. A process that a
    server forked opens its own, and leaves the one it inherited alone: closing it would be closing its parent's.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._held: PoolProxiedConnection | None = None
        self._cursor: Any = None
        self._process = 0
        self._serial = 0
        self._found: Hashable = None
        self._until = 0.0
        self._inherited: list[PoolProxiedConnection] = []

    def now(self) -> Hashable:
        with self._lock:
            if time.monotonic() < self._until and self._process == os.getpid():
                return self._found
            try:
                if self._held is None or self._process != os.getpid():
                    self._open()
                version = self._cursor.execute("PRAGMA data_version").fetchone()[0]
            except Exception as error:
                self._close()
                raise OperationalError("PRAGMA data_version", None, error) from error
            self._found = (self._serial, version)
            self._until = time.monotonic() + LOOKED_EVERY
            return self._found

    def forget(self) -> None:
        with self._lock:
            self._close()

    def _open(self) -> None:
        if self._held is not None:
            self._inherited.append(self._held)
        self._held = self._engine.raw_connection()
        self._held.detach()
        self._cursor = self._held.cursor()
        self._process = os.getpid()
        self._serial += 1

    def _close(self) -> None:
        self._until = 0.0
        if self._held is not None and self._process == os.getpid():
            self._held.close()
            self._held = None


class _Postgresql:
    """The snapshot that a transaction would see now, as text: a commit ends a transaction, and so changes it.

    It also changes when something is rolled back, or when another database of the server is written to: what was
    kept is then made anew for nothing, and that is all.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._found: str | None = None
        self._until = 0.0

    def now(self) -> Hashable:
        with self._lock:
            if self._found is None or time.monotonic() >= self._until:
                with self._engine.connect() as connection:
                    self._found = str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
                self._until = time.monotonic() + ASKED_EVERY
            return self._found

    def forget(self) -> None:
        with self._lock:
            self._found = None

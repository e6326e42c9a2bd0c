"""Connections to the PostgreSQL database of the index: kept while they work, replaced when they do not."""

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy.exc import OperationalError

Connection = psycopg.Connection[TupleRow]
Cursor = psycopg.Cursor[TupleRow]

MOST_KEPT: Final = 8
"""Connections that wait for the next question; more are open only while more are busy."""
_SESSION: Final = "set jit = off; set plan_cache_mode = force_custom_plan; set work_mem = '32MB'"


class Connections:
    """Connections to one database. None is open before the first use, and none is shared with a forked process.

    :param url: as the portal's `postgresql+psycopg://…`, or as libpq takes it
    """

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._lock = threading.Lock()
        self._idle: deque[Connection] = deque()
        self._process = os.getpid()
        self._inherited: list[object] = []

    @contextmanager
    def cursor(self, *, fresh: bool = False) -> Iterator[Cursor]:
        """Give a cursor that commits each statement; a transaction that was begun and not ended is rolled back.

        :param fresh: of a connection of its own, which surely works
        :raises psycopg.Error: the database failed or does not answer
        """
        connection = self._open() if fresh else self._take()
        try:
            with connection.cursor() as cursor:
                yield cursor
            if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                connection.execute("rollback")
        except BaseException:
            connection.close()
            raise
        if fresh:
            connection.close()
        else:
            self._keep(connection)

    def close(self) -> None:
        """Let go of every connection that is not busy."""
        with self._lock:
            idle, self._idle = self._idle, deque()
        for connection in idle:
            connection.close()

    def _take(self) -> Connection:
        with self._lock:
            if self._process != os.getpid():  # closing what the parent opened would close it for the parent
                self._inherited.append(self._idle)
                self._idle, self._process = deque(), os.getpid()
            if self._idle:
                return self._idle.pop()
        return self._open()

    def _open(self) -> Connection:
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout=3, application_name="portal search")
        connection.execute(_SESSION)
        return connection

    def _keep(self, connection: Connection) -> None:
        with self._lock:
            if len(self._idle) < MOST_KEPT and self._process == os.getpid():
                self._idle.append(connection)
                return
        connection.close()


@contextmanager
def as_database_errors() -> Iterator[None]:
    """Raise what goes wrong with the database as the error that whoever uses SQLAlchemy already expects."""
    try:
        yield
    except psycopg.Error as error:
        raise OperationalError("search index", {}, error) from error

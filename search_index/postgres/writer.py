"""Writing the index in PostgreSQL: build beside and swap, put and remove. Whatever is interrupted leaves a whole index.

The same contract as of writer.py. A build and a change are one transaction each, so that readers never see half of
one, and one that dies leaves nothing behind. The locks are the database's own and end with the transaction.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count, islice
from typing import Final

import psycopg

from search_index.entry import Entry, IndexBusyError, IndexMissingError, Topic, distinct
from search_index.postgres.connections import Connections, Cursor, as_database_errors
from search_index.postgres.rows import Values, Words, write, write_topics
from search_index.postgres.tables import SCHEMA, State, Tables, forsaken, has_trigrams, prepare
from search_index.schema import SCHEMA_VERSION
from search_index.writer import Changes

CHUNK: Final = 10_000
"""Entries whose postings a build holds in memory; a common term has one list for each so many."""
LONGEST_SWEEP: Final = 5.0
"""Seconds that a build waits for the readers of those before it."""
_BUILDING, _CHANGING = 1, 2
_LOCK: Final = "select pg_try_advisory_xact_lock(hashtext(%s), %s)"
_SWAP: Final = """
    insert into search_index.state as old (version, build, generation, entries, trigrams, position)
    values (%s, %s, %s, %s, %s, %s)
    on conflict (version) do update set build = excluded.build, generation = excluded.generation,
        entries = excluded.entries, trigrams = excluded.trigrams, position = excluded.position
"""
_CHANGED: Final = """
    update search_index.state set generation = %s, entries = entries + %s, position = %s where version = %s
"""
_TAKE_OUT: Final = "delete from {entry} where key = any(%s) returning id, tsvector_to_array(words)"
_LAST: Final = "select greatest((select max(id) from {entry}), (select max(id) from {gone}), -1)"


class PostgresWriter:
    """Whoever writes the index in a database.

    :param url: `postgresql+psycopg://…`
    """

    def __init__(self, url: str) -> None:
        self._connections = Connections(url)

    def build(
        self,
        entries: Iterable[Entry],
        topics: Iterable[Topic] = (),
        *,
        position: str = "",
        meanwhile: Callable[[], Changes | None] = lambda: None,
        wait: float = 60.0,
    ) -> int:
        """Build a whole new index beside the current one, and make it the current one in one step: `writer.build`.

        :raises IndexBusyError: another writer did not finish in time
        :raises ValueError: two entries have the same key
        :raises sqlalchemy.exc.OperationalError: the database failed or does not answer
        """
        with as_database_errors(), self._connections.cursor(fresh=True) as cursor:
            with cursor.connection.transaction():
                _alone(cursor, _BUILDING, wait)
                prepare(cursor)
                cursor.execute("select nextval('search_index.build')")
                tables = Tables(_one(cursor))
                trigrams = has_trigrams(cursor)
                built = _fill(cursor, tables, entries, topics, trigrams=trigrams)
                _alone(cursor, _CHANGING, wait)
                is_first = State.read(cursor) is None
                cursor.execute(_SWAP, (SCHEMA_VERSION, tables.build, tables.build, built, trigrams, position))
                _apply(cursor, meanwhile())
            _sweep(cursor, old_versions=not is_first)
        return built

    def put(self, entries: Iterable[Entry], topics: Iterable[Topic] = (), *, wait: float = 10.0) -> None:
        """Add entries, each in place of the one with its key: `writer.put`. Errors as of `change`."""
        changed = tuple({entry.key: entry for entry in entries}.values())
        named = tuple({topic.key: topic for topic in topics}.values())
        self.change(lambda before: Changes(before, changed, topics=named), wait=wait)

    def remove(self, keys: Iterable[str], *, wait: float = 10.0) -> None:
        """Take entries out by their keys; a key that is not there is no error. Errors as of `change`."""
        removed = tuple(dict.fromkeys(keys))
        self.change(lambda before: Changes(before, removed=removed), wait=wait)

    def change(self, changes: Callable[[str], Changes | None], *, wait: float = 10.0) -> bool:
        """Ask what has changed since the index's position, and change it so, all at once: `writer.change`.

        :raises IndexBusyError: another writer did not finish in time
        :raises IndexMissingError: there is no usable index to change
        :raises sqlalchemy.exc.OperationalError: the database failed or does not answer
        """
        with as_database_errors(), self._connections.cursor(fresh=True) as cursor, cursor.connection.transaction():
            _alone(cursor, _CHANGING, wait)
            state = State.read(cursor)
            if state is None:
                raise IndexMissingError("there is no index of this version in the database")
            return _apply(cursor, changes(state.position))

    def position(self) -> str:
        """Give the position of the current index; "" when none is known."""
        state = self._state()
        return state.position if state else ""

    def exists(self) -> bool:
        """Say whether there is an index of this schema version."""
        return self._state() is not None

    def damaged(self) -> list[str]:
        """Give what of the index is not as it was written: nothing, which PostgreSQL sees to.

        :raises IndexMissingError: there is no index of this schema version
        """
        if not self.exists():
            raise IndexMissingError("there is no index of this version in the database")
        return []

    def close(self) -> None:
        """Let go of every connection."""
        self._connections.close()

    def _state(self) -> State | None:
        for _ in range(2):  # the second time on a new connection
            try:
                with self._connections.cursor() as cursor:
                    return State.read(cursor)
            except psycopg.Error:
                self._connections.close()
        return None

    def contents(self) -> Mapping[str, str]:
        """Give the digest of everything in the index by its key, as `inspection.contents`.

        :raises IndexMissingError: there is no usable index
        """
        with _as_missing(), self._connections.cursor(fresh=True) as cursor:
            cursor.execute("begin isolation level repeatable read")
            state = State.read(cursor)
            if state is None:
                raise IndexMissingError("there is no index of this version in the database")
            both = "select key, digest from {entry} union all select 'topic ' || key, digest from {topic}"
            cursor.execute(Tables(state.build).sql(both))
            return dict(cursor.fetchall())


def _fill(cursor: Cursor, tables: Tables, entries: Iterable[Entry], topics: Iterable[Topic], *, trigrams: bool) -> int:
    tables.create(cursor)
    values, words = Values({}), Words()
    numbered = enumerate(distinct(entries))
    built = 0
    while written := write(cursor, tables, islice(numbered, CHUNK), values, words):
        built += written
    values.store(cursor, tables)
    words.store_first(cursor, tables, tables.build)
    write_topics(cursor, tables, topics)
    tables.finish(cursor, trigrams=trigrams)
    return built


def _apply(cursor: Cursor, changes: Changes | None) -> bool:
    state = State.read(cursor)
    if changes is None or state is None:
        return False
    tables, generation = Tables(state.build), state.generation + 1
    words = Words()
    cursor.execute(tables.sql(_TAKE_OUT), ([*changes.removed, *(entry.key for entry in changes.entries)],))
    gone = cursor.fetchall()
    cursor.execute(tables.sql("delete from {topic} where 'topic ' || key = any(%s)"), ([*changes.removed],))
    for _, lexemes in gone:
        words.add(lexemes, times=-1)
    cursor.execute(tables.sql("insert into {gone} select unnest(%s::int[])"), ([number for number, _ in gone],))
    cursor.execute(tables.sql(_LAST))  # after that, so that no number is given twice
    first = _one(cursor) + 1
    cursor.execute(tables.sql("select facet, value, code from {value} order by code"))
    values = Values({(facet, value): code for facet, value, code in cursor.fetchall()})
    write(cursor, tables, zip(count(first), changes.entries, strict=False), values, words)
    values.store(cursor, tables)
    words.store_changes(cursor, tables, generation)
    write_topics(cursor, tables, changes.topics)
    cursor.execute(_CHANGED, (generation, len(changes.entries) - len(gone), changes.position, SCHEMA_VERSION))
    return True


def _sweep(cursor: Cursor, *, old_versions: bool) -> None:
    """Remove every build that no state names, unless readers hold it for long: then the next build does it.

    The indexes of older versions outlive the first build of a new one, so that workers of the old program go on
    searching while they are replaced one by one.
    """
    end = time.monotonic() + LONGEST_SWEEP
    while True:
        # Who waits while it holds some of the tables already can wait for a reader that waits for it.
        with suppress(psycopg.errors.LockNotAvailable), cursor.connection.transaction():
            cursor.execute("set local lock_timeout = '10ms'")
            if old_versions:
                cursor.execute("delete from search_index.state where version < %s", (SCHEMA_VERSION,))
            for tables in forsaken(cursor):
                tables.drop(cursor)
            return
        if time.monotonic() >= end:
            return
        time.sleep(0.05)


def _alone(cursor: Cursor, lock: int, wait: float) -> None:
    """Have a lock until the transaction ends: one for who makes a new index, one for who changes the current one."""
    end = time.monotonic() + wait
    while True:
        cursor.execute(_LOCK, (SCHEMA, lock))
        if cursor.fetchone() == (True,):
            return
        if time.monotonic() >= end:
            raise IndexBusyError(f"another process has been writing the index in the database for {wait:g} s")
        time.sleep(0.05)


def _one(cursor: Cursor) -> int:
    row = cursor.fetchone()
    assert row is not None  # noqa: S101  # these statements always give a row
    return int(row[0])


@contextmanager
def _as_missing() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise IndexMissingError(f"the index in the database cannot be read: {error}") from error

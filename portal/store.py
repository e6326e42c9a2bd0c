"""The store: the only way to the database. Reading never writes; writing commits in one place, whole or not at all."""

from collections.abc import Hashable, Iterator
from contextlib import closing, contextmanager
from json import JSONDecoder
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session

from portal import generation, kept

Reading = Session
"""What `Store.reading` gives; rooms that know no database know it by this name."""
DatabaseError = SQLAlchemyError
"""The database refused, failed or does not answer."""
__all__ = ["DatabaseError", "NoWayUpError", "ReadOnlyError", "Reading", "Store"]
MIGRATIONS = Path(__file__).parent / "migrations"
LEAST_MEMORY: Final = 6 * 2**20
"""Bytes of facts and of cards of lists that are kept until something changes; as much as 30,000 entries ask for."""
MOST_MEMORY: Final = 32 * 2**20
MEMORY_FOR_EACH: Final = 200
"""Bytes for each entry of a larger register: others are shown all the time there."""


class ReadOnlyError(RuntimeError):
    """Something tried to write while reading."""


class NoWayUpError(RuntimeError):
    """The tables are of a form that this program does not know, as of a newer one."""


class Store:
    """A database at an address: `sqlite:///…` or `postgresql+psycopg://…`."""

    def __init__(self, database_url: str) -> None:
        """Make the store; nothing is opened before the first use."""
        self.database_url = database_url
        self.engine = _engine(database_url)
        self._kept = kept.Kept(LEAST_MEMORY)
        self._generation = generation.of(self.engine)
        one_state = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        self._snapshots = self.engine.execution_options(**one_state)

    def generation(self) -> Hashable:
        """Give the generation of the data: two equal ones, and nothing was committed between them.

        A commit of this process shows at once, one of another within `generation.ASKED_EVERY` seconds.
        Raises `DatabaseError` when the database does not answer.
        """
        return self._generation.now()

    def make_room(self, entries: int) -> None:
        """Keep as much as so many entries ask for."""
        self._kept.limit = min(max(LEAST_MEMORY, entries * MEMORY_FOR_EACH), MOST_MEMORY)

    def create(self) -> None:
        """Bring the tables to the newest form; the data stays. Repeatable.

        Raises `NoWayUpError`.
        """
        # Loaded here: whoever only serves does without these 10 MB.
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise NoWayUpError(str(error)) from error

    def is_current(self) -> bool:
        """Say whether the tables have the newest form."""
        newest = max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found is not None and newest.startswith(f"{found}_")

    @contextmanager
    def reading(self, *, live: bool = False) -> Iterator[Session]:
        """Give a session that sees one state of the database and refuses to change it.

        `live`: nothing comes from memory, for who must know exactly which state it has read.
        Raises `ReadOnlyError` when something in it would be written.
        """
        state = self.generation()  # before anything is read: what is kept for it may be newer, never older
        with closing(_Reader(self._snapshots)) as reader:
            session = cast("Session", reader)
            if not live:
                kept.give(session, kept.Memory(self._kept, state))
            yield session
            reader.end()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are kept, all together, when the block ends without an error."""
        with Session(self.engine, autoflush=False) as session:
            session.connection(execution_options={"writing": True})
            yield session
            session.commit()
        self._generation.forget()

    def answers(self) -> bool:
        """Say whether the database answers at all."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Let go of every connection."""
        self._generation.forget()
        self.engine.dispose()


class _ReadOnly(Session):
    """A session that refuses to write."""


event.listen(_ReadOnly, "before_flush", lambda session, *_: _refuse(session))


class _Reader:
    """A session that is opened when it is first asked for something: where all is kept, a page needs none."""

    def __init__(self, engine: Engine) -> None:
        self.info: dict[Any, Any] = {}
        self._engine = engine
        self._session: Session | None = None

    def __getattr__(self, name: str) -> Any:
        if self._session is None:
            self._session = _ReadOnly(self._engine, autoflush=False)
        return getattr(self._session, name)

    def end(self) -> None:
        """Raise `ReadOnlyError` when something in it would be written."""
        if self._session and (self._session.new or self._session.dirty or self._session.deleted):
            _refuse(self._session)

    def close(self) -> None:
        """Leave everything as it was."""
        if self._session:
            self._session.close()


def _engine(database_url: str) -> Engine:
    if not database_url.startswith("sqlite"):
        return create_engine(database_url, pool_pre_ping=True)
    # Reads a JSON value as the database gives it: without looking for space around it, in half the time.
    read_json = JSONDecoder().raw_decode
    engine = create_engine(
        database_url,
        pool_use_lifo=True,  # the connection that was used last remembers most
        connect_args={"timeout": 30},
        json_deserializer=lambda text: read_json(text)[0],
    )
    event.listen(engine, "connect", _durable_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _durable_sqlite(connection: Any, _record: object) -> None:
    """Set SQLite to keep what it acknowledged, and to hold its foreign keys.

    FULL, not NORMAL: in WAL mode NORMAL may lose the last transactions when power fails. The driver's own
    transactions are switched off: it would begin one only at the first write, so reads would not see one state.
    The cache of pages is small, for several connections have one, and the system keeps the file in memory anyway.
    """
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-1000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that will write takes the lock at once, so that it waits instead of failing later."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _refuse(session: AnySession) -> None:
    session.expunge_all()
    raise ReadOnlyError("a session for reading was asked to write")

"""The store: the only way to the database. Reading never writes; writing commits in one place, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session

Reading = Session
"""What `Store.reading` gives; rooms that know no database know it by this name."""
DatabaseError = SQLAlchemyError
"""The database refused, failed or does not answer."""
__all__ = ["CommandError", "DatabaseError", "ReadOnlyError", "Reading", "Store"]
MIGRATIONS = Path(__file__).parent / "migrations"


class ReadOnlyError(RuntimeError):
    """Something tried to write while reading."""


class Store:
    """A database at an address: `sqlite:///…` or `postgresql+psycopg://…`."""

    def __init__(self, database_url: str) -> None:
        """Make the store; nothing is opened before the first use."""
        self.database_url = database_url
        self.engine = _engine(database_url)

    def create(self) -> None:
        """Bring the tables to the newest form; the data stays. Repeatable."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Say whether the tables have the newest form."""
        with self.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        return found == ScriptDirectory(str(MIGRATIONS)).get_current_head()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and refuses to change it.

        Raises `ReadOnlyError` when something in it would be written.
        """
        with Session(self.engine, autoflush=False) as session:
            if self.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            event.listen(session, "before_flush", _refuse)
            yield session
            if session.new or session.dirty or session.deleted:
                _refuse(session)
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are kept, all together, when the block ends without an error."""
        with Session(self.engine, autoflush=False) as session:
            session.connection(execution_options={"writing": True})
            yield session
            session.commit()

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
        self.engine.dispose()


def _engine(database_url: str) -> Engine:
    if not database_url.startswith("sqlite"):
        return create_engine(database_url, pool_pre_ping=True)
    engine = create_engine(database_url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _durable_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _durable_sqlite(connection: Any, _record: object) -> None:
    """Set SQLite to keep what it acknowledged, and to hold its foreign keys.

    FULL, not NORMAL: in WAL mode NORMAL may lose the last transactions when power fails. The driver's own
    transactions are switched off: it would begin one only at the first write, so reads would not see one state.
    """
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that will write takes the lock at once, so that it waits instead of failing later."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _refuse(session: AnySession, *_: object) -> None:
    session.expunge_all()
    raise ReadOnlyError("a session for reading was asked to write")

"""The triggers by which the database itself refuses to change or remove what is recorded for good.

Like those of `recording` they are no step of the history: `env.py` makes those that are missing after every run.
Somebody who may change the database's form can take them away; the log then shows what became of the decisions.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, inspect

PREFIX: Final = "keep_"
FOR_GOOD: Final = ("decision", "logentry", "lognode", "checkpoint", "keptverdict")
"""The tables whose rows are added and never changed or removed."""
_BODY: Final = (
    " BEGIN RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed or removed'; END "
)
"""Of the function that refuses in PostgreSQL."""
_REFUSAL: Final = "rows of {table} are never changed or removed"


def start(connection: Connection) -> None:
    """Make every guard that is missing, or that has the name of one and does not guard."""
    feigned = _named(connection)
    for name in missing(connection):
        table = name.removeprefix(PREFIX).rpartition("_")[0]
        if name in feigned:
            connection.exec_driver_sql(_drop(connection, table, name))
        for text in _texts(connection.dialect.name, table, name):
            connection.exec_driver_sql(text)


def stop(connection: Connection) -> None:
    """Take the guards away: for a step that rebuilds tables, and for a register in which nothing is real."""
    named = _named(connection)
    for table in FOR_GOOD:
        for event in _events(connection.dialect.name):
            name = f"{PREFIX}{table}_{event}"
            if name in named:
                connection.exec_driver_sql(_drop(connection, table, name))


def missing(connection: Connection) -> list[str]:
    """Give the names of the triggers that are not there, or do not guard."""
    standing, tables = _standing(connection), set(inspect(connection).get_table_names())
    names = ((table, f"{PREFIX}{table}_{event}") for table in FOR_GOOD for event in _events(connection.dialect.name))
    return [name for table, name in names if table in tables and name not in standing]


def _events(dialect: str) -> tuple[str, ...]:
    return ("update", "delete", "truncate") if dialect == "postgresql" else ("update", "delete")


def _texts(dialect: str, table: str, name: str) -> Iterator[str]:
    event, refusal = name.rpartition("_")[2].upper(), _REFUSAL.format(table=table)
    if dialect == "postgresql":
        yield (f"CREATE OR REPLACE FUNCTION kept_for_good() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$")
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} EXECUTE FUNCTION kept_for_good()"
    else:
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"


def _drop(connection: Connection, table: str, name: str) -> str:
    return f"DROP TRIGGER {name}" + (f" ON {table}" if connection.dialect.name == "postgresql" else "")


def _named(connection: Connection) -> set[str]:
    """Give the triggers that have the name of a guard."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {name for (name,) in connection.exec_driver_sql(query) if name.startswith(PREFIX)}


def _standing(connection: Connection) -> set[str]:
    """Give the guards that guard: one of the same name that does nothing, or is switched off, is none."""
    if connection.dialect.name != "postgresql":
        rows = connection.exec_driver_sql("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {
            name
            for table, name, text in rows
            if name.startswith(f"{PREFIX}{table}_") and text in [*_texts("sqlite", table, name)]
        }
    query = (
        "SELECT tgname, relname, tgtype FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " JOIN pg_class ON pg_class.oid = tgrelid WHERE tgenabled IN ('O', 'A') AND tgqual IS NULL"
        f" AND tgattr::text = '' AND proname = 'kept_for_good' AND prosrc = $src${_BODY}$src$"
    )
    before = {"delete": 2 | 8, "update": 2 | 16, "truncate": 2 | 32}  # before the statement: see pg_trigger.h
    wanted = {f"{PREFIX}{table}_{event}": (table, bits) for table in FOR_GOOD for event, bits in before.items()}
    return {name for name, table, bits in connection.exec_driver_sql(query) if wanted.get(name) == (table, bits)}

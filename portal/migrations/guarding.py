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
_REFUSAL: Final = "rows of {table} are never changed or removed"


def start(connection: Connection) -> None:
    """Make every guard that is missing."""
    for table, name in missing(connection):
        for text in _texts(connection.dialect.name, table, name):
            connection.exec_driver_sql(text)


def stop(connection: Connection) -> None:
    """Take the guards away: for a step that rebuilds tables, and for a register in which nothing is real."""
    for table in FOR_GOOD:
        for event in _events(connection.dialect.name):
            name = f"{PREFIX}{table}_{event}"
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            if name in _standing(connection):
                connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def missing(connection: Connection) -> list[tuple[str, str]]:
    """Give the tables that are not guarded, each with the name of the trigger that is not there."""
    standing, tables = _standing(connection), set(inspect(connection).get_table_names())
    return [
        (table, f"{PREFIX}{table}_{event}")
        for table in FOR_GOOD
        for event in _events(connection.dialect.name)
        if table in tables and f"{PREFIX}{table}_{event}" not in standing
    ]


def _events(dialect: str) -> tuple[str, ...]:
    return ("update", "delete", "truncate") if dialect == "postgresql" else ("update", "delete")


def _texts(dialect: str, table: str, name: str) -> Iterator[str]:
    event, refusal = name.rpartition("_")[2].upper(), _REFUSAL.format(table=table)
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION kept_for_good() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed or removed'; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} EXECUTE FUNCTION kept_for_good()"
    else:
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"


def _standing(connection: Connection) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {name for (name,) in connection.exec_driver_sql(query) if name.startswith(PREFIX)}

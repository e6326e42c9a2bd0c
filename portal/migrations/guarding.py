"""The triggers by which the database itself refuses to change or remove what is recorded for good.

Like those of `recording` they are no step of the history: `env.py` makes those that are missing after every run.
Somebody who may change the database's form can take them away; the log then shows what became of the decisions.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, inspect

PREFIX: Final = "keep_"
FOR_GOOD: Final = ("decision", "logentry", "lognode", "checkpoint", "keptverdict")
"""The tables whose rows are added and never changed or removed."""
GRANTED: Final = ("number", "scheme_id", "organisation_id", "scope", "covers_units")
"""What a grant says of a certificate: it stands in the log, and never changes."""
UNIQUE: Final = {
    "decision": (("id",), ("certificate_id", "place")),
    "logentry": (("position",), ("decision_id",)),
    "lognode": (("level", "place"),),
    "checkpoint": (("size",),),
    "keptverdict": (("reference",),),
}
"""The keys of these tables. SQLite's INSERT OR REPLACE removes a row with the same key without a word to triggers."""


def start(connection: Connection) -> None:
    """Make every guard that is missing."""
    for name in missing(connection):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_FUNCTION)
        connection.exec_driver_sql(_guards(connection.dialect.name)[name][1])


def stop(connection: Connection) -> None:
    """Take the guards away: for a step that rebuilds tables, and for a register in which nothing is real."""
    standing = _standing(connection)
    for name, (table, _) in _guards(connection.dialect.name).items():
        if name in standing:
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def missing(connection: Connection) -> list[str]:
    """Give the names of the triggers that are not there, or that were switched off."""
    standing, tables = _standing(connection), set(inspect(connection).get_table_names())
    if "logentry" not in tables:  # an earlier form, in which nothing was guarded
        return []
    guards = _guards(connection.dialect.name)
    return [name for name, (table, _) in guards.items() if table in tables and name not in standing]


def _guards(dialect: str) -> Mapping[str, tuple[str, str]]:
    """Give every guard by its name: the table, and the text that makes it."""
    make = _of_postgresql if dialect == "postgresql" else _of_sqlite
    return {name: (table, text) for name, table, text in make()}


def _of_postgresql() -> Iterator[tuple[str, str, str]]:
    for table, event in ((table, event) for table in FOR_GOOD for event in ("UPDATE", "DELETE", "TRUNCATE")):
        name = f"{PREFIX}{table}_{event.lower()}"
        yield (
            name,
            table,
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} EXECUTE FUNCTION kept_for_good()",
        )
    name, columns = f"{PREFIX}certificate_update", ", ".join(GRANTED)
    yield (
        name,
        "certificate",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OF {columns} ON certificate EXECUTE FUNCTION kept_for_good()",
    )


_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION kept_for_good() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed or removed'; END $$"
)


def _of_sqlite() -> Iterator[tuple[str, str, str]]:
    for table in FOR_GOOD:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END"
        for event in ("UPDATE", "DELETE"):
            name = f"{PREFIX}{table}_{event.lower()}"
            yield name, table, f"CREATE TRIGGER {name} BEFORE {event} ON {table} {refuse}"
        same = " OR ".join(
            "(" + " AND ".join(f"{column} = new.{column}" for column in key) + ")" for key in UNIQUE[table]
        )
        name, there = f"{PREFIX}{table}_insert", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
        yield name, table, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} {there} {refuse}"
    name, columns = f"{PREFIX}certificate_update", ", ".join(GRANTED)
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was granted is never changed'); END"
    yield name, "certificate", f"CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON certificate {refuse}"


def _standing(connection: Connection) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {name for (name,) in connection.exec_driver_sql(query) if name.startswith(PREFIX)}

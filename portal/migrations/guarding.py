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
    """Make every guard that is missing, or that has the name of one and does not guard."""
    named = _named(connection)
    for name in missing(connection):
        table, text = _guards(connection.dialect.name)[name]
        if name in named:
            connection.exec_driver_sql(_drop(connection, table, name))
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_FUNCTION)
        connection.exec_driver_sql(text)


def stop(connection: Connection) -> None:
    """Take the guards away: for a step that rebuilds tables, and for a register in which nothing is real."""
    named = _named(connection)
    for name, (table, _) in _guards(connection.dialect.name).items():
        if name in named:
            connection.exec_driver_sql(_drop(connection, table, name))


def missing(connection: Connection) -> list[str]:
    """Give the names of the triggers that are not there, or do not guard."""
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


_BODY: Final = (
    " BEGIN RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed or removed'; END "
)
_FUNCTION: Final = f"CREATE OR REPLACE FUNCTION kept_for_good() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
_BITS: Final = {"delete": 2 | 8, "update": 2 | 16, "truncate": 2 | 32}
"""What PostgreSQL says of a trigger before a statement: see pg_trigger.h."""


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
    guards = _guards(connection.dialect.name)
    if connection.dialect.name != "postgresql":
        rows = connection.exec_driver_sql("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for table, name, text in rows if guards.get(name) == (table, text)}
    query = (
        "SELECT tgname, relname, tgtype, tgattr::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " JOIN pg_class ON pg_class.oid = tgrelid WHERE tgenabled IN ('O', 'A') AND tgqual IS NULL"
        f" AND proname = 'kept_for_good' AND prosrc = $src${_BODY}$src$"
    )
    return {
        name
        for name, table, bits, columns in connection.exec_driver_sql(query)
        if name in guards
        and (guards[name][0], _BITS[name.rpartition("_")[2]]) == (table, bits)
        and len(columns.split()) == (len(GRANTED) if table == "certificate" else 0)
    }

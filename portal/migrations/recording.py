"""The triggers that record in `change` what was changed, whoever changes it: made from `tables.shown`.

They are no step of the history: `env.py` makes those that are missing after every run, so they always fit the tables
as they are, and a step that rebuilds a table (as SQLite must) cannot lose them.
"""

import hashlib
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, inspect

from portal.tables.shown import EVERYTHING, SHOWN, Shown

PREFIX = "record_"
EVENTS: Mapping[str, tuple[str, ...]] = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}
"""What happens to rows, and which states of a row it has."""


def start(connection: Connection) -> None:
    """Make every trigger that is missing, and remove those that no longer fit. Without `change` nothing is done."""
    if not inspect(connection).has_table("change"):
        return
    wanted = dict(_triggers(connection.dialect.name))
    standing = _standing(connection)
    for name in standing.keys() - wanted.keys():
        connection.exec_driver_sql(_drop(connection, name, standing[name]))
    if wanted.keys() - standing.keys() and connection.dialect.name == "postgresql":
        for function in _FUNCTIONS:
            connection.exec_driver_sql(function)
    for name in wanted.keys() - standing.keys():
        connection.exec_driver_sql(wanted[name])


def stop(connection: Connection) -> None:
    """Remove every trigger: a step may rebuild tables, and SQLite then stumbles over triggers that read them."""
    for name, table in _standing(connection).items():
        connection.exec_driver_sql(_drop(connection, name, table))


def note_everything(connection: Connection) -> None:
    """Record that anything may be different now."""
    if inspect(connection).has_table("change"):
        connection.exec_driver_sql(f"INSERT INTO change (source, key) VALUES ('{EVERYTHING}', '{EVERYTHING}')")


def _triggers(dialect: str) -> Iterator[tuple[str, str]]:
    """Give the name and the text of every trigger. The name ends in the text's digest, so another text is missing."""
    make = _of_postgresql if dialect == "postgresql" else _of_sqlite
    for table, shown in SHOWN.items():
        for event, text in make(table, shown):
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            name = f"{PREFIX}{table}_{event}_{digest}".lower()
            yield name, text.replace("{name}", name)


def _of_sqlite(table: str, shown: Shown) -> Iterator[tuple[str, str]]:
    for event, states in EVENTS.items():
        keys = _keys(shown, " UNION ".join(f"SELECT {state}.{shown.column} AS {shown.column}" for state in states))
        record = f"INSERT INTO change (source, key) SELECT '{table}', k FROM ({keys})"
        yield event, f"CREATE TRIGGER {{name}} AFTER {event} ON {table} BEGIN {record}; END"


def _of_postgresql(table: str, shown: Shown) -> Iterator[tuple[str, str]]:
    """One trigger for all rows of a statement. Writers queue up before they touch a row: see `_FUNCTIONS`."""
    events = " OR ".join((*EVENTS, "TRUNCATE"))
    yield "first", f"CREATE TRIGGER {{name}} BEFORE {events} ON {table} EXECUTE FUNCTION change_in_turn()"
    tables = {"old": "OLD TABLE AS old_rows", "new": "NEW TABLE AS new_rows"}
    for event, states in EVENTS.items():
        keys = _keys(shown, " UNION ".join(f"SELECT {shown.column} FROM {state}_rows" for state in states))
        rows = f"REFERENCING {' '.join(tables[state] for state in states)}"
        yield (
            event,
            f"CREATE TRIGGER {{name}} AFTER {event} ON {table} {rows} EXECUTE FUNCTION change_recorded($${keys}$$)",
        )
    keys = f"SELECT '{EVERYTHING}' AS k"
    yield "truncate", f"CREATE TRIGGER {{name}} AFTER TRUNCATE ON {table} EXECUTE FUNCTION change_recorded($${keys}$$)"


def _keys(shown: Shown, values: str) -> str:
    """Give the query for the keys, as the column k, of what the rows with these values of `column` belong to."""
    if not shown.owner:
        return f"SELECT {shown.column} AS k FROM ({values}) AS changed"
    if shown.through:
        values = f"SELECT {shown.owner}_id FROM {shown.through} WHERE id IN ({values})"
    return f"SELECT slug AS k FROM {shown.owner} WHERE id IN ({values})"


_FUNCTIONS = (
    # A transaction that has begun to change keeps the lock until its end. So changes are numbered in the order in
    # which they are committed, and who has read up to a number has missed nothing before it. Readers never wait.
    """CREATE OR REPLACE FUNCTION change_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        LOCK TABLE change IN SHARE ROW EXCLUSIVE MODE;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION change_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE 'INSERT INTO change (source, key) SELECT $1, k FROM (' || TG_ARGV[0] || ') AS keys' USING TG_TABLE_NAME;
        RETURN NULL;
    END $$""",
)


def _standing(connection: Connection) -> Mapping[str, str]:
    """Give the triggers that the database has, each with its table."""
    query = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    rows = connection.exec_driver_sql(query)
    return {name: table for name, table in rows if name.startswith(PREFIX)}


def _drop(connection: Connection, name: str, table: str) -> str:
    return f"DROP TRIGGER {name}" + (f" ON {table}" if connection.dialect.name == "postgresql" else "")

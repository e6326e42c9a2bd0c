"""The database itself refuses to change what is recorded for good, and an older register keeps its history."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, MetaData, text
from sqlalchemy.exc import DBAPIError

from portal import decisions
from portal.migrations import guarding
from portal.register import certificates, log
from portal.register.deciding import Order
from portal.settings import Settings
from portal.store import MIGRATIONS, Store
from portal.tables import metadata
from portal.words import DecisionKind
from tests import make, postgres
from tests.register.test_deciding import DAY, GRANT, settings

__all__ = ["settings"]
KEPT = "INSERT INTO keptverdict (reference, body, made_at) VALUES ('A', '{}', '2026-01-01 00:00:00')"


@pytest.fixture
def filled(settings: Settings, store: Store) -> Store:
    """A register in which something was decided, and a verdict kept."""
    for order in (GRANT, Order(DecisionKind.WITHDRAWN, DAY, number="ABC-2026-001")):
        decisions.take(settings, store, order)
    raw(store, KEPT)
    return store


def raw(store: Store, *statements: str) -> None:
    """Change the database as somebody does who knows nothing of the portal."""
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def everything(store: Store) -> list[object]:
    with store.engine.connect() as connection:
        tables = [*guarding.FOR_GOOD, "certificate"]
        return [connection.execute(metadata.tables[table].select()).all() for table in tables]


def columns(table: str) -> str:
    return ", ".join(column.name for column in metadata.tables[table].c)


@pytest.mark.parametrize("table", guarding.FOR_GOOD)
def test_no_row_is_changed_or_removed(filled: Store, table: str) -> None:
    some = next(column.name for column in metadata.tables[table].c)
    statements = [f"UPDATE {table} SET {some} = {some}", f"DELETE FROM {table}"]
    if filled.engine.dialect.name == "postgresql":
        same = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT"
        key = ", ".join(column.name for column in metadata.tables[table].primary_key)
        statements += [f"TRUNCATE {table} CASCADE", f"{same} ({key}) DO UPDATE SET {some} = excluded.{some}"]
    else:
        statements += [
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"UPDATE OR REPLACE {table} SET {some} = {some}",
            f"UPDATE OR IGNORE {table} SET {some} = {some}",
        ]
    before = everything(filled)
    assert all(before)
    for statement in statements:
        with pytest.raises(DBAPIError, match="never changed or removed"):
            raw(filled, statement)
        assert everything(filled) == before


def test_no_decision_takes_the_place_of_another(filled: Store) -> None:
    """The withdrawal with another id: SQLite would remove the old row without a word to the other guards."""
    others = columns("decision").replace("id, ", "", 1)
    verb = "INSERT OR REPLACE" if filled.engine.dialect.name == "sqlite" else "INSERT"
    before = everything(filled)
    with pytest.raises(DBAPIError):
        raw(filled, f"{verb} INTO decision (id, {others}) SELECT 99, {others} FROM decision WHERE place = 2")
    assert everything(filled) == before


@pytest.mark.parametrize(
    "change", ["number = 'ABC-1'", "organisation_id = 1", "scheme_id = 2", "covers_units = NOT covers_units"]
)
def test_what_was_granted_never_changes(filled: Store, change: str) -> None:
    with pytest.raises(DBAPIError, match="never changed"):
        raw(filled, f"UPDATE certificate SET {change}")
    with pytest.raises(DBAPIError):
        raw(filled, "DELETE FROM certificate")  # its decisions hold it
    raw(filled, "UPDATE certificate SET sources = '[]'")


def test_init_puts_back_what_was_taken_away_or_switched_off(filled: Store) -> None:
    if filled.engine.dialect.name == "postgresql":
        raw(
            filled,
            "ALTER TABLE decision DISABLE TRIGGER keep_decision_update",
            "DROP TRIGGER keep_decision_delete ON decision",
        )
    else:
        raw(filled, "DROP TRIGGER keep_decision_update", "DROP TRIGGER keep_decision_delete")
    filled.create()
    for statement in ("UPDATE decision SET place = place", "DELETE FROM decision"):
        with pytest.raises(DBAPIError, match="never changed or removed"):
            raw(filled, statement)


HISTORY = (
    (1, "granted", "2023-01-01"),
    (2, "granted", "2023-02-01"),
    (1, "suspended", "2023-03-01"),
    (2, "withdrawn", "2023-03-01"),
    (1, "restored", "2023-04-01"),
)


@pytest.fixture
def old(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A register as the portal's second form had it, on the database of `store`."""
    url = f"sqlite:///{tmp_path}/old.db"
    if store.engine.dialect.name == "postgresql":
        server = request.getfixturevalue("empty_postgresql")
        postgres.create(server, "old")
        url = postgres.url(server, "old")
    store = Store(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        _fill(connection)
    yield store
    store.close()
    if "postgresql" in url:
        postgres.drop(server, "old")


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    owner = {"owner_id": 1, "owner_certainty": "stated", "time_zone": "Europe/Oslo", "prefix": "ABC"}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("organisation", {"id": 1, "slug": "holder"}),
        ("scheme", {"id": 1, "slug": "assessed", "kind": "certification"} | owner),
        *(("certificate", {"id": row, "number": f"ABC-{row}", "scheme_id": 1, "organisation_id": 1}) for row in (1, 2)),
    ]
    for number, (of, kind, day) in enumerate(HISTORY, 1):
        said = {"id": number, "certificate_id": of, "kind": kind, "effective_on": date.fromisoformat(day)}
        recorded = datetime(2024, 1, number, tzinfo=UTC)
        rows.append(("decision", said | {"recorded_at": recorded, "effective_certainty": "stated"}))
    for name, row in rows:
        table = tables.tables[name]
        needed = {one.name: _anything(one) for one in table.c if not one.nullable and one.name not in row}
        connection.execute(table.insert(), needed | row)
    if connection.dialect.name == "postgresql":  # the ids were given above, not taken from the sequence
        connection.exec_driver_sql(f"SELECT setval('decision_id_seq', {len(HISTORY)})")


def _anything(column: Column[Any]) -> object:
    """Give a value that a column takes."""
    words = {"confidence": "high", "country": "NO", "place_certainty": "unknown", "industry_certainty": "unknown"}
    plain = {JSON: {}, Boolean: True, Date: make.TODAY, Integer: 1}
    found = (value for kind, value in plain.items() if isinstance(column.type, kind))
    return words.get(column.name) or next(found, "nb")


def test_an_older_register_keeps_its_history_and_gets_a_log(old: Store, tmp_path: Path) -> None:
    settings = Settings(tmp_path, old.database_url, "secret", testing=True)
    for _ in range(2):  # `portal init`, and once more
        old.create()
        with decisions.sealed(settings, old) as (session, _):
            log.begin(session)
    assert old.is_current()
    with old.reading() as session:
        found = certificates.by_numbers(session, ["ABC-1", "ABC-2"], make.NOW)
        assert [[str(one.kind) for one in fact.decisions] for fact in found.values()] == [
            ["granted", "suspended", "restored"],
            ["granted", "withdrawn"],
        ]
        assert [str(fact.status) for fact in found.values()] == ["valid", "withdrawn"]
        assert log.size(session) == 5
        assert [log.position_of(session, "ABC-1", place) for place in (1, 2, 3)] == [0, 2, 4]
        assert [log.position_of(session, "ABC-2", place) for place in (1, 2)] == [1, 3]
    with pytest.raises(DBAPIError, match="never changed or removed"):
        raw(old, "DELETE FROM decision")
    taken = decisions.take(settings, old, Order(DecisionKind.SUSPENDED, DAY, number="ABC-1"))
    assert (taken.place, taken.position) == (4, 5)

"""The audit finds what was changed in the database by somebody who may do anything there but has no key."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy

from portal.evidence import checkpoints, keys
from portal.evidence.audits import Audit
from portal.evidence.keys import Keys
from portal.migrations import guarding
from portal.register.auditing import Fault, Finding
from portal.store import Store
from tests import logged
from tests.evidence import tampering
from tests.evidence.tampering import CHANGES, Change

TRIES = 120
"""Random changes: more than the hundred that are promised, so that every kind comes many times."""


def audited(store: Store, held: Keys, outside: Mapping[str, str] | None = None) -> list[Finding]:
    with store.reading(live=True) as session:
        return list(Audit(session, held, outside or {}).findings())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register in SQLite, and its keys."""
    folder = tmp_path_factory.mktemp("whole")
    store = Store(f"sqlite:///{folder / 'portal.db'}")
    store.create()
    logged.register(store, folder)
    store.close()
    return folder


@contextmanager
def copied(whole: Path, tmp_path: Path, name: str) -> Iterator[tuple[Store, Path]]:
    """Give a copy of the register."""
    file = tmp_path / f"{name}.db"
    shutil.copy(whole / "portal.db", file)
    store = Store(f"sqlite:///{file}")
    yield store, file
    store.close()
    file.unlink()


def published(store: Store) -> dict[str, str]:
    """The newest checkpoint as somebody outside has kept it."""
    with store.reading() as session:
        newest = checkpoints.newest(session)
        assert newest is not None
        return {"The published checkpoint": newest.note}


def test_what_nobody_changed_is_whole(store: Store, tmp_path: Path) -> None:
    held = logged.register(store, tmp_path)
    assert audited(store, held, published(store)) == []
    with store.reading() as session:
        audit = Audit(session, held, {})
        assert (list(audit.findings()), audit.entries, audit.checkpoints) == ([], logged.ENTRIES, len(logged.BATCHES))


def test_every_random_change_is_found_and_the_first_one_named(whole: Path, tmp_path: Path) -> None:
    held, chance = keys.of(whole), random.Random(20261128)  # noqa: S311
    for number in range(TRIES):
        change = CHANGES[number % len(CHANGES)]
        with copied(whole, tmp_path, str(number)) as (store, file):
            outside = published(store)
            done = tampering.tamper(file, change, chance)
            found = audited(store, held, outside)
            what = f"{number} {change.__name__} {done}"
            assert found, what
            named(found[0], done, what)
            assert Fault.NOT_GUARDED not in {one.fault for one in found}, what


def named(first: Finding, done: Change, what: str) -> None:
    """The first finding is the change: its position, or one of a signed stretch in which it lies; or its decision."""
    if done.first is None:
        assert (first.certificate, first.place) == (done.certificate, done.place), f"{what}: {first}"
    else:
        assert first.position is not None, f"{what}: {first}"
        assert done.first <= first.position <= done.last, f"{what}: {first}"
    assert first.sentence.endswith("."), first.sentence


EMPTY = (
    "INSERT INTO certificate (number, scheme_id, organisation_id, scope, covers_units, sources)"
    " VALUES ('Z-9', 1, 1, '{}', false, '[]')"
)
INSERTED = (
    "INSERT INTO decision (certificate_id, place, kind, effective_on, effective_certainty, recorded_at, reason, voids)"
    " VALUES (1, 9, 'withdrawn', '2025-01-01', 'stated', '2026-11-22 12:00:00+00', '{}', false)"
)
STATEMENTS: dict[str, tuple[str, Fault, int | None]] = {
    "day": ("UPDATE decision SET effective_on = '2024-01-09' WHERE id = 2", Fault.DECISION_CHANGED, 1),
    "text": ("""UPDATE decision SET reason = '{"nb": "x"}' WHERE id = 2""", Fault.DECISION_CHANGED, 1),
    "instant": ("UPDATE decision SET recorded_at = '2026-11-22 12:00:01+00' WHERE id = 2", Fault.DECISION_CHANGED, 1),
    "voids": ("UPDATE decision SET voids = true WHERE id = 2", Fault.DECISION_CHANGED, 1),
    "number": ("UPDATE certificate SET number = 'Z-1' WHERE number = 'ABC-2024-004'", Fault.DECISION_CHANGED, 4),
    "holder": ("UPDATE certificate SET organisation_id = 1 WHERE number = 'ABC-2024-004'", Fault.DECISION_CHANGED, 4),
    "scheme": ("UPDATE certificate SET scheme_id = 2 WHERE number = 'ABC-2024-004'", Fault.DECISION_CHANGED, 4),
    "scope": ("UPDATE certificate SET covers_units = false WHERE covers_units", Fault.DECISION_CHANGED, 4),
    "body": ("UPDATE logentry SET body = replace(body, 'Board', 'Bored') WHERE position = 3", Fault.ENTRY_CHANGED, 3),
    "no-body": ("UPDATE logentry SET body = '' WHERE position = 3", Fault.ENTRY_CHANGED, 3),
    "gap": ("DELETE FROM logentry WHERE position = 7", Fault.ENTRY_GONE, 7),
    "node": ("UPDATE lognode SET hash = upper(hash) WHERE level = 2 AND place = 1", Fault.HASH_CHANGED, 4),
    "more-nodes": ("INSERT INTO lognode VALUES (9, 0, 'ff')", Fault.HASH_CHANGED, None),
    "note": ("UPDATE checkpoint SET note = note || 'x' WHERE size = 6", Fault.CHECKPOINT_CHANGED, 5),
    "size": ("UPDATE checkpoint SET size = 7 WHERE size = 6", Fault.CHECKPOINT_CHANGED, 6),
    "newest": ("DELETE FROM checkpoint WHERE size = 28", Fault.NOT_SIGNED, 27),
    "empty": (
        EMPTY,
        Fault.CERTIFICATE_SLIPPED_IN,
        None,
    ),
    "inserted": (
        INSERTED,
        Fault.DECISION_SLIPPED_IN,
        None,
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_change_is_found_on_either_database(store: Store, tmp_path: Path, name: str) -> None:
    statement, fault, position = STATEMENTS[name]
    held = logged.register(store, tmp_path)
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        guarding.stop(connection)
        connection.execute(sqlalchemy.text(statement.replace(":", r"\:")))
        guarding.start(connection)
    found = audited(store, held)
    assert (found[0].fault, found[0].position) == (fault, position), found


def test_guards_that_were_taken_away_are_missed(store: Store, tmp_path: Path) -> None:
    held = logged.register(store, tmp_path)
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        guarding.stop(connection)
    found = audited(store, held)
    assert {one.fault for one in found} == {Fault.NOT_GUARDED}
    assert any("decision" in one.sentence for one in found)


FEIGNED = {
    "sqlite": ("CREATE TRIGGER keep_decision_update BEFORE UPDATE ON decision BEGIN SELECT 1; END",),
    "postgresql": (
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER keep_decision_update BEFORE UPDATE ON decision EXECUTE FUNCTION nothing()",
    ),
}


def test_a_guard_that_only_has_the_name_of_one_is_missed_and_mended(store: Store, tmp_path: Path) -> None:
    held = logged.register(store, tmp_path)
    dialect = store.engine.dialect.name
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql(
            "DROP TRIGGER keep_decision_update" + (" ON decision" if dialect == "postgresql" else "")
        )
        for statement in FEIGNED[dialect]:
            connection.exec_driver_sql(statement)
    (found,) = audited(store, held)
    assert (found.fault, "keep_decision_update" in found.sentence) == (Fault.NOT_GUARDED, True)
    store.create()
    assert audited(store, held) == []


def test_a_guard_that_was_switched_off_is_missed(store: Store, tmp_path: Path) -> None:
    """PostgreSQL can leave a trigger where it is and switch it off; SQLite can only take it away."""
    held = logged.register(store, tmp_path)
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        switched_off = (
            "ALTER TABLE decision DISABLE TRIGGER keep_decision_update"
            if store.engine.dialect.name == "postgresql"
            else "DROP TRIGGER keep_decision_update"
        )
        connection.exec_driver_sql(switched_off)
    assert [one.fault for one in audited(store, held)] == [Fault.NOT_GUARDED]


UNREADABLE = {
    "kind": "UPDATE decision SET kind = 'forgiven' WHERE id = 2",
    "day": "UPDATE decision SET effective_on = 'some day' WHERE id = 2",
    "instant": "UPDATE decision SET recorded_at = 5 WHERE id = 2",
    "json": "UPDATE decision SET reason = '[' WHERE id = 2",
    "shape": "UPDATE decision SET reason = '[1]' WHERE id = 2",
    "nothing": "UPDATE decision SET reason = 5 WHERE id = 2",
    "letters": "UPDATE decision SET decided_by = CAST(x'fffe' AS TEXT) WHERE id = 2",
    "blob": "UPDATE logentry SET body = x'fffe' WHERE position = 1",
    "deep-text": "UPDATE decision SET reason = '" + "[" * 5000 + "' WHERE id = 2",
    "deep": "UPDATE logentry SET body = '" + "[" * 5000 + "' WHERE position = 1",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_can_no_longer_be_read_is_named(whole: Path, tmp_path: Path, name: str) -> None:
    with copied(whole, tmp_path, "unreadable") as (store, file):
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            tampering.unguarded(database, lambda: database.execute(UNREADABLE[name]))
        found = audited(store, keys.of(whole))
    assert found[0].position == 1
    assert len(found) == 1


def far(database: sqlite3.Connection) -> None:
    database.execute("UPDATE logentry SET position = 10000000000 WHERE position = 27")


def below(database: sqlite3.Connection) -> None:
    database.execute("UPDATE logentry SET position = -1 WHERE position = 27")


@pytest.mark.parametrize("change", [far, below])
def test_positions_beyond_reason_cost_nothing(
    whole: Path, tmp_path: Path, change: Callable[[sqlite3.Connection], None]
) -> None:
    with copied(whole, tmp_path, "far") as (store, file):
        with closing(sqlite3.connect(file)) as database, database:
            tampering.unguarded(database, lambda: change(database))
        found = audited(store, keys.of(whole))
    assert 27 in {one.position for one in found}


def test_a_checkpoint_of_another_log_proves_nothing(whole: Path, tmp_path: Path) -> None:
    other = keys.of(tmp_path / "other", logged.HOST)
    with copied(whole, tmp_path, "other") as (store, _):
        note = checkpoints.note(other, logged.ENTRIES, bytes(32))
        found = audited(store, keys.of(whole), {"It": note})
    assert [(one.fault, one.sentence) for one in found] == [
        (Fault.CHECKPOINT_CHANGED, "It cannot be used: no key of this log signed this checkpoint.")
    ]

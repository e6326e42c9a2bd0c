"""The log: what it says of a decision, its hash by the definition of RFC 9162, and a register made from it alone."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import rfc8785
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from portal.evidence import keys
from portal.evidence.audits import Audit
from portal.register import certificates, histories, log, merkle, rebuilding
from portal.register.deciding import Desk, Order
from portal.register.rebuilding import NoLogError
from portal.store import Store
from portal.tables import Certificate, Decision, LogEntry, Organisation, Scheme, metadata
from portal.words import Certainty, DecisionKind
from tests import logged, make
from tests.register.test_merkle import mth

TEXTS = st.text(max_size=20)
VALUES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS
SAID = st.dictionaries(
    st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=6),
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | TEXTS
    | st.dictionaries(st.sampled_from("abc"), TEXTS),
)


@given(SAID)
def test_entries_are_canonical(said: dict[str, object]) -> None:
    assert log.canonical(said).encode() == rfc8785.dumps(said)  # type: ignore[arg-type]


def bodies(store: Store) -> list[str]:
    with store.reading() as session:
        return [one.body for one in log.everything(session)]


def test_an_entry_says_everything_that_was_decided(store: Store, tmp_path: Path) -> None:
    logged.register(store, tmp_path)
    said = [json.loads(body) for body in bodies(store)]
    assert said[3] == {
        "v": 1,
        "certificate": "ABC-2024-003",
        "place": 1,
        "decision": "granted",
        "scheme": "scheme",
        "organisation": "firm-3",
        "effective": "2024-01-04",
        "effective_certainty": "stated",
        "valid_until": "2026-12-31",
        "recorded": "2026-11-22T12:00:00+00:00",
        "reason": None,
        "text": {"nb": "Kurs «3» på Åsen", "bg": "Решение", "en": 'A "quoted"\n\tline \u2028 \x7f'},
        "criteria": "2024-1",
        "decided_by": "Board",
        "approved_by": "Office",
        "scope": {"en": "The bakery"},
        "covers_units": False,
    }
    assert {name: said[-1][name] for name in ("decision", "corrects", "voids", "place")} == {
        "decision": "corrected",
        "corrects": 2,
        "voids": True,
        "place": 3,
    }
    assert said[8]["reason"] == "fee-unpaid"
    assert "scope" not in said[8]


def test_the_hash_is_that_of_the_list_at_every_size(store: Store, tmp_path: Path) -> None:
    logged.register(store, tmp_path)
    entries = [body.encode() for body in bodies(store)]
    assert len(entries) == logged.ENTRIES
    with store.reading() as session:
        for size in range(logged.ENTRIES + 1):
            assert log.root(session, size) == mth(entries[:size])


def test_proofs_hold(store: Store, tmp_path: Path) -> None:
    logged.register(store, tmp_path)
    entries = [body.encode() for body in bodies(store)]
    with store.reading() as session:
        for position in (0, 7, 15, logged.ENTRIES - 1):
            proof = log.inclusion(session, position, logged.ENTRIES)
            leaf = hashlib.sha256(b"\0" + entries[position]).digest()
            assert merkle.includes(leaf, position, logged.ENTRIES, proof.path, mth(entries))
        for before in (1, 8, 13, logged.ENTRIES):
            path = log.consistency(session, before, logged.ENTRIES)
            assert merkle.only_grew(before, mth(entries[:before]), logged.ENTRIES, mth(entries), path)
        with pytest.raises(ValueError, match="fewer"):
            log.inclusion(session, 0, logged.ENTRIES + 1)
        with pytest.raises(ValueError, match="fewer"):
            log.consistency(session, 1, logged.ENTRIES + 1)
        assert log.position_of(session, "ABC-2024-000", 2) == 8
        assert log.position_of(session, "ABC-2024-000", 9) is None


def test_the_database_refuses_to_change_the_log(store: Store, tmp_path: Path) -> None:
    logged.register(store, tmp_path)
    for table in ("logentry", "lognode", "checkpoint", "decision"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {_column(table)} = {_column(table)}"):
            with (
                pytest.raises(sqlalchemy.exc.DBAPIError, match="never changed or removed"),
                store.engine.begin() as connection,
            ):
                connection.exec_driver_sql(statement)


def _column(table: str) -> str:
    return {"logentry": "body", "lognode": "hash", "checkpoint": "note", "decision": "kind"}[table]


def exported(store: Store) -> list[str]:
    with store.reading() as session:
        return [log.line(one) for one in log.everything(session)]


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    """A second store, in SQLite, with no row."""
    other = Store(f"sqlite:///{tmp_path / 'other.db'}")
    other.create()
    return other


ROWS = sqlalchemy.select(
    col(Certificate.number),
    col(Scheme.slug),
    col(Organisation.slug),
    col(Certificate.scope),
    col(Certificate.covers_units),
    *(column for column in metadata.tables["decision"].c if column.name not in ("id", "certificate_id")),
)


def everything_decided(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as session:
        rows = session.connection().execute(
            ROWS.join(Decision, col(Decision.certificate_id) == col(Certificate.id))
            .join(Scheme)
            .join(Organisation, col(Certificate.organisation_id) == col(Organisation.id))
            .order_by(col(Certificate.number), col(Decision.place))
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("known", [True, False])
def test_a_register_is_made_from_its_log_alone(store: Store, empty: Store, tmp_path: Path, known: bool) -> None:
    logged.register(store, tmp_path)
    if known:
        logged.fill(empty)
    with empty.writing() as session:
        made = rebuilding.rebuild(session, exported(store), make.TODAY)
    assert (made.entries, made.certificates) == (logged.ENTRIES, 8)
    assert made.unknown == ([] if known else [*logged.FIRMS, "owner-of-scheme", "scheme"])
    assert everything_decided(empty) == everything_decided(store)
    assert exported(empty) == exported(store)
    days = [date(2024, 1, 1), date(2024, 5, 15), date(2025, 2, 1), date(2026, 11, 22), date(2027, 7, 1)]
    with store.reading() as session, empty.reading() as other:
        assert log.root(other, logged.ENTRIES) == log.root(session, logged.ENTRIES) == made.root
        for number in range(8):
            one = certificates.by_number(session, f"ABC-2024-{number:03}", make.NOW)
            same = certificates.by_number(other, f"ABC-2024-{number:03}", make.NOW)
            assert one
            assert same
            assert [histories.status_on(one.decisions, day) for day in days] == [
                histories.status_on(same.decisions, day) for day in days
            ]
    held = keys.of(tmp_path / "new", "other.example")
    with empty.reading(live=True) as session:
        (unsigned,) = Audit(session, held, {}).findings()
    assert unsigned.sentence == f"Entries 0 to {logged.ENTRIES - 1} are in no checkpoint that this portal signed."


def changed(lines: list[str], number: int, **fields: object) -> list[str]:
    said = json.loads(lines[number])
    said["entry"] |= fields
    said.pop("leaf")
    return [*lines[:number], json.dumps(said), *lines[number + 1 :]]


Lines = list[str]
BROKEN: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "no JSON": (lambda lines: [*lines[:3], "{"], "Line 4: "),
    "a gap": (lambda lines: [*lines[:3], *lines[4:]], "Line 4: entry 3 is missing."),
    "no beginning": (lambda lines: lines[1:], "Line 1: entry 0 is missing."),
    "another hash": (lambda lines: [lines[0].replace("Board", "Bored"), *lines[1:]], "Line 1: its hash is"),
    "a strange field": (lambda lines: changed(lines, 2, more=1), "Line 3: entry.more: "),
    "no day": (lambda lines: changed(lines, 2, effective="2024-02-30"), "Line 3: entry.effective: "),
    "an unknown form": (lambda lines: changed(lines, 2, v=2), "Line 3: entry.v: "),
    "a field twice": (
        lambda lines: [lines[0].replace('"entry":{', '"entry":{"decided_by":"Somebody",'), *lines[1:]],
        "Line 1: entry.decided_by: this stands twice",
    ),
    "another place": (lambda lines: changed(lines, 8, place=3), "Decision 3 of ABC-2024-000 does not follow"),
    "granted twice": (lambda lines: changed(lines, 8, place=1), "Decision 1 of ABC-2024-000 does not follow"),
    "another holder": (lambda lines: changed(lines, 8, organisation="firm-5"), "Entry 8 (ABC-2024-000, decision 2)"),
    "a day with a time": (lambda lines: changed(lines, 2, effective="2024-01-03T00:00:00"), "Entry 2 (ABC-2024-002"),
    "two lines": (lambda lines: [*lines, lines[-1]], f"Line {logged.ENTRIES + 1}: entry {logged.ENTRIES} is missing."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_lines_that_are_no_log_are_refused_whole(store: Store, empty: Store, tmp_path: Path, name: str) -> None:
    logged.register(store, tmp_path)
    change, sentence = BROKEN[name]
    with pytest.raises(NoLogError) as refused, empty.writing() as session:
        rebuilding.rebuild(session, change(exported(store)), make.TODAY)
    assert str(refused.value).startswith(sentence), str(refused.value)
    with empty.reading() as session:
        assert [session.exec(select(one).limit(1)).first() for one in (Certificate, Decision, LogEntry)] == [None] * 3


def test_a_register_that_holds_decisions_is_not_rebuilt(store: Store, tmp_path: Path) -> None:
    logged.register(store, tmp_path)
    with pytest.raises(NoLogError, match="holds decisions already"), store.writing() as session:
        rebuilding.rebuild(session, exported(store), make.TODAY)


def test_a_day_that_was_inferred_stays_so(store: Store, empty: Store) -> None:
    logged.fill(store)
    with store.writing() as session:
        with Desk(session, datetime(2026, 1, 1, 8, 30, 0, 123456, tzinfo=UTC)) as desk:
            desk.take(logged.grant(0))
        row = make.decision(session, 1, DecisionKind.RENEWED, date(2025, 1, 1), effective_certainty=Certainty.INFERRED)
        log.enter(session, [row])
    with empty.writing() as session:
        rebuilding.rebuild(session, exported(store), make.TODAY)
    assert everything_decided(empty) == everything_decided(store)


def test_orders_of_one_transaction_stand_in_their_order(store: Store) -> None:
    logged.fill(store)
    orders: list[Order] = [logged.grant(number) for number in (3, 0, 2)]
    with store.writing() as session, Desk(session, make.NOW) as desk:
        taken = [desk.take(order) for order in orders]
    assert [(one.position, one.number) for one in taken] == [
        (position, json.loads(body)["certificate"]) for position, body in enumerate(bodies(store))
    ]

"""Decisions are taken by one desk: in order, whole or not at all, whoever else decides at the same time."""

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from portal import decisions
from portal.evidence import checkpoints, keys
from portal.register import certificates, log
from portal.register.deciding import Desk, Order, RefusedError, Taken
from portal.settings import Settings
from portal.store import Store
from portal.tables import Certificate, Checkpoint, Decision, LogEntry
from portal.words import DecisionKind, LocalText, SchemeKind, Status
from tests import make

GRANTED, RENEWED, CORRECTED = DecisionKind.GRANTED, DecisionKind.RENEWED, DecisionKind.CORRECTED
DAY = date(2026, 3, 1)
GRANT = Order(GRANTED, DAY, scheme="assessed", organisation="holder", valid_until=date(2027, 2, 28))


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """Settings whose register has two assessed schemes, one of members, and two organisations."""
    with store.writing() as session:
        owner, _ = make.organisation(session, "owner"), make.organisation(session, "holder")
        make.scheme(session, "assessed", owner).prefix = "ABC"
        make.scheme(session, "other", owner).prefix = "XYZ"
        make.scheme(session, "nameless", owner)
        make.scheme(session, "club", owner, SchemeKind.MEMBERSHIP)
    return Settings(tmp_path, store.database_url, "secret", testing=True)


def line(decision: str = "granted", **more: Any) -> bytes:
    known: dict[str, Any] = {"decision": decision, "effective": "2026-03-01"}
    if decision == "granted":
        known |= {"scheme": "assessed", "organisation": "holder"}
    return json.dumps(known | more).encode() + b"\n"


def count(session: Session) -> tuple[int, int, int]:
    """Certificates, decisions, entries of the log."""
    tables = (Certificate, Decision, LogEntry)
    one, two, three = (session.exec(select(func.count()).select_from(table)).one() for table in tables)
    return one, two, three


def counted(store: Store) -> tuple[int, int, int]:
    with store.reading() as session:
        return count(session)


def test_numbers_are_given_in_order_and_never_twice(settings: Settings, store: Store) -> None:
    with decisions.sealed(settings, store) as (session, now), Desk(session, now) as desk:
        taken = [desk.take(GRANT).number for _ in range(3)]
        taken.append(desk.take(replace(GRANT, number="ABC-2026-005")).number)
        taken += [desk.take(GRANT).number for _ in range(2)]
        taken.append(desk.take(replace(GRANT, effective_on=date(2027, 1, 1))).number)
    taken.append(decisions.take(settings, store, GRANT).number)
    wanted = ("2026-001", "2026-002", "2026-003", "2026-005", "2026-004", "2026-006", "2027-001", "2026-007")
    assert taken == [f"ABC-{rest}" for rest in wanted]
    assert counted(store) == (8, 8, 8)


EACH = int(os.environ.get("PORTAL_GRANTS_EACH", "3"))
"""Grants of each of the fifty; twenty take half a minute."""
ALL = 50 * EACH


def many_grants(settings: Settings) -> list[str]:
    """What each of several processes does."""
    store = Store(settings.database_url)
    try:
        return [decisions.take(settings, store, GRANT).number for _ in range(EACH)]
    finally:
        store.close()


def test_fifty_who_grant_at_once_never_get_the_same_number(settings: Settings, store: Store) -> None:
    """In threads of several processes, as a server has them; the keys are made by whoever comes first."""
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        found = [number for some in processes.map(threads_of_one, [settings] * 2) for number in some]
    assert sorted(found, key=lambda number: (len(number), number)) == [
        f"ABC-2026-{number:03}" for number in range(1, ALL + 1)
    ]
    with store.reading() as session:
        assert count(session) == (ALL, ALL, ALL)
        instants = session.exec(select(Decision.recorded_at).order_by(col(Decision.id))).all()
        assert list(instants) == sorted(instants)
        held = keys.of(settings.instance)
        signed = [checkpoints.read(one.note, held.origin, held.public) for one in session.exec(select(Checkpoint))]
        assert sorted(one.size for one in signed) == list(range(1, ALL + 1))
        proof = log.inclusion(session, 17, ALL)
        assert proof.root == log.root(session, ALL)


def threads_of_one(settings: Settings) -> list[str]:
    with ThreadPoolExecutor(25) as threads:
        return [number for some in threads.map(many_grants, [settings] * 25) for number in some]


def test_two_who_decide_about_one_certificate(settings: Settings, store: Store) -> None:
    """Of two who withdraw it one is refused; a renewal and a suspension both fit."""
    number = decisions.take(settings, store, GRANT).number
    for kinds, wanted in (
        ((DecisionKind.RENEWED, DecisionKind.SUSPENDED), [None, None]),
        ((DecisionKind.WITHDRAWN, DecisionKind.WITHDRAWN), [None, f"{number}: it has been withdrawn, and stays"]),
    ):
        begin = threading.Barrier(2)

        def decide(kind: DecisionKind, begin: threading.Barrier = begin) -> str | None:
            begin.wait(10)
            try:
                decisions.take(settings, store, Order(kind, DAY + timedelta(days=9), number=number))
            except RefusedError as error:
                return str(error)
            return None

        with ThreadPoolExecutor(2) as threads:
            found = sorted(threads.map(decide, kinds), key=lambda said: said or "")
        assert [said and said[: len(wish or "")] for said, wish in zip(found, wanted, strict=True)] == wanted
    with store.reading() as session:
        fact = certificates.by_number(session, number, make.NOW)
        assert fact is not None
        assert [one.kind for one in fact.decisions][3:] == [DecisionKind.WITHDRAWN]
        assert fact.status is Status.WITHDRAWN


def test_who_decides_waits_for_who_does_and_readers_wait_for_nobody(settings: Settings, store: Store) -> None:
    done = threading.Event()

    def later() -> None:
        decisions.take(settings, store, GRANT)
        done.set()

    with decisions.sealed(settings, store) as (session, now), Desk(session, now) as desk:
        first = desk.take(GRANT)
        thread = threading.Thread(target=later)
        thread.start()
        assert not done.wait(0.4)
        assert counted(store) == (0, 0, 0)
    assert done.wait(10)
    thread.join()
    assert first == Taken("ABC-2026-001", 1, 0)
    with store.reading() as session:
        recorded = session.exec(select(Decision.recorded_at).order_by(col(Decision.id))).all()
    assert recorded[0] < recorded[1] - timedelta(seconds=0.3), "it is dated when it is its turn"


def test_a_clock_that_was_put_back_does_not_turn_a_history_around(settings: Settings, store: Store) -> None:
    number = decisions.take(settings, store, GRANT).number
    decisions.take(replace(settings, today=date(2020, 1, 1)), store, Order(DecisionKind.WITHDRAWN, DAY, number=number))
    with store.reading() as session:
        fact = certificates.by_number(session, number, make.NOW)
        said = decisions.statuses(session, [number], DAY, None, datetime(2020, 1, 1, tzinfo=UTC))
    assert fact is not None
    assert fact.decisions[0].recorded_at == fact.decisions[1].recorded_at
    assert said[0]["status"] == "withdrawn"


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (replace(GRANT, scheme="none"), "There is no scheme none."),
        (replace(GRANT, scheme=None), "The scheme is missing."),
        (replace(GRANT, organisation="nobody"), "There is no organisation nobody."),
        (replace(GRANT, organisation=None), "The organisation is missing."),
        (replace(GRANT, scheme="club"), "club is no certification: it has no certificates."),
        (replace(GRANT, scheme="nameless"), "nameless has no letters that its numbers begin with: give the number."),
        (replace(GRANT, number="XYZ-2026-001"), "XYZ-2026-001: numbers with XYZ are those of other."),
        (replace(GRANT, number="ABC-2026-001"), "ABC-2026-001: it has been granted already. Renew it instead."),
        (replace(GRANT, valid_until=date(2026, 2, 28)), "ABC-2026-002: its last day lies before its first."),
        (replace(GRANT, voids=True), "Only a correction says which decision was recorded wrongly."),
        (Order(RENEWED, DAY, corrects=1, number="ABC-2026-001"), "Only a correction says which"),
        (Order(RENEWED, DAY), "The certificate's number is missing."),
        (Order(RENEWED, DAY, number="ABC-2026-999"), "There is no certificate ABC-2026-999."),
        (
            Order(RENEWED, DAY, number="ABC-2026-001", scheme="other"),
            "ABC-2026-001: it is no certificate of",
        ),
        (
            Order(RENEWED, DAY, number="ABC-2026-001", organisation="owner"),
            "ABC-2026-001: it is not held by",
        ),
        (
            Order(RENEWED, DAY, number="ABC-2026-001", covers_units=True),
            "ABC-2026-001: only a grant says what",
        ),
        (Order(DecisionKind.RESTORED, DAY, number="ABC-2026-001"), "ABC-2026-001: it is not suspended on that day"),
    ],
)
def test_what_is_refused_changes_nothing(settings: Settings, store: Store, order: Order, sentence: str) -> None:
    decisions.take(settings, store, GRANT)
    with pytest.raises(RefusedError) as refused:
        decisions.take(settings, store, order)
    assert str(refused.value).startswith(sentence)
    assert counted(store) == (1, 1, 1)


def test_a_correction_keeps_what_it_does_not_name(settings: Settings, store: Store) -> None:
    """By forgetting the last day nobody makes a certificate valid for ever; whoever means it says null."""
    decisions.apply(settings, store, [line(number="ABC-1", valid_until="2027-02-28")])
    ends = []
    for more in ({}, {"valid_until": None}, {"valid_until": "2026-12-31"}, {"effective": "2026-03-02"}):
        decisions.apply(settings, store, [line("corrected", number="ABC-1", **more)])
        with store.reading() as session:
            fact = certificates.by_number(session, "ABC-1", make.NOW)
            assert fact is not None
            ends.append((fact.granted_on.day, fact.valid_until))
    last = date(2026, 12, 31)
    assert ends == [(1, date(2027, 2, 28)), (1, None), (1, last), (2, last)]


def test_a_correction_means_the_newest_term_that_holds(settings: Settings, store: Store) -> None:
    """One that was made never to have been does not come back by a correction that names none."""
    number = decisions.take(settings, store, GRANT).number
    decisions.take(settings, store, Order(RENEWED, DAY, number=number, valid_until=date(2030, 1, 1)))
    decisions.take(settings, store, Order(CORRECTED, DAY, number=number, corrects=2, voids=True))
    decisions.take(settings, store, Order(CORRECTED, DAY, number=number, keeps_validity=True))
    with store.reading() as session:
        fact = certificates.by_number(session, number, make.NOW)
    assert fact is not None
    assert [one.corrects for one in fact.decisions] == [None, None, 2, 1]
    assert fact.valid_until == GRANT.valid_until


WRONG: Mapping[str, bytes] = {
    "no JSON": b"{\n",
    "a list": b"[]\n",
    "nothing": b"null\n",
    "deep": b"[" * 100_000 + b"\n",
    "no such decision": line("revoked", number="ABC-1"),
    "an unknown field": line(owner="me"),
    "a number as a day": line(effective=1700006400),
    "seconds as a day": line(effective="1700006400"),
    "an instant as a day": line(effective="2026-03-01T00:00:00"),
    "no such day": line(effective="2026-02-29"),
    "a day too late": line(effective="10000-01-01"),
    "a text as yes": line(covers_units="yes"),
    "a number as yes": line(covers_units=1),
    "a part of a place": line("corrected", number="ABC-1", corrects=1.0),
    "a huge place": line("corrected", number="ABC-1", corrects=0).replace(b": 0", b": " + b"9" * 5000),
    "a place below 1": line("corrected", number="ABC-1", corrects=0),
    "a number that is none": line(number="abc-1"),
    "a number of another alphabet": line(number="АВС-1"),
    "a number with a line's end": line(number="ABC-1\n"),
    "a long number": line(number="ABC-" + "1" * 40),
    "a long text": line(text={"en": "x" * 100_000}),
    "a language that is none": line(text={"fr": "x"}),
    "half a character": b'{"decision": "granted", "effective": "2026-03-01", "decided_by": "\\ud800"}\n',
    "no character": b'{"decision": "granted", "effective": "2026-03-01", "decided_by": "\xff"}\n',
    "a character that nobody sees": line(decided_by="board\x00"),
    "nobody": line(decided_by=""),
    "a slug that is none": line(scheme="assessed\x00"),
    "a code that is none": line(reason="Fee unpaid"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_line_that_says_no_decision_is_named(settings: Settings, store: Store, what: str) -> None:
    lines = [line(number="ABC-1"), b"\n", WRONG[what], line()]
    with pytest.raises(RefusedError) as refused:
        decisions.apply(settings, store, lines)
    said = str(refused.value)
    assert said.startswith("Line 3: ")
    assert said.endswith(" Nothing was changed.")
    assert len(said) < 400
    said.encode()
    assert counted(store) == (0, 0, 0)


def test_each_line_is_answered_once_it_is_durable(settings: Settings, store: Store) -> None:
    said: list[dict[str, Any]] = []

    class Out(io.StringIO):
        """Looks into the database whenever an answer is given."""

        def write(self, text: str) -> int:
            said.append(json.loads(text) | {"there": counted(store)[1]})
            return len(text)

    lines = [line(), b"", b"\xff\n", line("renewed", number="ABC-2026-001")]
    assert not decisions.apply_each(settings, store, lines, Out())
    assert [(one["line"], one["ok"], one["there"]) for one in said] == [(1, True, 1), (3, False, 1), (4, True, 2)]
    assert {"number": "ABC-2026-001", "place": 2, "position": 1}.items() <= said[2].items()


def test_what_was_answered_survives_a_kill(settings: Settings, store: Store) -> None:
    lines: Iterable[bytes] = [line()] * 2000
    environment = os.environ | settings.environment()
    command = [sys.executable, "-m", "portal", "certificate", "apply", "-", "--each"]
    running = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert running.stdin
    assert running.stdout
    feeding = threading.Thread(target=_feed, args=(running.stdin, lines))
    feeding.start()
    answered = [json.loads(running.stdout.readline()) for _ in range(40)]
    running.kill()
    answered += [json.loads(text) for text in running.stdout if text.endswith(b"\n")]
    feeding.join()
    running.stdout.close()
    assert running.wait() == -9
    with store.reading() as session:
        numbers = set(session.exec(select(Certificate.number)))
        size = log.size(session)
        assert {one["number"] for one in answered} <= numbers
        assert len(answered) <= size <= len(answered) + 1
        assert session.get(Checkpoint, size) is not None
        assert count(session) == (size, size, size)


def _feed(pipe: Any, lines: Iterable[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.writelines(lines)
    with suppress(BrokenPipeError):
        pipe.close()


def test_texts_of_a_grant_are_kept(settings: Settings, store: Store) -> None:
    said = line(number="ABC-1", scope={"nb": "Kontoret"}, text={"bg": "Реше́но"}, covers_units=True)
    decisions.apply(settings, store, [said])
    with store.reading() as session:
        fact = certificates.by_number(session, "abc-1", make.NOW)
    assert fact is not None
    assert (fact.scope, fact.covers_units) == (LocalText({"nb": "Kontoret"}), True)
    assert fact.decisions[0].reason == LocalText({"bg": "Реше́но"})

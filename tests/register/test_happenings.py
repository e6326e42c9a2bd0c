"""What happened: told when it is both recorded and in effect, expiries too, and the newest whatever there is before."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from portal.register import happenings, histories
from portal.register.happenings import of_history
from portal.register.histories import DecisionFact
from portal.store import Store
from portal.words import DecisionKind, Status
from tests import make
from tests.queries import counted

OSLO = "Europe/Oslo"
GRANTED, RENEWED, SUSPENDED, RESTORED, WITHDRAWN, CORRECTED = DecisionKind
MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
NEVER = date(2100, 1, 1)
QUERIES = [9, 6, 11]
"""Of a scheme, of firms, of a list, when nothing comes from memory."""


def decided(kind: DecisionKind, day: date, recorded: date | None = None, **values: object) -> DecisionFact:
    """A decision that was recorded at noon, of the day it took effect unless told otherwise."""
    at = datetime.combine(recorded or day, datetime.min.time(), UTC) + timedelta(hours=12)
    return DecisionFact(kind, day, recorded_at=at, **values)  # type: ignore[arg-type]


def told(history: Sequence[DecisionFact], today: date = NEVER) -> list[tuple[str, str]]:
    """What is told of a history: its key and from when on, to the hour."""
    return [(one.key, one.at.strftime("%Y-%m-%d %H")) for one in of_history(history, today, OSLO)]


def test_a_decision_is_told_when_it_is_recorded_and_in_effect() -> None:
    history = [decided(GRANTED, MARCH, APRIL), decided(SUSPENDED, JUNE, MAY)]
    assert told(history) == [("1", "2026-04-01 12"), ("2", "2026-05-31 22")]
    assert told(history, date(2026, 5, 31)) == [("1", "2026-04-01 12")]


def test_an_expiry_is_told_on_the_day_after_the_last_valid_one() -> None:
    history = [decided(GRANTED, MARCH, valid_until=date(2026, 4, 30))]
    assert told(history, date(2026, 4, 30)) == [("1", "2026-03-01 12")]
    assert told(history, MAY) == [("1", "2026-03-01 12"), ("expired/2026-05-01", "2026-04-30 22")]


def test_what_was_renewed_in_time_did_not_expire() -> None:
    history = [decided(GRANTED, MARCH, valid_until=date(2026, 4, 30)), decided(RENEWED, MAY, APRIL)]
    assert [key for key, _ in told(history)] == ["1", "2"]


def test_what_was_renewed_too_late_expired_in_between() -> None:
    until = date(2026, 4, 30)
    history = [decided(GRANTED, MARCH, valid_until=until), decided(RENEWED, JUNE, valid_until=date(2027, 5, 31))]
    assert [key for key, _ in told(history)] == ["1", "2", "expired/2026-05-01", "expired/2027-06-01"]


def test_what_was_withdrawn_does_not_expire() -> None:
    history = [decided(GRANTED, MARCH, valid_until=JUNE), decided(WITHDRAWN, APRIL)]
    assert [key for key, _ in told(history)] == ["1", "2"]


def test_what_has_no_effect_after_a_withdrawal_is_not_told() -> None:
    history = [decided(GRANTED, MARCH), decided(SUSPENDED, JUNE, MARCH), decided(WITHDRAWN, MAY, APRIL)]
    assert [key for key, _ in told(history)] == ["1", "3"]


def test_what_was_seen_before_a_withdrawal_of_the_past_stays() -> None:
    history = [decided(GRANTED, MARCH), decided(SUSPENDED, APRIL), decided(WITHDRAWN, date(2026, 3, 15), MAY)]
    assert [key for key, _ in told(history)] == ["1", "2", "3"]


def test_what_was_voided_before_its_day_never_happened() -> None:
    history = [
        decided(GRANTED, MARCH),
        decided(WITHDRAWN, JUNE, APRIL),
        decided(CORRECTED, JUNE, MAY, corrects=2, voids=True),
    ]
    assert told(history) == [("1", "2026-03-01 12"), ("3", "2026-05-01 12")]


def test_what_was_voided_after_its_day_had_been_told() -> None:
    history = [
        decided(GRANTED, MARCH),
        decided(WITHDRAWN, APRIL),
        decided(CORRECTED, APRIL, MAY, corrects=2, voids=True),
    ]
    assert [key for key, _ in told(history)] == ["1", "2", "3"]


def test_what_was_moved_before_its_day_is_told_on_the_new_one() -> None:
    history = [decided(GRANTED, MARCH), decided(SUSPENDED, JUNE, MARCH), decided(CORRECTED, MAY, APRIL, corrects=2)]
    assert told(history)[1] == ("2", "2026-04-30 22")
    assert [one.corrects for one in of_history(history, NEVER, OSLO)] == [None, None, SUSPENDED]


def test_an_expiry_that_a_correction_brings_is_told_when_it_is_recorded() -> None:
    history = [decided(GRANTED, MARCH), decided(CORRECTED, MARCH, JUNE, corrects=1, valid_until=date(2026, 4, 30))]
    assert told(history)[-1] == ("expired/2026-05-01", "2026-06-01 12")


@pytest.mark.parametrize("zone", ["Europe/Brussels", "Pacific/Kiritimati", "America/Adak"])
def test_the_oldest_day_there_is_can_be_told(zone: str) -> None:
    history = [DecisionFact(GRANTED, date(1, 1, 1), date(1, 12, 31))]
    assert [one.at.year for one in of_history(history, NEVER, zone)] in ([1970, 1970], [1969, 1969])


def register(session: Session, count: int) -> None:
    """Certificates of one scheme: each is granted on another day; some expire, the first is suspended."""
    owner = make.organisation(session, "owner")
    scheme, other = make.scheme(session, "scheme", owner), make.scheme(session, "other", owner)
    for number in range(count):
        day = date(2020, 1, 1) + timedelta(days=number)
        until = date(2025, 1, 1) + timedelta(days=number) if number % 2 else None
        make.certificate(
            session, f"A-{number:03}", make.organisation(session, f"firm-{number}"), scheme, (GRANTED, day, until)
        )
    make.decision(session, 1, SUSPENDED, date(2026, 1, 1))
    make.certificate(session, "B-1", owner, other, (GRANTED, date(2026, 2, 1), None))


def expected(session: Session, count: int) -> list[tuple[str, str]]:
    """The same, asked about every certificate by its number."""
    numbers = [f"A-{number:03}" for number in range(count)]
    found, unknown = happenings.of_list(session, numbers, (), make.NOW)
    assert unknown == 0
    return [(one.number, one.what.key) for one in found]


def test_the_newest_of_a_scheme_are_the_newest_of_all(store: Store) -> None:
    with store.writing() as session:
        register(session, 30)
    with store.reading() as session:
        everything = expected(session, 30)
        assert len(everything) == 30 + 15 + 1
        for most in (1, 2, 7, 20, 100):
            found = happenings.of_scheme(session, 1, make.NOW, most)
            assert [(one.number, one.what.key) for one in found] == everything[:most]


@pytest.mark.parametrize("count", [2, 40])
def test_the_number_of_queries_does_not_grow(store: Store, count: int) -> None:
    with store.writing() as session:
        register(session, count)
    asked, numbers, slugs = [], ["A-000", "A-001"], [f"firm-{number}" for number in range(count)]
    several: tuple[Callable[[Session], object], ...] = (
        lambda session: happenings.of_scheme(session, 1, make.NOW),
        lambda session: happenings.of_organisations(session, range(1, count), make.NOW),
        lambda session: happenings.of_list(session, numbers, slugs, make.NOW),
    )
    for ask in several:
        with counted(store) as statements, store.reading(live=True) as session:
            ask(session)
        asked.append(len([one for one in statements if "pg_current_snapshot" not in one]))  # is anything new?
    assert asked == QUERIES


def test_who_is_not_listed_is_not_told_of(store: Store) -> None:
    with store.writing() as session:
        scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
        make.certificate(
            session, "A-1", make.organisation(session, "firm", listed=False), scheme, (GRANTED, MARCH, None)
        )
    with store.reading() as session:
        assert happenings.of_scheme(session, 1, make.NOW) == ()
        assert happenings.of_list(session, ["A-1"], ["firm"], make.NOW) == ((), 1)


def test_every_expiry_is_the_end_of_a_day_that_was_not_expired() -> None:
    history = [decided(GRANTED, MARCH, valid_until=APRIL), decided(SUSPENDED, date(2026, 3, 20))]
    (expiry,) = [one for one in of_history(history, NEVER, OSLO) if one.decision is None]
    before = histories.status_on(history, expiry.day - timedelta(days=1))
    assert (before, histories.status_on(history, expiry.day)) == (Status.SUSPENDED, Status.EXPIRED)

"""Certificates as they are read: with their history, on the day that it is in the scheme's zone."""

from datetime import UTC, date, datetime

import pytest

from portal.register.certificates import by_number, day_in, held
from portal.store import Store
from portal.words import DecisionKind, Status
from tests import make

GRANTED = DecisionKind.GRANTED


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 4, 20, 21, 59, tzinfo=UTC), date(2026, 4, 20)),
        (datetime(2026, 4, 20, 22, 0, tzinfo=UTC), date(2026, 4, 21)),  # summer time: midnight in Oslo
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 22, 59, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # a day of 23 hours
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # a day of 25 hours
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_day_is_a_calendar_day_in_the_schemes_zone(instant: datetime, day: date) -> None:
    assert day_in("Europe/Oslo", instant) == day


def test_the_last_day_is_valid_to_its_end_in_the_schemes_zone(store: Store) -> None:
    last = date(2026, 4, 20)
    with store.writing() as session:
        holder = make.organisation(session, "holder")
        scheme = make.scheme(session, "scheme", holder)
        make.certificate(session, "ABC-2023-001", holder, scheme, (GRANTED, date(2023, 4, 21), last))
    with store.reading() as session:
        before = by_number(session, "abc-2023-001", datetime(2026, 4, 20, 21, 59, tzinfo=UTC))
        after = by_number(session, "ABC-2023-001", datetime(2026, 4, 20, 22, 1, tzinfo=UTC))
    assert before is not None
    assert after is not None
    assert (before.status, before.day, before.valid_until) == (Status.VALID, last, last)
    assert (after.status, after.day) == (Status.EXPIRED, date(2026, 4, 21))


def test_certificates_of_several_holders_newest_first(store: Store) -> None:
    with store.writing() as session:
        one, two = make.organisation(session, "one"), make.organisation(session, "two")
        scheme = make.scheme(session, "scheme", one)
        make.certificate(session, "A-1", one, scheme, (GRANTED, date(2022, 1, 1), None))
        make.certificate(session, "A-2", one, scheme, (GRANTED, date(2024, 1, 1), None))
        make.certificate(session, "A-3", two, scheme, (GRANTED, date(2023, 1, 1), date(2023, 12, 31)))
        ids = [one.id or 0, two.id or 0]
    with store.reading() as session:
        found = held(session, ids, make.NOW)
    assert [[fact.number for fact in found[key]] for key in ids] == [["A-2", "A-1"], ["A-3"]]
    assert [fact.status for fact in found[ids[1]]] == [Status.EXPIRED]

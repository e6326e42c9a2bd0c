"""The status of a certificate follows from its decisions alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.register.certificates import by_number, day_in, held
from portal.register.histories import DecisionFact, status_on, valid_until
from portal.store import Store
from portal.words import DecisionKind, Status
from tests import make

GRANTED, RENEWED = DecisionKind.GRANTED, DecisionKind.RENEWED
SUSPENDED, RESTORED, WITHDRAWN = DecisionKind.SUSPENDED, DecisionKind.RESTORED, DecisionKind.WITHDRAWN

HISTORY = (
    DecisionFact(GRANTED, date(2023, 4, 21), date(2025, 4, 20)),
    DecisionFact(SUSPENDED, date(2024, 1, 10)),
    DecisionFact(RESTORED, date(2024, 2, 1)),
    DecisionFact(RENEWED, date(2025, 5, 1), date(2027, 4, 30)),
    DecisionFact(WITHDRAWN, date(2026, 6, 1)),
)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2023, 4, 20), Status.NOT_YET_VALID),
        (date(2023, 4, 21), Status.VALID),
        (date(2024, 1, 9), Status.VALID),
        (date(2024, 1, 10), Status.SUSPENDED),
        (date(2024, 1, 31), Status.SUSPENDED),
        (date(2024, 2, 1), Status.VALID),
        (date(2025, 4, 20), Status.VALID),
        (date(2025, 4, 21), Status.EXPIRED),
        (date(2025, 4, 30), Status.EXPIRED),
        (date(2025, 5, 1), Status.VALID),
        (date(2026, 5, 31), Status.VALID),
        (date(2026, 6, 1), Status.WITHDRAWN),
        (date(2040, 1, 1), Status.WITHDRAWN),
    ],
)
def test_each_decision_holds_from_its_day(day: date, status: Status) -> None:
    assert status_on(HISTORY, day) is status


def test_expired_beats_suspended() -> None:
    decisions = (DecisionFact(GRANTED, date(2024, 1, 1), date(2024, 12, 31)), DecisionFact(SUSPENDED, date(2024, 6, 1)))
    assert status_on(decisions, date(2025, 1, 1)) is Status.EXPIRED


def test_nothing_decided_is_not_yet_valid() -> None:
    assert status_on((), date(2024, 1, 1)) is Status.NOT_YET_VALID


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
decisions = st.builds(
    DecisionFact,
    st.sampled_from([RENEWED, SUSPENDED, RESTORED, WITHDRAWN]),
    days,
    st.one_of(st.none(), days),
)


@given(days, st.lists(decisions, max_size=6), days)
def test_the_order_in_which_days_were_entered_does_not_matter(
    granted: date, later: list[DecisionFact], day: date
) -> None:
    one_a_day = {decision.effective_on: decision for decision in [DecisionFact(GRANTED, granted), *later]}
    forwards = list(one_a_day.values())
    assert status_on(forwards, day) is status_on(forwards[::-1], day)


@given(days, st.lists(decisions, max_size=6), days)
def test_what_is_decided_later_never_changes_an_earlier_day(
    granted: date, later: list[DecisionFact], day: date
) -> None:
    history = [DecisionFact(GRANTED, granted), *later]
    known_then = [decision for decision in history if decision.effective_on <= day]
    assert status_on(history, day) is status_on(known_then, day)


@given(days, st.lists(decisions, max_size=6), days, st.integers(0, 4000))
def test_withdrawn_stays_withdrawn(granted: date, later: list[DecisionFact], day: date, more: int) -> None:
    history = [DecisionFact(GRANTED, granted), *later]
    if status_on(history, day) is Status.WITHDRAWN:
        assert status_on(history, day + timedelta(days=more)) is Status.WITHDRAWN


@given(days, days)
def test_without_an_expiry_it_is_valid_for_ever(granted: date, day: date) -> None:
    expected = Status.VALID if day >= granted else Status.NOT_YET_VALID
    assert status_on([DecisionFact(GRANTED, granted)], day) is expected
    assert valid_until([DecisionFact(GRANTED, granted)], day) is None


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 4, 20, 21, 59, tzinfo=UTC), date(2026, 4, 20)),
        (datetime(2026, 4, 20, 22, 0, tzinfo=UTC), date(2026, 4, 21)),  # summer time: midnight in Oslo
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), date(2028, 2, 29)),
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

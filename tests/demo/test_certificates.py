"""The history of a fictional certificate adds up to the status it was made for."""

import random
from datetime import date, timedelta

import pytest

from portal.demo.certificates import history
from portal.register.histories import DecisionFact, refusal, status_on
from portal.words import DecisionKind, Status

DAYS = (date(2026, 11, 22), date(2028, 2, 29), date(2027, 3, 1), date(2026, 12, 31))
CASES = [(status, years) for status in Status for years in (1, 2, 3, 5, None) if (status, years) != ("expired", None)]


def told(status: Status, years: int | None, today: date, seed: int) -> tuple[DecisionFact, ...]:
    return history(status, years, today, random.Random(seed))  # noqa: S311 - the same histories each time


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize(("status", "years"), CASES)
def test_a_history_adds_up_to_the_status_asked_for(status: Status, years: int | None, today: date) -> None:
    for seed in range(100):
        made = told(status, years, today, seed)
        for day in (today - timedelta(days=1), today, today + timedelta(days=1)):  # today in any time zone
            assert status_on(made, day) is status, (seed, day, made)


@pytest.mark.parametrize(("status", "years"), CASES)
def test_a_history_is_told_in_its_order(status: Status, years: int | None) -> None:
    for seed in range(100):
        made = told(status, years, DAYS[0], seed)
        days = [decision.effective_on for decision in made if decision.kind is not DecisionKind.CORRECTED]
        assert days == sorted(days)
        assert all(refusal(made[:place], decision) is None for place, decision in enumerate(made))
        assert made[0].kind is DecisionKind.GRANTED
        assert {decision.kind for decision in made[1:]}.isdisjoint({DecisionKind.GRANTED})
        assert all(decision.recorded_at and decision.recorded_at.date() <= DAYS[0] for decision in made)


def test_all_kinds_of_decision_come_up() -> None:
    made = [decision for seed in range(50) for case in CASES for decision in told(*case, DAYS[0], seed)]
    assert {decision.kind for decision in made} == set(DecisionKind)
    assert {decision.valid_until is None for decision in made if decision.kind is DecisionKind.RENEWED} == {True, False}


def test_a_certificate_without_an_expiry_does_not_expire() -> None:
    with pytest.raises(ValueError, match="does not expire"):
        told(Status.EXPIRED, None, DAYS[0], 1)

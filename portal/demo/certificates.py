"""Histories of fictional certificates: for each status, decisions that add up to it today."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from portal.demo.texts import REASON_CODES, REASONS
from portal.demo.world import instant
from portal.register.histories import DecisionFact
from portal.words import DecisionKind, Status

DECIDED_BY: Final = "demo board"
CRITERIA: Final = "demo 1"
"""The version of the criteria that every decision rests on."""
_UNLIMITED_DAYS: Final = 2_500
"""How far back a grant without an expiry may lie."""
_MARGIN: Final = 2
"""Days kept from today, for it may be tomorrow already in the scheme's time zone."""


def history(status: Status, years: int | None, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    """Give decisions that add up to `status` on `today`, in the order in which they took effect.

    `years` is how long a grant holds; None: no expiry is stated, and the status cannot be "expired".
    Raises `ValueError` when it is asked for all the same.
    """
    if status is Status.EXPIRED and years is None:
        raise ValueError("a certificate without an expiry does not expire")
    return _HISTORIES[status](years, today, chance)


def _valid(years: int | None, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    if years is not None and _often(10, chance):
        return _after_a_gap(years, today, chance)
    start = _running_since(years, today, chance, least=_MARGIN)
    decisions = _terms(start, years, chance)
    days = (today - start).days
    if days > 60 and _often(15, chance):
        held = start + timedelta(days=chance.randint(1, days - 30))
        if _often(25, chance):
            return (*decisions, _decision(DecisionKind.SUSPENDED, held), _never_held(len(decisions) + 1, held, today))
        again = held + timedelta(days=chance.randint(1, (today - held).days - _MARGIN))
        return (*decisions, _decision(DecisionKind.SUSPENDED, held), _decision(DecisionKind.RESTORED, again))
    return decisions


def _after_a_gap(years: int, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    """Give a certificate that had expired before it was renewed."""
    start = _running_since(years, today, chance, least=_MARGIN)
    expired = start - timedelta(days=chance.randint(10, 120))
    earlier = _terms(_years_before(expired, years), years, chance)
    return (*earlier, _decision(DecisionKind.RENEWED, start, _until(start, years)))


def _expired(years: int | None, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    last = today - timedelta(days=chance.randint(_MARGIN, 900))
    start = _years_before(last + timedelta(days=1), years or 0)
    decisions = _terms(start, years, chance)
    if years and len(decisions) == 1 and _often(15, chance):
        return _with_a_year_too_many(decisions[0], today)
    if _often(15, chance):
        decisions = (*decisions, _decision(DecisionKind.SUSPENDED, last - timedelta(days=chance.randint(1, 200))))
    return decisions


def _never_held(place: int, effective: date, today: date) -> DecisionFact:
    """Correct a suspension that was meant for another certificate, some days after it."""
    noticed = min(effective + timedelta(days=20), today - timedelta(days=_MARGIN))
    correction = _decision(DecisionKind.CORRECTED, effective)
    return replace(correction, recorded_at=instant(noticed), corrects=place, voids=True)


def _with_a_year_too_many(granted: DecisionFact, today: date) -> tuple[DecisionFact, ...]:
    """Give a grant whose last day was recorded a year too late, and its correction."""
    until = granted.valid_until or today
    noticed = min(granted.effective_on + timedelta(days=90), today - timedelta(days=_MARGIN))
    correction = _decision(DecisionKind.CORRECTED, granted.effective_on, until)
    return (
        replace(granted, valid_until=_years_before(until, -1)),
        replace(correction, recorded_at=instant(noticed), corrects=1),
    )


def _suspended(years: int | None, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    start = _running_since(years, today, chance, least=40)
    held = today - timedelta(days=chance.randint(_MARGIN, min(150, (today - start).days - 1)))
    return (*_terms(start, years, chance), _decision(DecisionKind.SUSPENDED, held))


def _withdrawn(years: int | None, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    start = today - timedelta(days=chance.randint(60, 2_000))
    until = _until(start, years)
    latest = today - timedelta(days=_MARGIN)
    days = ((min(until, latest) if until else latest) - start).days
    taken = start + timedelta(days=chance.randint(40, days))
    decisions = _terms(start, years, chance)
    if _often(50, chance):
        held = taken - timedelta(days=chance.randint(5, 30))
        decisions = (*decisions, _decision(DecisionKind.SUSPENDED, held))
    return (*decisions, _decision(DecisionKind.WITHDRAWN, taken))


def _not_yet(years: int | None, today: date, chance: random.Random) -> tuple[DecisionFact, ...]:
    start = today + timedelta(days=chance.randint(_MARGIN, 90))
    return (_decision(DecisionKind.GRANTED, start, _until(start, years), before=(start - today).days),)


_HISTORIES: Final[Mapping[Status, Callable[[int | None, date, random.Random], tuple[DecisionFact, ...]]]] = {
    Status.VALID: _valid,
    Status.EXPIRED: _expired,
    Status.SUSPENDED: _suspended,
    Status.WITHDRAWN: _withdrawn,
    Status.NOT_YET_VALID: _not_yet,
}


def _often(percent: int, chance: random.Random) -> bool:
    return chance.random() * 100 < percent


def _running_since(years: int | None, today: date, chance: random.Random, least: int) -> date:
    """Give the first day of a term that began at least so many days ago and has not run out."""
    most = years * 365 - _MARGIN - 1 if years else _UNLIMITED_DAYS
    return today - timedelta(days=chance.randint(least, most))


def _terms(start: date, years: int | None, chance: random.Random) -> tuple[DecisionFact, ...]:
    """Give the grant and the renewals up to the term that begins on `start`, each decided in good time."""
    earlier = chance.choices((0, 1, 2), weights=(70, 22, 8))[0]
    starts = [_years_before(start, (years or 3) * count) for count in range(earlier, -1, -1)]
    decisions = [_decision(DecisionKind.GRANTED, starts[0], _until(starts[0], years))]
    for begins in starts[1:]:
        decided = begins - timedelta(days=chance.randint(0, 60))
        decisions.append(_decision(DecisionKind.RENEWED, decided, _until(begins, years)))
    return tuple(decisions)


def _decision(kind: DecisionKind, day: date, until: date | None = None, before: int = 0) -> DecisionFact:
    """Give a decision that was recorded on the day it took effect, or so many days before."""
    return DecisionFact(
        kind=kind,
        effective_on=day,
        valid_until=until,
        recorded_at=instant(day - timedelta(days=before)),
        reason=REASONS[kind],
        reason_code=REASON_CODES[kind],
        criteria=CRITERIA,
        decided_by=DECIDED_BY,
    )


def _until(start: date, years: int | None) -> date | None:
    """Give the last day of a term: the day before the same day some years later."""
    return _years_before(start, -years) - timedelta(days=1) if years else None


def _years_before(day: date, years: int) -> date:
    """Give the same day some years earlier; 29 February becomes the 28th."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)

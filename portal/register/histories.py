"""What a certificate's decisions add up to: pure rules over a history, and nothing else.

A history is the decisions of one certificate in the order in which they were recorded. The rules: the day a decision
takes effect already has the new status; the last day of validity is valid to its end; decisions of the same day count
in the order in which they were recorded; a withdrawn certificate stays withdrawn; a suspension ends with its
restoration; after the last day of validity the status is expired unless withdrawn; without a stated expiry a
certificate is valid until a decision says otherwise. A correction changes no earlier decision: it says that one holds
from another day, until another day, or never held. Source: the portal's rule for status, see README, "The words".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from portal.words import Certainty, DecisionKind, LocalText, Status

STATE_VALIDITY: Final = (DecisionKind.GRANTED, DecisionKind.RENEWED)
"""The decisions that say until when a certificate is valid."""
_BEST_FIRST: Final = (Status.VALID, Status.SUSPENDED, Status.NOT_YET_VALID, Status.EXPIRED, Status.WITHDRAWN)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class DecisionFact:
    """One entry in a certificate's history."""

    kind: DecisionKind
    effective_on: date
    valid_until: date | None = None
    effective_certainty: Certainty = Certainty.STATED
    recorded_at: datetime | None = None
    reason: LocalText = LocalText()
    """The public reason in words."""
    decided_by: str | None = None
    approved_by: str | None = None
    reason_code: str | None = None
    criteria: str | None = None
    """The version of the scheme's criteria that it rests on."""
    corrects: int | None = None
    """Of a correction: the place in the history, from 1, of the decision that was recorded wrongly."""
    voids: bool = False
    """Of a correction: whether that decision never held."""


@dataclass(frozen=True)
class Period:
    """Some days in a row on which the status is the same; both ends included."""

    first: date
    last: date
    status: Status


class Refusal(StrEnum):
    """Why a decision cannot be taken."""

    NOT_GRANTED = "not-granted"
    GRANTED_ALREADY = "granted-already"
    BEFORE_THE_GRANT = "before-the-grant"
    WITHDRAWN_ALREADY = "withdrawn-already"
    SUSPENDED_ALREADY = "suspended-already"
    NOT_SUSPENDED = "not-suspended"
    ENDS_BEFORE_IT_BEGINS = "ends-before-it-begins"
    STATES_NO_VALIDITY = "states-no-validity"
    NOTHING_TO_CORRECT = "nothing-to-correct"
    VOIDS_THE_GRANT = "voids-the-grant"
    CONTRADICTS_LATER = "contradicts-later"


def as_known(history: Iterable[DecisionFact], instant: datetime) -> tuple[DecisionFact, ...]:
    """Give what was recorded up to an instant, that instant included.

    It is always a beginning of the history: corrections name decisions by their places.
    """
    return tuple(takewhile(lambda one: one.recorded_at is None or one.recorded_at <= instant, history))


def in_force(history: Iterable[DecisionFact]) -> tuple[DecisionFact, ...]:
    """Give the decisions as they hold, corrections worked in, in the order in which they take effect.

    The last correction of a decision counts. One that names no decision before it says nothing.
    """
    return tuple(decision for _, decision in placed(history))


def placed(history: Iterable[DecisionFact]) -> list[tuple[int, DecisionFact]]:
    """Give the same with the place of each in the history, from 1."""
    said = list(history)
    corrections = {
        one.corrects: one
        for own, one in enumerate(said, 1)
        if one.kind is DecisionKind.CORRECTED and (one.corrects or 0) < own
    }
    held = []
    for place, decision in enumerate(said, 1):
        if decision.kind is DecisionKind.CORRECTED:
            continue
        correction = corrections.get(place)
        if correction is None:
            held.append((place, decision))
        elif not correction.voids:
            held.append(
                (place, replace(decision, effective_on=correction.effective_on, valid_until=correction.valid_until))
            )
    return sorted(held, key=lambda found: found[1].effective_on)  # keeps the order within a day


def status_on(history: Iterable[DecisionFact], day: date) -> Status:
    """Give the status on a day."""
    return _status(in_force(history), day)


def _status(held: Iterable[DecisionFact], day: date) -> Status:
    until: date | None = None
    granted = suspended = False
    for decision in held:
        if decision.effective_on > day:
            break
        match decision.kind:
            case DecisionKind.WITHDRAWN:
                return Status.WITHDRAWN
            case DecisionKind.GRANTED | DecisionKind.RENEWED:
                granted, until = True, decision.valid_until
            case DecisionKind.SUSPENDED:
                suspended = True
            case DecisionKind.RESTORED:
                suspended = False
    if not granted:
        return Status.NOT_YET_VALID
    if until is not None and day > until:
        return Status.EXPIRED
    return Status.SUSPENDED if suspended else Status.VALID


def valid_until(history: Iterable[DecisionFact], day: date) -> date | None:
    """Give the last day of validity as the grants and renewals in effect on `day` state it; None: not stated."""
    stated = [one.valid_until for one in in_force(history) if one.kind in STATE_VALIDITY and one.effective_on <= day]
    return stated[-1] if stated else None


def periods(history: Iterable[DecisionFact], first: date, last: date) -> tuple[Period, ...]:
    """Give the status of every day from first to last, as few periods as there can be.

    :raises ValueError: the last day lies before the first
    """
    if last < first:
        raise ValueError(f"{last} lies before {first}")
    held = in_force(history)
    turns = {one.effective_on for one in held}
    turns |= {one.valid_until + _A_DAY for one in held if one.valid_until and one.valid_until < date.max}
    starts = [first, *sorted(turn for turn in turns if first < turn <= last)]
    ends = [*(start - _A_DAY for start in starts[1:]), last]
    found: list[Period] = []
    for start, end in zip(starts, ends, strict=True):
        status = _status(held, start)
        if found and found[-1].status is status:
            found[-1] = replace(found[-1], last=end)
        else:
            found.append(Period(start, end, status))
    return tuple(found)


def best_of(several: Sequence[Sequence[Period]]) -> tuple[Period, ...]:
    """Give the best status of several certificates for every day: valid where one of them is.

    :param several: the periods of each, all from the same first day to the same last; at least one
    """
    if len(several) == 1:
        return tuple(several[0])
    starts = sorted({period.first for periods_of in several for period in periods_of})
    last = several[0][-1].last
    ends = [*(start - _A_DAY for start in starts[1:]), last]
    found: list[Period] = []
    for start, end in zip(starts, ends, strict=True):
        there = (one.status for periods_of in several for one in periods_of if one.first <= start <= one.last)
        status = min(there, key=_BEST_FIRST.index)
        if found and found[-1].status is status:
            found[-1] = replace(found[-1], last=end)
        else:
            found.append(Period(start, end, status))
    return tuple(found)


def covered(history: Iterable[DecisionFact], first: date, last: date) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Give the periods from first to last in which it is valid, and those in which it is not: the gaps.

    Gaps that touch are given apart where their status differs.
    """
    found = periods(history, first, last)
    return (
        tuple(one for one in found if one.status is Status.VALID),
        tuple(one for one in found if one.status is not Status.VALID),
    )


def refusal(history: Sequence[DecisionFact], decision: DecisionFact) -> Refusal | None:
    """Say why a decision cannot be recorded after a history; None: it can.

    A decision may take effect on any day, before others that are recorded already too: then those must still be
    possible after it. What was recorded for a day after a withdrawal has no effect, and does not stand in its way.
    """
    if wrong := _ill_formed(history, decision):
        return wrong
    own = decision.corrects if decision.kind is DecisionKind.CORRECTED else len(history) + 1
    for place, impossible in _impossible(placed((*history, decision))):
        return impossible if place == own else Refusal.CONTRADICTS_LATER
    return None


def _ill_formed(history: Sequence[DecisionFact], decision: DecisionFact) -> Refusal | None:
    """Say what is wrong with a decision by itself, or with what it corrects."""
    kind = decision.kind
    if kind is DecisionKind.CORRECTED:
        place = decision.corrects or 0
        if not 0 < place <= len(history) or history[place - 1].kind is DecisionKind.CORRECTED:
            return Refusal.NOTHING_TO_CORRECT
        kind = history[place - 1].kind
        if decision.voids:
            return Refusal.VOIDS_THE_GRANT if kind is DecisionKind.GRANTED else None
    elif kind is DecisionKind.GRANTED and any(one.kind is DecisionKind.GRANTED for one in history):
        return Refusal.GRANTED_ALREADY
    if decision.valid_until and kind not in STATE_VALIDITY:
        return Refusal.STATES_NO_VALIDITY
    if decision.valid_until and decision.valid_until < decision.effective_on:
        return Refusal.ENDS_BEFORE_IT_BEGINS
    return None


def _impossible(held: Sequence[tuple[int, DecisionFact]]) -> Iterator[tuple[int, Refusal]]:
    """Give the places of the decisions, in the order in which they take effect, that cannot follow those before."""
    granted = suspended = False
    for number, (place, one) in enumerate(held):
        match one.kind:
            case DecisionKind.GRANTED:
                if granted:
                    yield place, Refusal.GRANTED_ALREADY
                granted = True
            case _ if not granted:
                later = (other.kind for _, other in held[number:])
                yield place, Refusal.BEFORE_THE_GRANT if DecisionKind.GRANTED in later else Refusal.NOT_GRANTED
            case DecisionKind.SUSPENDED:
                if suspended:
                    yield place, Refusal.SUSPENDED_ALREADY
                suspended = True
            case DecisionKind.RESTORED:
                if not suspended:
                    yield place, Refusal.NOT_SUSPENDED
                suspended = False
            case DecisionKind.WITHDRAWN:
                # What was recorded before it, for a later day, has no effect; after it nothing can be decided.
                yield from ((later, Refusal.WITHDRAWN_ALREADY) for later, _ in held[number + 1 :] if later > place)
                return

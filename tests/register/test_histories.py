"""What a history adds up to: each rule with an example, and all held to a slow reference that knows only the words."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.register import histories
from portal.register.histories import DecisionFact, Period, Refusal, refusal, status_on, valid_until
from portal.words import DecisionKind, LocalText, Status
from tests.register import day_by_day
from tests.register.day_by_day import Line

GRANTED, RENEWED = DecisionKind.GRANTED, DecisionKind.RENEWED
SUSPENDED, RESTORED, WITHDRAWN = DecisionKind.SUSPENDED, DecisionKind.RESTORED, DecisionKind.WITHDRAWN
CORRECTED = DecisionKind.CORRECTED
FIRST, LAST = date(2024, 2, 20), date(2024, 3, 15)
"""The days that histories here play on: around a leap day, and so few that decisions often share one."""
ALL = [FIRST - timedelta(days=3) + timedelta(days=number) for number in range(32)]
START = datetime(2024, 1, 1, tzinfo=UTC)

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
        (date.min, Status.NOT_YET_VALID),
        (date.max, Status.WITHDRAWN),
    ],
)
def test_each_decision_holds_from_its_day(day: date, status: Status) -> None:
    assert status_on(HISTORY, day) is status


def test_expired_beats_suspended() -> None:
    decisions = (DecisionFact(GRANTED, date(2024, 1, 1), date(2024, 12, 31)), DecisionFact(SUSPENDED, date(2024, 6, 1)))
    assert status_on(decisions, date(2025, 1, 1)) is Status.EXPIRED


def test_nothing_decided_is_not_yet_valid() -> None:
    assert status_on((), date(2024, 1, 1)) is Status.NOT_YET_VALID


def test_a_leap_day_is_a_day() -> None:
    ends, begins = [
        [DecisionFact(GRANTED, date(2024, 1, 1), date(2024, 2, 29))],
        [DecisionFact(GRANTED, date(2024, 2, 29))],
    ]
    assert [status_on(ends, date(2024, *day)) for day in ((2, 29), (3, 1))] == [Status.VALID, Status.EXPIRED]
    assert [status_on(begins, date(2024, *day)) for day in ((2, 28), (2, 29))] == [Status.NOT_YET_VALID, Status.VALID]


@pytest.mark.parametrize(
    ("correction", "expected"),
    [
        (
            DecisionFact(CORRECTED, date(2023, 5, 1), date(2025, 4, 20), corrects=1),
            {date(2023, 4, 30): "not-yet-valid"},
        ),
        (DecisionFact(CORRECTED, date(2023, 4, 21), None, corrects=1), {date(2025, 4, 25): "valid"}),
        (
            DecisionFact(CORRECTED, date(2024, 1, 20), corrects=2),
            {date(2024, 1, 19): "valid", date(2024, 1, 20): "suspended"},
        ),
        (DecisionFact(CORRECTED, date(2025, 5, 1), date(2025, 5, 31), corrects=4), {date(2025, 6, 1): "expired"}),
        (DecisionFact(CORRECTED, date(2025, 5, 1), corrects=4, voids=True), {date(2025, 5, 1): "expired"}),
        (
            DecisionFact(CORRECTED, date(2026, 7, 1), corrects=5),
            {date(2026, 6, 1): "valid", date(2026, 7, 1): "withdrawn"},
        ),
        (DecisionFact(CORRECTED, date(2026, 6, 1), corrects=5, voids=True), {date(2040, 1, 1): "expired"}),
    ],
)
def test_a_correction_of_each_kind(correction: DecisionFact, expected: dict[date, str]) -> None:
    assert refusal(HISTORY, correction) is None
    assert {day: status_on((*HISTORY, correction), day) for day in expected} == expected


def test_the_last_correction_counts_and_both_stay_in_the_history() -> None:
    wrong = DecisionFact(CORRECTED, date(2024, 1, 20), corrects=2)
    again = DecisionFact(CORRECTED, date(2024, 1, 15), corrects=2)
    history = (*HISTORY, wrong, again)
    assert status_on(history, date(2024, 1, 15)) is Status.SUSPENDED
    assert status_on((*history, replace(again, voids=True)), date(2024, 1, 15)) is Status.VALID
    assert len(histories.in_force(history)) == len(HISTORY)


def test_it_ends_on_the_last_day_that_there_is() -> None:
    history = [DecisionFact(GRANTED, date(2024, 1, 1), date.max)]
    found = histories.periods(history, date.min, date.max)
    assert [(one.first, one.last) for one in found] == [
        (date.min, date(2023, 12, 31)),
        (date(2024, 1, 1), date.max),
    ]
    with pytest.raises(ValueError, match="lies before"):
        histories.periods(history, date(2024, 1, 2), date(2024, 1, 1))


# --- held to the reference ----------------------------------------------------------------------------------------

days = st.dates(FIRST, LAST).map(date.isoformat)
until = st.one_of(st.none(), days, st.just("2024-02-29"))
decided = st.builds(
    lambda kind, day, last: (
        {"decision": kind, "effective": day} | ({"valid_until": last} if kind in day_by_day.VALIDITY else {})
    ),
    st.sampled_from(["granted", "renewed", "renewed", "suspended", "suspended", "restored", "restored", "withdrawn"]),
    days,
    until,
)
corrections = st.fixed_dictionaries(
    {
        "decision": st.just("corrected"),
        "effective": days,
        "valid_until": until,
        "corrects": st.integers(0, 8),
        "voids": st.sampled_from([False, False, True]),
    }
)
lines = st.one_of(decided, decided, corrections)
"""Anything, whether it could be decided or not: the status of every history is defined."""
anything = st.lists(lines, max_size=9)


def fact(line: Line, place: int = 0) -> DecisionFact:
    """The same decision as the portal has it; each is recorded an hour after the one before."""
    last = line.get("valid_until")
    return DecisionFact(
        DecisionKind(line["decision"]),
        date.fromisoformat(line["effective"]),
        date.fromisoformat(last) if last else None,
        recorded_at=START + timedelta(hours=place),
        reason=LocalText(),
        corrects=line.get("corrects"),
        voids=line.get("voids", False),
    )


def facts(history: Sequence[Line]) -> tuple[DecisionFact, ...]:
    return tuple(fact(line, place) for place, line in enumerate(history))


@st.composite
def possible(draw: st.DrawFn) -> list[Line]:
    """Histories that could be decided, most of them long: whatever is refused is left out."""
    begin = {"decision": "granted", "effective": draw(days), "valid_until": None}
    history: list[Line] = [begin]
    for line in draw(st.lists(lines, max_size=12)):
        if day_by_day.refused(history, line) is None:
            history.append(line)
    return history


both = st.one_of(anything, possible())


@settings(max_examples=400)
@given(both)
def test_the_status_of_every_day_is_that_of_the_reference(history: list[Line]) -> None:
    expected = day_by_day.statuses(history, ALL[0], ALL[-1])
    assert [status_on(facts(history), day) for day in ALL] == expected
    assert [_iso(valid_until(facts(history), day)) for day in ALL] == [day_by_day.last_day(history, day) for day in ALL]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@settings(max_examples=300)
@given(both, st.integers(0, 31), st.integers(0, 31))
def test_periods_partition_the_days_and_agree_with_each(history: list[Line], one: int, other: int) -> None:
    first, last = ALL[min(one, other)], ALL[max(one, other)]
    found = histories.periods(facts(history), first, last)
    assert (found[0].first, found[-1].last) == (first, last)
    for before, after in itertools.pairwise(found):
        assert after.first - before.last == timedelta(days=1)
        assert after.status is not before.status
    assert _daily(found) == day_by_day.statuses(history, first, last)
    valid, gaps = histories.covered(facts(history), first, last)
    assert [[_iso(span.first), _iso(span.last)] for span in valid] == day_by_day.covered(history, first, last)[
        "covered"
    ]
    assert sorted([*valid, *gaps], key=lambda span: span.first) == list(found)


def _daily(found: Sequence[Period]) -> list[str]:
    return [str(span.status) for span in found for _ in range((span.last - span.first).days + 1)]


@given(st.lists(both, min_size=1, max_size=4))
def test_of_several_certificates_the_best_counts_each_day(several: list[list[Line]]) -> None:
    spans = [histories.periods(facts(history), ALL[0], ALL[-1]) for history in several]
    expected = zip(*(day_by_day.statuses(history, ALL[0], ALL[-1]) for history in several), strict=True)
    best = histories.best_of(spans)
    assert _daily(best) == [min(words, key=day_by_day.RANK.index) for words in expected]
    assert all(after.status is not before.status for before, after in itertools.pairwise(best))


@given(both)
def test_what_is_in_force_stands_in_the_order_in_which_it_takes_effect(history: list[Line]) -> None:
    held = day_by_day.holding(history)
    expected = sorted(held, key=lambda one: (one[1]["effective"], one[0]))
    found = histories.placed(facts(history))
    said = [(place, str(one.kind), _iso(one.effective_on), _iso(one.valid_until)) for place, one in found]
    assert said == [(place, one["decision"], one["effective"], one.get("valid_until")) for place, one in expected]


@given(both, st.lists(lines, max_size=4), st.integers(0, 9))
def test_as_known_the_answer_stays_what_it_was(history: list[Line], more: list[Line], place: int) -> None:
    instant = START + timedelta(hours=place)
    then = facts(history)[: place + 1]
    known = histories.as_known(facts([*history, *more][: max(len(history), place + 1)]), instant)
    assert histories.as_known(facts(history), instant) == then
    assert known[: len(then)] == then
    just_before = histories.as_known(facts(history), instant - timedelta(microseconds=1))
    assert just_before == facts(history)[:place]


def test_a_clock_that_was_put_back_makes_no_hole_in_what_was_known() -> None:
    """Corrections name decisions by their places, so what was known is always a beginning of the history."""
    late, early = START + timedelta(hours=2), START
    history = (replace(HISTORY[0], recorded_at=late), replace(HISTORY[1], recorded_at=early))
    assert histories.as_known(history, early) == ()
    assert histories.as_known(history, late) == history


def test_a_correction_says_nothing_of_what_is_recorded_after_it() -> None:
    wrong = DecisionFact(CORRECTED, date(2024, 1, 20), corrects=len(HISTORY) + 2)
    later = DecisionFact(DecisionKind.GRANTED, date(2024, 2, 1))
    assert histories.in_force([*HISTORY, wrong, later]) == histories.in_force([*HISTORY, later])


@given(both, st.lists(decided, max_size=3))
def test_what_is_decided_for_later_never_changes_an_earlier_day(history: list[Line], more: list[Line]) -> None:
    day = min((date.fromisoformat(line["effective"]) for line in more), default=ALL[-1]) - timedelta(days=1)
    before = [status_on(facts(history), one) for one in ALL if one <= day]
    assert [status_on(facts([*history, *more]), one) for one in ALL if one <= day] == before


@given(both)
def test_withdrawn_stays_withdrawn(history: list[Line]) -> None:
    found = _daily(histories.periods(facts(history), ALL[0], ALL[-1]))
    assert "withdrawn" not in found or set(found[found.index("withdrawn") :]) == {"withdrawn"}


@given(days)
def test_without_an_expiry_it_is_valid_for_ever(granted: str) -> None:
    history = facts([{"decision": "granted", "effective": granted}])
    assert [status_on(history, day) for day in ALL] == [
        Status.VALID if day.isoformat() >= granted else Status.NOT_YET_VALID for day in ALL
    ]
    assert status_on(history, date.max) is Status.VALID
    assert valid_until(history, date.max) is None


@settings(max_examples=500)
@given(possible(), lines)
def test_what_is_refused_and_why_is_that_of_the_reference(history: list[Line], line: Line) -> None:
    expected = day_by_day.refused(history, line)
    found = refusal(facts(history), fact(line, len(history)))
    assert found == (Refusal(expected) if expected else None)


G, R, S, B, W = "granted", "renewed", "suspended", "restored", "withdrawn"


@pytest.mark.parametrize(
    ("history", "line", "why"),
    [
        ([], (S, "2024-03-01"), "not-granted"),
        ([(G, "2024-02-20")], (G, "2024-03-01"), "granted-already"),
        ([(G, "2024-02-20")], (G, "2024-01-01"), "granted-already"),
        ([(G, "2024-02-20")], (S, "2024-02-19"), "before-the-grant"),
        ([(G, "2024-02-20")], (B, "2024-03-01"), "not-suspended"),
        ([(G, "2024-02-20"), (S, "2024-03-01")], (B, "2024-02-29"), "not-suspended"),
        ([(G, "2024-02-20"), (S, "2024-03-01")], (S, "2024-03-02"), "suspended-already"),
        ([(G, "2024-02-20"), (S, "2024-03-01")], (S, "2024-02-29"), "contradicts-later"),
        ([(G, "2024-02-20"), (S, "2024-03-01"), (B, "2024-03-05")], (B, "2024-03-03"), "contradicts-later"),
        *(([(G, "2024-02-20"), (W, "2024-03-01")], (kind, "2024-03-01"), "withdrawn-already") for kind in (R, S, B, W)),
        ([(G, "2024-02-20")], (S, "2024-03-01", "2024-04-01"), "states-no-validity"),
        ([(G, "2024-02-20")], (R, "2024-03-01", "2024-02-29"), "ends-before-it-begins"),
        # What is decided for the future, or was decided before it was recorded, can be.
        ([(G, "2024-02-20")], (W, "2099-12-31"), None),
        ([(G, "2024-02-20"), (W, "2099-12-31")], (W, "2024-03-01"), None),  # fraud within the term of notice
        ([(G, "2024-02-20"), (W, "2099-12-31")], (S, "2024-03-01"), None),
        ([(G, "2024-02-20"), (R, "2024-03-10")], (W, "2024-03-01"), None),  # the renewal never takes effect
        ([(G, "2024-02-20", "2024-02-29")], (R, "2024-03-15", "2024-12-31"), None),  # with a gap
        ([(G, "2024-02-20"), (S, "2024-03-01")], (R, "2024-03-02"), None),  # stays suspended
        ([(G, "2024-02-20"), (S, "2024-03-01")], (B, "2024-03-01"), None),  # on the same day
    ],
)
def test_why_it_is_refused(history: list[tuple[str, ...]], line: tuple[str, ...], why: str | None) -> None:
    before = facts([dict(zip(("decision", "effective", "valid_until"), one, strict=False)) for one in history])
    one = fact(dict(zip(("decision", "effective", "valid_until"), line, strict=False)), len(before))
    assert refusal(before, one) == (Refusal(why) if why else None)


@pytest.mark.parametrize(
    ("corrects", "voids", "why"),
    [
        (None, False, Refusal.NOTHING_TO_CORRECT),
        (0, False, Refusal.NOTHING_TO_CORRECT),
        (7, False, Refusal.NOTHING_TO_CORRECT),
        (10**30, True, Refusal.NOTHING_TO_CORRECT),
        (6, False, Refusal.NOTHING_TO_CORRECT),  # a correction
        (1, True, Refusal.VOIDS_THE_GRANT),
        (2, True, Refusal.CONTRADICTS_LATER),  # the restoration would restore nothing
        (3, True, None),
        (5, True, None),
        (1, False, Refusal.CONTRADICTS_LATER),  # the grant would come after the suspension
    ],
)
def test_what_can_be_corrected(corrects: int | None, voids: bool, why: Refusal | None) -> None:
    history = (*HISTORY, DecisionFact(CORRECTED, date(2026, 6, 2), corrects=5))
    assert refusal(history, DecisionFact(CORRECTED, date(2026, 6, 3), corrects=corrects, voids=voids)) == why

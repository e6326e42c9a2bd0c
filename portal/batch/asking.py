"""Rows to verdicts: what each row asks, and the answer to it, as one would get it alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from portal.batch.numbers import certificate_number, is_like_organisation_number, organisation_number
from portal.batch.tables import ASKING, Column, Problem, Row, Table, Trouble
from portal.register import batches
from portal.register.verification import Asked, Outcome, Verdict


@dataclass(frozen=True)
class Days:
    """The day that all rows are asked for, or the first and the last day of a period; neither: today."""

    on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A row with its verdict, or with its problem."""

    row: Row
    verdict: Verdict | None = None
    problem: Problem | None = None
    remark: Problem | None = None
    """What is to be known beside the verdict."""


@dataclass(frozen=True, slots=True)
class _Question:
    asked: Asked
    remark: Problem | None = None
    claimed: tuple[str, ...] = ()
    """The organisation number that stands beside a certificate's number."""


Slugs = Mapping[str, str]


def answers(session: Session, table: Table, days: Days, now: datetime) -> Iterator[Answer]:
    """Give the answer to each row, in their order. The verdict is that of `verification.verify`.

    :raises ValueError: the period ends before it begins
    """
    slugs = batches.with_identifiers(session, _numbers(table))
    asked = [row.problem or _question(row, table, days, slugs) for row in table.rows]
    verdicts = batches.verdicts(session, [one.asked for one in asked if isinstance(one, _Question)], now)
    for row, question in zip(table.rows, asked, strict=True):
        if isinstance(question, Problem):
            yield Answer(row, problem=question)
        else:
            verdict = next(verdicts)
            yield Answer(row, verdict, remark=question.remark or _contradiction(question, verdict, slugs))


def _numbers(table: Table) -> set[str]:
    """Give every number that a cell may mean."""
    asking = [n for n, column in enumerate(table.columns) if column in ASKING]
    return {
        number
        for row in table.rows
        for n in asking
        if row.cells[n][:1].isalnum()
        for number in organisation_number(row.cells[n]).candidates
    }


def _question(row: Row, table: Table, days: Days, slugs: Slugs) -> _Question | Problem:
    """Give what a row asks: by its most exact cell that is filled."""
    given = {
        column: (row.cells[n], table.name_of(n))
        for n, column in enumerate(table.columns)
        if column in ASKING and row.cells[n]
    }
    for column in ASKING:
        if column in given:
            break
    text, name = given[column]
    if column is not Column.ORGANISATION_NUMBER and (number := certificate_number(text)):
        claimed = given.get(Column.ORGANISATION_NUMBER, ("", ""))[0]
        return _Question(
            Asked(number=number, on=days.on, until=days.until), None, organisation_number(claimed).candidates
        )
    if column is Column.ORGANISATION_NUMBER or is_like_organisation_number(text):
        return _by_organisation_number(text, name, days, slugs)
    if column is Column.NUMBER:
        return _Question(Asked(number=text, on=days.on, until=days.until))
    return _Question(Asked(name=text, on=days.on, until=days.until))


def _by_organisation_number(text: str, column: str, days: Days, slugs: Slugs) -> _Question | Problem:
    if number := certificate_number(text):
        return _Question(Asked(number=number, on=days.on, until=days.until))
    reading = organisation_number(text)
    if reading.trouble:
        return Problem(reading.trouble, column)
    number = next((one for one in reading.candidates if one in slugs), reading.candidates[0])
    digits = "".join(filter(str.isalnum, text.upper()))
    remark = Problem(Trouble.LEADING_ZERO) if number.startswith("0") and number not in digits else None
    return _Question(Asked(organisation_number=number, on=days.on, until=days.until), remark)


def _contradiction(question: _Question, verdict: Verdict, slugs: Slugs) -> Problem | None:
    """Say when a certificate's number and the organisation number beside it are of different organisations."""
    if not question.claimed or verdict.outcome is not Outcome.CERTIFICATE or verdict.organisation is None:
        return None
    same = any(slugs.get(number) == verdict.organisation.slug for number in question.claimed)
    return None if same else Problem(Trouble.OTHER_FIRM)

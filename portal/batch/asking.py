"""Rows to verdicts: what each row asks, and the answer to it, as one would get it alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from portal.batch import numbers
from portal.batch.numbers import Reading
from portal.batch.tables import ASKING, HIDDEN, Column, Problem, Row, Table, Trouble
from portal.register import batches
from portal.register.batches import Numbered
from portal.register.numbers import BELGIUM, Kind, certificate_number
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
    claimed: Numbered | None = None
    """The organisation number that stands beside a certificate's number."""


Slugs = Mapping[Numbered, frozenset[str]]
"""Who has each number that a cell may mean."""


def answers(session: Session, table: Table, days: Days, now: datetime) -> Iterator[Answer]:
    """Give the answer to each row, in their order. The verdict is that of `verification.verify`.

    A number that could be a person's is answered when the register knows it, and else hidden and refused.

    :raises ValueError: the period ends before it begins
    """
    slugs = batches.all_with_identifiers(session, _numbers(table))
    rows = [_hidden(row, table, slugs) for row in table.rows]
    asked = [row.problem or _question(row, table, days, slugs) for row in rows]
    verdicts = batches.verdicts(session, [one.asked for one in asked if isinstance(one, _Question)], now)
    for row, question in zip(rows, asked, strict=True):
        if isinstance(question, Problem):
            yield Answer(row, problem=question)
        else:
            verdict = next(verdicts)
            yield Answer(row, verdict, remark=question.remark or _contradiction(question, verdict, slugs))


def _numbers(table: Table) -> set[Numbered]:
    """Give every number that a cell may mean."""
    found: set[Numbered] = set()
    for row in table.rows:
        for _, reading in _readings(row, table):
            found.add(_numbered(reading))
            if reading.with_zero:
                found.add((reading.with_zero, BELGIUM))
    return found


def _readings(row: Row, table: Table) -> Iterator[tuple[int, Reading]]:
    """Give the organisation numbers in the cells that a row can ask with."""
    for n, column in enumerate(table.columns):
        if column in ASKING and row.cells[n]:
            reading = numbers.read(row.cells[n])
            if reading.number.kind is Kind.NUMBER:
                yield n, reading


def _numbered(reading: Reading) -> Numbered:
    return reading.number.digits, reading.number.named


def _hidden(row: Row, table: Table, slugs: Slugs) -> Row:
    """Give a row without the numbers that could be a person's and that the register does not know."""
    for n, reading in _readings(row, table):
        if reading.number.maybe_personal and not slugs[_numbered(reading)]:
            cells = (*row.cells[:n], HIDDEN, *row.cells[n + 1 :])
            row = replace(row, cells=cells, problem=row.problem or Problem(Trouble.PERSONAL, table.name_of(n)))
    return row


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
    if number := certificate_number(text):
        claimed = numbers.read(given.get(Column.ORGANISATION_NUMBER, ("", ""))[0])
        beside = _numbered(claimed) if claimed.number.kind is Kind.NUMBER else None
        return _Question(Asked(number=number, on=days.on, until=days.until), claimed=beside)
    if column is Column.ORGANISATION_NUMBER or numbers.is_like(text):
        return _by_organisation_number(text, name, days, slugs)
    if column is Column.NUMBER:
        return _Question(Asked(number=text, on=days.on, until=days.until))
    return _Question(Asked(name=text, on=days.on, until=days.until))


def _by_organisation_number(text: str, column: str, days: Days, slugs: Slugs) -> _Question | Problem:
    reading = numbers.read(text)
    if reading.trouble:
        return Problem(reading.trouble, column)
    (number, register), lost_zero = _numbered(reading), reading.lost_zero
    belgian = slugs[reading.with_zero, BELGIUM] if reading.with_zero else frozenset()
    if belgian and belgian == slugs[number, register]:  # nobody has the number as it stands there
        number, lost_zero = reading.with_zero, True
    remark = Problem(Trouble.LEADING_ZERO) if lost_zero else None
    asked = Asked(organisation_number=number, register_code=register, on=days.on, until=days.until)
    return _Question(asked, remark)


def _contradiction(question: _Question, verdict: Verdict, slugs: Slugs) -> Problem | None:
    """Say when a certificate's number and the organisation number beside it are of different organisations."""
    if not question.claimed or verdict.outcome is not Outcome.CERTIFICATE or verdict.organisation is None:
        return None
    return None if verdict.organisation.slug in slugs[question.claimed] else Problem(Trouble.OTHER_FIRM)

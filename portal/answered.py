"""The answers to many verifications in words: what stands in each line of a file, and in each row of the page."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.batch.asking import Answer, Days
from portal.batch.tables import ASKING, TEXTS, Column, Problem, Table, letter_of
from portal.language import current, day, gettext, label, text
from portal.register import histories
from portal.register.schemes import Completeness
from portal.register.verification import Outcome, Verdict
from portal.words import N_, Said, Status

TEMPLATE: Final = (
    (Column.NUMBER, N_("Certificate number")),
    (Column.ORGANISATION_NUMBER, N_("Organisation number")),
    (Column.NAME, N_("Name of the firm")),
    (Column.REFERENCE, N_("Own reference")),
)
"""The columns of the templates that can be filled in."""
SEPARATORS: Final = {"en": ","}
"""What spreadsheets of a language expect between the columns; a semicolon where a comma stands in numbers."""
_ANSWERS: Final = {
    Outcome.NO_CERTIFICATE: N_("No certificate"),
    Outcome.UNKNOWN: N_("Not in the register"),
}
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_PROBLEM: Final = N_("Not answered")
_WHOLE: Final = N_("Valid on all days")
_GAPS: Final = N_("Valid on some days only")
_NEVER: Final = N_("Valid on no day")
_NO_EXPIRY: Final = N_("No expiry stated")
_UNIT: Final = N_("The certificate of the legal unit does not cover this establishment.")
_CORRECTED: Final = N_("A correction changes this answer.")
_UNNAMED: Final = N_("No firm here is written exactly like this. Give its number, or look for it by its name.")
_RELATED: Final = N_("Member or signatory. That is not a certificate.")
_AHEAD: Final = N_("This day is still to come. The answer follows from what was decided so far.")


@dataclass(frozen=True)
class ShownAnswer:
    """A row of the result, as a page shows it."""

    place: int
    asked: Said
    """What the row asked with."""
    reference: Said
    code: str
    """valid, suspended, withdrawn, expired, not-yet-valid; none for a definite no; problem; gaps for a period."""
    words: str
    until: str
    firm: Said | None
    number: str
    gaps: tuple["Gap", ...]
    remarks: tuple[str, ...]
    unnamed: Said | None
    """The name that no firm here is written like, to be looked for."""
    complete: tuple[Completeness, ...]
    """What the register is complete for, where it has no certificate: a page says it once for all its rows."""

    @property
    def remark(self) -> str:
        """Give all that is said of the row in one, as a file has it."""
        return " ".join((*self.remarks, *dict.fromkeys(text(one.said) for one in self.complete if one.said)))


@dataclass(frozen=True)
class Gap:
    """Some days in a row without a valid certificate."""

    days: str
    status: str

    def __str__(self) -> str:
        """Give it as a file has it."""
        return f"{self.days}: {self.status}"


def template() -> tuple[str, ...]:
    """Give the headings of a template in the page's language."""
    return tuple(gettext(heading) for _, heading in TEMPLATE)


def shown(answer: Answer, table: Table) -> ShownAnswer:
    """Give an answer as a page shows it, in the page's language."""
    verdict = answer.verdict
    held = verdict.certificates[0] if verdict and verdict.certificates else None
    return ShownAnswer(
        place=answer.row.place,
        asked=_visitors(_asked(answer, table)),
        reference=_visitors(
            next((_cell(answer, n) for n, one in enumerate(table.columns) if one is Column.REFERENCE), "")
        ),
        code=_code(verdict),
        words=_words(verdict),
        until=_until(verdict) if verdict and held else "",
        firm=verdict.organisation.name if verdict and verdict.organisation else None,
        number=held.number if held else "",
        gaps=_gaps(verdict),
        remarks=tuple(_remarks(answer)),
        unnamed=_visitors(verdict.asked.name) if verdict and verdict.asked.name and _is_unnamed(verdict) else None,
        complete=verdict.complete if verdict else (),
    )


def lines(answers: Iterable[Answer], table: Table, days: Days) -> Iterable[Sequence[str]]:
    """Give the lines of a file one by one, their headings first: the columns as they came, then the answers."""
    yield _headings(table, days)
    for answer in answers:
        one = shown(answer, table)
        gaps = ["; ".join(map(str, one.gaps))] if days.until else []
        made = answer.verdict.made_at.isoformat(timespec="seconds") if answer.verdict else ""
        firm = one.firm.text if one.firm else ""
        said = [one.words, one.until, firm, one.number, *gaps, one.remark, _days(answer, days), made]
        yield [str(one.place), *answer.row.cells, *said]


def sheet_row(one: ShownAnswer) -> tuple[str, ...]:
    """Give the row of a PDF: reference, what was asked, firm, number, status, valid until, problem.

    A row without a reference of its own has its place in the list, by which it is found there.
    """
    reference = one.reference.text or gettext("Row %(place)s", place=one.place)
    firm = one.firm.text if one.firm else ""
    return (
        reference,
        one.asked.text,
        firm,
        one.number,
        one.words,
        one.until,
        " ".join(filter(None, (*map(str, one.gaps), one.remark))),
    )


def about(days: Days, today: date) -> str:
    """Say which days the answers are for."""
    if days.on and days.until:
        first, last = day(days.on), day(days.until)
        return gettext("The answers are for every day from %(first)s to %(last)s.", first=first, last=last)
    if days.on:
        return gettext("The answers are for %(day)s.", day=day(days.on))
    return gettext("The answers are for today, %(day)s.", day=day(today))


def counts(answers: Iterable[ShownAnswer]) -> Counter[str]:
    """Give how often each answer came, by its words."""
    return Counter(one.words for one in answers)


def sentence(problem: Problem) -> str:
    """Give what is wrong with a row, and where."""
    return gettext(TEXTS[problem.trouble], column=problem.column)


def _headings(table: Table, days: Days) -> list[str]:
    given = [one or gettext("Column %(letter)s", letter=letter_of(n)) for n, one in enumerate(table.headings)]
    gaps = [gettext("Days without a valid certificate")] if days.until else []
    return [
        gettext("Row"),
        *given,
        gettext("Answer"),
        gettext("Valid until"),
        gettext("Firm"),
        gettext("Certificate"),
        *gaps,
        gettext("Remark"),
        gettext("Answer for"),
        gettext("Answer given on"),
    ]


def _visitors(words: str) -> Said:
    """Give a visitor's words with the language that they may be in: by their letters, else not known."""
    if _CYRILLIC.search(words):
        return Said(words, "bg")
    return Said(words, "" if current() == "bg" else current())


def _cell(answer: Answer, column: int) -> str:
    return answer.row.cells[column]


def _asked(answer: Answer, table: Table) -> str:
    given = {column: _cell(answer, n) for n, column in enumerate(table.columns) if column in ASKING}
    return next((given[column] for column in ASKING if given.get(column)), "")


def _code(verdict: Verdict | None) -> str:
    if verdict is None:
        return "problem"
    if verdict.outcome is not Outcome.CERTIFICATE:
        return "none"
    if verdict.is_period:
        return "valid" if verdict.holds else "gaps"
    return str(verdict.status)


def _words(verdict: Verdict | None) -> str:
    if verdict is None:
        return gettext(_PROBLEM)
    if verdict.outcome is not Outcome.CERTIFICATE:
        return gettext(_ANSWERS[verdict.outcome])
    if verdict.is_period:
        return gettext(_WHOLE if verdict.holds else _GAPS if verdict.covered else _NEVER)
    return label(verdict.status or Status.NOT_YET_VALID)


def _until(verdict: Verdict) -> str:
    """Give the last day of validity as stated on the day, or at the end of a period: renewals within it count."""
    held = verdict.certificates[0]
    last = histories.valid_until(held.decisions, verdict.asked.until or held.day)
    return last.isoformat() if last else gettext(_NO_EXPIRY)


def _gaps(verdict: Verdict | None) -> tuple[Gap, ...]:
    found = verdict.gaps if verdict else ()
    return tuple(Gap(f"{one.first.isoformat()} – {one.last.isoformat()}", label(one.status)) for one in found)


def _remarks(answer: Answer) -> Iterable[str]:
    for problem in (answer.problem, answer.remark):
        if problem:
            yield sentence(problem)
    verdict = answer.verdict
    if verdict is None:
        return
    said = (
        (_UNIT, verdict.unit_not_covered),
        (_CORRECTED, verdict.corrected),
        (_UNNAMED, _is_unnamed(verdict)),
        (_RELATED, verdict.outcome is Outcome.NO_CERTIFICATE and verdict.other_relations),
        (_AHEAD, verdict.lies_ahead and verdict.outcome is Outcome.CERTIFICATE),
    )
    yield from (gettext(words) for words, holds in said if holds)


def _is_unnamed(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.UNKNOWN and verdict.asked.name is not None


def _days(answer: Answer, days: Days) -> str:
    if days.on and days.until:
        return f"{days.on.isoformat()} – {days.until.isoformat()}"
    first = days.on or (answer.verdict.today if answer.verdict else None)
    return first.isoformat() if first else ""

"""What verification is asked: from what a visitor wrote to a question, or to what is wrong with it.

What holds the number of a person is refused: it is given back to nobody, and the page says so without it.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final

from werkzeug.datastructures import MultiDict

from portal import asking, days
from portal.language import gettext
from portal.register import numbers
from portal.register.numbers import Kind
from portal.register.verification import Asked
from search_index.entry import LONGEST_TEXT

WAYS: Final = ("number", "id", "firm", "q")
DAYS: Final = ("on", "from", "to", "as_known")
NUMBER: Final = re.compile(r"[A-Za-z]{1,10}(-[0-9]{1,8}){1,2}")
"""How the numbers of certificates look."""


@dataclass(frozen=True)
class Form:
    """The form, as the visitor filled it in, with what is wrong with each of its questions."""

    written: Mapping[str, str]
    """What was written, by parameter; without what must not be shown."""
    errors: Mapping[str, str]
    """By "question", "day", "period" or "as_known"."""
    personal: bool = False
    """Whether the number of a person was written, which nobody must be shown."""

    @property
    def question(self) -> str:
        """What was asked about, as it was written."""
        return next((self.written[name] for name in WAYS if self.written[name]), "")

    @property
    def first_error(self) -> str:
        """The first of its questions that something is wrong with; empty when there is none."""
        return next((name for name in ("question", "day", "period", "as_known") if name in self.errors), "")

    @property
    def days(self) -> Mapping[str, str]:
        """The parameters of the day or the period, as they were written."""
        return {name: self.written[name] for name in DAYS if self.written[name]}


EMPTY: Final = Form(dict.fromkeys((*WAYS, *DAYS), ""), {})


@dataclass(frozen=True)
class Question:
    """A question that was read; `asked` says nothing where the form has errors."""

    form: Form
    asked: Asked
    maybe_personal: bool = False
    """The number is to be answered only where the register knows it: it could be a person's."""


def read(args: MultiDict[str, str]) -> Question:
    """Read what verification is asked. Never fails."""
    written = {name: asking.readable(args.get(name, "")) for name in (*WAYS, *DAYS)}
    errors: dict[str, str] = {}
    asked, found = _what(written, errors)
    first, last, as_known = _when(written, errors)
    asked = replace(asked, on=first, until=last, as_known=as_known)
    if any(len(args.getlist(name)) > 1 for name in written):
        errors["question"] = gettext("Ask about one certificate or one firm at a time.")
    kept = {name: "" if _must_not_be_shown(name, value, errors) else value for name, value in written.items()}
    if kept != written or _hidden(args):
        return Question(refused(Form(kept, errors)), Asked())
    return Question(Form(written, errors), asked, found.maybe_personal)


def refused(form: Form) -> Form:
    """Give the form without the number of a person."""
    sentence = gettext(
        "This could be the number of a person. We do not take such numbers, and have not kept it. Give the number of "
        "the organisation. Write BE before a Belgian one."
    )
    written = {name: "" if name in WAYS else value for name, value in form.written.items()}
    return Form(written, {**form.errors, "question": sentence}, personal=True)


def _must_not_be_shown(name: str, value: str, errors: Mapping[str, str]) -> bool:
    """Say whether a field holds the number of a person; a day that could be read is a day."""
    of = {"on": "day", "from": "period", "to": "period", "as_known": "as_known"}
    return bool(value) and (name in WAYS or of[name] in errors) and numbers.is_personal(value)


def _hidden(args: MultiDict[str, str]) -> bool:
    """Say whether the number of a person stands where nothing is read: the page's links would repeat it."""
    read = {*WAYS, *DAYS}
    unread = [value for name in args for value in args.getlist(name)[name in read :]]
    return any(numbers.is_personal(text) for text in (*unread, *(name for name in args if name not in read)))


def _what(written: Mapping[str, str], errors: dict[str, str]) -> tuple[Asked, numbers.Number]:
    """Read what is to be verified."""
    nothing = numbers.Number(Kind.NO_NUMBER)
    given = [name for name in WAYS if written[name]]
    if len(given) != 1:
        errors["question"] = (
            gettext("Ask about one certificate or one firm at a time.")
            if given
            else gettext("Write the number of the certificate, the organisation number or the name of the firm.")
        )
        return Asked(), nothing
    way, text = given[0], written[given[0]]
    if len(text) > LONGEST_TEXT:
        errors["question"] = gettext("This is too long for a number or a name.")
        return Asked(), nothing
    if way == "number":
        return Asked(number=numbers.hyphenated(text)), nothing
    if way == "q" and (number := numbers.certificate_number(text)):
        return Asked(number=number), nothing
    if way == "firm":
        return Asked(slug=text), nothing
    found = numbers.read(text)
    if found.kind is Kind.NUMBER:
        return Asked(organisation_number=found.digits, register_code=found.named), found
    if found.kind is Kind.WRONG_CHECK_DIGIT:
        errors["question"] = gettext("The check digit of this number is wrong. Look for a slip in one of its digits.")
    elif way == "id":
        errors["question"] = gettext(
            "This is no organisation number. One from Norway or Bulgaria has nine digits, one from Belgium has ten."
        )
    return Asked(name=text), found


def _when(written: Mapping[str, str], errors: dict[str, str]) -> tuple[date | None, date | None, datetime | None]:
    """Read the day or the first of the period, its last, and the instant up to which things were known."""
    on, first, last = (_day(written[name], kind, errors) for name, kind in _KINDS)
    if written["from"] or written["to"]:
        if written["on"]:
            errors.setdefault("period", gettext("Give one day or a whole period, not both."))
        elif not (written["from"] and written["to"]):
            errors.setdefault("period", gettext("A period needs its first day and its last day."))
        elif first and last and last < first:
            errors.setdefault("period", gettext("The last day lies before the first."))
    as_known = _instant(written["as_known"], errors) if written["as_known"] else None
    return first or on, last, as_known


_KINDS: Final = (("on", "day"), ("from", "period"), ("to", "period"))


def _day(text: str, kind: str, errors: dict[str, str]) -> date | None:
    try:
        return days.read(text)
    except days.NoDayError as error:
        errors.setdefault(kind, gettext(str(error)))
        return None


def _instant(text: str, errors: dict[str, str]) -> datetime | None:
    """Read an instant (RFC 3339), in UTC where it names no zone; a day stands for its end."""
    with suppress(days.NoDayError):
        day = days.read(text)
        return datetime.combine(day, time.max, UTC) if day else None
    try:  # a plus that was not quoted has become a space
        instant = datetime.fromisoformat(re.sub(r"(?<=:[0-9]{2}) (?=[0-9]{2}:)| (?=[0-9]{2}:[0-9]{2}$)", "+", text))
    except ValueError:
        errors["as_known"] = gettext("Write the instant like 2026-03-12 or 2026-03-12T14:30:00Z.")
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)

"""Decisions taken and certificates asked about by machines: lines of JSON in, durable answers out."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Final, TextIO

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from sqlmodel import Session

from portal import doubled
from portal.doubled import Place
from portal.evidence import checkpoints, keys
from portal.register import certificates, changes, deciding, histories, numbers
from portal.register.certificates import CertificateFact
from portal.register.deciding import LONGEST_NUMBER, Desk, Order, RefusedError, Taken
from portal.settings import Settings
from portal.store import Store
from portal.words import LANGUAGES, DecisionKind, LocalText

_WRITTEN: Final = {
    "number": "a number is written like SPA-2023-001",
    "scheme": "a scheme is named by its slug, like sosial-profil-asker",
    "organisation": "an organisation is named by its slug, like asker-taxi",
    "reason": "a code is written like fee-unpaid",
}
"""How a field is written, where its form is wrong."""
UNKNOWN: Final = "unknown"
"""What is said of a number that no certificate has."""


def _day(value: Any) -> date:
    """Read a day. Only one way of writing it is a day: no instants, no numbers of seconds."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written like 2026-03-12")
    return date.fromisoformat(value)


def _of_nobody(value: str) -> str:
    """Refuse what names a person: what is decided stands in a public log for ever."""
    if numbers.is_personal(value):
        raise ValueError("it holds what may be the number of a person, and the log is public for ever")
    return value


def _role(value: str) -> str:
    if "@" in value:
        raise ValueError("it names a role, never a person: no address of a mailbox")
    return value


def _legible(value: str) -> str:
    """Refuse what no database or reader can take: control characters, halves of characters."""
    if any(unicodedata.category(character) in ("Cc", "Cs") and character != "\n" for character in value):
        raise ValueError("it holds a control character")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
Role = Annotated[
    str,
    Field(min_length=1, max_length=120),
    AfterValidator(_legible),
    AfterValidator(_of_nobody),
    AfterValidator(_role),
]
Text = Annotated[str, Field(max_length=2000), AfterValidator(_legible), AfterValidator(_of_nobody)]


class Line(BaseModel):
    """A decision as machines write it: a line of JSON. See README, "Decisions for machines"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    decision: DecisionKind
    effective: Day
    number: Annotated[str, Field(pattern=r"^[A-Z]{2,10}(-[A-Z0-9]+)+$", max_length=LONGEST_NUMBER)] | None = None
    scheme: Slug | None = None
    organisation: Slug | None = None
    valid_until: Day | None = None
    """Of a correction that does not name it: as it was."""
    reason: Code | None = None
    text: dict[str, Text] = Field(default_factory=dict)
    criteria: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_legible)] | None = None
    decided_by: Role | None = None
    approved_by: Role | None = None
    scope: dict[str, Annotated[Text, Field(max_length=500)]] = Field(default_factory=dict)
    covers_units: bool = False
    corrects: Annotated[int, Field(ge=1)] | None = None
    voids: bool = False

    def order(self) -> Order:
        """Give what is to be decided.

        :raises RefusedError: a text is in no language of the portal's
        """
        for text in (self.text, self.scope):
            if strange := sorted(set(text) - set(LANGUAGES)):
                raise RefusedError(f"There is no language {strange[0][:40]!r}; texts are in {', '.join(LANGUAGES)}.")
        return Order(
            kind=self.decision,
            effective_on=self.effective,
            number=self.number,
            scheme=self.scheme,
            organisation=self.organisation,
            valid_until=self.valid_until,
            reason_code=self.reason,
            reason=LocalText(self.text),
            criteria=self.criteria,
            decided_by=self.decided_by,
            approved_by=self.approved_by,
            scope=LocalText(self.scope),
            covers_units=self.covers_units,
            corrects=self.corrects,
            voids=self.voids,
            keeps_validity="valid_until" not in self.model_fields_set,
        )


def read(line: bytes) -> Order:
    """Read a line of JSON in UTF-8.

    :raises RefusedError: it says no decision
    """
    try:
        said = Line.model_validate_json(line)
    except ValidationError as error:
        raise RefusedError(_sentence(error)) from error
    for place in doubled.places(line):
        raise RefusedError(f"{_where(place)}: {doubled.SENTENCE}.")
    return said.order()


def order_of(said: Mapping[str, Any]) -> Order:
    """Read the same from values that are Python's.

    :raises RefusedError: they say no decision
    """
    try:
        return Line.model_validate(said).order()
    except ValidationError as error:
        raise RefusedError(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where, said = _where(first["loc"]), first["msg"].removeprefix("Value error, ")
    if first["type"] == "string_pattern_mismatch":
        said = _WRITTEN.get(where, said)
    return f"{where}: {said}." if where else f"{said}."


def _where(place: Place) -> str:
    return ".".join(map(str, place))[:80]


@contextmanager
def sealed(settings: Settings, store: Store) -> Iterator[tuple[Session, datetime]]:
    """Give a writing session and the instant; what is decided in it is signed with it, and is durable after it."""
    held = keys.of(settings.instance, settings.host)
    with store.writing() as session:
        deciding.stand_in_line(session)
        now = settings.now()  # not before it is our turn: decisions are recorded in the order of their instants
        yield session, now
        checkpoints.seal(session, held, now)
        changes.forget(session)
        note = checkpoints.to_keep(session, settings.instance)
    if note:
        with suppress(OSError):  # what was decided is durable: an older checkpoint proves a little less, that is all
            checkpoints.keep(settings.instance, note)


def apply(settings: Settings, store: Store, lines: Iterable[bytes]) -> int:
    """Take the decisions of lines of JSON, all or none; give their number.

    :raises RefusedError: names the first line that cannot be
    """
    count = 0
    with sealed(settings, store) as (session, now), Desk(session, now) as desk:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    desk.take(read(line))
                except RefusedError as error:
                    raise RefusedError(f"Line {number}: {error} Nothing was changed.") from error
                count += 1
    return count


def apply_each(settings: Settings, store: Store, lines: Iterable[bytes], out: TextIO) -> bool:
    """Take each decision in a transaction of its own, and answer each line once it is durable; say whether all were."""
    everything = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        answer: dict[str, Any] = {"line": number}
        try:
            taken = take(settings, store, read(line))
            answer |= {"ok": True, "number": taken.number, "place": taken.place, "position": taken.position}
        except RefusedError as error:
            everything = False
            answer |= {"ok": False, "refused": str(error)}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
    return everything


def take(settings: Settings, store: Store, order: Order) -> Taken:
    """Take one decision.

    :raises RefusedError: it cannot be
    """
    with sealed(settings, store) as (session, now), Desk(session, now) as desk:
        return desk.take(order)


def statuses(
    session: Session, numbers: Sequence[str], on: date | None, known: datetime | None, now: datetime
) -> list[dict[str, str]]:
    """Give the status of each certificate on a day; without one, today in its scheme's time zone."""
    held = certificates.by_numbers(session, numbers, now, on)
    return [_status(number, _known(held.get(number), known), on or now.date()) for number in numbers]


def _known(found: CertificateFact | None, known: datetime | None) -> CertificateFact | None:
    """Give a certificate as it was known at an instant; None where it was not yet."""
    if found is None or known is None:
        return found
    decisions = histories.as_known(found.decisions, known)
    return found.with_history(decisions) if decisions else None


def _status(number: str, found: CertificateFact | None, on: date) -> dict[str, str]:
    if found is None:
        return {"number": number, "on": on.isoformat(), "status": UNKNOWN}
    return {"number": number, "on": found.day.isoformat(), "status": str(found.status)}


def periods(
    session: Session, number: str, first: date, last: date, known: datetime | None, now: datetime
) -> Mapping[str, list[list[str]]] | None:
    """Give the days on which a certificate is valid, and the gaps; None: there is, or was, no such certificate."""
    found = _known(certificates.by_number(session, number, now), known)
    if found is None:
        return None
    covered, gaps = histories.covered(found.decisions, first, last)
    return {
        "covered": [[one.first.isoformat(), one.last.isoformat()] for one in covered],
        "gaps": joined([(one.first, one.last) for one in gaps]),
    }


def joined(spans: Iterable[tuple[date, date]]) -> list[list[str]]:
    """Give spans of days as few as there can be: those that touch as one."""
    found: list[list[date]] = []
    for first, last in spans:
        if found and (first - found[-1][1]).days == 1:
            found[-1][1] = last
        else:
            found.append([first, last])
    return [[first.isoformat(), last.isoformat()] for first, last in found]


def instant(text: str) -> datetime:
    """Read an instant; one without a zone is in UTC, and a day stands for its end.

    :raises ValueError: it is none
    """
    with suppress(ValueError):
        return datetime.combine(_day(text), time.max, UTC)
    try:
        return TypeAdapter(AwareDatetime).validate_python(text)
    except ValidationError:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lines_of(file: str) -> Iterator[bytes]:
    """Give the lines of a file, one after the other; "-" is standard input."""
    if file == "-":
        yield from sys.stdin.buffer
        return
    with open(file, "rb") as opened:  # noqa: PTH123 - as the operator wrote it
        yield from opened

"""The shapes of the API: what it is asked and what it answers. The OpenAPI document is made from them."""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from portal.register import numbers, verification
from portal.register.numbers import Kind, Number
from portal.register.verification import Outcome
from portal.words import LANGUAGES, Certainty, DecisionKind, Status

MOST_QUESTIONS: Final = 500
LONGEST: Final = 200
"""Letters of a number or a name."""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_WAYS: Final = ("number", "id", "firm", "name", "q")


def _written_day(value: Any) -> Any:
    """Read a day as ISO 8601 writes it; nothing else is taken for one."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticCustomError("day", "a day is written like 2026-03-12")


def _written_instant(value: Any) -> Any:
    """Read an instant as RFC 3339 writes it, in UTC."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        with suppress(ValueError, OverflowError):
            return datetime.fromisoformat(value).astimezone(UTC)
    raise PydanticCustomError("instant", "an instant is written like 2026-03-12T12:00:00Z")


def _printable(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in value)
    if not text.isprintable():
        raise PydanticCustomError("unprintable", "control characters are no part of a number or a name")
    if numbers.is_personal(text):
        raise PydanticCustomError("personal", "the number of a person is not looked up")
    return text.strip()


Day = Annotated[date, BeforeValidator(_written_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_instant)]
Words = Annotated[str, BeforeValidator(_printable), Field(min_length=1, max_length=LONGEST)]
Language = Literal["nb", "nl", "bg", "en", "fr"]
Texts = Annotated[dict[Language, str], Field(description=f"A text by language: {', '.join(LANGUAGES)}; also fr.")]


class Question(BaseModel):
    """What to verify: one certificate or organisation, on a day or for a period."""

    model_config = ConfigDict(extra="forbid", strict=True)

    number: Words | None = Field(None, description="A certificate's number.", examples=["SPA-2023-001"])
    id: Words | None = Field(
        None,
        description="An organisation's number in Norway, Belgium or Bulgaria, or its Legal Entity Identifier, however "
        "it is written.",
        examples=["NO 974 760 673 MVA"],
    )
    firm: Words | None = Field(
        None, description="A firm's name in its address in this portal.", examples=["asker-taxi"]
    )
    name: Words | None = Field(None, description="A firm's whole name.", examples=["Asker Taxi AS"])
    q: Words | None = Field(None, description="Any of a certificate's number, an organisation's number, a whole name.")
    on: Day | None = Field(None, description="The day. Without it: today in the scheme's time zone.")
    first: Day | None = Field(None, alias="from", description="The first day of a period.")
    last: Day | None = Field(None, alias="to", description="The last day of the period.")
    as_known: Instant | None = Field(None, description="Only what was recorded up to this instant.")

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        if sum(getattr(self, way) is not None for way in _WAYS) != 1:
            raise PydanticCustomError("one_way", "ask by exactly one of number, id, firm, name and q")
        if (self.first is None) != (self.last is None) or (self.on and self.first):
            raise PydanticCustomError("one_time", "give a day, or the first and the last day of a period")
        if self.first and self.last and self.last < self.first:
            raise PydanticCustomError("backwards", "the period ends before it begins")
        kind = self.organisation_number().kind
        if kind is Kind.WRONG_CHECK_DIGIT:
            raise PydanticCustomError("wrong_check_digit", "the check digit of this organisation number is wrong")
        if self.id is not None and kind is not Kind.NUMBER:
            raise PydanticCustomError("no_number", "this is no organisation number")
        return self

    def organisation_number(self) -> Number:
        """Give the organisation number in `id` or `q`."""
        return numbers.read(self.id or self.q or "")

    def asked(self) -> verification.Asked:
        """Give the question as the register understands it."""
        time = {"on": self.on or self.first, "until": self.last, "as_known": self.as_known}
        number = numbers.certificate_number(self.q or "") or self.number
        found = self.organisation_number()
        if number:
            return verification.Asked(number=numbers.certificate_number(number) or number, **time)  # type: ignore[arg-type]
        if found.digits:
            return verification.Asked(organisation_number=found.digits, register_code=found.named, **time)  # type: ignore[arg-type]
        return verification.Asked(slug=self.firm, name=self.name or self.q, **time)  # type: ignore[arg-type]


class _Said(BaseModel):
    """Part of an answer. Nothing else stands in it."""

    model_config = ConfigDict(extra="forbid")


class Asked(_Said):
    """What was asked, as it was understood; without what was not asked."""

    number: str | None = None
    organisation_number: str | None = None
    given_by: str | None = Field(None, alias="register", description="The register that the number was said to be of.")
    firm: str | None = None
    name: str | None = None
    on: date | None = None
    until: date | None = None
    as_known: datetime | None = None


class Organisation(_Said):
    """An organisation."""

    slug: str
    name: str
    name_language: str
    country: str | None


class Decision(_Said):
    """An entry in a certificate's history."""

    place: int = Field(ge=1, description="Its place in the history, in the order in which decisions were recorded.")
    decision: DecisionKind
    effective: date
    effective_certainty: Certainty
    valid_until: date | None
    recorded: datetime | None
    reason: str | None
    text: Texts
    criteria: str | None
    decided_by: str | None
    approved_by: str | None
    corrects: int | None = Field(None, description="Of a correction: the place of the decision that was wrong.")
    voids: bool | None = Field(None, description="Of a correction: whether that decision never held.")


class Certificate(_Said):
    """A certificate with its whole history, and its status on a day."""

    number: str
    scheme: str
    scheme_names: Texts
    scope: Texts
    covers_units: bool
    status: Status
    on: date = Field(description="The day that the status is for, in the scheme's time zone.")
    granted: date
    granted_certainty: Certainty
    valid_until: date | None = Field(description="The last day of validity; null: no expiry is stated.")
    decisions: list[Decision]


class OneCertificate(Certificate):
    """A certificate, and who holds it."""

    holder: Organisation
    page: str = Field(description="Its page.", json_schema_extra={"format": "uri"})
    badge: str = Field(description="Its badge (SVG).", json_schema_extra={"format": "uri"})


class Period(_Said):
    """Days in a row with one status, both ends included."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    status: Status


class Completeness(_Said):
    """What the register holds of a scheme's decisions."""

    scheme: str
    scheme_names: Texts
    said: Texts
    since: date | None


class Verdict(_Said):
    """The answer to a verification."""

    version: int
    asked: Asked
    outcome: Outcome
    holds: bool = Field(description="Whether the answer is yes: valid on the day, or on every day of the period.")
    status: Status | None
    on: date
    until: date | None
    organisation: Organisation | None
    holder: Organisation | None
    unit_not_covered: bool
    other_relations: bool
    corrected: bool
    lies_ahead: bool
    certificates: list[Certificate]
    covered: list[Period]
    gaps: list[Period]
    complete: list[Completeness]
    made: datetime
    log_size: int = Field(ge=0)


class Fault(_Said):
    """One thing that is wrong with a question."""

    detail: str
    pointer: str | None = Field(None, description="Where in the body (RFC 6901).")
    parameter: str | None = Field(None, description="Which part of the query.")


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


Many = Annotated[list[Question], Field(max_length=MOST_QUESTIONS)]
"""The questions of one request."""

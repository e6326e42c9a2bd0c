"""Taking decisions: the one way in which a certificate's history grows.

Whoever decides, on the command line or in an office, sends an `Order`. It is recorded when the history allows it, and
entered in the public log in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from sqlalchemy import text
from sqlmodel import Session, col, select

from portal.register import certificates, histories, log
from portal.register.histories import STATE_VALIDITY, DecisionFact, Refusal
from portal.tables import Certificate, Decision, Organisation, Scheme
from portal.words import DecisionKind, LocalText, SchemeKind

LONGEST_NUMBER: Final = 40
"""Letters and digits of a certificate's number."""


@dataclass(frozen=True)
class Order:
    """A decision to be taken."""

    kind: DecisionKind
    effective_on: date
    number: str | None = None
    """The certificate's number; a grant without one gets the scheme's next."""
    scheme: str | None = None
    """Of a grant: the scheme's slug."""
    organisation: str | None = None
    """Of a grant: the slug of the organisation that is to hold it."""
    valid_until: date | None = None
    reason_code: str | None = None
    reason: LocalText = LocalText()
    criteria: str | None = None
    decided_by: str | None = None
    approved_by: str | None = None
    scope: LocalText = LocalText()
    covers_units: bool = False
    corrects: int | None = None
    """Of a correction: the place of the wrong decision in the history, from 1; None: the newest that states until
    when the certificate is valid."""
    voids: bool = False
    keeps_validity: bool = False
    """Of a correction: the last day of validity stays what it is, and `valid_until` says nothing."""


@dataclass(frozen=True)
class Taken:
    """A decision that was taken."""

    number: str
    place: int
    position: int
    """Its entry in the log."""


class RefusedError(Exception):
    """A decision that cannot be taken: one sentence that says why."""


def stand_in_line(session: Session) -> None:
    """Wait until nobody else decides, and let nobody else until the transaction ends. Readers never wait.

    SQLite's writers stand in line as soon as they begin. `change` comes first, as in every transaction that changes
    what is shown: two locks taken in different orders would wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE change IN SHARE ROW EXCLUSIVE MODE"))
        session.execute(text("LOCK TABLE decision IN SHARE ROW EXCLUSIVE MODE"))


class Desk:
    """Takes decisions one after the other, in the transaction of a writing session.

    What was taken is written when the desk is closed; a `with` block does so unless it ends with an error.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        stand_in_line(session)
        self._position = log.size(session)
        self._taken: list[tuple[Certificate, int, DecisionFact]] = []
        self._open: dict[str, _Case] = {}
        self._numbers: dict[str, int] = {}
        self._schemes: dict[str | None, Scheme | None] = {}
        self._holders: dict[str | None, int | None] = {}
        self._letters = {prefix: slug for prefix, slug in session.exec(select(Scheme.prefix, Scheme.slug)) if prefix}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()

    def take(self, order: Order) -> Taken:
        """Take a decision.

        :raises RefusedError: the history or the register does not allow it; nothing was changed by it
        """
        case = self._granted(order) if order.kind is DecisionKind.GRANTED else self._known(order)
        fact = _fact(order, case.history, self._now)
        if wrong := histories.refusal(case.history, fact):
            raise RefusedError(f"{case.certificate.number}: {SENTENCES[wrong]}")
        self._open[case.certificate.number] = case
        case.history.append(fact)
        self._taken.append((case.certificate, len(case.history), fact))
        self._position += 1
        return Taken(case.certificate.number, len(case.history), self._position - 1)

    def close(self) -> None:
        """Write what was taken, and enter it in the log."""
        self._session.add_all(certificate for certificate, place, _ in self._taken if place == 1)
        self._session.flush()
        rows = [_row(certificate, place, fact, self._now) for certificate, place, fact in self._taken]
        self._session.add_all(rows)
        self._session.flush()
        log.enter(self._session, rows)
        self._taken = []

    def _known(self, order: Order) -> "_Case":
        """Give the certificate that is decided about. What an order says of a grant must be what was granted."""
        if not order.number:
            raise RefusedError("The certificate's number is missing.")
        found = self._case(order.number)
        if found is None:
            raise RefusedError(f"There is no certificate {order.number}.")
        if order.scope or order.covers_units:
            raise RefusedError(f"{order.number}: only a grant says what a certificate covers.")
        if order.scheme and self._scheme(order.scheme).id != found.certificate.scheme_id:
            raise RefusedError(f"{order.number}: it is no certificate of {order.scheme}.")
        if order.organisation and self._holder(order.organisation) != found.certificate.organisation_id:
            raise RefusedError(f"{order.number}: it is not held by {order.organisation}.")
        return found

    def _case(self, number: str) -> "_Case | None":
        if number not in self._open:
            row = self._session.exec(select(Certificate).where(col(Certificate.number) == number)).first()
            if row is None:
                return None
            self._open[number] = _Case(row, list(certificates.history(self._session, row.id or 0)))
        return self._open[number]

    def _granted(self, order: Order) -> "_Case":
        """Give the certificate that is granted; where its number is taken, that one, which its history refuses."""
        if order.number and (there := self._case(order.number)):
            return there
        scheme = self._scheme(order.scheme)
        holder = self._holder(order.organisation)
        if order.number:
            self._check_letters(scheme, order.number)
        row = Certificate(
            number=order.number or self._next_number(scheme, order.effective_on.year),
            scheme_id=scheme.id or 0,
            organisation_id=holder,
            scope=order.scope,
            covers_units=order.covers_units,
        )
        return _Case(row, [])

    def _holder(self, slug: str | None) -> int:
        if slug not in self._holders:
            wanted = select(Organisation.id).where(col(Organisation.slug) == slug)
            self._holders[slug] = self._session.exec(wanted).first()
        holder = self._holders[slug]
        if holder is None:
            raise RefusedError(f"There is no organisation {slug}." if slug else "The organisation is missing.")
        return holder

    def _check_letters(self, scheme: Scheme, number: str) -> None:
        """Refuse a number that another scheme's certificates would have: it would look like one of them."""
        letters = number.partition("-")[0]
        if other := self._letters.get(letters) if letters != scheme.prefix else None:
            raise RefusedError(f"{number}: numbers with {letters} are those of {other}.")

    def _scheme(self, slug: str | None) -> Scheme:
        if slug not in self._schemes:
            self._schemes[slug] = self._session.exec(select(Scheme).where(col(Scheme.slug) == slug)).first()
        scheme = self._schemes[slug]
        if scheme is None:
            raise RefusedError(f"There is no scheme {slug}." if slug else "The scheme is missing.")
        if scheme.kind is not SchemeKind.CERTIFICATION:
            raise RefusedError(f"{slug} is no certification: it has no certificates.")
        return scheme

    def _next_number(self, scheme: Scheme, year: int) -> str:
        """Give the number after the highest one of the scheme's year: SPA-2023-013."""
        if not scheme.prefix:
            raise RefusedError(f"{scheme.slug} has no letters that its numbers begin with: give the number.")
        start = f"{scheme.prefix}-{year}-"
        if start not in self._numbers:
            same = col(Certificate.number).startswith(start, autoescape=True)
            given = (
                number.removeprefix(start) for number in self._session.exec(select(Certificate.number).where(same))
            )
            self._numbers[start] = max((int(number) for number in given if number.isdecimal()), default=0)
        while True:
            self._numbers[start] += 1
            number = f"{start}{self._numbers[start]:03}"
            if len(number) > LONGEST_NUMBER:
                raise RefusedError(f"There is no number after {scheme.prefix}'s highest one: give the number.")
            if number not in self._open:  # a file may have given it itself
                return number


@dataclass(frozen=True)
class _Case:
    """A certificate and its history, as it grows."""

    certificate: Certificate
    history: list[DecisionFact]


def _row(certificate: Certificate, place: int, fact: DecisionFact, now: datetime) -> Decision:
    return Decision(
        certificate_id=certificate.id or 0,
        place=place,
        kind=fact.kind,
        effective_on=fact.effective_on,
        recorded_at=fact.recorded_at or now,
        valid_until=fact.valid_until,
        reason_code=fact.reason_code,
        reason=fact.reason,
        criteria=fact.criteria,
        decided_by=fact.decided_by,
        approved_by=fact.approved_by,
        corrects=fact.corrects,
        voids=fact.voids,
    )


def _fact(order: Order, history: Sequence[DecisionFact], now: datetime) -> DecisionFact:
    corrects, until = order.corrects, order.valid_until
    if order.kind is DecisionKind.CORRECTED:
        held = dict(histories.placed(history))
        if corrects is None:
            corrects = max((place for place, one in held.items() if one.kind in STATE_VALIDITY), default=None)
        if order.keeps_validity and corrects in held:
            until = held[corrects].valid_until
    elif corrects is not None or order.voids:
        raise RefusedError("Only a correction says which decision was recorded wrongly.")
    return DecisionFact(
        kind=order.kind,
        effective_on=order.effective_on,
        valid_until=None if order.voids else until,
        # A clock that was put back must not turn the history around.
        recorded_at=max([now, *(one.recorded_at for one in history[-1:] if one.recorded_at)]),
        reason=order.reason,
        decided_by=order.decided_by,
        approved_by=order.approved_by,
        reason_code=order.reason_code,
        criteria=order.criteria,
        corrects=corrects,
        voids=order.voids,
    )


SENTENCES: Final = {
    Refusal.NOT_GRANTED: "it has not been granted, so nothing else can be decided.",
    Refusal.GRANTED_ALREADY: "it has been granted already. Renew it instead.",
    Refusal.BEFORE_THE_GRANT: "this takes effect before the certificate is granted.",
    Refusal.WITHDRAWN_ALREADY: "it has been withdrawn, and stays withdrawn. Grant a new certificate.",
    Refusal.SUSPENDED_ALREADY: "it is suspended already on that day.",
    Refusal.NOT_SUSPENDED: "it is not suspended on that day, so it cannot be restored.",
    Refusal.ENDS_BEFORE_IT_BEGINS: "its last day lies before its first.",
    Refusal.STATES_NO_VALIDITY: "only a grant or a renewal says until when a certificate is valid.",
    Refusal.NOTHING_TO_CORRECT: "there is no such decision to correct. A correction is corrected by another correction "
    "of the same decision.",
    Refusal.VOIDS_THE_GRANT: "a grant cannot be made never to have been. Withdraw the certificate instead.",
    Refusal.CONTRADICTS_LATER: "a decision that takes effect later could not follow it. Correct that one first.",
}
"""Why a decision cannot be taken, for the end of a sentence that names the certificate."""

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


@dataclass(frozen=True)
class Taken:
    """A decision that was taken."""

    number: str
    place: int
    position: int
    """Its entry in the log."""


class RefusedError(Exception):
    """A decision that cannot be taken: one sentence that says why."""


class Desk:
    """Takes decisions one after the other, in the transaction of a writing session.

    What was taken is written when the desk is closed; a `with` block does so unless it ends with an error.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        if session.get_bind().dialect.name == "postgresql":  # SQLite's writers stand in line already
            session.execute(text("LOCK TABLE decision IN SHARE ROW EXCLUSIVE MODE"))
        self._position = log.size(session)
        self._taken: list[Decision] = []
        self._open: dict[str, _Case] = {}
        self._numbers: dict[str, int] = {}
        self._schemes: dict[str | None, Scheme | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()

    def take(self, order: Order) -> Taken:
        """Take a decision.

        :raises RefusedError: the history or the register does not allow it; nothing was changed by it
        """
        case = self._granted(order) if order.kind is DecisionKind.GRANTED else self._known(order.number)
        fact = _fact(order, case.history, self._now)
        if wrong := histories.refusal(case.history, fact):
            raise RefusedError(f"{case.certificate.number}: {SENTENCES[wrong]}")
        if case.certificate.id is None:
            self._session.add(case.certificate)
            self._session.flush()
            self._open[case.certificate.number] = case
        case.history.append(fact)
        self._taken.append(_row(case, fact, self._now))
        self._position += 1
        return Taken(case.certificate.number, len(case.history), self._position - 1)

    def close(self) -> None:
        """Write what was taken, and enter it in the log."""
        self._session.add_all(self._taken)
        self._session.flush()
        log.enter(self._session, self._taken)
        self._taken = []

    def _known(self, number: str | None) -> "_Case":
        found = self._case(number) if number else None
        if found is None:
            raise RefusedError(
                f"There is no certificate {number}." if number else "The certificate's number is missing."
            )
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
        holder = self._session.exec(select(Organisation.id).where(col(Organisation.slug) == order.organisation)).first()
        if holder is None:
            raise RefusedError(f"There is no organisation {order.organisation}.")
        row = Certificate(
            number=order.number or self._next_number(scheme, order.effective_on.year),
            scheme_id=scheme.id or 0,
            organisation_id=holder,
            scope=order.scope,
            covers_units=order.covers_units,
        )
        return _Case(row, [])

    def _scheme(self, slug: str | None) -> Scheme:
        if slug not in self._schemes:
            self._schemes[slug] = self._session.exec(select(Scheme).where(col(Scheme.slug) == slug)).first()
        scheme = self._schemes[slug]
        if scheme is None:
            raise RefusedError(f"There is no scheme {slug}.")
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
            if number not in self._open:  # a file may have given it itself
                return number


@dataclass(frozen=True)
class _Case:
    """A certificate and its history, as it grows."""

    certificate: Certificate
    history: list[DecisionFact]


def _row(case: _Case, fact: DecisionFact, now: datetime) -> Decision:
    return Decision(
        certificate_id=case.certificate.id or 0,
        place=len(case.history),
        kind=fact.kind,
        effective_on=fact.effective_on,
        recorded_at=now,
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
    corrects = order.corrects
    if order.kind is DecisionKind.CORRECTED and corrects is None:
        corrects = max((place for place, one in enumerate(history, 1) if one.kind in STATE_VALIDITY), default=None)
    return DecisionFact(
        kind=order.kind,
        effective_on=order.effective_on,
        valid_until=order.valid_until,
        recorded_at=now,
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

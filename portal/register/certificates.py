"""Certificates: the status on a day follows from the decisions alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import Select, bindparam
from sqlmodel import Session, col

from portal.tables import Certificate, Decision, Scheme, metadata
from portal.words import Certainty, DecisionKind, LocalText, Status


@dataclass(frozen=True)
class DecisionFact:
    """One entry in a certificate's history."""

    kind: DecisionKind
    effective_on: date
    valid_until: date | None = None
    effective_certainty: Certainty = Certainty.STATED
    recorded_at: datetime | None = None
    reason: LocalText = LocalText()
    decided_by: str | None = None


@dataclass(frozen=True)
class CertificateFact:
    """A certificate with its history, and its status on the day that was asked for."""

    number: str
    organisation_id: int
    scheme_id: int
    scheme_slug: str
    scheme_names: LocalText
    cohort_id: int | None
    scope: LocalText
    sources: tuple[str, ...]
    decisions: tuple[DecisionFact, ...]
    day: date
    """The day in the scheme's time zone that `status` holds for."""
    status: Status

    @property
    def granted_on(self) -> date:
        """The day from which it was first valid."""
        return self.decisions[0].effective_on

    @property
    def granted_certainty(self) -> Certainty:
        """How sure the day of the grant is."""
        return self.decisions[0].effective_certainty

    @property
    def valid_until(self) -> date | None:
        """The last day of validity that holds on `day`; None where no expiry is stated."""
        return valid_until(self.decisions, self.day)


def status_on(decisions: Iterable[DecisionFact], day: date) -> Status:
    """Give what the decisions add up to on a day.

    The day a decision takes effect already has the new status, and the last day of validity is valid to its end.
    A withdrawn certificate stays withdrawn; a suspension ends with its restoration; after `valid_until` the status
    is expired unless withdrawn. Without a stated expiry it is valid until a decision says otherwise. Decisions of
    the same day count in the order given. Source: the portal's rule for status, see README, "The words".
    """
    until: date | None = None
    granted = suspended = False
    for decision in _in_effect(decisions, day):
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


def valid_until(decisions: Iterable[DecisionFact], day: date) -> date | None:
    """Give the last day of validity as the grants and renewals in effect on `day` state it; None: not stated."""
    stated = [
        decision.valid_until
        for decision in _in_effect(decisions, day)
        if decision.kind in (DecisionKind.GRANTED, DecisionKind.RENEWED)
    ]
    return stated[-1] if stated else None


def _in_effect(decisions: Iterable[DecisionFact], day: date) -> list[DecisionFact]:
    return sorted((d for d in decisions if d.effective_on <= day), key=lambda d: d.effective_on)


def day_in(time_zone: str, now: datetime) -> date:
    """Give the calendar day that it is in a time zone at an instant."""
    return now.astimezone(ZoneInfo(time_zone)).date()


_FACTS: Final = (
    sqlalchemy.select(
        *metadata.tables["certificate"].c,
        col(Scheme.slug).label("scheme_slug"),
        col(Scheme.names).label("scheme_names"),
        col(Scheme.time_zone),
    )
    .join(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
    .order_by(col(Certificate.number))
)
_HELD: Final = _FACTS.where(col(Certificate.organisation_id).in_(bindparam("these", expanding=True)))
_BY_NUMBER: Final = _FACTS.where(col(Certificate.number).in_(bindparam("these", expanding=True)))
_HISTORIES: Final = (
    sqlalchemy.select(*metadata.tables["decision"].c)
    .where(col(Decision.certificate_id).in_(bindparam("these", expanding=True)))
    .order_by(col(Decision.effective_on), col(Decision.id))
)


def held(
    session: Session, organisation_ids: Collection[int], now: datetime
) -> Mapping[int, tuple[CertificateFact, ...]]:
    """Give the certificates of these organisations with their status today, newest grant first. Two queries."""
    found: dict[int, list[CertificateFact]] = {}
    for fact in _facts(session, _HELD, organisation_ids, now, None):
        found.setdefault(fact.organisation_id, []).append(fact)
    return {key: tuple(sorted(facts, key=lambda f: f.granted_on, reverse=True)) for key, facts in found.items()}


def by_number(session: Session, number: str, now: datetime, on: date | None = None) -> CertificateFact | None:
    """Give the certificate with this number, as it stood on a day (today when None); None when there is none."""
    if not number.isascii():  # a look-alike letter is not the letter
        return None
    facts = _facts(session, _BY_NUMBER, [number.strip().upper()], now, on)
    return facts[0] if facts else None


def of_organisation(
    session: Session, organisation_id: int, now: datetime, on: date | None = None
) -> tuple[CertificateFact, ...]:
    """Give an organisation's certificates as they stood on a day (today when None), newest grant first."""
    facts = _facts(session, _HELD, [organisation_id], now, on)
    return tuple(sorted(facts, key=lambda fact: fact.granted_on, reverse=True))


def _facts(
    session: Session, wanted: Select[Any], these: Collection[int] | Collection[str], now: datetime, on: date | None
) -> list[CertificateFact]:
    rows = session.connection().execute(wanted, {"these": sorted(these)}).all()
    history = _histories(session, [row.id for row in rows])
    days = {zone: on or day_in(zone, now) for zone in {row.time_zone for row in rows}}
    return [_fact(row, tuple(history[row.id]), days[row.time_zone]) for row in rows]


def _fact(row: Any, decisions: tuple[DecisionFact, ...], day: date) -> CertificateFact:
    return CertificateFact(
        number=row.number,
        organisation_id=row.organisation_id,
        scheme_id=row.scheme_id,
        scheme_slug=row.scheme_slug,
        scheme_names=row.scheme_names,
        cohort_id=row.cohort_id,
        scope=row.scope,
        sources=row.sources,
        decisions=decisions,
        day=day,
        status=status_on(decisions, day),
    )


def _histories(session: Session, certificate_ids: Collection[int]) -> Mapping[int, list[DecisionFact]]:
    found: dict[int, list[DecisionFact]] = {}
    if not certificate_ids:
        return found
    for row in session.connection().execute(_HISTORIES, {"these": sorted(certificate_ids)}):
        fact = DecisionFact(
            row.kind,
            row.effective_on,
            row.valid_until,
            row.effective_certainty,
            row.recorded_at,
            row.reason,
            row.decided_by,
        )
        found.setdefault(row.certificate_id, []).append(fact)
    return found

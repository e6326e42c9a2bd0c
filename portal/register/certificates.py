"""Certificates: what organisations hold, each with its history, and its status on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import Select, bindparam
from sqlmodel import Session, col

from portal.register import histories
from portal.register.histories import DecisionFact
from portal.tables import Certificate, Decision, Scheme, metadata
from portal.words import Certainty, DecisionKind, LocalText, Status

BATCH: Final = 500
"""Certificates that one query reads."""


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
    covers_units: bool
    sources: tuple[str, ...]
    decisions: tuple[DecisionFact, ...]
    """In the order in which they were recorded."""
    day: date
    """The day in the scheme's time zone that `status` holds for."""
    status: Status

    def with_history(self, decisions: tuple[DecisionFact, ...]) -> "CertificateFact":
        """Give the same certificate as another history would have it."""
        return replace(self, decisions=decisions, status=histories.status_on(decisions, self.day))

    @property
    def granted_on(self) -> date:
        """The day from which it was first valid."""
        return self._grant.effective_on

    @property
    def granted_certainty(self) -> Certainty:
        """How sure the day of the grant is."""
        return self._grant.effective_certainty

    @property
    def _grant(self) -> DecisionFact:
        return next(one for one in histories.in_force(self.decisions) if one.kind is DecisionKind.GRANTED)

    @property
    def valid_until(self) -> date | None:
        """The last day of validity that holds on `day`; None where no expiry is stated."""
        return histories.valid_until(self.decisions, self.day)


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
    .order_by(col(Decision.certificate_id), col(Decision.place))
)


def held(
    session: Session, organisation_ids: Collection[int], now: datetime, on: date | None = None
) -> Mapping[int, tuple[CertificateFact, ...]]:
    """Give the certificates of these organisations as they stood on a day (today when None), newest grant first.

    Two queries.
    """
    found: dict[int, list[CertificateFact]] = {}
    for fact in _facts(session, _HELD, organisation_ids, now, on):
        found.setdefault(fact.organisation_id, []).append(fact)
    return {key: tuple(sorted(facts, key=lambda f: f.granted_on, reverse=True)) for key, facts in found.items()}


def by_number(session: Session, number: str, now: datetime, on: date | None = None) -> CertificateFact | None:
    """Give the certificate with this number, as it stood on a day (today when None); None when there is none."""
    return by_numbers(session, [number], now, on).get(number)


def by_numbers(
    session: Session, numbers: Collection[str], now: datetime, on: date | None = None
) -> Mapping[str, CertificateFact]:
    """Give the certificates with these numbers, as they stood on a day (today when None), by the number as given.

    Two queries for every `BATCH` numbers.
    """
    # A look-alike letter is not the letter.
    written = {number: number.strip().upper() for number in numbers if number.isascii()}
    wanted, found = sorted(set(written.values())), {}
    for first in range(0, len(wanted), BATCH):
        facts = _facts(session, _BY_NUMBER, wanted[first : first + BATCH], now, on)
        found.update({fact.number: fact for fact in facts})
    return {number: found[same] for number, same in written.items() if same in found}


def of_organisation(
    session: Session, organisation_id: int, now: datetime, on: date | None = None
) -> tuple[CertificateFact, ...]:
    """Give an organisation's certificates as they stood on a day (today when None), newest grant first."""
    return held(session, [organisation_id], now, on).get(organisation_id, ())


def history(session: Session, certificate_id: int) -> tuple[DecisionFact, ...]:
    """Give the decisions of a certificate in the order in which they were recorded. One query."""
    return tuple(_histories(session, [certificate_id]).get(certificate_id, ()))


def history_of(session: Session, certificate_ids: Collection[int]) -> Mapping[int, Sequence[DecisionFact]]:
    """Give the same for several certificates, by id. One query."""
    return _histories(session, certificate_ids)


def _facts(
    session: Session, wanted: Select[Any], these: Collection[int] | Collection[str], now: datetime, on: date | None
) -> list[CertificateFact]:
    rows = session.connection().execute(wanted, {"these": sorted(these)}).all()
    decided = _histories(session, [row.id for row in rows])
    days = {zone: on or day_in(zone, now) for zone in {row.time_zone for row in rows}}
    return [_fact(row, tuple(decided[row.id]), days[row.time_zone]) for row in rows]


def _fact(row: Any, decisions: tuple[DecisionFact, ...], day: date) -> CertificateFact:
    return CertificateFact(
        number=row.number,
        organisation_id=row.organisation_id,
        scheme_id=row.scheme_id,
        scheme_slug=row.scheme_slug,
        scheme_names=row.scheme_names,
        cohort_id=row.cohort_id,
        scope=row.scope,
        covers_units=row.covers_units,
        sources=row.sources,
        decisions=decisions,
        day=day,
        status=histories.status_on(decisions, day),
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
            row.approved_by,
            row.reason_code,
            row.criteria,
            row.corrects,
            row.voids,
        )
        found.setdefault(row.certificate_id, []).append(fact)
    return found

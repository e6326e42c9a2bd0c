"""What was recorded: entries of the log as people read them, with the firm and the scheme that each is about."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlmodel import Session, col

from portal.register.organisations import OrganisationLink
from portal.tables import Certificate, Decision, LogEntry, Organisation, Scheme
from portal.words import DecisionKind, LocalText, Said


@dataclass(frozen=True)
class Recorded:
    """An entry of the log."""

    position: int
    number: str
    """Of the certificate."""
    place: int
    """Of the decision in the certificate's history, from 1."""
    kind: DecisionKind
    effective_on: date
    valid_until: date | None
    corrects: int | None
    voids: bool
    recorded_at: datetime
    organisation: OrganisationLink
    is_shown: bool
    """Whether the organisation has a page."""
    scheme_slug: str
    scheme: LocalText


_COLUMNS = (
    LogEntry.position,
    Certificate.number,
    Decision.place,
    Decision.kind,
    Decision.effective_on,
    Decision.valid_until,
    Decision.corrects,
    Decision.voids,
    Decision.recorded_at,
    Organisation.slug,
    Organisation.name,
    Organisation.name_language,
    Organisation.listed,
)


def newest(session: Session, before: int, count: int) -> tuple[Recorded, ...]:
    """Give the `count` entries before a position, the newest first. One query."""
    columns = [col(one) for one in _COLUMNS]
    rows = session.connection().execute(
        sqlalchemy.select(*columns, col(Scheme.slug).label("scheme_slug"), col(Scheme.names).label("scheme"))
        .select_from(LogEntry)
        .join(Decision, col(LogEntry.decision_id) == col(Decision.id))
        .join(Certificate, col(Decision.certificate_id) == col(Certificate.id))
        .join(Organisation, col(Certificate.organisation_id) == col(Organisation.id))
        .join(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
        .where(col(LogEntry.position) < before, col(LogEntry.position) >= before - count)
        .order_by(col(LogEntry.position).desc())
    )
    return tuple(_recorded(row) for row in rows)


def _recorded(row: Any) -> Recorded:
    return Recorded(
        position=row.position,
        number=row.number,
        place=row.place,
        kind=row.kind,
        effective_on=row.effective_on,
        valid_until=row.valid_until,
        corrects=row.corrects,
        voids=row.voids,
        recorded_at=row.recorded_at,
        organisation=OrganisationLink(row.slug, Said(row.name, row.name_language)),
        is_shown=row.listed,
        scheme_slug=row.scheme_slug,
        scheme=row.scheme,
    )

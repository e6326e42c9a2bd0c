"""What proof outside the register is made from: entries of the log by certificate, and who stands withdrawn or on hold.

A certificate's id is its place in the status lists that credentials point to; ids are given once and never again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, func, select

from portal.register import histories
from portal.register.certificates import day_in, history_of
from portal.tables import Certificate, Decision, LogEntry, Scheme
from portal.words import DecisionKind, Status

BATCH: Final = 500
"""Certificates that one query reads."""
_STOPS: Final = (DecisionKind.SUSPENDED, DecisionKind.WITHDRAWN)


@dataclass(frozen=True)
class Entered:
    """A decision as an entry of the log."""

    number: str
    """Of the certificate."""
    place: int
    """In the certificate's history, from 1."""
    position: int
    """In the log, from 0."""
    body: str
    """The entry: canonical JSON."""


def entries(session: Session, numbers: Collection[str]) -> tuple[Entered, ...]:
    """Give the entries of the log about these certificates, in the order of the log. One query."""
    wanted = (
        select(Certificate.number, Decision.place, LogEntry.position, LogEntry.body)
        .join(Decision, col(Decision.certificate_id) == col(Certificate.id))
        .join(LogEntry, col(LogEntry.decision_id) == col(Decision.id))
        .where(col(Certificate.number).in_(sorted(numbers)))
        .order_by(col(LogEntry.position))
    )
    return tuple(Entered(*row) for row in session.exec(wanted))


def places(session: Session, number: str) -> tuple[int, str]:
    """Give the id of a certificate, and the time zone of its scheme. One query.

    :raises LookupError: there is no such certificate
    """
    wanted = select(Certificate.id, Scheme.time_zone).join(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
    found = session.exec(wanted.where(col(Certificate.number) == number)).first()
    if found is None:
        raise LookupError(number)
    return found[0] or 0, found[1]


def newest_id(session: Session) -> int:
    """Give the highest id of a certificate; 0 while there is none. One query."""
    return session.exec(select(func.max(Certificate.id))).one() or 0


def standing(session: Session, first: int, last: int, now: datetime) -> Mapping[Status, tuple[int, ...]]:
    """Give the ids from first to last that are on hold, and those that are withdrawn, today in their scheme's zone.

    Only certificates that were ever suspended or withdrawn are looked at. A query, and two for every `BATCH` of them.
    """
    wanted = (
        select(Certificate.id, Scheme.time_zone)
        .join(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
        .where(
            col(Certificate.id).between(first, last),
            col(Certificate.id).in_(select(Decision.certificate_id).where(col(Decision.kind).in_(_STOPS))),
        )
        .order_by(col(Certificate.id))
    )
    rows = [(one or 0, zone) for one, zone in session.exec(wanted)]
    days = {zone: day_in(zone, now) for zone in {zone for _, zone in rows}}
    found: dict[Status, list[int]] = {Status.SUSPENDED: [], Status.WITHDRAWN: []}
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        decided = history_of(session, [one for one, _ in some])
        for one, zone in some:
            if (status := histories.status_on(decided[one], days[zone])) in found:
                found[status].append(one)
    return {status: tuple(these) for status, these in found.items()}

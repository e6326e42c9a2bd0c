"""What stands beside the entries: decisions without one, hashes left over, guards taken away."""

from collections.abc import Iterator
from typing import Final

from sqlmodel import Session, col, func, select

from portal.migrations import guarding
from portal.register.auditing.findings import Fault, Finding
from portal.tables import Certificate, Decision, LogEntry, LogNode

MOST: Final = 1_000
"""Of one kind that are named."""


def strays(session: Session, size: int) -> Iterator[Finding]:
    """Give what is wrong beside the entries of a log of `size`: what has none, hashes left over, guards taken away."""
    yield from _below(session)
    yield from _left_over(session, size)
    yield from _without_entry(session)
    yield from _without_decision(session)
    for name in guarding.missing(session.connection()):
        yield Finding(Fault.NOT_GUARDED, f"A guard of the database is missing, or does not guard: the trigger {name}.")


def _below(session: Session) -> Iterator[Finding]:
    for position in session.exec(select(LogEntry.position).where(col(LogEntry.position) < 0).limit(1)):
        yield Finding(Fault.ENTRY_SLIPPED_IN, f"Entry {position} was slipped in: positions begin at 0.", position)


def _left_over(session: Session, size: int) -> Iterator[Finding]:
    """Find hashes of entries that the log does not have."""
    levels = session.exec(
        select(LogNode.level, func.count(), func.min(LogNode.place), func.max(LogNode.place)).group_by(
            col(LogNode.level)
        )
    )
    for level, count, least, most in sorted(levels):
        wanted = size >> level if 0 <= level < 64 else 0
        if least >= 0 and most < wanted and count <= wanted:
            continue
        if level == 0 and least >= 0:
            sentence = f"There are hashes of {most + 1} entries, but only {size} entries: entry {size} was removed."
            yield Finding(Fault.ENTRY_GONE, sentence, size)
            return
        yield Finding(Fault.HASH_CHANGED, f"Hashes that belong to no entry were slipped in (level {level}).")


def _without_entry(session: Session) -> Iterator[Finding]:
    wanted = (
        select(Decision.id, Decision.place, Certificate.number)
        .outerjoin(LogEntry, col(LogEntry.decision_id) == col(Decision.id))
        .outerjoin(Certificate, col(Decision.certificate_id) == col(Certificate.id))
        .where(col(LogEntry.position).is_(None))
        .order_by(col(Decision.id))
        .limit(MOST)
    )
    for _, place, number in session.exec(wanted):
        sentence = f"Decision {place} of certificate {number} was slipped in: the log has no entry for it."
        yield Finding(Fault.DECISION_SLIPPED_IN, sentence, None, number, place)


def _without_decision(session: Session) -> Iterator[Finding]:
    wanted = (
        select(Certificate.number)
        .outerjoin(Decision, col(Decision.certificate_id) == col(Certificate.id))
        .where(col(Decision.id).is_(None))
        .order_by(col(Certificate.id))
        .limit(MOST)
    )
    for number in session.exec(wanted):
        sentence = f"Certificate {number} has no decision: it was slipped in, or its decisions were removed."
        yield Finding(Fault.CERTIFICATE_SLIPPED_IN, sentence, None, number)

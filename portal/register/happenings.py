"""What happened to certificates: each decision that has taken effect, and each expiry, which nobody decides.

For those who follow changes. A decision is told when it is both recorded and in effect; what was corrected before it
took effect is told as corrected, what was voided before is not told at all, nor what has no effect after a withdrawal.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, or_, select

from portal import kept
from portal.register import certificates, histories, organisations, vocabularies
from portal.register.certificates import CertificateFact
from portal.register.histories import STATE_VALIDITY, DecisionFact
from portal.register.organisations import OrganisationLink
from portal.tables import Certificate, Decision, Scheme
from portal.words import DecisionKind, LocalText, Status

MOST: Final = 150
"""Happenings that are told at once: the newest."""
_EARLIEST: Final = date(1970, 1, 1)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Happened:
    """What happened in one history."""

    key: str
    """Names it among those of its certificate, for ever."""
    day: date
    at: datetime
    """When it was both recorded and in effect; of an expiry, when the day after the last valid one began."""
    decision: DecisionFact | None
    """None: the certificate expired by itself."""
    corrects: DecisionKind | None = None
    """Of a correction: what it corrects."""


@dataclass(frozen=True)
class Happening:
    """What happened to a certificate."""

    number: str
    holder: OrganisationLink
    scheme_slug: str
    scheme_names: LocalText
    what: Happened


def of_history(history: Sequence[DecisionFact], today: date, zone: str) -> tuple[Happened, ...]:
    """Give what happened up to a day, its decisions in the order in which they were recorded, then its expiries.

    :param zone: the time zone whose days count
    """
    placed = list(enumerate(history, 1))
    told = (_decided(history, place, one, zone) for place, one in placed)
    return (
        *(one for one in told if one and (one.day <= today or one.corrects)),
        *_expired(history, today, zone),
    )


def _decided(history: Sequence[DecisionFact], place: int, decision: DecisionFact, zone: str) -> Happened | None:
    """Give a decision as it took effect, or will; None: it never does."""
    key, recorded = str(place), decision.recorded_at
    if decision.kind is DecisionKind.CORRECTED:
        at = recorded or _begins(decision.effective_on, zone)
        return Happened(key, decision.effective_on, at, decision, history[(decision.corrects or 1) - 1].kind)
    day, at = decision.effective_on, _later(_begins(decision.effective_on, zone), recorded)
    for one in history[place:]:
        if one.corrects == place and one.recorded_at and one.recorded_at <= at:
            if one.voids:
                return None
            day, at = one.effective_on, _later(_begins(one.effective_on, zone), one.recorded_at)
    has_no_effect = any(
        one.kind is DecisionKind.WITHDRAWN and one.effective_on < day and one.recorded_at and one.recorded_at <= at
        for one in histories.in_force(history)
    )
    return None if has_no_effect else Happened(key, day, at, decision)


def _expired(history: Sequence[DecisionFact], today: date, zone: str) -> Iterator[Happened]:
    """Give the days on which it was no longer valid although nobody had decided so."""
    first = min((one.effective_on for one in history), default=today)
    if first > today:
        return
    decided = [one for one in history if one.kind is not DecisionKind.CORRECTED]
    for period in histories.periods(history, first, today):
        if period.status is not Status.EXPIRED:
            continue
        stated = [one.recorded_at for one in history if one.valid_until == period.first - _A_DAY and one.recorded_at]
        at = _later(_begins(period.first, zone), min(stated, default=None))
        if histories.status_on(decided, period.first) is not Status.EXPIRED:  # so a correction says
            corrected = [one.recorded_at for one in history if one.corrects and one.recorded_at]
            at = _later(at, max(corrected, default=None))
        yield Happened(f"expired/{period.first.isoformat()}", period.first, at, None)


def _begins(day: date, zone: str) -> datetime:
    """Give the instant at which a day begins in a zone; none lies before 1970, when zones were kept otherwise."""
    return datetime.combine(max(day, _EARLIEST), time(), ZoneInfo(zone)).astimezone(UTC)


def _later(one: datetime, other: datetime | None) -> datetime:
    return max(one, other) if other else one


def of_scheme(session: Session, scheme_id: int, now: datetime, most: int = MOST) -> tuple[Happening, ...]:
    """Give what happened to the certificates of a scheme, the newest first, at most so many. A fixed number of queries.

    The newest are among those recorded last, those that took effect last and those that expired last.
    """
    today = now.date() + _A_DAY  # in some zone it may be tomorrow already
    numbers: set[str] = set()
    for where, newest in (
        (or_(col(Decision.effective_on) <= today, col(Decision.kind) == DecisionKind.CORRECTED), col(Decision.id)),
        (col(Decision.effective_on) <= today, col(Decision.effective_on)),
        ((col(Decision.valid_until) < today) & ~_renewed_in_time(), col(Decision.valid_until)),
    ):
        wanted = (
            select(Certificate.number)
            .join(Decision, col(Decision.certificate_id) == col(Certificate.id))
            .where(col(Certificate.scheme_id) == scheme_id, where)
        )
        numbers.update(session.exec(wanted.order_by(newest.desc()).limit(most)))
    return _told(session, certificates.by_numbers(session, numbers, now).values(), most)


def _renewed_in_time() -> Any:
    """Give the condition that a later decision says anew until when a certificate is valid, before it expires."""
    later = aliased(Decision)
    return (
        exists()
        .where(col(later.certificate_id) == col(Decision.certificate_id), col(later.place) > col(Decision.place))
        .where(col(later.kind).in_(STATE_VALIDITY), col(later.effective_on) <= col(Decision.valid_until))
    )


def of_organisations(session: Session, organisation_ids: Collection[int], now: datetime) -> tuple[Happening, ...]:
    """Give what happened to the certificates of organisations, the newest first, at most `MOST`."""
    held = certificates.held(session, organisation_ids, now)
    return _told(session, (fact for facts in held.values() for fact in facts), MOST)


def of_list(
    session: Session, numbers: Collection[str], slugs: Collection[str], now: datetime
) -> tuple[tuple[Happening, ...], int]:
    """Give what happened to certificates with these numbers and those of firms with these slugs, and how many of the
    numbers and slugs nobody has. A fixed number of queries.
    """
    found = certificates.by_numbers(session, numbers, now)
    firms = organisations.by_slugs(session, slugs, vocabularies.read(session))
    held = certificates.held(session, [one.id for one in firms.values()], now)
    every = {fact.number: fact for facts in (found.values(), *held.values()) for fact in facts}
    unknown = len(set(numbers) - set(found)) + len(set(slugs) - set(firms))
    return _told(session, every.values(), MOST), unknown


def _told(session: Session, facts: Iterable[CertificateFact], most: int) -> tuple[Happening, ...]:
    """Give what happened to certificates, the newest first, at most so many; who is not listed is not told of."""
    zones = _zones(session)
    found = [(what, fact) for fact in facts for what in of_history(fact.decisions, fact.day, zones[fact.scheme_slug])]
    found.sort(key=lambda one: (one[0].at, one[0].day, one[1].number, one[0].key), reverse=True)
    newest = found[:most]
    ids = {fact.organisation_id for _, fact in newest}
    listed = organisations.by_ids(session, ids, vocabularies.read(session))
    holders = {one.id: OrganisationLink(one.slug, one.name) for one in listed}
    return tuple(
        Happening(fact.number, holders[fact.organisation_id], fact.scheme_slug, fact.scheme_names, what)
        for what, fact in newest
        if fact.organisation_id in holders
    )


@kept.until_change
def _zones(session: Session) -> Mapping[str, str]:
    return dict(session.exec(select(Scheme.slug, Scheme.time_zone)).all())

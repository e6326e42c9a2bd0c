"""Verification: one function, one answer, many renderings. It reads the database and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from portal.register import certificates, histories, log, names, organisations, schemes, vocabularies
from portal.register.certificates import CertificateFact
from portal.register.histories import Period
from portal.register.organisations import OrganisationFact
from portal.register.schemes import Completeness
from portal.tables import Membership, Signature
from portal.words import DecisionKind, Status


class Outcome(StrEnum):
    """The kinds of answer."""

    CERTIFICATE = "certificate"
    """There is a certificate, and its status on the day is known."""
    NO_CERTIFICATE = "no-certificate"
    """The organisation is known and holds no certificate."""
    UNKNOWN = "unknown"
    """The register knows neither such a certificate nor such an organisation."""


@dataclass(frozen=True)
class Asked:
    """What to verify: exactly one of the first four, on a day or for a period."""

    number: str | None = None
    """A certificate's number."""
    organisation_number: str | None = None
    """A number from a public register, as that register writes it in digits, or a Legal Entity Identifier."""
    slug: str | None = None
    """A firm's slug."""
    name: str | None = None
    """A firm's whole name."""
    on: date | None = None
    """The day, or the first day of the period; None: today in each scheme's own time zone."""
    until: date | None = None
    """The last day of the period; None: one day is asked for."""
    as_known: datetime | None = None
    """Only what was recorded up to this instant; None: everything."""
    register_code: str | None = None
    """Which register gave the organisation number, where that was said; None: any."""


@dataclass(frozen=True)
class Verdict:
    """The answer to a verification."""

    asked: Asked
    outcome: Outcome
    organisation: OrganisationFact | None
    """What was asked about: the firm, or the establishment of one."""
    holder: OrganisationFact | None
    """Who holds the best certificate, or would: the organisation itself, or the legal unit that it belongs to."""
    certificates: tuple[CertificateFact, ...]
    """The best first: valid before all others, then the newest. For a period: those of the scheme that covers most of
    its days, and of these the one that does. Each with its status on the day that was asked for, or on the first day
    of the period."""
    periods: tuple[Period, ...]
    """For a period: the status of each of its days, of the certificate that was asked for, or of all those of the best
    certificate's scheme together. Empty for one day."""
    unit_not_covered: bool
    """The legal unit holds certificates, and none of them covers the establishment that was asked about."""
    corrected: bool
    """Something that was recorded after the last day that was asked for changes the answer: a correction, or a
    decision that took effect before it was recorded. Not what came with the grant itself."""
    other_relations: bool
    """Whether the organisation is a member or a signatory, which is not a certificate."""
    complete: tuple[Completeness, ...]
    """For a "no": what the register holds of each certification scheme."""
    made_at: datetime
    log_size: int
    """The number of entries that the public log had."""

    @property
    def on(self) -> date | None:
        """The day that was asked for, or the first of the period; None: today in each scheme's own time zone."""
        return self.asked.on

    @property
    def is_period(self) -> bool:
        """Whether a period was asked for."""
        return self.asked.until is not None

    @property
    def gaps(self) -> tuple[Period, ...]:
        """For a period: the days on which nothing is valid."""
        return tuple(one for one in self.periods if one.status is not Status.VALID)

    @property
    def covered(self) -> tuple[Period, ...]:
        """For a period: the days on which a certificate is valid."""
        return tuple(one for one in self.periods if one.status is Status.VALID)

    @property
    def holds(self) -> bool:
        """Whether the answer is yes: valid on the day, or on every day of the period."""
        return bool(self.periods) and not self.gaps if self.is_period else self.status is Status.VALID

    @property
    def lies_ahead(self) -> bool:
        """Whether some of it is still to come, so that the answer rests on what was decided so far."""
        last = self.asked.until or self.asked.on
        return last is not None and last > self.made_at.date()

    @property
    def today(self) -> date:
        """The day the answer holds for where none was asked for: in the scheme's zone, in UTC where there is none."""
        return self.certificates[0].day if self.certificates else self.made_at.date()

    @property
    def status(self) -> Status | None:
        """The status of the best certificate on the day, or on the first day of the period; None: there is none."""
        return self.certificates[0].status if self.certificates else None


@dataclass(frozen=True)
class Held:
    """What the register holds for a question."""

    unit: OrganisationFact | None
    """What was asked about; of a certificate's number its holder."""
    own: tuple[CertificateFact, ...]
    """Its certificates, newest grant first, as they stood on the day; of a number that one alone."""
    takes_part: bool = False
    """Whether it is a member or a signatory."""
    parent: OrganisationFact | None = None
    """The legal unit that it belongs to."""
    of_parent: tuple[CertificateFact, ...] = ()


@dataclass(frozen=True)
class Known:
    """What every verdict of an instant rests on."""

    complete: tuple[Completeness, ...]
    log_size: int
    now: datetime


def verify(session: Session, asked: Asked, now: datetime) -> Verdict:
    """Say what holds for a certificate or a firm, on a day (today when none is asked for) or for a period.

    :raises ValueError: the period ends before it begins
    """
    check(asked)
    return judged(asked, _held(session, asked, now), Known(schemes.completeness(session), log.size(session), now))


def check(asked: Asked) -> None:
    """Refuse what cannot be asked.

    :raises ValueError: the period ends before it begins
    """
    if asked.until and (asked.on is None or asked.until < asked.on):
        raise ValueError("the period ends before it begins")


def judged(asked: Asked, read: Held, known: Known) -> Verdict:
    """Give the verdict that follows from what was read: nothing else goes into it."""
    own, of_parent = _as_known(read.own, asked), _as_known(read.of_parent, asked)
    unit = None if asked.number and not own else read.unit
    held = (*own, *(one for one in of_parent if one.covers_units))
    best = _best_first(held, asked)
    not_covered = bool(of_parent) and not best
    from_parent = not_covered or bool(best and unit and best[0].organisation_id != unit.id)
    return Verdict(
        asked=asked,
        outcome=Outcome.UNKNOWN if unit is None else Outcome.CERTIFICATE if best else Outcome.NO_CERTIFICATE,
        organisation=unit,
        holder=read.parent if from_parent else unit,
        certificates=best,
        periods=_periods(best, asked),
        unit_not_covered=not_covered,
        corrected=any(_is_changed_afterwards(one, asked, known.now) for one in best),
        other_relations=unit is not None and read.takes_part,
        complete=() if best else known.complete,
        made_at=known.now,
        log_size=known.log_size,
    )


def _held(session: Session, asked: Asked, now: datetime) -> Held:
    if asked.number:
        found = certificates.by_number(session, asked.number, now, asked.on)
        unit = _by_id(session, found.organisation_id) if found else None
        own: tuple[CertificateFact, ...] = (found,) if found and unit else ()
    else:
        unit = _organisation(session, asked)
        own = certificates.of_organisation(session, unit.id, now, asked.on) if unit else ()
    if unit is None:
        return Held(None, ())
    takes_part = _takes_part(session, unit.id, now.date())
    parent = _by_id(session, unit.parent_id) if unit.parent_id and not asked.number else None
    of_parent = certificates.of_organisation(session, parent.id, now, asked.on) if parent else ()
    return Held(unit, own, takes_part, parent, of_parent)


def _as_known(held: tuple[CertificateFact, ...], asked: Asked) -> tuple[CertificateFact, ...]:
    """Give the certificates as they were known at the instant that was asked for, without those that were not yet."""
    if asked.as_known is None:
        return held
    known = ((one, histories.as_known(one.decisions, asked.as_known)) for one in held)
    return tuple(
        one.with_history(decisions)
        for one, decisions in known
        if any(decision.kind is DecisionKind.GRANTED for decision in decisions)
    )


def _takes_part(session: Session, organisation_id: int, today: date) -> bool:
    """Say whether it is a member or a signatory. One query."""
    member = select(Membership.id).where(
        col(Membership.organisation_id) == organisation_id,
        or_(col(Membership.ended_on).is_(None), col(Membership.ended_on) > today),
    )
    signed = select(Signature.id).where(col(Signature.organisation_id) == organisation_id)
    return bool(session.exec(select(member.exists() | signed.exists())).one())


def _organisation(session: Session, asked: Asked) -> OrganisationFact | None:
    slug = asked.slug
    if asked.organisation_number:
        slug = organisations.with_identifier(session, asked.organisation_number, asked.register_code)
    if asked.name:
        slug = names.with_name(session, asked.name)
    return organisations.by_slug(session, slug, vocabularies.read(session)) if slug else None


def _by_id(session: Session, organisation_id: int) -> OrganisationFact | None:
    return next(iter(organisations.by_ids(session, [organisation_id], vocabularies.read(session))), None)


def _best_first(held: Sequence[CertificateFact], asked: Asked) -> tuple[CertificateFact, ...]:
    found = sorted(held, key=lambda one: one.status is not Status.VALID)
    if asked.until is None or len(found) < 2:
        return tuple(found)
    together = {one.scheme_slug: _days_covered(_of_scheme(found, one.scheme_slug), asked) for one in found}
    alone = {one.number: _days_covered([one], asked) for one in found}
    return tuple(sorted(found, key=lambda one: (-together[one.scheme_slug], -alone[one.number])))


def _days_covered(held: Sequence[CertificateFact], asked: Asked) -> int:
    return sum((one.last - one.first).days + 1 for one in _together(held, asked) if one.status is Status.VALID)


def _periods(best: Sequence[CertificateFact], asked: Asked) -> tuple[Period, ...]:
    return _together(_of_scheme(best, best[0].scheme_slug), asked) if best else ()


def _of_scheme(held: Sequence[CertificateFact], slug: str) -> list[CertificateFact]:
    return [one for one in held if one.scheme_slug == slug]


def _together(held: Sequence[CertificateFact], asked: Asked) -> tuple[Period, ...]:
    """Give the best status that some certificates have on each day of the period; nothing where none was asked for."""
    if not asked.on or not asked.until:
        return ()
    return histories.best_of([histories.periods(one.decisions, asked.on, asked.until) for one in held])


def _is_changed_afterwards(fact: CertificateFact, asked: Asked, now: datetime) -> bool:
    first, last = fact.day, asked.until or fact.day
    uncorrected = [one for one in fact.decisions if one.kind is not DecisionKind.CORRECTED]
    earlier = [tuple(uncorrected)]
    granted = fact.decisions[0].recorded_at
    if granted and last < now.date():
        ended = datetime.combine(last + timedelta(days=1), time(), UTC)
        earlier.append(histories.as_known(fact.decisions, max(ended, granted)))
    held = histories.periods(fact.decisions, first, last)
    return any(one != fact.decisions and histories.periods(one, first, last) != held for one in earlier)

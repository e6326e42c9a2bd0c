"""Verification: one function, one answer, many renderings. It reads the database and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from portal.register import certificates, histories, log, organisations, schemes, vocabularies
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
    """The best first: valid before all others, then the newest. Each with its status on the day that was asked for, or
    on the first day of the period."""
    periods: tuple[Period, ...]
    """For a period: the status of each of its days, of the certificate that was asked for, or of all those of the best
    certificate's scheme together. Empty for one day."""
    unit_not_covered: bool
    """The legal unit holds certificates, and none of them covers the establishment that was asked about."""
    corrected: bool
    """A correction was recorded that changes the answer: without it, it would be another."""
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


def verify(session: Session, asked: Asked, now: datetime) -> Verdict:
    """Say what holds for a certificate or a firm, on a day (today when none is asked for) or for a period.

    :raises ValueError: the period ends before it begins
    """
    if asked.until and (asked.on is None or asked.until < asked.on):
        raise ValueError("the period ends before it begins")
    unit, parent, own, of_parent = _held(session, asked, now)
    held = (*own, *(one for one in of_parent if one.covers_units))
    best = tuple(sorted(held, key=lambda fact: fact.status is not Status.VALID))
    not_covered = bool(of_parent) and not best
    from_parent = not_covered or bool(best and unit and best[0].organisation_id != unit.id)
    return Verdict(
        asked=asked,
        outcome=Outcome.UNKNOWN if unit is None else Outcome.CERTIFICATE if best else Outcome.NO_CERTIFICATE,
        organisation=unit,
        holder=parent if from_parent else unit,
        certificates=best,
        periods=_periods(best, asked),
        unit_not_covered=not_covered,
        corrected=any(_is_changed_by_a_correction(one, asked) for one in best),
        other_relations=unit is not None and _takes_part(session, unit.id, now.date()),
        complete=() if best else schemes.completeness(session),
        made_at=now,
        log_size=log.size(session),
    )


def _held(
    session: Session, asked: Asked, now: datetime
) -> tuple[OrganisationFact | None, OrganisationFact | None, tuple[CertificateFact, ...], tuple[CertificateFact, ...]]:
    """Give what was asked about, the legal unit that it belongs to, and the certificates of each as they were known."""
    if asked.number:
        found = certificates.by_number(session, asked.number, now, asked.on)
        holder = _by_id(session, found.organisation_id) if found else None
        known = _as_known((found,) if found and holder else (), asked)
        return holder if known else None, None, known, ()
    unit = _organisation(session, asked)
    if unit is None:
        return None, None, (), ()
    own = _as_known(certificates.of_organisation(session, unit.id, now, asked.on), asked)
    parent = _by_id(session, unit.parent_id) if unit.parent_id else None
    of_parent = certificates.of_organisation(session, parent.id, now, asked.on) if parent else ()
    return unit, parent, own, _as_known(of_parent, asked)


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
        slug = organisations.with_name(session, asked.name)
    return organisations.by_slug(session, slug, vocabularies.read(session)) if slug else None


def _by_id(session: Session, organisation_id: int) -> OrganisationFact | None:
    return next(iter(organisations.by_ids(session, [organisation_id], vocabularies.read(session))), None)


def _periods(held: Sequence[CertificateFact], asked: Asked) -> tuple[Period, ...]:
    if not held or not asked.on or not asked.until:
        return ()
    of_scheme = [one for one in held if one.scheme_slug == held[0].scheme_slug]
    every = [histories.periods(one.decisions, asked.on, asked.until) for one in of_scheme]
    return histories.best_of(every)


def _is_changed_by_a_correction(fact: CertificateFact, asked: Asked) -> bool:
    uncorrected = [one for one in fact.decisions if one.kind is not DecisionKind.CORRECTED]
    if len(uncorrected) == len(fact.decisions):
        return False
    first, last = fact.day, asked.until or fact.day
    return histories.periods(fact.decisions, first, last) != histories.periods(uncorrected, first, last)

"""Verification: one function, one answer, many renderings. It reads the database and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from portal.register import certificates, firms, histories, log, organisations, schemes, vocabularies
from portal.register.certificates import CertificateFact
from portal.register.histories import Period
from portal.register.organisations import OrganisationFact
from portal.register.schemes import Completeness
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


@dataclass(frozen=True)
class Verdict:
    """The answer to a verification."""

    asked: Asked
    outcome: Outcome
    organisation: OrganisationFact | None
    """What was asked about: the firm, or the establishment of one."""
    holder: OrganisationFact | None
    """Who holds the certificates: the organisation itself, or the legal unit that it belongs to."""
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
    check(asked)
    unit, holder, held = _held(session, asked, now)
    firm = firms.by_slug(session, unit.slug, vocabularies.read(session), now) if unit else None
    known = Known(schemes.completeness(session), log.size(session), now)
    return judged(
        asked, unit, holder, held, known, other_relations=firm is not None and bool(firm.memberships or firm.signatures)
    )


@dataclass(frozen=True)
class Known:
    """What every verdict of an instant rests on."""

    complete: tuple[Completeness, ...]
    log_size: int
    now: datetime


def check(asked: Asked) -> None:
    """Refuse what cannot be asked.

    :raises ValueError: the period ends before it begins
    """
    if asked.until and (asked.on is None or asked.until < asked.on):
        raise ValueError("the period ends before it begins")


def judged(
    asked: Asked,
    unit: OrganisationFact | None,
    holder: OrganisationFact | None,
    held: tuple[CertificateFact, ...],
    known: Known,
    *,
    other_relations: bool,
) -> Verdict:
    """Give the verdict that follows from what was read: nothing else goes into it.

    :param unit: what was asked about
    :param holder: who may hold its certificates: itself, or the legal unit that it belongs to
    :param held: the certificates in question, newest grant first, as they stood on the day
    :param other_relations: whether `unit` is a member or a signatory
    """
    if asked.as_known:
        as_known = ((one, histories.as_known(one.decisions, asked.as_known)) for one in held)
        held = tuple(one.with_history(decisions) for one, decisions in as_known if decisions)
    best = tuple(sorted(held, key=lambda fact: fact.status is not Status.VALID))
    is_covered = unit is holder or any(one.covers_units for one in best)
    if not is_covered:
        best = ()
    elif unit is not holder:
        best = tuple(one for one in best if one.covers_units)
    return Verdict(
        asked=asked,
        outcome=Outcome.UNKNOWN if unit is None else Outcome.CERTIFICATE if best else Outcome.NO_CERTIFICATE,
        organisation=unit,
        holder=holder,
        certificates=best,
        periods=_periods(best, asked),
        unit_not_covered=bool(held) and not is_covered,
        corrected=any(_is_changed_by_a_correction(one, asked) for one in best),
        other_relations=other_relations,
        complete=() if best else known.complete,
        made_at=known.now,
        log_size=known.log_size,
    )


def _held(
    session: Session, asked: Asked, now: datetime
) -> tuple[OrganisationFact | None, OrganisationFact | None, tuple[CertificateFact, ...]]:
    """Give what was asked about, who may hold its certificates, and the certificates."""
    if asked.number:
        found = certificates.by_number(session, asked.number, now, asked.on)
        holder = _by_id(session, found.organisation_id) if found else None
        return holder, holder, (found,) if found and holder else ()
    unit = _organisation(session, asked)
    if unit is None:
        return None, None, ()
    held = certificates.of_organisation(session, unit.id, now, asked.on)
    holder = unit if held or unit.parent_id is None else _by_id(session, unit.parent_id)
    if holder is not None and holder is not unit:
        held = certificates.of_organisation(session, holder.id, now, asked.on)
    return unit, holder if held and holder else unit, held


def _organisation(session: Session, asked: Asked) -> OrganisationFact | None:
    slug = asked.slug
    if asked.organisation_number:
        slug = organisations.with_identifier(session, asked.organisation_number)
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

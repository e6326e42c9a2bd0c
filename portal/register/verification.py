"""Verification: one function, one answer, many renderings. It reads the database and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from portal.register import certificates, firms, organisations, vocabularies
from portal.register.certificates import CertificateFact
from portal.register.organisations import OrganisationFact
from portal.words import Status


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
    """What to verify: exactly one of these."""

    number: str | None = None
    """A certificate's number."""
    organisation_number: str | None = None
    """A number from a public register, in digits."""
    slug: str | None = None
    """A firm's slug."""
    name: str | None = None
    """A firm's whole name."""


@dataclass(frozen=True)
class Verdict:
    """The answer to a verification."""

    asked: Asked
    outcome: Outcome
    organisation: OrganisationFact | None
    certificates: tuple[CertificateFact, ...]
    """The best first: valid before all others, then the newest."""
    on: date | None
    """The day that was asked for; None: today in each scheme's own time zone."""
    made_at: datetime
    other_relations: bool
    """Whether the organisation is a member or a signatory, which is not a certificate."""

    @property
    def lies_ahead(self) -> bool:
        """Whether the day is still to come, so that the answer rests on what was decided so far."""
        return self.on is not None and self.on > self.made_at.date()

    @property
    def today(self) -> date:
        """The day the answer holds for where none was asked for: in the scheme's zone, in UTC where there is none."""
        return self.certificates[0].day if self.certificates else self.made_at.date()

    @property
    def status(self) -> Status | None:
        """The status of the best certificate; None where there is none."""
        return self.certificates[0].status if self.certificates else None


def verify(session: Session, asked: Asked, now: datetime, on: date | None = None) -> Verdict:
    """Say what holds on a day (today when None) for a certificate or a firm."""
    slug = asked.slug
    if asked.number:
        found = certificates.by_number(session, asked.number, now, on)
        organisation = _organisation(session, found.organisation_id) if found else None
        return _verdict(session, asked, organisation, (found,) if found else (), now, on)
    if asked.organisation_number:
        slug = organisations.with_identifier(session, asked.organisation_number)
    if asked.name:
        slug = organisations.with_name(session, asked.name)
    organisation = organisations.by_slug(session, slug, vocabularies.read(session)) if slug else None
    held = certificates.of_organisation(session, organisation.id, now, on) if organisation else ()
    return _verdict(session, asked, organisation, held, now, on)


def _organisation(session: Session, organisation_id: int) -> OrganisationFact | None:
    return next(iter(organisations.by_ids(session, [organisation_id], vocabularies.read(session))), None)


def _verdict(
    session: Session,
    asked: Asked,
    organisation: OrganisationFact | None,
    held: tuple[CertificateFact, ...],
    now: datetime,
    on: date | None,
) -> Verdict:
    if organisation is None:
        return Verdict(asked, Outcome.UNKNOWN, None, (), on, now, other_relations=False)
    firm = firms.by_slug(session, organisation.slug, vocabularies.read(session), now)
    return Verdict(
        asked=asked,
        outcome=Outcome.CERTIFICATE if held else Outcome.NO_CERTIFICATE,
        organisation=organisation,
        certificates=tuple(sorted(held, key=lambda fact: fact.status is not Status.VALID)),
        on=on,
        made_at=now,
        other_relations=firm is not None and bool(firm.memberships or firm.signatures),
    )

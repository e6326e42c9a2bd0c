"""Firms: organisations in the role of employer, with what they hold, joined and signed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select, true

from portal.register import certificates, charters, memberships, organisations
from portal.register.certificates import CertificateFact
from portal.register.charters import SignatureFact
from portal.register.memberships import MembershipFact
from portal.register.organisations import OrganisationFact
from portal.register.vocabularies import Vocabularies
from portal.tables import Certificate, Decision, Membership, Organisation, Signature
from portal.words import Confidence, DecisionKind, LocalText, Relation, Status


@dataclass(frozen=True)
class Holding:
    """One relation of a firm to a scheme, as a card shows it."""

    relation: Relation
    scheme_slug: str
    scheme_names: LocalText
    since: date | None
    status: Status | None
    """Of a certificate; a membership and a signature have none."""


@dataclass(frozen=True)
class Firm:
    """A firm: the organisation, and each of its relations in full."""

    organisation: OrganisationFact
    certificates: tuple[CertificateFact, ...]
    memberships: tuple[MembershipFact, ...]
    signatures: tuple[SignatureFact, ...]

    @property
    def slug(self) -> str:
        """The organisation's slug."""
        return self.organisation.slug

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """What it holds, certificates first."""
        return (
            *(
                Holding(Relation.CERTIFIED, c.scheme_slug, c.scheme_names, c.granted_on, c.status)
                for c in self.certificates
            ),
            *(Holding(Relation.MEMBER, m.scheme_slug, m.scheme_names, m.since, None) for m in self.memberships),
            *(Holding(Relation.SIGNATORY, s.scheme_slug, s.scheme_names, s.signed_on, None) for s in self.signatures),
        )

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Its kinds of relation, each once, certified first."""
        return tuple(dict.fromkeys(held.relation for held in self.holdings))

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses of its certificates, each once."""
        return tuple(dict.fromkeys(held.status for held in self.certificates))

    @property
    def scheme_names(self) -> Mapping[str, LocalText]:
        """The names of the schemes it takes part in, by slug."""
        return {held.scheme_slug: held.scheme_names for held in self.holdings}

    def stands(self, today: date) -> bool:
        """Say whether it is to be found before others: well sourced, confirmed in time, and holding something today."""
        organisation = self.organisation
        in_time = organisation.due_on is None or organisation.due_on >= today
        holds = any(held.status in (None, Status.VALID) for held in self.holdings)
        return organisation.confidence is not Confidence.LOW and in_time and holds


def cards(session: Session, slugs: Collection[str], terms: Vocabularies, now: datetime) -> tuple[Firm, ...]:
    """Give the firms with these slugs, in the order of the slugs; a slug that is no listed firm is left out.

    The number of queries is the same for one firm and for many.
    """
    found = organisations.by_slugs(session, slugs, terms)
    firms = {firm.slug: firm for firm in of(session, tuple(found.values()), terms, now)}
    return tuple(firms[slug] for slug in slugs if slug in firms)


def by_slug(session: Session, slug: str, terms: Vocabularies, now: datetime) -> Firm | None:
    """Give the firm with this slug; None when no listed firm has it."""
    return next(iter(cards(session, [slug], terms, now)), None)


def newest_certified(session: Session, count: int, terms: Vocabularies, now: datetime) -> tuple[Firm, ...]:
    """Give the firms whose certificates were granted last, the newest first; at most `count`."""
    granted = (
        select(Organisation.slug)
        .join(Certificate, col(Certificate.organisation_id) == col(Organisation.id))
        .join(Decision, col(Decision.certificate_id) == col(Certificate.id))
        .where(col(Decision.kind) == DecisionKind.GRANTED, col(Organisation.listed))
        .where(col(Decision.effective_on) <= now.date())
        .order_by(col(Decision.effective_on).desc(), col(Decision.id))
        .limit(count * 2)  # a firm may hold several
    )
    slugs = tuple(dict.fromkeys(session.exec(granted)))
    return cards(session, slugs[:count], terms, now)


def of_scheme(
    session: Session, scheme_id: int, count: int, terms: Vocabularies, now: datetime
) -> tuple[tuple[Firm, ...], int]:
    """Give the first firms by name that hold, joined or signed a scheme, and the number of all of them."""
    wanted = _employers(scheme_id)
    total = session.exec(select(func.count()).select_from(Organisation).where(*wanted)).one()
    first = session.exec(select(Organisation.slug).where(*wanted).order_by(col(Organisation.name)).limit(count)).all()
    return cards(session, first, terms, now), total


def count(session: Session) -> int:
    """Give the number of listed firms."""
    return session.exec(select(func.count()).select_from(Organisation).where(*_employers(None))).one()


def slugs(session: Session) -> tuple[str, ...]:
    """Give the slugs of all listed firms."""
    return tuple(session.exec(select(Organisation.slug).where(*_employers(None)).order_by(col(Organisation.id))))


def _employers(scheme_id: int | None) -> tuple[Any, ...]:
    """Give the conditions for organisations that hold, joined or signed a scheme; None: any."""
    relations = [
        select(table.organisation_id).where(true() if scheme_id is None else col(table.scheme_id) == scheme_id)
        for table in (Certificate, Membership, Signature)
    ]
    return (col(Organisation.id).in_(relations[0].union(*relations[1:])), col(Organisation.listed))


def of(session: Session, found: tuple[OrganisationFact, ...], terms: Vocabularies, now: datetime) -> tuple[Firm, ...]:
    """Give those of the organisations that are firms. Five queries at most."""
    ids = [organisation.id for organisation in found]
    held: Mapping[int, tuple[CertificateFact, ...]] = certificates.held(session, ids, now)
    joined = memberships.joined(session, ids, now.date())
    signed = charters.signed(session, ids, terms)
    firms = (
        Firm(o, held.get(o.id, ()), joined.get(o.id, ()), signed.get(o.id, ()))
        for o in found
        if o.id in held or o.id in joined or o.id in signed
    )
    return tuple(firms)

"""Schemes: certifications, memberships and charters, with what is known of them and what is not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from portal import kept
from portal.register import organisations
from portal.register.organisations import OrganisationLink
from portal.register.vocabularies import Vocabularies
from portal.tables import Organisation, Place, Scheme, SchemeFact, SchemePartner, SchemeTerm
from portal.words import Certainty, Confidence, LocalText, SchemeKind


@dataclass(frozen=True)
class SchemeCard:
    """A scheme as a list shows it."""

    id: int
    slug: str
    prefix: str | None
    """What the numbers of its certificates begin with."""
    kind: SchemeKind
    names: LocalText
    short: LocalText
    limits: LocalText
    country: str
    place: LocalText
    owner: OrganisationLink
    owner_certainty: Certainty
    checked_on: date


@dataclass(frozen=True)
class FactOfScheme:
    """One fact and how sure it is."""

    fact: LocalText
    value: LocalText
    certainty: Certainty
    remark: LocalText
    condition: str | None = None
    """The condition of article 43(1) of Directive 2014/24/EU that it speaks of."""


@dataclass(frozen=True)
class TermOfScheme:
    """A term that holds for a scheme and how sure that is."""

    vocabulary: str
    id: str
    label: LocalText
    certainty: Certainty


@dataclass(frozen=True)
class Completeness:
    """What the register holds of a scheme's decisions."""

    scheme_slug: str
    scheme_names: LocalText
    said: LocalText
    """In a sentence; empty where nothing was said of it."""
    since: date | None
    """The day from which it holds every decision; None: it is not known to."""


@dataclass(frozen=True)
class SchemePage:
    """A scheme in full."""

    card: SchemeCard
    what: LocalText
    who: LocalText
    why: LocalText
    unknown: tuple[LocalText, ...]
    provenance: LocalText
    details_provenance: LocalText
    sources: tuple[str, ...]
    confidence: Confidence
    facts: tuple[FactOfScheme, ...]
    partners: tuple[OrganisationLink, ...]
    terms: tuple[TermOfScheme, ...]
    entered: Completeness | None
    """Of a certification: what the register holds of its decisions."""

    def of(self, vocabulary: str) -> tuple[TermOfScheme, ...]:
        """Give the terms of one vocabulary."""
        return tuple(term for term in self.terms if term.vocabulary == vocabulary)


def cards(session: Session, slugs: Collection[str] | None = None) -> tuple[SchemeCard, ...]:
    """Give the schemes with these slugs in that order, or all of them in the order they were entered. One query."""
    rows = _rows(session, col(Scheme.slug).in_(sorted(slugs)) if slugs is not None else col(Scheme.id).is_not(None))
    found = [_card(row, place, link) for row, place, link in rows]
    if slugs is None:
        return tuple(found)
    by = {card.slug: card for card in found}
    return tuple(by[slug] for slug in slugs if slug in by)


def by_slug(session: Session, slug: str, vocabularies: Vocabularies) -> SchemePage | None:
    """Give a scheme in full; None when no scheme has this slug. Four queries."""
    rows = _rows(session, col(Scheme.slug) == slug)
    if not rows:
        return None
    row, place, link = rows[0]
    scheme_id = row.id or 0
    return SchemePage(
        card=_card(row, place, link),
        what=row.what,
        who=row.who,
        why=row.why,
        unknown=row.unknown,
        provenance=row.provenance,
        details_provenance=row.details_provenance,
        sources=row.sources,
        confidence=row.confidence,
        facts=_facts(session, scheme_id),
        partners=organisations.tied(session, SchemePartner, col(SchemePartner.scheme_id) == scheme_id),
        terms=_terms(session, scheme_id, vocabularies),
        entered=_completeness(row) if row.kind is SchemeKind.CERTIFICATION else None,
    )


def behind(session: Session, organisation_id: int) -> tuple[SchemeCard, ...]:
    """Give the schemes that an organisation owns or carries as a partner. One query."""
    partnered = select(SchemePartner.scheme_id).where(col(SchemePartner.organisation_id) == organisation_id)
    rows = _rows(session, or_(col(Scheme.owner_id) == organisation_id, col(Scheme.id).in_(partnered)))
    return tuple(_card(*row) for row in rows)


@kept.until_change
def completeness(session: Session) -> tuple[Completeness, ...]:
    """Give what the register holds of each certification. One query."""
    rows = session.exec(select(Scheme).where(col(Scheme.kind) == SchemeKind.CERTIFICATION).order_by(col(Scheme.id)))
    return tuple(map(_completeness, rows))


def _completeness(row: Scheme) -> Completeness:
    return Completeness(row.slug, row.names, row.complete, row.complete_from)


@kept.until_change
def on_conditions(session: Session) -> Mapping[str, tuple[FactOfScheme, ...]]:
    """Give the facts that speak of a condition of article 43(1), by the scheme's slug. One query."""
    found: dict[str, tuple[FactOfScheme, ...]] = {}
    wanted = select(Scheme.slug, SchemeFact).join(Scheme, col(Scheme.id) == col(SchemeFact.scheme_id))
    spoken = wanted.where(col(SchemeFact.condition).is_not(None)).order_by(col(SchemeFact.position))
    for slug, row in session.exec(spoken):
        found[slug] = (*found.get(slug, ()), _fact(row))
    return found


@kept.until_change
def names(session: Session) -> Mapping[str, LocalText]:
    """Give the name of every scheme by slug. One query."""
    return dict(session.exec(select(Scheme.slug, col(Scheme.names)).order_by(col(Scheme.id))).all())


def _rows(session: Session, where: Any) -> list[tuple[Scheme, LocalText, OrganisationLink]]:
    statement = (
        select(Scheme, col(Place.names), Organisation)
        .join(Organisation, col(Scheme.owner_id) == col(Organisation.id))
        .outerjoin(Place, col(Scheme.place_id) == col(Place.id))
        .where(where)
        .order_by(col(Scheme.id))
    )
    return [(row, place or LocalText(), organisations.link_to(owner)) for row, place, owner in session.exec(statement)]


def _card(row: Scheme, place: LocalText, owner: OrganisationLink) -> SchemeCard:
    return SchemeCard(
        id=row.id or 0,
        slug=row.slug,
        prefix=row.prefix,
        kind=row.kind,
        names=row.names,
        short=row.short,
        limits=row.limits,
        country=row.country,
        place=place,
        owner=owner,
        owner_certainty=row.owner_certainty,
        checked_on=row.checked_on,
    )


def _facts(session: Session, scheme_id: int) -> tuple[FactOfScheme, ...]:
    wanted = select(SchemeFact).where(col(SchemeFact.scheme_id) == scheme_id).order_by(col(SchemeFact.position))
    return tuple(_fact(row) for row in session.exec(wanted))


def _fact(row: SchemeFact) -> FactOfScheme:
    return FactOfScheme(row.fact, row.value, row.certainty, row.remark, row.condition)


def _terms(session: Session, scheme_id: int, vocabularies: Vocabularies) -> tuple[TermOfScheme, ...]:
    wanted = select(SchemeTerm).where(col(SchemeTerm.scheme_id) == scheme_id).order_by(col(SchemeTerm.position))
    return tuple(
        TermOfScheme(row.vocabulary, row.term_id, vocabularies.label(row.vocabulary, row.term_id), row.certainty)
        for row in session.exec(wanted)
    )

"""Organisations: who they are, where they are, and how fresh each fact is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, select

from portal import kept
from portal.register import numbers
from portal.register.vocabularies import Vocabularies
from portal.tables import (
    GatheringOrganisation,
    Identifier,
    MeasureProvider,
    Organisation,
    OrganisationTerm,
    Place,
    SchemePartner,
    metadata,
)
from portal.words import Certainty, Confidence, LocalText, Said, Size


@dataclass(frozen=True)
class OrganisationFact:
    """An organisation as a page needs it."""

    id: int
    slug: str
    name: Said
    names: LocalText
    also_called: tuple[str, ...]
    """Names people search by; never shown."""
    country: str | None
    place_id: str | None
    place: LocalText
    place_certainty: Certainty
    industry_id: str | None
    industry: LocalText
    industry_certainty: Certainty
    size: Size | None
    website: str | None
    profile: LocalText
    provenance: LocalText
    sources: tuple[str, ...]
    confidence: Confidence
    checked_on: date
    confirmed_on: date | None
    due_on: date | None
    parent_id: int | None
    """The legal unit that it is an establishment of."""
    terms: Mapping[str, tuple[str, ...]]
    """Per vocabulary the ids of the terms that hold for it."""
    roles: tuple[LocalText, ...]
    target_groups: tuple[LocalText, ...]
    offers: tuple[LocalText, ...]

    def translated_name(self, language: str) -> Said | None:
        """Give the name in a language that is not the official name's own, where it differs from that."""
        return self.names.translation_of(self.name, language)


@dataclass(frozen=True)
class OrganisationLink:
    """An organisation as another page names it."""

    slug: str
    name: Said


@dataclass(frozen=True)
class IdentifierFact:
    """A number that a public register gave."""

    register_code: str
    number: str
    source: str | None


def by_slug(session: Session, slug: str, vocabularies: Vocabularies) -> OrganisationFact | None:
    """Give the listed organisation with this slug; None when there is none. Two queries."""
    facts = _facts(session, _BY_SLUG, [slug], vocabularies)
    return facts[0] if facts else None


def by_slugs(session: Session, slugs: Collection[str], vocabularies: Vocabularies) -> Mapping[str, OrganisationFact]:
    """Give the listed organisations with these slugs, by slug. Two queries."""
    facts = _facts(session, _BY_SLUG, slugs, vocabularies)
    return {fact.slug: fact for fact in facts}


def by_ids(session: Session, ids: Collection[int], vocabularies: Vocabularies) -> tuple[OrganisationFact, ...]:
    """Give the listed organisations with these ids, in the order of their ids. Two queries."""
    return tuple(_facts(session, _BY_ID, ids, vocabularies))


def in_batches(session: Session, vocabularies: Vocabularies, size: int) -> Iterator[tuple[OrganisationFact, ...]]:
    """Give all listed organisations, in the order of their ids, `size` at a time. Two queries a batch."""
    last = 0
    while True:
        batch = select(Organisation.id).where(col(Organisation.id) > last, col(Organisation.listed))
        ids = session.exec(batch.order_by(col(Organisation.id)).limit(size)).all()
        if not ids:
            return
        found = [one for one in ids if one is not None]
        yield tuple(_facts(session, _BY_ID, found, vocabularies))
        last = found[-1]


@kept.until_change
def of_measures(session: Session) -> Mapping[str, LocalText]:
    """Give the names of the listed organisations that provide measures, by slug. One query."""
    provide = col(Organisation.id).in_(select(MeasureProvider.organisation_id))
    rows = session.exec(select(Organisation).where(provide, col(Organisation.listed)))
    return {row.slug: LocalText({**row.names.texts, row.name_language: row.name}) for row in rows}


def providers(session: Session) -> Mapping[int, tuple[str, ...]]:
    """Give the slugs of those that provide measures, in their order, by the measures' ids. One query."""
    statement = (
        select(MeasureProvider.measure_id, Organisation.slug)
        .join(Organisation, col(MeasureProvider.organisation_id) == col(Organisation.id))
        .order_by(col(MeasureProvider.measure_id), col(MeasureProvider.position))
    )
    found: dict[int, tuple[str, ...]] = {}
    for measure_id, slug in session.exec(statement):
        found[measure_id] = (*found.get(measure_id, ()), slug)
    return found


def tied(
    session: Session, ties: type[GatheringOrganisation | MeasureProvider | SchemePartner], where: Any
) -> tuple[OrganisationLink, ...]:
    """Give the listed organisations that rows of `ties` name, in the order of their positions. One query."""
    statement = select(Organisation).join(ties, col(ties.organisation_id) == col(Organisation.id))
    rows = session.exec(statement.where(where, col(Organisation.listed)).order_by(col(ties.position)))
    return tuple(link_to(row) for row in rows)


def link_to(row: Organisation) -> OrganisationLink:
    """Give an organisation as another page names it."""
    return OrganisationLink(row.slug, Said(row.name, row.name_language))


def slugs(session: Session, without: Collection[str]) -> tuple[str, ...]:
    """Give the slugs of all listed organisations that are not among `without`."""
    listed = session.exec(select(Organisation.slug).where(col(Organisation.listed)).order_by(col(Organisation.id)))
    left_out = frozenset(without)
    return tuple(slug for slug in listed if slug not in left_out)


def identifiers(session: Session, organisation_id: int) -> tuple[IdentifierFact, ...]:
    """Give the register numbers of an organisation. One query."""
    rows = session.exec(select(Identifier).where(col(Identifier.organisation_id) == organisation_id))
    return tuple(IdentifierFact(row.register_code, row.number, row.source) for row in rows)


def with_identifier(session: Session, number: str, register: str | None = None) -> str | None:
    """Give the slug of the one listed organisation with this number; None when there is none or several. One query."""
    found = all_with_identifier(session, number, register)
    return found[0] if len(found) == 1 else None


def all_with_identifier(session: Session, number: str, register: str | None = None) -> tuple[str, ...]:
    """Give the slugs of the listed organisations with this number, in digits. One query.

    Registers of two countries can have given the same digits; `register` says which one is meant.
    """
    statement = (
        select(Organisation.slug)
        .join(Identifier, col(Identifier.organisation_id) == col(Organisation.id))
        .where(col(Identifier.number).in_(numbers.possible(number, register)), col(Organisation.listed))
        # Naming every register lets the database look the number up; without them it would read all there are.
        .where(col(Identifier.register_code).in_((register,) if register else numbers.REGISTERS))
        .order_by(Organisation.slug)
        .distinct()
    )
    return tuple(session.exec(statement))


_FACTS: Final = (
    sqlalchemy.select(*metadata.tables["organisation"].c, col(Place.names).label("place"))
    .outerjoin(Place, col(Organisation.place_id) == col(Place.id))
    .where(col(Organisation.listed))
    .order_by(col(Organisation.id))
)
"""Plain rows: a page of a list reads twenty organisations, and objects of the tables' classes cost four times that."""
_BY_SLUG: Final = _FACTS.where(col(Organisation.slug).in_(bindparam("these", expanding=True)))
_BY_ID: Final = _FACTS.where(col(Organisation.id).in_(bindparam("these", expanding=True)))


def _facts(
    session: Session, wanted: Select[Any], these: Collection[str] | Collection[int], vocabularies: Vocabularies
) -> list[OrganisationFact]:
    rows = session.connection().execute(wanted, {"these": sorted(these)}).all()
    terms = _terms(session, [row.id for row in rows])
    return [_fact(row, terms.get(row.id, {}), vocabularies) for row in rows]


def _fact(row: Any, terms: Mapping[str, tuple[str, ...]], vocabularies: Vocabularies) -> OrganisationFact:
    def labels(vocabulary: str) -> tuple[LocalText, ...]:
        return tuple(vocabularies.label(vocabulary, term_id) for term_id in terms.get(vocabulary, ()))

    return OrganisationFact(
        id=row.id,
        slug=row.slug,
        name=Said(row.name, row.name_language),
        names=row.names,
        also_called=row.also_called,
        country=row.country,
        place_id=row.place_id,
        place=row.place or LocalText(),
        place_certainty=row.place_certainty,
        industry_id=row.industry,
        industry=vocabularies.label("industries", row.industry or ""),
        industry_certainty=row.industry_certainty,
        size=row.size,
        website=row.website,
        profile=row.profile,
        provenance=row.provenance,
        sources=row.sources,
        confidence=row.confidence,
        checked_on=row.checked_on,
        confirmed_on=row.confirmed_on,
        due_on=row.due_on,
        parent_id=row.parent_id,
        terms=terms,
        roles=labels("organisation_roles"),
        target_groups=labels("target_groups"),
        offers=labels("workplace_offers"),
    )


_TERMS: Final = (
    sqlalchemy.select(
        col(OrganisationTerm.organisation_id), col(OrganisationTerm.vocabulary), col(OrganisationTerm.term_id)
    )
    .where(col(OrganisationTerm.organisation_id).in_(bindparam("these", expanding=True)))
    .order_by(col(OrganisationTerm.organisation_id), col(OrganisationTerm.position))
)


def _terms(session: Session, ids: Collection[int]) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for organisation_id, vocabulary, term_id in session.connection().execute(_TERMS, {"these": sorted(ids)}):
        of_organisation = found.setdefault(organisation_id, {})
        of_organisation[vocabulary] = (*of_organisation.get(vocabulary, ()), term_id)
    return found

"""Measures: supports for inclusion at work that an employer or a job seeker can use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, or_, select

from portal.register import organisations
from portal.register.organisations import OrganisationLink
from portal.register.vocabularies import Vocabularies
from portal.tables import (
    Measure,
    MeasureAmount,
    MeasureProvider,
    MeasureRelation,
    MeasureTerm,
    MeasureTier,
    Place,
)
from portal.words import Confidence, ForWhom, LocalText, MeasureState, RelationOfMeasures, Said

STALE_AFTER_DAYS = 365
"""Amounts and rules change every year: an entry not checked for a year says so on screen."""


@dataclass(frozen=True)
class MeasureFact:
    """A measure as lists show it, and the core of its page."""

    id: int
    slug: str
    name: Said
    names: LocalText
    summary: LocalText
    country: str
    place_id: str | None
    place: LocalText
    for_whom: ForWhom
    kinds: tuple[LocalText, ...]
    """The main kind first."""
    target_groups: tuple[LocalText, ...]
    benefits: tuple[LocalText, ...]
    duration: LocalText
    state: MeasureState
    confidence: Confidence
    source: str
    checked_on: date
    terms: Mapping[str, tuple[str, ...]]
    """Per vocabulary the ids of the terms that hold for it."""

    def translated_name(self, language: str) -> Said | None:
        """Give the name in a language that is not the official name's own, where it differs from that."""
        return self.names.translation_of(self.name, language)

    def is_stale(self, today: date) -> bool:
        """Say whether it was last checked more than a year ago."""
        return (today - self.checked_on).days > STALE_AFTER_DAYS


@dataclass(frozen=True)
class AmountFact:
    """A share or a sum with its year, or with a note in its place."""

    what: LocalText
    value: LocalText
    is_money: bool
    year: int | None
    year_note: LocalText


@dataclass(frozen=True)
class TierFact:
    """What a legal duty asks of employers of one size."""

    employees_min: int
    employees_max: int | None
    duty: LocalText


@dataclass(frozen=True)
class RelatedMeasure:
    """Another measure and how it stands to this one."""

    relation: RelationOfMeasures
    slug: str
    name: Said
    names: LocalText


@dataclass(frozen=True)
class MeasurePage:
    """A measure in full."""

    fact: MeasureFact
    row: "Conditions"
    amounts: tuple[AmountFact, ...]
    tiers: tuple[TierFact, ...]
    related: tuple[RelatedMeasure, ...]
    providers: tuple[OrganisationLink, ...]

    def of(self, relation: str) -> tuple[RelatedMeasure, ...]:
        """Give the measures that stand in this relation to it."""
        return tuple(other for other in self.related if other.relation == relation)


@dataclass(frozen=True)
class Conditions:
    """What must be in place first, who decides, and what it all rests on. None or empty: not known."""

    provider_text: LocalText
    legal_basis: LocalText
    needs_registration: bool | None
    agency: LocalText
    decided_by: LocalText
    age_min: int | None
    age_max: int | None
    sick_leave_months_min: int | None
    employees_min: int | None
    contract: LocalText
    residence: LocalText
    sectors: tuple[LocalText, ...]
    others: tuple[LocalText, ...]
    codes: tuple[str, ...]
    source_is_home_page: bool
    other_sources: tuple[str, ...]
    provenance: LocalText
    details_provenance: LocalText


def cards(session: Session, slugs: Collection[str], vocabularies: Vocabularies) -> tuple[MeasureFact, ...]:
    """Give the measures with these slugs, in that order; an unknown one is left out. Two queries."""
    found = {fact.slug: fact for fact, _ in _facts(session, col(Measure.slug).in_(sorted(slugs)), vocabularies)}
    return tuple(found[slug] for slug in slugs if slug in found)


def everyone(session: Session, vocabularies: Vocabularies) -> tuple[tuple[MeasureFact, Conditions], ...]:
    """Give all measures with their conditions, in the order they were entered. Two queries."""
    return tuple(_facts(session, col(Measure.id).is_not(None), vocabularies))


def by_slug(session: Session, slug: str, vocabularies: Vocabularies) -> MeasurePage | None:
    """Give a measure in full; None when there is none with this slug. Six queries."""
    facts = _facts(session, col(Measure.slug) == slug, vocabularies)
    if not facts:
        return None
    fact, conditions = facts[0]
    return MeasurePage(
        fact=fact,
        row=conditions,
        amounts=_amounts(session, fact.id),
        tiers=_tiers(session, fact.id),
        related=_related(session, fact.id),
        providers=organisations.tied(session, MeasureProvider, col(MeasureProvider.measure_id) == fact.id),
    )


def for_employers_in(
    session: Session, country: str, place_ids: Collection[str], vocabularies: Vocabularies
) -> tuple[MeasureFact, ...]:
    """Give the measures an employer in these places can use: the most local first, then the whole country's."""
    statement = (col(Measure.country) == country) & (col(Measure.for_whom) != ForWhom.JOB_SEEKER)
    here = or_(col(Measure.place_id).is_(None), col(Measure.place_id).in_(sorted(place_ids)))
    found = [fact for fact, _ in _facts(session, statement & here, vocabularies)]
    return tuple(sorted(found, key=lambda fact: (fact.place_id is None, fact.id)))


def provided_by(session: Session, organisation_id: int, vocabularies: Vocabularies) -> tuple[MeasureFact, ...]:
    """Give the measures that an organisation provides. Two queries."""
    mine = select(MeasureProvider.measure_id).where(col(MeasureProvider.organisation_id) == organisation_id)
    return tuple(fact for fact, _ in _facts(session, col(Measure.id).in_(mine), vocabularies))


def count(session: Session) -> int:
    """Give the number of measures."""
    return session.exec(select(func.count()).select_from(Measure)).one()


def last_checked(session: Session) -> date | None:
    """Give the day on which an editor last compared a measure with its sources; None where there is none."""
    return session.exec(select(func.max(Measure.checked_on))).one()


def slugs(session: Session) -> tuple[str, ...]:
    """Give the slugs of all measures."""
    return tuple(session.exec(select(Measure.slug).order_by(col(Measure.id))))


def _facts(session: Session, where: Any, vocabularies: Vocabularies) -> list[tuple[MeasureFact, Conditions]]:
    statement = (
        select(Measure, col(Place.names))
        .outerjoin(Place, col(Measure.place_id) == col(Place.id))
        .where(where)
        .order_by(col(Measure.id))
    )
    rows = session.exec(statement).all()
    terms = _terms(session, [row[0].id or 0 for row in rows])
    return [(_fact(row, place, terms.get(row.id or 0, {}), vocabularies), _conditions(row)) for row, place in rows]


def _fact(
    row: Measure, place: LocalText | None, terms: Mapping[str, tuple[str, ...]], vocabularies: Vocabularies
) -> MeasureFact:
    def labels(vocabulary: str) -> tuple[LocalText, ...]:
        return tuple(vocabularies.label(vocabulary, term_id) for term_id in terms.get(vocabulary, ()))

    return MeasureFact(
        id=row.id or 0,
        slug=row.slug,
        name=Said(row.official_name, row.official_language),
        names=row.names,
        summary=row.summary,
        country=row.country,
        place_id=row.place_id,
        place=place or LocalText(),
        for_whom=row.for_whom,
        kinds=labels("measure_kinds"),
        target_groups=labels("target_groups"),
        benefits=labels("employer_benefits"),
        duration=row.duration,
        state=row.state,
        confidence=row.confidence,
        source=row.source,
        checked_on=row.checked_on,
        terms=terms,
    )


def _conditions(row: Measure) -> Conditions:
    return Conditions(
        provider_text=row.provider_text,
        legal_basis=row.legal_basis,
        needs_registration=row.needs_registration,
        agency=row.agency,
        decided_by=row.decided_by,
        age_min=row.age_min,
        age_max=row.age_max,
        sick_leave_months_min=row.sick_leave_months_min,
        employees_min=row.employees_min,
        contract=row.contract,
        residence=row.residence,
        sectors=row.sectors,
        others=row.conditions,
        codes=row.codes,
        source_is_home_page=row.source_is_home_page,
        other_sources=row.other_sources,
        provenance=row.provenance,
        details_provenance=row.details_provenance,
    )


def _terms(session: Session, ids: Collection[int]) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
    statement = (
        select(MeasureTerm.measure_id, MeasureTerm.vocabulary, MeasureTerm.term_id)
        .where(col(MeasureTerm.measure_id).in_(sorted(ids)))
        .order_by(col(MeasureTerm.measure_id), col(MeasureTerm.position))
    )
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for measure_id, vocabulary, term_id in session.exec(statement):
        of_measure = found.setdefault(measure_id, {})
        of_measure[vocabulary] = (*of_measure.get(vocabulary, ()), term_id)
    return found


def _amounts(session: Session, measure_id: int) -> tuple[AmountFact, ...]:
    wanted = select(MeasureAmount).where(col(MeasureAmount.measure_id) == measure_id)
    rows = session.exec(wanted.order_by(col(MeasureAmount.position)))
    return tuple(AmountFact(row.what, row.value, row.is_money, row.year, row.year_note) for row in rows)


def _tiers(session: Session, measure_id: int) -> tuple[TierFact, ...]:
    wanted = select(MeasureTier).where(col(MeasureTier.measure_id) == measure_id)
    rows = session.exec(wanted.order_by(col(MeasureTier.position)))
    return tuple(TierFact(row.employees_min, row.employees_max, row.duty) for row in rows)


def _related(session: Session, measure_id: int) -> tuple[RelatedMeasure, ...]:
    """Give what is related either way: "combines with" and "not together with" hold for both sides."""
    ways = (
        (MeasureRelation.other_id, col(MeasureRelation.measure_id) == measure_id),
        (
            MeasureRelation.measure_id,
            (col(MeasureRelation.other_id) == measure_id)
            & (col(MeasureRelation.relation) != RelationOfMeasures.MAY_DELIVER),
        ),
    )
    found: dict[tuple[RelationOfMeasures, str], RelatedMeasure] = {}
    for end, where in ways:
        statement = (
            select(col(MeasureRelation.relation), Measure)
            .join(Measure, col(Measure.id) == end)
            .where(where)
            .order_by(col(Measure.id))
        )
        for relation, row in session.exec(statement):
            name = Said(row.official_name, row.official_language)
            found[relation, row.slug] = RelatedMeasure(relation, row.slug, name, row.names)
    return tuple(found.values())

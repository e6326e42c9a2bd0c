"""Gatherings: the calendar, each date as exact as it is known and no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal.register import organisations
from portal.register.organisations import OrganisationLink
from portal.register.vocabularies import Vocabularies
from portal.tables import Gathering, GatheringOrganisation, Place, Scheme
from portal.words import Certainty, GatheringState, LocalText, Precision


@dataclass(frozen=True)
class GatheringFact:
    """A gathering as lists and its own page show it."""

    id: int
    slug: str
    kind: str
    kind_label: LocalText
    titles: LocalText
    starts_on: date | None
    ends_on: date | None
    precision: Precision
    year_certainty: Certainty
    state: GatheringState
    hours: int | None
    country: str
    place_id: str | None
    place: LocalText
    place_certainty: Certainty
    scheme_slug: str | None
    scheme_names: LocalText
    facts: tuple[LocalText, ...]
    provenance: LocalText
    details_provenance: LocalText
    sources: tuple[str, ...]
    checked_on: date

    @property
    def last_day(self) -> date | None:
        """The last day on which it can still be going on, given how exactly its date is known."""
        if self.starts_on is None:
            return None
        if self.precision is Precision.YEAR:
            return date(self.starts_on.year, 12, 31)
        if self.precision is Precision.MONTH:
            return (self.starts_on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return self.ends_on or self.starts_on


@dataclass(frozen=True)
class Calendar:
    """All gatherings: those to come with the soonest first, the past ones with the latest first, and the rest."""

    coming: tuple[GatheringFact, ...]
    past: tuple[GatheringFact, ...]
    undated: tuple[GatheringFact, ...]


def calendar(session: Session, today: date, vocabularies: Vocabularies) -> Calendar:
    """Give the whole calendar as it stands on a day. One query."""
    everything = _facts(session, col(Gathering.id).is_not(None), vocabularies)
    dated = [(fact.last_day, fact) for fact in everything if fact.last_day is not None]
    coming = sorted((pair for pair in dated if pair[0] >= today), key=lambda pair: pair[0])
    past = sorted((pair for pair in dated if pair[0] < today), key=lambda pair: pair[0], reverse=True)
    return Calendar(
        coming=tuple(fact for _, fact in coming),
        past=tuple(fact for _, fact in past),
        undated=tuple(fact for fact in everything if fact.last_day is None),
    )


def cards(session: Session, slugs: Collection[str], vocabularies: Vocabularies) -> tuple[GatheringFact, ...]:
    """Give the gatherings with these slugs in that order. One query."""
    found = {fact.slug: fact for fact in _facts(session, col(Gathering.slug).in_(sorted(slugs)), vocabularies)}
    return tuple(found[slug] for slug in slugs if slug in found)


def by_slug(session: Session, slug: str, vocabularies: Vocabularies) -> GatheringFact | None:
    """Give the gathering with this slug; None when there is none. One query."""
    return next(iter(cards(session, [slug], vocabularies)), None)


def of_scheme(session: Session, scheme_id: int, vocabularies: Vocabularies) -> tuple[GatheringFact, ...]:
    """Give the gatherings of a scheme in the order they were entered. One query."""
    return tuple(_facts(session, col(Gathering.scheme_id) == scheme_id, vocabularies))


def of_organisation(session: Session, organisation_id: int, vocabularies: Vocabularies) -> tuple[GatheringFact, ...]:
    """Give the gatherings that an organisation holds. One query."""
    mine = select(GatheringOrganisation.gathering_id).where(
        col(GatheringOrganisation.organisation_id) == organisation_id
    )
    return tuple(_facts(session, col(Gathering.id).in_(mine), vocabularies))


def organisers(session: Session, gathering_id: int) -> tuple[OrganisationLink, ...]:
    """Give the organisations that hold a gathering. One query."""
    where = col(GatheringOrganisation.gathering_id) == gathering_id
    return organisations.tied(session, GatheringOrganisation, where)


def slugs(session: Session) -> tuple[str, ...]:
    """Give the slugs of all gatherings."""
    return tuple(session.exec(select(Gathering.slug).order_by(col(Gathering.id))))


def _facts(session: Session, where: Any, vocabularies: Vocabularies) -> list[GatheringFact]:
    statement = (
        select(Gathering, col(Place.names), Scheme.slug, col(Scheme.names))
        .outerjoin(Place, col(Gathering.place_id) == col(Place.id))
        .outerjoin(Scheme, col(Gathering.scheme_id) == col(Scheme.id))
        .where(where)
        .order_by(col(Gathering.id))
    )
    return [_fact(*row, vocabularies=vocabularies) for row in session.exec(statement)]


def _fact(
    row: Gathering,
    place: LocalText | None,
    scheme_slug: str | None,
    scheme_names: LocalText | None,
    *,
    vocabularies: Vocabularies,
) -> GatheringFact:
    return GatheringFact(
        id=row.id or 0,
        slug=row.slug,
        kind=row.kind,
        kind_label=vocabularies.label("gathering_kinds", row.kind),
        titles=row.titles,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        precision=row.precision,
        year_certainty=row.year_certainty,
        state=row.state,
        hours=row.hours,
        country=row.country,
        place_id=row.place_id,
        place=place or LocalText(),
        place_certainty=row.place_certainty,
        scheme_slug=scheme_slug,
        scheme_names=scheme_names or LocalText(),
        facts=row.facts,
        provenance=row.provenance,
        details_provenance=row.details_provenance,
        sources=row.sources,
        checked_on=row.checked_on,
    )

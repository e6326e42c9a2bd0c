"""Loads measures with their terms, amounts, tiers, relations and providers."""

from collections.abc import Iterator, Mapping

from portal.register.content import Content
from portal.register.content import measures as entries
from portal.register.content.fields import addresses, local
from portal.register.seeding.ids import Ids, by_slug, numbered
from portal.register.seeding.merging import Merge
from portal.tables import (
    Measure,
    MeasureAmount,
    MeasureProvider,
    MeasureRelation,
    MeasureTerm,
    MeasureTier,
)
from portal.words import RelationOfMeasures

OWNER = "measure_id"


def load(merge: Merge, content: Content, ids: Ids) -> None:
    """Put the measures in place."""
    measures = by_slug(merge.rows((_measure(entry) for entry in content.measures), "slug"))
    mine = measures.values()
    merge.parts(MeasureTerm, OWNER, mine, _terms(content, measures), OWNER, "vocabulary", "term_id")
    merge.parts(MeasureAmount, OWNER, mine, _amounts(content, measures), OWNER, "position")
    merge.parts(MeasureTier, OWNER, mine, _tiers(content, measures), OWNER, "position")
    merge.parts(MeasureRelation, OWNER, mine, _relations(content, measures), OWNER, "other_id", "relation")
    merge.parts(MeasureProvider, OWNER, mine, _providers(content, measures, ids), OWNER, "organisation_id")


def _measure(entry: entries.Measure) -> Measure:
    conditions = entry.conditions
    return Measure(
        slug=entry.id,
        country=entry.country,
        place_id=entry.place,
        official_name=entry.official_name,
        official_language=entry.official_language,
        names=entry.names.local(),
        summary=entry.summary.local(),
        for_whom=entry.for_whom,
        duration=local(entry.duration),
        provider_text=local(entry.provider),
        legal_basis=local(entry.legal_basis),
        needs_registration=conditions.needs_registration,
        agency=local(conditions.agency),
        decided_by=local(conditions.decided_by),
        age_min=conditions.age_min,
        age_max=conditions.age_max,
        sick_leave_months_min=conditions.sick_leave_months_min,
        employees_min=conditions.employees_min,
        contract=local(conditions.contract),
        residence=local(conditions.residence),
        sectors=tuple(texts.local() for texts in conditions.sectors),
        conditions=tuple(texts.local() for texts in conditions.others),
        codes=tuple(code.shown() for code in entry.codes),
        state=entry.state,
        confidence=entry.confidence,
        source=entry.source.url,
        source_is_home_page=entry.source.home_page,
        other_sources=addresses(entry.other_sources),
        provenance=entry.provenance.local(),
        details_provenance=entry.details_provenance.local(),
        checked_on=entry.checked_on,
    )


def _terms(content: Content, measures: Mapping[str, int]) -> Iterator[MeasureTerm]:
    for entry in content.measures:
        of = {
            "measure_kinds": (entry.kind, *entry.other_kinds),
            "target_groups": entry.target_groups,
            "employer_benefits": entry.benefits,
        }
        for vocabulary, position, term_id in numbered(of):
            yield MeasureTerm(measure_id=measures[entry.id], vocabulary=vocabulary, term_id=term_id, position=position)


def _amounts(content: Content, measures: Mapping[str, int]) -> Iterator[MeasureAmount]:
    for entry in content.measures:
        for position, amount in enumerate(entry.amounts):
            yield MeasureAmount(
                measure_id=measures[entry.id],
                position=position,
                what=amount.what.local(),
                value=amount.value.local(),
                is_money=amount.is_money,
                year=amount.year,
                year_note=local(amount.year_note),
            )


def _tiers(content: Content, measures: Mapping[str, int]) -> Iterator[MeasureTier]:
    for entry in content.measures:
        for position, tier in enumerate(entry.conditions.tiers):
            yield MeasureTier(
                measure_id=measures[entry.id],
                position=position,
                employees_min=tier.employees_min,
                employees_max=tier.employees_max,
                duty=tier.duty.local(),
            )


def _relations(content: Content, measures: Mapping[str, int]) -> Iterator[MeasureRelation]:
    for entry in content.measures:
        for name, others in entry.relations:
            for other in others:
                yield MeasureRelation(
                    measure_id=measures[entry.id], other_id=measures[other], relation=RelationOfMeasures(name)
                )


def _providers(content: Content, measures: Mapping[str, int], ids: Ids) -> Iterator[MeasureProvider]:
    for entry in content.measures:
        for position, provider in enumerate(entry.providers):
            yield MeasureProvider(
                measure_id=measures[entry.id], organisation_id=ids.organisations[provider], position=position
            )

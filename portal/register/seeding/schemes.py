"""Loads schemes with their facts, partners and terms, their cohorts, and the gatherings."""

from collections.abc import Iterator

from portal.register.content import Content
from portal.register.content import schemes as entries
from portal.register.content.fields import addresses, local
from portal.register.seeding.ids import Ids, by_slug
from portal.register.seeding.merging import Merge
from portal.tables import (
    Cohort,
    Gathering,
    GatheringOrganisation,
    Scheme,
    SchemeFact,
    SchemePartner,
    SchemeTerm,
)
from portal.words import Certainty, Precision


def load(merge: Merge, content: Content, ids: Ids) -> None:
    """Put the schemes, their cohorts and the gatherings in place."""
    ids.schemes = by_slug(merge.rows((_scheme(entry, ids) for entry in content.schemes), "slug"))
    mine = ids.schemes.values()
    merge.parts(SchemeFact, "scheme_id", mine, _facts(content, ids), "scheme_id", "position")
    merge.parts(SchemePartner, "scheme_id", mine, _partners(content, ids), "scheme_id", "organisation_id")
    merge.parts(SchemeTerm, "scheme_id", mine, _terms(content, ids), "scheme_id", "vocabulary", "term_id")
    ids.cohorts = by_slug(merge.rows(_cohorts(content, ids), "slug"))
    _load_gatherings(merge, content, ids)


def _load_gatherings(merge: Merge, content: Content, ids: Ids) -> None:
    gatherings = by_slug(merge.rows((_gathering(entry, ids) for entry in content.gatherings), "slug"))
    hosts = (
        GatheringOrganisation(
            gathering_id=gatherings[entry.id], organisation_id=ids.organisations[organisation], position=position
        )
        for entry in content.gatherings
        for position, organisation in enumerate(entry.organisations)
    )
    merge.parts(GatheringOrganisation, "gathering_id", gatherings.values(), hosts, "gathering_id", "organisation_id")


def _scheme(entry: entries.Scheme, ids: Ids) -> Scheme:
    return Scheme(
        slug=entry.id,
        kind=entry.kind,
        prefix=entry.prefix,
        time_zone=entry.time_zone,
        country=entry.country,
        place_id=entry.place,
        owner_id=ids.organisations[entry.owner],
        owner_certainty=entry.owner_certainty,
        names=entry.names.local(),
        short=entry.short.local(),
        what=entry.what.local(),
        who=entry.who.local(),
        why=entry.why.local(),
        limits=entry.limits.local(),
        unknown=tuple(texts.local() for texts in entry.unknown),
        complete=local(entry.complete),
        complete_from=entry.complete_from,
        provenance=entry.provenance.local(),
        details_provenance=entry.details_provenance.local(),
        sources=addresses(entry.sources),
        confidence=entry.confidence,
        checked_on=entry.checked_on,
    )


def _facts(content: Content, ids: Ids) -> Iterator[SchemeFact]:
    for entry in content.schemes:
        for position, fact in enumerate(entry.facts):
            yield SchemeFact(
                scheme_id=ids.schemes[entry.id],
                position=position,
                fact=fact.fact.local(),
                value=local(fact.value),
                certainty=fact.certainty,
                remark=local(fact.remark),
                condition=fact.condition,
            )


def _partners(content: Content, ids: Ids) -> Iterator[SchemePartner]:
    for entry in content.schemes:
        for position, partner in enumerate(entry.partners):
            yield SchemePartner(
                scheme_id=ids.schemes[entry.id], organisation_id=ids.organisations[partner], position=position
            )


def _terms(content: Content, ids: Ids) -> Iterator[SchemeTerm]:
    for entry in content.schemes:
        of = {
            "target_groups": [(each, Certainty.STATED) for each in entry.target_groups],
            "commitment_kinds": [(each.id, each.certainty) for each in entry.commitments],
            "sdgs": [(each.id, each.certainty) for each in entry.sdgs],
        }
        for vocabulary, found in of.items():
            for position, (term_id, certainty) in enumerate(found):
                yield SchemeTerm(
                    scheme_id=ids.schemes[entry.id],
                    vocabulary=vocabulary,
                    term_id=term_id,
                    position=position,
                    certainty=certainty,
                )


def _cohorts(content: Content, ids: Ids) -> Iterator[Cohort]:
    for entry in content.schemes:
        for cohort in entry.cohorts:
            yield Cohort(
                slug=cohort.id,
                scheme_id=ids.schemes[entry.id],
                names=cohort.names.local(),
                ended_on=cohort.ended_on,
                participants=cohort.participants,
            )


def _gathering(entry: entries.Gathering, ids: Ids) -> Gathering:
    start = entry.starts_on
    return Gathering(
        slug=entry.id,
        kind=entry.kind,
        titles=entry.titles.local(),
        starts_on=start.first if start else None,
        ends_on=entry.ends_on,
        precision=start.precision if start else Precision.UNKNOWN,
        year_certainty=entry.year_certainty,
        state=entry.state,
        hours=entry.hours,
        country=entry.country,
        place_id=entry.place,
        place_certainty=entry.place_certainty,
        scheme_id=ids.schemes[entry.scheme] if entry.scheme else None,
        cohort_id=ids.cohorts[entry.cohort] if entry.cohort else None,
        facts=tuple(texts.local() for texts in entry.facts),
        provenance=entry.provenance.local(),
        details_provenance=entry.details_provenance.local(),
        sources=addresses(entry.sources),
        checked_on=entry.checked_on,
    )

"""Loads organisations with their identifiers, roles, target groups and offers."""

from collections.abc import Iterator, Mapping

from portal.register.content import Content
from portal.register.content import organisations as entries
from portal.register.content.fields import local
from portal.register.seeding.ids import Ids, by_slug, numbered
from portal.register.seeding.merging import Merge
from portal.tables import Identifier, Organisation, OrganisationTerm

OWN_SAY = ("confirmed_on", "due_on")
"""What the organisation itself says through the portal; the files never do."""


def load(merge: Merge, content: Content, ids: Ids) -> None:
    """Put the organisations in place."""
    rows = merge.rows(_organisations(content), "slug", keep=(*OWN_SAY, "parent_id"))
    ids.organisations = by_slug(rows)
    _tie(merge, content, {row.slug: row for row in rows}, ids)
    mine = ids.organisations.values()
    merge.parts(Identifier, "organisation_id", mine, _identifiers(content, ids), "register_code", "number")
    terms = _terms(content, ids)
    merge.parts(OrganisationTerm, "organisation_id", mine, terms, "organisation_id", "vocabulary", "term_id")


def _tie(merge: Merge, content: Content, rows: Mapping[str, Organisation], ids: Ids) -> None:
    """Tie establishments to their legal units, once all of them have an id."""
    for entry in content.organisations:
        parent_id = ids.organisations[entry.parent] if entry.parent else None
        if rows[entry.id].parent_id != parent_id:
            rows[entry.id].parent_id = parent_id
            merge.changed += 1
    merge.session.flush()


def _organisations(content: Content) -> Iterator[Organisation]:
    read_in = {measure.id: measure.source.url for measure in content.measures}
    for entry in content.organisations:
        yield Organisation(
            slug=entry.id,
            name=entry.name,
            name_language=entry.name_language,
            names=local(entry.names),
            also_called=entry.also_called,
            country=entry.country,
            place_id=entry.place,
            place_certainty=entry.place_certainty,
            industry=entry.industry,
            industry_certainty=entry.industry_certainty,
            size=entry.size,
            website=entry.website,
            profile=local(entry.profile),
            provenance=local(entry.provenance),
            sources=_sources(entry, read_in),
            confidence=entry.confidence,
            checked_on=entry.checked_on,
            listed=entry.listed,
        )


def _sources(entry: entries.Organisation, of_measures: Mapping[str, str]) -> tuple[str, ...]:
    """Give each page once that a fact about the organisation was read on."""
    pages = (url for fact in entry.basis for url in (*fact.sources, *(of_measures[each] for each in fact.measures)))
    return tuple(dict.fromkeys(pages))


def _identifiers(content: Content, ids: Ids) -> Iterator[Identifier]:
    for entry in content.organisations:
        for identifier in entry.identifiers:
            yield Identifier(
                organisation_id=ids.organisations[entry.id],
                register_code=identifier.register_code,
                number=identifier.number,
                source=identifier.source,
            )


def _terms(content: Content, ids: Ids) -> Iterator[OrganisationTerm]:
    for entry in content.organisations:
        of = {
            "organisation_roles": entry.roles,
            "target_groups": entry.target_groups,
            "workplace_offers": entry.offers,
        }
        organisation_id = ids.organisations[entry.id]
        for vocabulary, position, term_id in numbered(of):
            yield OrganisationTerm(
                organisation_id=organisation_id, vocabulary=vocabulary, term_id=term_id, position=position
            )

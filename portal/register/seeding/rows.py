"""The rows that the content's entries become. `Ids` knows the rows that were put in place before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from portal.register.content import Content
from portal.register.content import measures as measure_entries
from portal.register.content import organisations as organisation_entries
from portal.register.content import places as place_entries
from portal.register.content import schemes as scheme_entries
from portal.register.content.certificates import Certificate as CertificateEntry
from portal.register.content.certificates import Membership as MembershipEntry
from portal.register.content.certificates import Signature as SignatureEntry
from portal.register.content.fields import Origins, Source, Texts, When
from portal.tables import (
    Certificate,
    Cohort,
    Gathering,
    GatheringOrganisation,
    Identifier,
    Measure,
    MeasureAmount,
    MeasureProvider,
    MeasureRelation,
    MeasureTerm,
    MeasureTier,
    Membership,
    Organisation,
    OrganisationTerm,
    Place,
    Scheme,
    SchemeFact,
    SchemePartner,
    SchemeTerm,
    Signature,
    Term,
)
from portal.words import Certainty, LocalText, Precision, RelationOfMeasures

LATIN = ("nb", "nl", "en")
"""The languages that take the name in Latin letters of a place that has none in them."""


@dataclass
class Ids:
    """The ids of rows by what the content calls them."""

    organisations: Mapping[str, int] = field(default_factory=dict)
    schemes: Mapping[str, int] = field(default_factory=dict)
    cohorts: Mapping[str, int] = field(default_factory=dict)
    gatherings: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, int] = field(default_factory=dict)
    signatures: Mapping[tuple[int, int], int] = field(default_factory=dict)


def terms(content: Content) -> Iterator[Term]:
    """Give the controlled terms in the order of their vocabularies."""
    for vocabulary, entries in content.vocabularies.items():
        for position, entry in enumerate(entries):
            yield Term(
                vocabulary=vocabulary,
                id=entry.id,
                position=position,
                labels=entry.labels.local(),
                synonyms=_synonyms(entry.synonyms),
            )


def _synonyms(entry: place_entries.Synonyms | None) -> LocalText:
    """Give the synonyms one a line."""
    return LocalText({language: "\n".join(words) for language, words in entry or () if words})


def places(content: Content) -> Iterator[Place]:
    """Give the places, each after the place it lies in."""
    by_id = {entry.id: entry for entry in content.places}
    depths = {entry.id: len(list(_around(by_id, entry))) for entry in content.places}
    for entry in sorted(content.places, key=lambda place: depths[place.id]):
        names = dict(entry.names.texts())
        if entry.latin:
            names |= {language: entry.latin for language in LATIN if language not in names}
        yield Place(
            id=entry.id,
            country=entry.country,
            level=entry.level,
            parent_id=entry.inside,
            names=LocalText(names),
            official_names=entry.official_names,
            latitude=entry.latitude,
            longitude=entry.longitude,
        )


def _around(by_id: Mapping[str, place_entries.Place], entry: place_entries.Place) -> Iterator[place_entries.Place]:
    while entry.inside:
        entry = by_id[entry.inside]
        yield entry


def organisations(content: Content) -> Iterator[Organisation]:
    """Give the organisations."""
    read_in = {measure.id: measure.source.url for measure in content.measures}
    for entry in content.organisations:
        yield Organisation(
            slug=entry.id,
            name=entry.name,
            name_language=entry.name_language,
            names=_local(entry.names),
            also_called=entry.also_called,
            country=entry.country,
            place_id=entry.place,
            place_certainty=entry.place_certainty,
            industry=entry.industry,
            industry_certainty=entry.industry_certainty,
            size=entry.size,
            website=entry.website,
            profile=_local(entry.profile),
            provenance=_local(entry.provenance),
            sources=_read_in(entry, read_in),
            confidence=entry.confidence,
            checked_on=entry.checked_on,
            listed=entry.listed,
        )


def _read_in(entry: organisation_entries.Organisation, of_measures: Mapping[str, str]) -> tuple[str, ...]:
    """Give each page once that a fact about the organisation was read on."""
    pages = (url for fact in entry.basis for url in (*fact.sources, *(of_measures[each] for each in fact.measures)))
    return tuple(dict.fromkeys(pages))


def identifiers(content: Content, ids: Ids) -> Iterator[Identifier]:
    """Give the register numbers."""
    for entry in content.organisations:
        for number in entry.identifiers:
            yield Identifier(
                organisation_id=ids.organisations[entry.id],
                register_code=number.register_code,
                number=number.number,
                source=number.source,
            )


def organisation_terms(content: Content, ids: Ids) -> Iterator[OrganisationTerm]:
    """Give the roles, target groups and offers."""
    for entry in content.organisations:
        of = {
            "organisation_roles": entry.roles,
            "target_groups": entry.target_groups,
            "workplace_offers": entry.offers,
        }
        for vocabulary, position, term_id in _numbered(of):
            yield OrganisationTerm(
                organisation_id=ids.organisations[entry.id], vocabulary=vocabulary, term_id=term_id, position=position
            )


def _numbered(of: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, int, str]]:
    for vocabulary, term_ids in of.items():
        for position, term_id in enumerate(term_ids):
            yield vocabulary, position, term_id


def _local(texts: Texts | Origins | None) -> LocalText:
    return texts.local() if texts else LocalText()


def _urls(sources: Iterable[Source]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.url for source in sources))

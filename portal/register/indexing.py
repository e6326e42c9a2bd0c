"""From the register to the search index: every firm, measure, organisation, scheme and gathering as an entry."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from portal.alphabet import sort_key
from portal.register import certificates, firms, gatherings, measures, organisations, places, schemes, vocabularies
from portal.register.firms import Firm
from portal.register.gatherings import GatheringFact
from portal.register.measures import Conditions, MeasureFact
from portal.register.organisations import OrganisationFact
from portal.register.places import PlaceFact
from portal.register.vocabularies import Vocabularies
from portal.tables import MeasureProvider, Organisation
from portal.words import LANGUAGES, RELATION_OF, Confidence, ForWhom, LocalText, MeasureState
from search_index.entry import Entry

BATCH = 1000
"""Organisations that are read at a time."""
WEAK = 0.5
"""The weight of an entry that is stale or badly sourced."""


def entries(session: Session, now: datetime) -> Iterator[Entry]:
    """Give an entry for everything that can be found, as the register stands."""
    terms = vocabularies.read(session)
    where = places.everything(session)
    for batch in organisations.in_batches(session, terms, BATCH):
        employers = {firm.slug: firm for firm in firms.of(session, batch, terms, now)}
        for organisation in batch:
            firm = employers.get(organisation.slug)
            yield _firm(firm, terms, where) if firm else _organisation(organisation, terms, where)
    providers = _providers(session)
    for fact, conditions in measures.everyone(session, terms):
        yield _measure(fact, conditions, providers.get(fact.id, ()), terms, where, now)
    for card in schemes.cards(session):
        page = schemes.by_slug(session, card.slug, terms)
        if page is not None:
            yield _scheme(page, terms)
    calendar = gatherings.calendar(session, certificates.day_in("UTC", now), terms)
    for gathering in (*calendar.coming, *calendar.past, *calendar.undated):
        yield _gathering(gathering, where)


def _firm(firm: Firm, terms: Vocabularies, where: Mapping[str, PlaceFact]) -> Entry:
    organisation = firm.organisation
    held = firm.holdings
    newest = max((h.since.isoformat() for h in held if h.since), default="")
    return Entry(
        key=f"firm:{firm.slug}",
        kind="firm",
        official_name=organisation.name.text,
        names=_names(organisation.names, organisation.name.text),
        other_names=organisation.also_called,
        terms=_searchable(
            terms,
            (
                *organisation.terms.items(),
                ("industries", _one(organisation.industry_id)),
                ("countries", _one(organisation.country)),
            ),
            _place_names(where, organisation.place_id),
            tuple(h.scheme_names for h in held),
        ),
        summaries=dict(organisation.profile.texts),
        facets={
            "kind": ("firm",),
            "country": _one(organisation.country),
            "place": places.around(where, organisation.place_id),
            "industry": _one(organisation.industry_id),
            "target_group": organisation.terms.get("target_groups", ()),
            "offer": organisation.terms.get("workplace_offers", ()),
            "scheme": _once(h.scheme_slug for h in held),
            "relation": _once(h.relation.value for h in held),
            "status": _once(h.status.value for h in held if h.status),
            "size": _one(organisation.size),
        },
        sort_keys={**_name_keys(organisation.name.text, organisation.names), "newest": newest},
        weight=WEAK if organisation.confidence is Confidence.LOW else 1.0,
    )


def _organisation(organisation: OrganisationFact, terms: Vocabularies, where: Mapping[str, PlaceFact]) -> Entry:
    return Entry(
        key=f"organisation:{organisation.slug}",
        kind="organisation",
        official_name=organisation.name.text,
        names=_names(organisation.names, organisation.name.text),
        other_names=organisation.also_called,
        terms=_searchable(
            terms,
            (*organisation.terms.items(), ("countries", _one(organisation.country))),
            _place_names(where, organisation.place_id),
        ),
        summaries=dict(organisation.profile.texts),
        facets={
            "kind": ("organisation",),
            "country": _one(organisation.country),
            "place": places.around(where, organisation.place_id),
            "role": organisation.terms.get("organisation_roles", ()),
        },
        sort_keys=_name_keys(organisation.name.text, organisation.names),
    )


def _measure(
    fact: MeasureFact,
    conditions: Conditions,
    providers: tuple[str, ...],
    terms: Vocabularies,
    where: Mapping[str, PlaceFact],
    now: datetime,
) -> Entry:
    sure = fact.confidence is not Confidence.LOW and fact.state is not MeasureState.UNCONFIRMED
    whom = (ForWhom.EMPLOYER, ForWhom.JOB_SEEKER) if fact.for_whom is ForWhom.BOTH else (fact.for_whom,)
    more = (fact.duration, conditions.provider_text, conditions.legal_basis, *conditions.others, *conditions.sectors)
    return Entry(
        key=f"measure:{fact.slug}",
        kind="measure",
        official_name=fact.name.text,
        names=_names(fact.names, fact.name.text),
        other_names=conditions.codes,
        terms=_searchable(
            terms,
            (*fact.terms.items(), ("countries", (fact.country,))),
            _place_names(where, fact.place_id),
        ),
        summaries=dict(fact.summary.texts),
        texts=_joined(more),
        facets={
            "kind": ("measure",),
            "country": (fact.country,),
            "place": places.around(where, fact.place_id),
            "measure_kind": fact.terms.get("measure_kinds", ()),
            "target_group": fact.terms.get("target_groups", ()),
            "for_whom": tuple(one.value for one in whom),
            "benefit": fact.terms.get("employer_benefits", ()),
            "provider": providers,
        },
        sort_keys={**_name_keys(fact.name.text, fact.names), "newest": fact.checked_on.isoformat()},
        weight=1.0 if sure and not fact.is_stale(now.date()) else WEAK,
    )


def _scheme(page: schemes.SchemePage, terms: Vocabularies) -> Entry:
    card = page.card
    groups = tuple(term.id for term in page.of("target_groups"))
    return Entry(
        key=f"scheme:{card.slug}",
        kind="scheme",
        official_name=card.names.pick("en").text,
        names=dict(card.names.texts),
        other_names=(card.owner.name.text,),
        terms=_searchable(terms, (("target_groups", groups), ("scheme_kinds", (card.kind.value,)))),
        summaries=dict(card.short.texts),
        texts=_joined((page.what, page.who, page.why, card.limits)),
        facets={
            "kind": ("scheme",),
            "country": (card.country,),
            "target_group": groups,
            "scheme": (card.slug,),
            "relation": (RELATION_OF[card.kind].value,),
        },
        sort_keys=_name_keys(card.names.pick("en").text, card.names),
    )


def _gathering(fact: GatheringFact, where: Mapping[str, PlaceFact]) -> Entry:
    kinds = {language: (fact.kind_label.pick(language).text,) for language in LANGUAGES}
    return Entry(
        key=f"gathering:{fact.slug}",
        kind="gathering",
        official_name=fact.titles.pick("en").text,
        names=dict(fact.titles.texts),
        terms=kinds,
        summaries=_joined(fact.facts),
        facets={
            "kind": ("gathering",),
            "country": (fact.country,),
            "place": places.around(where, fact.place_id),
            "scheme": _one(fact.scheme_slug),
        },
        sort_keys={
            **_name_keys(fact.titles.pick("en").text, fact.titles),
            "newest": fact.starts_on.isoformat() if fact.starts_on else "",
        },
    )


def _names(names: LocalText, official: str) -> Mapping[str, str]:
    return {language: names.texts.get(language, official) for language in LANGUAGES}


def _name_keys(official: str, names: LocalText) -> Mapping[str, str]:
    """Give a sort key for each language. What a list shows first is the official name, so that is what it sorts by."""
    return {f"name:{language}": sort_key(official or names.pick(language).text, language) for language in LANGUAGES}


def _one(value: str | None) -> tuple[str, ...]:
    return (str(value),) if value else ()


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _joined(texts: Iterable[LocalText]) -> Mapping[str, str]:
    """Give, per language, all the texts as one."""
    kept = tuple(texts)
    return {language: "\n".join(text.texts.get(language, "") for text in kept) for language in LANGUAGES}


def _searchable(
    terms: Vocabularies, held: Iterable[tuple[str, tuple[str, ...]]], *more: tuple[LocalText, ...]
) -> Mapping[str, tuple[str, ...]]:
    """Give, per language, the labels and synonyms of the terms that hold, and further names."""
    found = [fact for name, ids in held for term_id in ids if (fact := terms.terms.get(name, {}).get(term_id))]
    names = [name for group in more for name in group]
    return {
        language: _once(
            word
            for texts in (*((fact.labels, fact.synonyms) for fact in found), *((name,) for name in names))
            for text in texts
            for word in text.texts.get(language, "").splitlines()
        )
        for language in LANGUAGES
    }


def _place_names(where: Mapping[str, PlaceFact], place_id: str | None) -> tuple[LocalText, ...]:
    return tuple(where[one].names for one in places.around(where, place_id))


def _providers(session: Session) -> Mapping[int, tuple[str, ...]]:
    statement = (
        select(MeasureProvider.measure_id, Organisation.slug)
        .join(Organisation, col(MeasureProvider.organisation_id) == col(Organisation.id))
        .order_by(col(MeasureProvider.measure_id), col(MeasureProvider.position))
    )
    found: dict[int, tuple[str, ...]] = {}
    for measure_id, slug in session.exec(statement):
        found[measure_id] = (*found.get(measure_id, ()), slug)
    return found

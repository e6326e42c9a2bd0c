"""From the register to the search index: every firm, measure, organisation, scheme and gathering as an entry."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from sqlmodel import Session, func, select

from portal.alphabet import sort_key
from portal.register import firms, gatherings, measures, organisations, places, schemes, vocabularies
from portal.register.firms import Firm
from portal.register.gatherings import GatheringFact
from portal.register.measures import Conditions, MeasureFact
from portal.register.organisations import OrganisationFact
from portal.register.places import PlaceFact
from portal.register.schemes import SchemeCard
from portal.register.vocabularies import Vocabularies
from portal.tables import Gathering, Measure, Organisation, Scheme
from portal.words import LANGUAGES, RELATION_OF, Confidence, ForWhom, LocalText, MeasureState
from search_index.entry import Entry, Topic

BATCH = 1000
"""Organisations that are read at a time."""
PLACE, SCHEME = "place", "scheme"
"""The kinds of the topics that are no controlled term."""
WEAK = 0.5
"""The weight of an entry that is stale or badly sourced, or of a firm that holds nothing today."""


def entries(session: Session, now: datetime) -> Iterator[Entry]:
    """Give an entry for everything that can be found, as the register stands."""
    terms, where = vocabularies.read(session), places.everything(session)
    for batch in organisations.in_batches(session, terms, BATCH):
        yield from _organised(session, batch, terms, where, now)
    providers = organisations.providers(session)
    for fact, conditions in measures.everyone(session, terms):
        yield _measure(fact, conditions, providers.get(fact.id, ()), where, now)
    yield from _schemes(session, schemes.cards(session), terms)
    calendar = gatherings.calendar(session, now.date(), terms)
    for gathering in (*calendar.coming, *calendar.past, *calendar.undated):
        yield _gathering(gathering, where)


def entries_of(session: Session, keys: Collection[str], now: datetime) -> Iterator[Entry]:
    """Give the entries with these keys, each as `entries` gives it; a key that nothing has is left out."""
    terms, where = vocabularies.read(session), places.everything(session)
    slugs: dict[str, set[str]] = {}
    for kind, _, slug in (key.partition(":") for key in keys):
        slugs.setdefault(kind, set()).add(slug)
    named = organisations.by_slugs(session, slugs.get("firm", set()) | slugs.get("organisation", set()), terms)
    for entry in _organised(session, tuple(named.values()), terms, where, now):
        if entry.key in keys:
            yield entry
    if wanted := slugs.get("measure"):
        providers = organisations.providers(session)
        for fact, conditions in measures.everyone(session, terms):
            if fact.slug in wanted:
                yield _measure(fact, conditions, providers.get(fact.id, ()), where, now)
    yield from _schemes(session, schemes.cards(session, slugs.get("scheme", ())), terms)
    for gathering in gatherings.cards(session, slugs.get("gathering", ()), terms):
        yield _gathering(gathering, where)


def count(session: Session) -> int:
    """Give the number of entries there are, within a few of those that are not listed. Four queries."""
    tables = (Organisation, Measure, Scheme, Gathering)
    return sum(session.exec(select(func.count()).select_from(table)).one() for table in tables)


def _organised(
    session: Session,
    batch: tuple[OrganisationFact, ...],
    terms: Vocabularies,
    where: Mapping[str, PlaceFact],
    now: datetime,
) -> Iterator[Entry]:
    """Give each of the organisations as a firm or, where it is none, as an organisation."""
    employers = {firm.slug: firm for firm in firms.of(session, batch, terms, now)}
    for organisation in batch:
        firm = employers.get(organisation.slug)
        yield _firm(firm, where, now.date()) if firm else _organisation(organisation, where)


def _schemes(session: Session, cards: Iterable[SchemeCard], terms: Vocabularies) -> Iterator[Entry]:
    for card in cards:
        if page := schemes.by_slug(session, card.slug, terms):
            yield _scheme(page)


def _firm(firm: Firm, where: Mapping[str, PlaceFact], today: date) -> Entry:
    organisation = firm.organisation
    held = firm.holdings
    newest = max((h.since.isoformat() for h in held if h.since), default="")
    return Entry(
        key=f"firm:{firm.slug}",
        kind="firm",
        official_name=organisation.name.text,
        names=_names(organisation.names, organisation.name.text),
        other_names=(*organisation.also_called, *(held.number for held in firm.certificates)),
        topics=_topics(
            (
                *organisation.terms.items(),
                ("industries", _one(organisation.industry_id)),
                ("countries", _one(organisation.country)),
                (PLACE, places.around(where, organisation.place_id)),
                (SCHEME, _once(h.scheme_slug for h in held)),
            )
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
        weight=1.0 if firm.stands(today) else WEAK,
    )


def _organisation(organisation: OrganisationFact, where: Mapping[str, PlaceFact]) -> Entry:
    return Entry(
        key=f"organisation:{organisation.slug}",
        kind="organisation",
        official_name=organisation.name.text,
        names=_names(organisation.names, organisation.name.text),
        other_names=organisation.also_called,
        topics=_topics(
            (
                *organisation.terms.items(),
                ("countries", _one(organisation.country)),
                (PLACE, places.around(where, organisation.place_id)),
            )
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
        topics=_topics(
            (
                *fact.terms.items(),
                ("countries", (fact.country,)),
                (PLACE, places.around(where, fact.place_id)),
            )
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


def _scheme(page: schemes.SchemePage) -> Entry:
    card = page.card
    held = {some: tuple(term.id for term in page.of(some)) for some in ("target_groups", "commitment_kinds")}
    return Entry(
        key=f"scheme:{card.slug}",
        kind="scheme",
        official_name=card.names.pick("en").text,
        names=dict(card.names.texts),
        other_names=(card.owner.name.text, *_one(card.prefix)),
        topics=_topics(
            (
                ("countries", (card.country,)),
                *held.items(),
                ("scheme_kinds", (card.kind.value,)),
                (SCHEME, (card.slug,)),
            )
        ),
        summaries=dict(card.short.texts),
        texts=_joined((page.what, page.who, page.why, card.limits, *(one.fact for one in page.facts))),
        facets={
            "kind": ("scheme",),
            "country": (card.country,),
            "target_group": held["target_groups"],
            "scheme": (card.slug,),
            "relation": (RELATION_OF[card.kind].value,),
        },
        sort_keys=_name_keys(card.names.pick("en").text, card.names),
    )


def _gathering(fact: GatheringFact, where: Mapping[str, PlaceFact]) -> Entry:
    return Entry(
        key=f"gathering:{fact.slug}",
        kind="gathering",
        official_name=fact.titles.pick("en").text,
        names=dict(fact.titles.texts),
        topics=_topics(
            (
                ("gathering_kinds", (fact.kind,)),
                ("countries", (fact.country,)),
                (PLACE, places.around(where, fact.place_id)),
                (SCHEME, _one(fact.scheme_slug)),
            )
        ),
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


def _topics(held: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """Give the keys of the topics, from pairs of a vocabulary and the ids in it."""
    return _once(f"{kind}:{id_}" for kind, ids in held for id_ in ids)


def topics(session: Session) -> Iterator[Topic]:
    """Give everything that entries have in common: controlled terms, places, schemes."""
    for vocabulary, facts in vocabularies.read(session).terms.items():
        for fact in facts.values():
            synonyms = {language: tuple(text.splitlines()) for language, text in fact.synonyms.texts.items()}
            yield Topic(f"{vocabulary}:{fact.id}", vocabulary, dict(fact.labels.texts), synonyms)
    where = places.everything(session)
    for place in where.values():
        wider = (*(f"{PLACE}:{id_}" for id_ in places.around(where, place.parent_id)), f"countries:{place.country}")
        yield Topic(f"{PLACE}:{place.id}", PLACE, dict(place.names.texts), within=wider)
    for slug, names in schemes.names(session).items():
        yield Topic(f"{SCHEME}:{slug}", SCHEME, dict(names.texts))

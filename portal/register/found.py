"""What a search found: the store decides what is shown of it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from portal.register import firm_cards, gatherings, measures, organisations, schemes
from portal.register.firm_cards import FirmCard
from portal.register.gatherings import GatheringFact
from portal.register.measures import MeasureFact
from portal.register.numbers import Number
from portal.register.organisations import OrganisationFact
from portal.register.schemes import SchemeCard
from portal.register.vocabularies import Vocabularies
from portal.words import LocalText, Said, Status


@dataclass(frozen=True)
class Found:
    """One found thing: its kind, and the facts of that kind."""

    kind: str
    key: str
    """Its key in the index: "firm:pals"."""
    fact: FirmCard | MeasureFact | OrganisationFact | SchemeCard | GatheringFact
    name: Said | LocalText
    text: LocalText
    """What a list says of it; empty where that is nothing."""
    statuses: tuple[Status, ...] = ()
    """Of a firm's certificates."""

    def translated(self, language: str) -> Said | None:
        """Give the name that a list shows after the official one; None where that is enough."""
        fact = self.fact
        return fact.translated_name(language) if isinstance(fact, FirmCard | MeasureFact | OrganisationFact) else None


def cards(session: Session, hits: Collection[tuple[str, str]], now: datetime, terms: Vocabularies) -> tuple[Found, ...]:
    """Give the facts of the hits, pairs of kind and key, in their order; what the store does not know is left out."""
    read: dict[str, Callable[[Collection[str]], Iterable[Found]]] = {
        "firm": lambda slugs: map(_firm, firm_cards.read(session, slugs, now)),
        "measure": lambda slugs: map(_measure, measures.cards(session, slugs, terms)),
        "organisation": lambda slugs: map(_organisation, organisations.by_slugs(session, slugs, terms).values()),
        "scheme": lambda slugs: map(_scheme, schemes.cards(session, slugs)),
        "gathering": lambda slugs: map(_gathering, gatherings.cards(session, slugs, terms)),
    }
    slugs: dict[str, list[str]] = {}
    for kind, key in hits:
        slugs.setdefault(kind, []).append(key.partition(":")[2])
    facts = {one.key: one for kind, wanted in slugs.items() for one in read[kind](wanted)}
    return tuple(facts[key] for _, key in hits if key in facts)


def numbered(session: Session, number: Number, now: datetime) -> tuple[tuple[str, str], ...]:
    """Give what has an organisation's number, as pairs of kind and key. Six queries at most."""
    slugs = organisations.all_with_identifier(session, number.digits, number.named)
    firms = {fact.slug for fact in firm_cards.read(session, slugs, now)} if slugs else frozenset()
    kinds = ((slug, "firm" if slug in firms else "organisation") for slug in slugs)
    return tuple((kind, f"{kind}:{slug}") for slug, kind in kinds)


def _firm(fact: FirmCard) -> Found:
    return Found("firm", f"firm:{fact.slug}", fact, fact.name, fact.profile, fact.statuses)


def _measure(fact: MeasureFact) -> Found:
    return Found("measure", f"measure:{fact.slug}", fact, fact.name, fact.summary)


def _organisation(fact: OrganisationFact) -> Found:
    return Found("organisation", f"organisation:{fact.slug}", fact, fact.name, fact.profile)


def _scheme(fact: SchemeCard) -> Found:
    return Found("scheme", f"scheme:{fact.slug}", fact, fact.names, fact.short)


def _gathering(fact: GatheringFact) -> Found:
    return Found("gathering", f"gathering:{fact.slug}", fact, fact.titles, LocalText())

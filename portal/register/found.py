"""What a search over all kinds found: the store decides what is shown of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from portal.register import firms, gatherings, measures, organisations, schemes
from portal.register.firms import Firm
from portal.register.gatherings import GatheringFact
from portal.register.measures import MeasureFact
from portal.register.organisations import OrganisationFact
from portal.register.schemes import SchemeCard
from portal.register.vocabularies import Vocabularies


@dataclass(frozen=True)
class Found:
    """One found thing: its kind, and the facts of that kind."""

    kind: str
    fact: Firm | MeasureFact | OrganisationFact | SchemeCard | GatheringFact


def cards(session: Session, hits: Sequence[tuple[str, str]], now: datetime, terms: Vocabularies) -> tuple[Found, ...]:
    """Give the facts of the hits, pairs of kind and key, in their order; what the store does not know is left out."""

    def slugs(kind: str) -> Collection[str]:
        return [key.partition(":")[2] for found, key in hits if found == kind]

    facts: dict[str, Found] = {}
    for firm in firms.cards(session, slugs("firm"), terms, now):
        facts[f"firm:{firm.slug}"] = Found("firm", firm)
    for measure in measures.cards(session, slugs("measure"), terms):
        facts[f"measure:{measure.slug}"] = Found("measure", measure)
    for slug, organisation in organisations.by_slugs(session, slugs("organisation"), terms).items():
        facts[f"organisation:{slug}"] = Found("organisation", organisation)
    for scheme in schemes.cards(session, slugs("scheme")):
        facts[f"scheme:{scheme.slug}"] = Found("scheme", scheme)
    for gathering in gatherings.cards(session, slugs("gathering"), terms):
        facts[f"gathering:{gathering.slug}"] = Found("gathering", gathering)
    return tuple(facts[key] for _, key in hits if key in facts)

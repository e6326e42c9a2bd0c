"""What the fictional register is made from: chance, the day, and the real terms and places."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Final

from sqlmodel import Session

from portal.register import places, vocabularies
from portal.register.vocabularies import Vocabularies

LANGUAGE_OF: Final = {"NO": "nb", "BE": "nl", "BG": "bg"}
"""The countries of the fictional register, each with its language."""
TIME_ZONES: Final = {"NO": "Europe/Oslo", "BE": "Europe/Brussels", "BG": "Europe/Sofia"}
_COUNTRY_WEIGHTS: Final = (50, 80, 100)
_PLACE_WEIGHTS: Final = {
    "no-0301": 60, "no-3203": 30, "no-4601": 25, "no-5001": 20, "no-1103": 15, "no-3301": 8,
    "be-11002": 90, "city-brussels": 80, "be-44021": 60, "be-52011": 30, "be-62063": 30, "be-24062": 25,
    "bg-sof46": 60, "bg-pdv22": 25, "bg-var06": 20, "bg-bgs04": 12,
}  # fmt: skip
"""Places with more firms than others; every other place counts for 1."""


@dataclass(frozen=True)
class World:
    """One world: the same seed and the same day give the same world."""

    chance: random.Random
    today: date
    terms: Vocabularies
    places: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]
    """Per country the smallest places, and how likely each is, added up."""

    def country(self) -> str:
        """Give a country: half of the firms are Norwegian, a fifth Bulgarian."""
        return self.chance.choices(tuple(LANGUAGE_OF), cum_weights=_COUNTRY_WEIGHTS)[0]

    def place(self, country: str) -> str | None:
        """Give a place in a country, a city more often than a village."""
        ids, weights = self.places[country]
        return self.chance.choices(ids, cum_weights=weights)[0] if ids else None

    def some(self, vocabulary: str, most: int, least: int = 0) -> tuple[str, ...]:
        """Give the ids of some terms of a vocabulary, none twice."""
        ids = self.terms.ids(vocabulary)
        return tuple(self.chance.sample(ids, min(len(ids), self.chance.randint(least, most))))

    def likely(self, percent: int) -> bool:
        """Say yes in so many cases of a hundred."""
        return self.chance.random() * 100 < percent

    def ago(self, least: int, most: int) -> date:
        """Give a day that lies so many days back."""
        return self.today - timedelta(days=self.chance.randint(least, most))


def read(session: Session, seed: int, now: datetime) -> World:
    """Make the world from the terms and places in the database. Two queries."""
    known = places.everything(session)
    parents = {place.parent_id for place in known.values()}
    smallest = {
        country: tuple(key for key in sorted(known) if known[key].country == country and key not in parents)
        for country in LANGUAGE_OF
    }
    return World(
        chance=random.Random(seed),  # noqa: S311 - nothing here is secret, and it must be the same each time
        today=now.date(),
        terms=vocabularies.read(session),
        places={
            country: (ids, tuple(accumulate(_PLACE_WEIGHTS.get(key, 1) for key in ids)))
            for country, ids in smallest.items()
        },
    )


def sources(slug: str) -> tuple[str, ...]:
    """Give the source of a fictional fact: an address that can never be anybody's (RFC 2606)."""
    return (f"https://demo.example/{slug}",)


def instant(day: date) -> datetime:
    """Give the first instant of a day."""
    return datetime.combine(day, time(), UTC)

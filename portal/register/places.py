"""Places: their names, and which place lies in which."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal import kept
from portal.tables import Place
from portal.words import LocalText


@dataclass(frozen=True)
class PlaceFact:
    """A place as a page needs it."""

    id: str
    country: str
    names: LocalText
    parent_id: str | None


@kept.until_change
def everything(session: Session) -> Mapping[str, PlaceFact]:
    """Give all places by id. One query."""
    rows = session.exec(select(Place.id, Place.country, col(Place.names), Place.parent_id))
    return {row[0]: PlaceFact(*row) for row in rows}


def around(places: Mapping[str, PlaceFact], place_id: str | None) -> tuple[str, ...]:
    """Give the place itself and every place it lies in, from the smallest to the largest."""
    found: list[str] = []
    while place_id is not None and place_id in places and place_id not in found:
        found.append(place_id)
        place_id = places[place_id].parent_id
    return tuple(found)

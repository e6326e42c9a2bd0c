"""Organisations by their whole name, in whatever case it is typed, and in letters that the database knows no case of.

SQLite's lower() knows only ASCII, and PostgreSQL's depends on its locale. So the names are folded here: their hashes
are kept until the register changes and lead to the few rows that can be meant, and those are then compared by name.
"""

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session

from portal import kept
from portal.tables import metadata

_KEY: Final = "organisations by the hash of their name"
_MOST_IDS: Final = 2_000
"""Ids in one query: a database takes some 30,000 values."""
_OF: Final = metadata.tables["organisation"].c
_LISTED: Final = sqlalchemy.select(_OF.id, _OF.name).where(_OF.listed)
_THESE: Final = sqlalchemy.select(_OF.name, _OF.slug).where(_OF.id.in_(bindparam("these", expanding=True)), _OF.listed)


@dataclass(frozen=True)
class _Hashed:
    """The listed organisations by the hashes of their folded names: 16 bytes each."""

    hashes: "array[int]"
    """In ascending order."""
    ids: "array[int]"
    """Of the organisation at the same place."""

    def with_hash(self, wanted: int) -> Iterator[int]:
        """Give the ids of the organisations whose name has this hash."""
        place = bisect_left(self.hashes, wanted)
        while place < len(self.hashes) and self.hashes[place] == wanted:
            yield self.ids[place]
            place += 1


def with_names(session: Session, names: Collection[str]) -> Mapping[str, str]:
    """Give the slug of the one listed organisation with each name, whole; none for a name that none has, or several.

    One query for every 2,000, and one for all names where the register has changed since the last time.
    """
    if not names:
        return {}
    hashed, wanted = _hashed(session), {name: _folded(name) for name in names}
    ids = sorted({one for folded in set(wanted.values()) for one in hashed.with_hash(hash(folded))})
    found: dict[str, list[str]] = {}
    for first in range(0, len(ids), _MOST_IDS):
        for name, slug in session.connection().execute(_THESE, {"these": ids[first : first + _MOST_IDS]}):
            found.setdefault(_folded(name), []).append(slug)
    return {name: found[folded][0] for name, folded in wanted.items() if len(found.get(folded, ())) == 1}


def with_name(session: Session, name: str) -> str | None:
    """Give the slug of the one listed organisation with this name; see `with_names`."""
    return with_names(session, [name]).get(name)


def _folded(name: str) -> str:
    """Give what two names have in common that differ in case only, or in how an accent is typed."""
    return unicodedata.normalize("NFC", name).casefold()


def _hashed(session: Session) -> _Hashed:
    return kept.once(session, _KEY, lambda: _read(session), lambda found: 16 * len(found.ids))


def _read(session: Session) -> _Hashed:
    rows = session.connection().execute(_LISTED)
    pairs = sorted((hash(_folded(name)), organisation_id) for organisation_id, name in rows)
    return _Hashed(array("q", [one for one, _ in pairs]), array("q", [one for _, one in pairs]))

"""The ids of the rows that were put in place, by what the content calls them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ids:
    """What later rows point at."""

    organisations: Mapping[str, int] = field(default_factory=dict)
    schemes: Mapping[str, int] = field(default_factory=dict)
    cohorts: Mapping[str, int] = field(default_factory=dict)


def by_slug(rows: Iterable[Any]) -> Mapping[str, int]:
    """Give the ids of stored rows by slug."""
    return {row.slug: row.id for row in rows}


def numbered(of: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, int, str]]:
    """Give each term of each vocabulary with its position."""
    for vocabulary, term_ids in of.items():
        for position, term_id in enumerate(term_ids):
            yield vocabulary, position, term_id

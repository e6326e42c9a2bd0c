"""What suggestions and explanations need of the entries in PostgreSQL: all names, and what single entries hold."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from search_index.entry import Reason
from search_index.explanation import Explanation
from search_index.lexicon import Lexicon
from search_index.marker import Marker
from search_index.pool import Postings
from search_index.postgres.answer import plan_of
from search_index.postgres.connections import Cursor
from search_index.postgres.known import Known
from search_index.postgres.query import quoted
from search_index.postgres.tables import Tables, lexeme
from search_index.topics import Topics

_NAMES: Final = "select key, kind, name, names from {entry} order by key"
_HAVING: Final = "select key from {entry} where words @@ %s::tsquery order by key"
_HELD: Final = "select key, tsvector_to_array(words) from {entry} where key = any(%s)"

Having = Callable[[str], Sequence[str]]
"""Gives the keys of the entries that match a tsquery, in order."""

Holding = Callable[[list[str]], Mapping[str, list[str]]]
"""Gives the lexemes of the entries with some keys."""


class Names:
    """The names of all entries of one state of the index, for `suggest.Suggestions`: about 200 bytes an entry.

    :param having: asks the database later, when the entries of a topic are to be counted
    """

    def __init__(self, cursor: Cursor, known: Known, having: Having) -> None:
        cursor.execute(Tables(known.state.build).sql(_NAMES))
        rows = cursor.fetchall()
        self.keys: Sequence[str] = [row[0] for row in rows]
        self.kinds: Sequence[str] = [row[1] for row in rows]
        self.names: Sequence[str] = [row[2] for row in rows]
        self.translations: Sequence[Mapping[str, str]] = [row[3] for row in rows]
        self.topics: Topics = known.topics
        self._having = having

    def postings(self, field: str, term: str) -> Postings | None:
        """Give where a term stands in a field: the numbers of its entries in the order of their keys."""
        places = (bisect_left(self.keys, key) for key in self._having(quoted(field, term)))
        entries = np.array([place for place in places if place < len(self.keys)], np.int32)
        return Postings(entries, np.ones(entries.size, np.float32)) if entries.size else None


class _Held:
    """The entries that are to be explained, and what each holds."""

    def __init__(self, known: Known) -> None:
        self.lexicon: Lexicon = known.lexicon
        self.topics: Topics = known.topics
        self.keys: Sequence[str] = ()
        self.latest: Mapping[str, int] = {}
        self.lexemes: Sequence[frozenset[str]] = ()

    def postings(self, field: str, term: str) -> Postings | None:
        """Give which of them hold a term."""
        wanted = lexeme(field, term)
        entries = np.array([place for place, some in enumerate(self.lexemes) if wanted in some], np.int32)
        return Postings(entries, np.ones(entries.size, np.float32))


class PostgresExplanation(Explanation):
    """An explanation that asks the database for the entries that it explains, and only for them.

    :param holding: asks the database later, when entries are to be explained
    """

    def __init__(self, known: Known, holding: Holding, text: str, language: str) -> None:
        self._held = _Held(known)
        self._holding = holding
        plan = plan_of(known, text, language)
        super().__init__(self._held, plan, Marker(plan, text), language)

    def reasons(self, keys: Iterable[str]) -> Mapping[str, tuple[Reason, ...]]:
        """Give for each entry what each word of the question found in it, as of the newest state of the index."""
        wanted = list(keys)
        found = self._holding(wanted)
        self._held.keys = sorted(found)
        self._held.lexemes = [frozenset(found[key]) for key in self._held.keys]
        return super().reasons(wanted)


def having(cursor: Cursor, known: Known, query: str) -> list[str]:
    """Give the keys of the entries that match a tsquery, in order."""
    cursor.execute(Tables(known.state.build).sql(_HAVING), (query,))
    return [key for (key,) in cursor.fetchall()]


def holding(cursor: Cursor, known: Known, keys: list[str]) -> dict[str, list[str]]:
    """Give the lexemes of entries by their keys; those that are not there are left out."""
    cursor.execute(Tables(known.state.build).sql(_HELD), (keys,))
    return dict(cursor.fetchall())

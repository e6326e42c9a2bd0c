"""Xapian: terms with positions, facets as value slots, counted by match spies over the whole result.

Debian's python3-xapian serves the machine's own Python; where that has the version of ours, we borrow the module.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from search_index.entry import Entry, Topic
from tests.bench.engines.contract import PAGE, Asked, EngineMissingError, Found, countings
from tests.bench.engines.corpus import FACETS, by_key, texts

SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"
try:
    sys.path.append(SYSTEM_PACKAGES)
    import xapian
except ImportError as error:
    raise EngineMissingError("Xapian is not installed (Debian: python3-xapian)") from error
finally:
    sys.path.remove(SYSTEM_PACKAGES)

# A match spy counts one value a document, so a facet has as many slots as a firm may have values.
_MOST = {name: most for name, _, _, (_, most) in FACETS}
SLOTS = {name: tuple(range(10 * number, 10 * number + _MOST[name])) for number, name in enumerate(_MOST)}


class Xapian:
    """Xapian by Debian's package."""

    mistyped = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
        known = by_key(topics)
        database = xapian.WritableDatabase(str(self._folder), xapian.DB_CREATE)
        for entry in entries:
            database.add_document(_document(entry, known))
        database.commit()
        database.close()

    def put(self, entry: Entry, topics: Sequence[Topic]) -> None:
        database = xapian.WritableDatabase(str(self._folder), xapian.DB_OPEN)
        database.replace_document(f"Q{entry.key}", _document(entry, by_key(topics)))
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = xapian.Database(str(self._folder))

    def ask(self, asked: Asked, facets: Sequence[str], size: int = PAGE) -> Found:
        self._database.reopen()
        everything = self._database.get_doccount()
        text = _text(asked)
        enquire = xapian.Enquire(self._database)
        counts: dict[str, Mapping[str, int]] = {}
        groups = countings(asked, facets)
        if not groups or groups[0][0] != asked.filters:
            groups.insert(0, (asked.filters, []))
        found: Any = None
        for filters, names in groups:
            spies = {name: [xapian.ValueCountMatchSpy(slot) for slot in SLOTS[name]] for name in names}
            enquire.clear_matchspies()
            for spy in (spy for some in spies.values() for spy in some):
                enquire.add_matchspy(spy)
            enquire.set_query(_filtered(text, filters))
            answer = enquire.get_mset(0, size if found is None else 0, everything)
            found = answer if found is None else found
            counts |= {name: _counted(some) for name, some in spies.items()}
        keys = [match.document.get_data().decode() for match in found]
        return Found(found.get_matches_estimated(), keys, counts)


def _counted(spies: Sequence[Any]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for spy in spies:
        for item in spy.values():
            total[item.term.decode()] += item.termfreq
    return dict(total)


def _text(asked: Asked) -> Any:
    if not asked.words:
        return xapian.Query.MatchAll
    if asked.how == "prefix":
        kind = xapian.Query
        return kind(kind.OP_WILDCARD, asked.words[0], 0, kind.WILDCARD_LIMIT_ERROR, kind.OP_SYNONYM)
    operators = {"phrase": xapian.Query.OP_PHRASE, "any": xapian.Query.OP_OR}
    query = xapian.Query(operators.get(asked.how, xapian.Query.OP_AND), list(asked.words))
    return xapian.Query(xapian.Query.OP_AND_NOT, query, xapian.Query(asked.without)) if asked.without else query


def _filtered(text: Any, filters: Mapping[str, tuple[str, ...]]) -> Any:
    for name, values in filters.items():
        terms = [f"X{name.upper()}:{value}" for value in values]
        text = xapian.Query(xapian.Query.OP_FILTER, text, xapian.Query(xapian.Query.OP_OR, terms))
    return text


def _document(entry: Entry, known: Mapping[str, Topic]) -> Any:
    document = xapian.Document()
    generator = xapian.TermGenerator()
    generator.set_document(document)
    for text in texts(entry, known):
        generator.index_text(text)
        generator.increase_termpos()
    for name, slots in SLOTS.items():
        for slot, value in zip(slots, entry.facets[name], strict=False):
            document.add_value(slot, value)
            document.add_boolean_term(f"X{name.upper()}:{value}")
    document.set_data(entry.key)
    document.add_boolean_term(f"Q{entry.key}")
    return document

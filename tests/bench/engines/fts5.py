"""SQLite FTS5: text in one column, each facet in a table of its own, counted by GROUP BY over the whole result."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from search_index.entry import Entry, Topic
from tests.bench.engines.contract import PAGE, Asked, EngineMissingError, Found, countings
from tests.bench.engines.corpus import FACETS, by_key, texts

_OPTIONS = sqlite3.connect(":memory:").execute("pragma compile_options").fetchall()
if ("ENABLE_FTS5",) not in _OPTIONS:
    raise EngineMissingError("this Python's SQLite has no FTS5")

NAMES = tuple(name for name, *_ in FACETS)
TABLES = """
    create virtual table words using fts5(text, tokenize = 'unicode61 remove_diacritics 0', prefix = '4');
    create table firm (id integer primary key, key text not null unique);
"""
TABLE = """
    create table {0}_name (id integer primary key, name text not null unique);
    create table {0} (firm integer, value integer, primary key (firm, value)) without rowid;
"""
INDEX = "create index {0}_by_value on {0} (value, firm)"


class Fts5:
    """FTS5 as it comes with Python."""

    mistyped = False

    def __init__(self, folder: Path) -> None:
        self._file = folder / "firms.db"
        self._folder = folder

    def build(self, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
        self._folder.mkdir()
        with sqlite3.connect(self._file) as database:
            database.execute("pragma journal_mode = wal")
            database.executescript(TABLES + "".join(TABLE.format(name) for name in NAMES))
            _write(database, entries, topics)
            for name in NAMES:
                database.execute(INDEX.format(name))
            database.execute("insert into words (words) values ('optimize')")
            database.commit()
            database.execute("analyze")
        database.execute("pragma wal_checkpoint(truncate)")
        database.close()

    def put(self, entry: Entry, topics: Sequence[Topic]) -> None:
        with sqlite3.connect(self._file) as database:
            _write(database, [entry], topics)
        database.close()

    def open(self) -> None:
        self._database = sqlite3.connect(self._file, isolation_level=None)
        self._database.execute("pragma mmap_size = 1000000000")
        self._database.execute("pragma cache_size = -64000")
        self._database.execute("pragma temp_store = memory")
        self._database.execute("create temp table hit (firm integer primary key)")

    def ask(self, asked: Asked, facets: Sequence[str], size: int = PAGE) -> Found:
        with_text, match = bool(asked.words), _match(asked)
        order = "order by words.rank" if with_text else "order by firm.id"
        source = "words join firm on firm.id = words.rowid" if with_text else "firm"
        where, values = _where(asked.filters, match)
        rows = self._database.execute(f"select key from {source} {where} {order} limit ?", (*values, size))
        keys = [key for (key,) in rows]
        total = -1
        counts: dict[str, dict[str, int]] = {}
        for filters, names in countings(asked, facets):
            total, some = self._counts(source, *_where(filters, match), names)
            counts |= some
            total = total if filters == asked.filters else -1
        if total < 0:
            total = self._database.execute(f"select count(*) from {source} {where}", values).fetchone()[0]
        return Found(total, keys, counts)

    def _counts(
        self, source: str, where: str, values: tuple[str, ...], names: Sequence[str]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """Keep what was found in a table of the connection, and count each facet over it."""
        row = "words.rowid" if source.startswith("words") else "firm.id"
        self._database.execute("begin")
        self._database.execute("delete from hit")
        total = self._database.execute(f"insert into hit select {row} from {source} {where}", values).rowcount
        counts = {
            name: dict(
                self._database.execute(
                    f"select name, n from {name}_name join (select value, count(*) n"
                    f" from hit cross join {name} using (firm) group by value) on id = value"
                ).fetchall()
            )
            for name in names
        }
        self._database.execute("commit")
        return total, counts


def _match(asked: Asked) -> str:
    words = [f'"{word}"' for word in asked.words]
    if asked.how == "phrase":
        return f'"{" ".join(asked.words)}"'
    if asked.how == "prefix":
        return f"{words[0]} *"
    return (" OR " if asked.how == "any" else " AND ").join(words) + (
        f' NOT "{asked.without}"' if asked.without else ""
    )


def _where(filters: Mapping[str, tuple[str, ...]], match: str) -> tuple[str, tuple[str, ...]]:
    conditions, values = (["words match ?"], [match]) if match else ([], [])
    for name, some in filters.items():
        marks = ", ".join("?" for _ in some)
        conditions.append(
            f"firm.id in (select firm from {name} where value in (select id from {name}_name where name in ({marks})))"
        )
        values += some
    return (f"where {' and '.join(conditions)}" if conditions else ""), tuple(values)


def _write(database: sqlite3.Connection, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
    known = by_key(topics)
    numbers = {name: dict(database.execute(f"select name, id from {name}_name")) for name in NAMES}
    for entry in entries:
        row = database.execute("insert into firm (key) values (?)", (entry.key,)).lastrowid
        database.execute("insert into words (rowid, text) values (?, ?)", (row, "\n".join(texts(entry, known))))
        for name in NAMES:
            database.executemany(
                f"insert into {name} values (?, ?)", _values(database, name, numbers[name], row, entry.facets[name])
            )


def _values(
    database: sqlite3.Connection, name: str, numbers: dict[str, int], row: int | None, values: Iterable[str]
) -> Iterator[tuple[int | None, int]]:
    for value in values:
        if value not in numbers:
            made = database.execute(f"insert into {name}_name (name) values (?)", (value,)).lastrowid
            numbers[value] = made or 0
        yield row, numbers[value]

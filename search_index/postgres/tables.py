"""The index as tables of a PostgreSQL database, in a schema of their own.

Each build has tables of its own, with its number in their names. One row of `state` for each version of the schema
says which build is the current one; so changing that row is the whole of a swap, and programs of two versions search
side by side. An entry keeps one number for as long as it stays as it is; changed, it gets another. That is why the
lists in `posting` are only ever added to, and why the numbers of what went are kept in `gone`.
"""

import re
from dataclasses import dataclass
from typing import Final

import psycopg

from search_index.analysis import LANGUAGES
from search_index.postgres.connections import Cursor
from search_index.schema import FIELDS, NO_LANGUAGE, PAIRS, SCHEMA_VERSION

SCHEMA: Final = "search_index"
UNWEIGHED: Final = frozenset({PAIRS})
"""The fields that an entry holds a term of wholly or not at all. Their terms have no postings: the index of lexemes
says everything about them."""
SPOKEN: Final = (*LANGUAGES, NO_LANGUAGE)
"""What the words of a field are of."""
_SHORT: Final = {field: field.removeprefix("words_") for field in FIELDS}
_KINDS: Final = ("entry", "posting", "word", "value", "topic", "gone")
_NAME: Final = re.compile(rf"({'|'.join(_KINDS)})_(\d+)")

FIND_STATE: Final = """
    select build, generation, entries, trigrams, position from search_index.state where version = {version}
""".replace("{version}", str(SCHEMA_VERSION))
"""For this version of the schema; a statement without parameters, so that it can follow another one."""
_STATE: Final = """
    create sequence search_index.build;
    create table search_index.state (
        version integer primary key,
        build integer not null,
        generation bigint not null,
        entries integer not null,
        trigrams boolean not null,
        position text not null
    );
"""
_TABLES: Final = """
    create table {entry} (
        id integer not null,
        key text collate "C" not null,
        kind text not null,
        weight real not null,
        facets integer[] not null,
        codes bytea not null,
        sort_keys jsonb not null,
        name text not null,
        names jsonb not null,
        digest text not null,
        words tsvector not null
    ) with (toast_tuple_target = 128);
    alter table {entry} alter words set storage external, alter facets set storage main,
        alter codes set storage main, alter key set storage main, alter kind set storage main,
        alter sort_keys set storage main;
    create table {posting} (lexeme text collate "C" not null, entries integer[] not null, strengths real[] not null);
    alter table {posting} alter entries set storage external, alter strengths set storage external;
    create table {word} (
        term text collate "C" not null, language text not null, entries integer not null, changed bigint not null
    );
    create table {value} (code integer primary key, facet text not null, value text not null);
    create table {topic} (
        key text collate "C" primary key, kind text not null, labels jsonb not null, synonyms jsonb not null,
        within text[] not null, digest text not null
    );
    create table {gone} (id integer primary key);
"""
_INDEXES: Final = """
    alter table {entry} add primary key (id), add unique (key);
    create index on {entry} using gin (words) with (fastupdate = off);
    create index on {entry} using gin (facets) with (fastupdate = off);
    create index on {posting} (lexeme);
    alter table {word} add primary key (term, language);
    create index on {word} (changed);
"""
_TRIGRAM_INDEX: Final = "create index on {word} using gin (term gin_trgm_ops) with (fastupdate = off)"
_ANALYZE: Final = "analyze {entry}; analyze {posting}; analyze {word}; analyze {gone}"


def lexeme(field: str, term: str) -> str:
    """Give a term of a field as PostgreSQL stores it, as "nb:taxi"."""
    return f"{_SHORT[field]}:{term}"


def word_of(found: str) -> tuple[str, str] | None:
    """Give the term of a lexeme and its language, or NO_LANGUAGE; None when it is no word."""
    short, _, term = found.partition(":")
    return (term, short) if short in SPOKEN else None


@dataclass(frozen=True)
class State:
    """Which build is the current one, and how far it was changed."""

    build: int
    generation: int
    entries: int
    """How many there are."""
    trigrams: bool
    """Whether words can be found by them."""
    position: str

    @property
    def name(self) -> str:
        """Tell it from every other state."""
        return f"{self.build}/{self.generation}"

    def leads_to(self, later: "State") -> bool:
        """Say whether another state came from this one by changes, and not by a new build."""
        return self.build == later.build and self.generation <= later.generation

    @classmethod
    def read(cls, cursor: Cursor) -> "State | None":
        """Give the state of this version of the schema; None when there is none."""
        if not _is_there(cursor, "to_regclass", "search_index.state"):
            return None
        cursor.execute(FIND_STATE.encode())
        row = cursor.fetchone()
        return cls(*row) if row else None


class Tables:
    """The names of the tables of one build."""

    def __init__(self, build: int) -> None:
        self.build = build
        self._names = {kind: f"{SCHEMA}.{kind}_{build}" for kind in _KINDS}

    def sql(self, text: str) -> bytes:
        """Give a statement with the names of the tables in place of {entry} and so on."""
        return text.format_map(self._names).encode()

    def create(self, cursor: Cursor) -> None:
        """Make the tables, empty and without indexes: those are made faster when the rows are there."""
        cursor.execute(self.sql(_TABLES))

    def finish(self, cursor: Cursor, *, trigrams: bool) -> None:
        """Make the indexes of filled tables."""
        cursor.execute("set local maintenance_work_mem = '256MB'")
        cursor.execute(self.sql(_INDEXES))
        if trigrams:
            cursor.execute(self.sql(_TRIGRAM_INDEX))
        cursor.execute(self.sql(_ANALYZE))

    def drop(self, cursor: Cursor) -> None:
        """Remove the tables."""
        cursor.execute(f"drop table if exists {', '.join(self._names.values())}".encode())


def prepare(cursor: Cursor) -> None:
    """Make the schema and the table of states where they are missing. It needs the right to do so only then."""
    if not _is_there(cursor, "to_regnamespace", SCHEMA):
        cursor.execute("create schema search_index")
    if not _is_there(cursor, "to_regclass", "search_index.state"):
        cursor.execute(_STATE)


def has_trigrams(cursor: Cursor) -> bool:
    """Say whether pg_trgm can be used, in a transaction; make it where that is allowed.

    It is of no use in a database whose character classes know Latin letters only, as with the locale "C".
    """
    try:
        with cursor.connection.transaction():
            cursor.execute("create extension if not exists pg_trgm")
            cursor.execute("select 'работник' % 'работнек'")
            return cursor.fetchone() == (True,)
    except psycopg.Error:
        return False


def forsaken(cursor: Cursor) -> list[Tables]:
    """Give the builds that no state names: replaced, and not yet removed."""
    cursor.execute("select tablename from pg_tables where schemaname = %s", (SCHEMA,))
    builds = {int(match[2]) for (name,) in cursor.fetchall() if (match := _NAME.fullmatch(name))}
    cursor.execute("select build from search_index.state")
    return [Tables(build) for build in sorted(builds - {build for (build,) in cursor.fetchall()})]


def _is_there(cursor: Cursor, how: str, name: str) -> bool:
    cursor.execute(f"select {how}(%s) is not null".encode(), (name,))
    return cursor.fetchone() == (True,)

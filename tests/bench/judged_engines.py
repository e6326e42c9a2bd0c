"""The judged set asked of both engines, the folder's and PostgreSQL's, and where they differ.

`python -m tests.bench.judged_engines`; PostgreSQL is started for it and is gone afterwards.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import cast

from portal.commands import DATA
from portal.register import content, indexing, seeding
from portal.settings import DATABASE_FILE
from portal.store import Store
from search_index.entry import Entry, Topic
from search_index.memory import InMemory
from search_index.postgres.searcher import PostgresIndex
from search_index.postgres.writer import PostgresWriter
from search_index.searcher import Index
from tests import postgres
from tests.bench.judged import TODAY, Figures, Result, by_language, judged


@contextmanager
def both() -> Iterator[tuple[InMemory, PostgresIndex]]:
    """Give both engines with the real content."""
    entries, topics = _real()
    with postgres.server() as server:
        postgres.create(server, "judged")
        url = postgres.url(server, "judged")
        with closing(PostgresWriter(url)) as writer, closing(PostgresIndex(url)) as index:
            writer.build(entries, topics)
            yield InMemory.of(entries, topics), index


def differing(one: list[Result], other: list[Result]) -> list[tuple[Result, Result]]:
    """Give the queries to which two engines gave other entries, another order or another number."""
    return [(a, b) for a, b in zip(one, other, strict=True) if (a.hits, a.total) != (b.hits, b.total)]


def main() -> None:
    """Build, ask and print."""
    with both() as engines:
        results = [judged(cast("Index", engine)) for engine in engines]
    print(f"{'':10} {'asked':>5} {'success':>9} {'nDCG@10':>7}")
    for name, some in zip(("folder", "PostgreSQL"), results, strict=True):
        for part, figures in ({"all": Figures.of(some)} | by_language(some)).items():
            print(f"{name:10} {part:4} {figures.count:5} {100 * figures.success:6.1f} % {figures.gain or 0:6.3f}")
    others = differing(*results)
    print(f"{len(others)} of {len(results[0])} are answered differently.")
    for a, b in others:
        print(f"    {a.query.language}: {a.query.text}: {a.total}, {a.hits[:3]}; PostgreSQL {b.total}, {b.hits[:3]}")


def _real() -> tuple[list[Entry], list[Topic]]:
    with tempfile.TemporaryDirectory() as name:
        store = Store(f"sqlite:///{Path(name) / DATABASE_FILE}")
        try:
            store.create()
            now = datetime.combine(TODAY, time(12), UTC)
            with store.writing() as session:
                seeding.seed(session, content.read(DATA), now)
            with store.reading() as session:
                return list(indexing.entries(session, now)), list(indexing.topics(session))
        finally:
            store.close()


if __name__ == "__main__":
    main()

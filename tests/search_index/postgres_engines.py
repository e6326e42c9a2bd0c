"""The index in PostgreSQL for tests: a database of its own for each, and what writes and asks it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from search_index.postgres.searcher import PostgresIndex
from search_index.postgres.writer import PostgresWriter
from tests import postgres


@dataclass(frozen=True)
class Engine:
    """An index in a database."""

    url: str
    writer: PostgresWriter
    index: PostgresIndex

    def sql(self, text: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            cursor = connection.execute(text.encode(), values)
            return cursor.fetchall() if cursor.description else []


Engines = Callable[..., Engine]
"""Makes an engine in an empty database, or by `of` another one in the database of an engine, as some `user`."""


@pytest.fixture(scope="module")
def engines(request: pytest.FixtureRequest, empty_postgresql: Path) -> Iterator[Engines]:
    """Make engines; at the end everything is closed and removed."""
    module = request.node.name.rpartition("/")[2].removesuffix(".py")
    names: list[str] = []

    with ExitStack() as stack:

        def make(of: Engine | None = None, user: str = "portal") -> Engine:
            if of is None:
                name = f"{module}_{len(names)}"
                postgres.create(empty_postgresql, name)
                names.append(name)
            url = of.url if of else postgres.url(empty_postgresql, names[-1])
            url = url.replace("//portal@", f"//{user}@")
            return Engine(
                url, stack.enter_context(closing(PostgresWriter(url))), stack.enter_context(closing(PostgresIndex(url)))
            )

        yield make
    for name in names:
        postgres.drop(empty_postgresql, name)

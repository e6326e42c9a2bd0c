"""Counts the statements that reach a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal.store import Store


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Give a list that fills with the statements sent while the block runs, without those that frame transactions."""
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        if not arguments[2].startswith(("BEGIN", "PRAGMA")):
            statements.append(arguments[2])

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(store.engine, "before_cursor_execute", note)

"""Rows on their way to the database: kept by table, written many at a time, a table's parents before it."""

from collections import Counter
from typing import Any, Final

from sqlalchemy import Integer, Table, delete, func, insert, select
from sqlmodel import Session, SQLModel

from portal.tables import metadata
from portal.tables.base import LocalTextColumn
from portal.words import LocalText

MOST_WAITING: Final = 20_000
"""Rows kept before they are written: memory stays the same however large the register."""


class Rows:
    """Writes rows to an empty database in bulk and numbers them itself, so that each id is known at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self._blanks: dict[str, dict[str, Any]] = {}
        self._ids: Counter[str] = Counter()
        self._count = 0

    def add(self, table: type[SQLModel], **values: Any) -> int:
        """Keep a row to be written. What is not given is empty or the table's default.

        Gives the row's number within its table, which is its `id` where it has one.
        Raises `KeyError` for a column that the table does not have.
        """
        name = str(table.__tablename__)
        blank = self._blanks.get(name)
        if blank is None:
            blank = self._blanks[name] = _blank(metadata.tables[name])
        if unknown := values.keys() - blank.keys():
            raise KeyError(f"{name} has no {unknown}")
        self._ids[name] += 1
        number = self._ids[name]
        if "id" in blank:
            values.setdefault("id", number)
        self._waiting.setdefault(name, []).append(blank | values)
        self._count += 1
        if self._count >= MOST_WAITING:
            self.write()
        return number

    def write(self) -> None:
        """Write what is kept."""
        for table in metadata.sorted_tables:
            if rows := self._waiting.pop(table.name, None):
                self._session.execute(insert(table), rows)
        self._count = 0

    def finish(self) -> None:
        """Write what is kept, and let the database number the next rows after these."""
        self.write()
        if self._session.get_bind().dialect.name != "postgresql":
            return
        for name in self._ids:
            number = metadata.tables[name].c.get("id")
            if number is not None and isinstance(number.type, Integer):
                sequence = func.pg_get_serial_sequence(name, "id")
                self._session.execute(select(func.setval(sequence, self._ids[name])))


def clear(session: Session) -> None:
    """Delete every row of every table, children first, and forget those that the session knows."""
    session.expunge_all()
    for table in reversed(metadata.sorted_tables):
        session.execute(delete(table))


def _blank(table: Table) -> dict[str, Any]:
    """Give a row with nothing in it but the table's defaults."""
    blank: dict[str, Any] = {}
    for column in table.columns:
        blank[column.key] = LocalText() if isinstance(column.type, LocalTextColumn) else None
        if column.default is not None and column.default.is_scalar:
            blank[column.key] = column.default.arg  # type: ignore[attr-defined]
    return blank

"""Brings stored rows to what the content wants, by natural key: equal ones stay untouched, the rest is put in place."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import and_, literal, tuple_
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from portal.tables import SeededRow, metadata

Row = TypeVar("Row", bound=SQLModel)


class StillNeededError(Exception):
    """A row cannot go because others point at it."""

    def __init__(self, tables: Sequence[str]) -> None:
        """Keep the tables whose rows point at it."""
        super().__init__(", ".join(tables))
        self.tables = tables


class Merge:
    """One run of merging in one session, with its tally."""

    def __init__(self, session: Session) -> None:
        """Start with nothing counted."""
        self.session = session
        self.added = self.changed = self.removed = 0

    def rows(self, wanted: Iterable[Row], *key: str, keep: Sequence[str] = ()) -> list[Row]:
        """Give the stored row for each wanted one, put in place by its key.

        `keep` names columns that are not the content's business: a stored value stays.
        """
        wanted = list(wanted)
        if not wanted:
            return []
        model = type(wanted[0])
        columns = [col(getattr(model, name)) for name in key]
        keys = [_key(row, key) for row in wanted]
        return self._put(wanted, self.session.exec(select(model).where(tuple_(*columns).in_(keys))), key, keep)

    def parts(self, model: type[Row], owner: str, owner_ids: Iterable[int], wanted: Iterable[Row], *key: str) -> None:
        """Put the parts of these owners in place, and remove every part of theirs that is no longer wanted."""
        stored = self.session.exec(select(model).where(col(getattr(model, owner)).in_(sorted(owner_ids)))).all()
        kept = {id(row) for row in self._put(list(wanted), stored, key, ())}
        for row in stored:
            if id(row) not in kept:
                self._delete(row)
        self.session.flush()

    def _put(self, wanted: Sequence[Row], stored: Iterable[Row], key: Sequence[str], keep: Sequence[str]) -> list[Row]:
        by_key = {_key(row, key): row for row in stored}
        placed = [self._place(row, by_key.get(_key(row, key)), keep) for row in wanted]
        self.session.flush()
        return placed

    def _place(self, row: Row, stored: Row | None, keep: Sequence[str]) -> Row:
        if stored is None:
            self.session.add(row)
            self.added += 1
            return row
        differs = False
        for name in type(row).model_fields:
            if (name == "id" and row.id is None) or name in keep:  # type: ignore[attr-defined]
                continue
            value = getattr(row, name)
            if getattr(stored, name) != value:
                setattr(stored, name, value)
                differs = True
        self.changed += differs
        return stored

    def remove(self, row: SQLModel, parts: Sequence[tuple[type[SQLModel], str]]) -> None:
        """Remove a row with its parts. Raises `StillNeededError`, and removes nothing, while others point at it."""
        own = {model.__tablename__ for model, _ in parts}
        if tables := [name for name in self.pointing_at(row) if name not in own]:
            raise StillNeededError(tables)
        for model, owner in parts:
            for part in self.session.exec(select(model).where(col(getattr(model, owner)) == row.id)):  # type: ignore[attr-defined]
                self._delete(part)
        self.session.flush()
        self._delete(row)
        self.session.flush()

    def pointing_at(self, row: SQLModel) -> list[str]:
        """Give the tables that hold a row which points at this one."""
        found = []
        for table in metadata.sorted_tables:
            for constraint in table.foreign_key_constraints:
                if constraint.referred_table.name != type(row).__tablename__:
                    continue
                ends = [key.parent == getattr(row, key.column.name) for key in constraint.elements]
                if self.session.execute(
                    select_columns(literal(1)).select_from(table).where(and_(*ends)).limit(1)
                ).first():
                    found.append(table.name)
        return found

    def _delete(self, row: SQLModel) -> None:
        self.session.delete(row)
        self.removed += 1

    def gone(self, kind: str, keys: Iterable[str]) -> list[str]:
        """Give the keys that an earlier content brought and this one no longer has; remember the ones it has."""
        now = set(keys)
        before = set(self.session.exec(select(SeededRow.key).where(col(SeededRow.kind) == kind)))
        self.session.add_all(SeededRow(kind=kind, key=key) for key in sorted(now - before))
        for key in before - now:
            self.session.delete(self.session.get_one(SeededRow, (kind, key)))
        self.session.flush()
        return sorted(before - now)


def _key(row: SQLModel, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)

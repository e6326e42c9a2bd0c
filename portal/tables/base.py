"""What every table shares: constraint names, the column types for texts in several languages, words and instants."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from portal.words import LocalText

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata


class LocalTextColumn(TypeDecorator[LocalText]):
    """A `LocalText`, kept as a JSON object {language: text}: it belongs to its row and is always read whole."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: LocalText | None, dialect: Dialect) -> Mapping[str, str] | None:
        """Give the JSON object for the database."""
        return None if value is None else dict(value.texts)

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalText:
        """Give the text; none in the database is an empty one."""
        return LocalText(value or {})


class LocalTextsColumn(TypeDecorator[tuple[LocalText, ...]]):
    """An ordered list of `LocalText`, kept as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[LocalText, ...] | None, dialect: Dialect) -> list[dict[str, str]]:
        """Give the JSON array for the database."""
        return [dict(text.texts) for text in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[LocalText, ...]:
        """Give the texts in their order."""
        return tuple(LocalText(texts) for texts in value or ())


class StringsColumn(TypeDecorator[tuple[str, ...]]):
    """An ordered list of strings, kept as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str]:
        """Give the JSON array for the database."""
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        """Give the strings in their order."""
        return tuple(value or ())


class InstantColumn(TypeDecorator[datetime]):
    """An instant in UTC. SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone; give it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word_column(words: type[StrEnum], check: str = "") -> Enum:
    """Give the column type of an enum of the field's words: text with a check, the same on every database.

    `check` names the check where a table has two columns of the same words.
    """
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        name=check or words.__name__.lower(),
        length=40,
        values_callable=lambda enum: [word.value for word in enum],
    )

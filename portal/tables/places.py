"""Tables of what everything else points at: places, and the controlled vocabularies."""

from sqlmodel import Field, SQLModel

from portal.tables.base import LocalTextColumn, StringsColumn
from portal.words import LocalText


class Place(SQLModel, table=True):
    """A place of any level, from a region to a city, inside its parent."""

    id: str = Field(primary_key=True, max_length=40)
    country: str = Field(max_length=2, index=True)
    level: str = Field(max_length=20)
    parent_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    names: LocalText = Field(sa_type=LocalTextColumn)
    official_names: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    latitude: float | None = None
    longitude: float | None = None


class Term(SQLModel, table=True):
    """A controlled term of one vocabulary: its label in each language, and what people also type for it."""

    vocabulary: str = Field(primary_key=True, max_length=40)
    id: str = Field(primary_key=True, max_length=60)
    position: int
    labels: LocalText = Field(sa_type=LocalTextColumn)
    synonyms: LocalText = Field(sa_type=LocalTextColumn)
    """Per language the synonyms, one a line: a search aid, never shown."""

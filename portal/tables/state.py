"""The tables of what the database knows about itself."""

from sqlmodel import Field, SQLModel


class RegisterState(SQLModel, table=True):
    """A named value: "fictional" for a demo register, "content" for the digest of the content last seeded."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=200)


class SeededRow(SQLModel, table=True):
    """A row that the content's files brought: only such a row goes when its entry leaves the files."""

    kind: str = Field(primary_key=True, max_length=20)
    """The table's name."""
    key: str = Field(primary_key=True, max_length=200)


class Change(SQLModel, table=True):
    """Something that pages or search show was changed. Written by triggers alone (`migrations.recording`).

    Numbers grow in the order in which changes were committed and are never used again.
    """

    __table_args__ = {"sqlite_autoincrement": True}  # SQLAlchemy reads it as it stands

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=40)
    """The table that was changed."""
    key: str = Field(max_length=80)
    """The slug of what the row belongs to; of a place or a term its id. `shown.EVERYTHING`: it cannot be said."""

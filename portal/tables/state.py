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

"""The table of what the database knows about itself."""

from sqlmodel import Field, SQLModel


class RegisterState(SQLModel, table=True):
    """A named value: "fictional" for a demo register, "content" for the digest of the content last seeded."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=200)

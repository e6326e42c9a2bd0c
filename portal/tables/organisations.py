"""Tables of organisations: legal units and establishments, with their identifiers, roles, offers and target groups."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.tables.base import LocalTextColumn, StringsColumn, word_column
from portal.words import Certainty, Confidence, LocalText, Size


class Organisation(SQLModel, table=True):
    """An organisation: firm, provider, issuer, association or authority, by its roles."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=300)
    """The official name, in `name_language`."""
    name_language: str = Field(max_length=2)
    names: LocalText = Field(sa_type=LocalTextColumn)
    """The name in other languages, where there is one."""
    also_called: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    """Names people search by; never shown."""
    country: str | None = Field(default=None, max_length=2, index=True)
    place_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    place_certainty: Certainty = Field(default=Certainty.UNKNOWN, sa_type=word_column(Certainty, "place_certainty"))
    industry: str | None = Field(default=None, max_length=60)
    """The id of a term of the vocabulary "industries"."""
    industry_certainty: Certainty = Field(
        default=Certainty.UNKNOWN, sa_type=word_column(Certainty, "industry_certainty")
    )
    size: Size | None = Field(default=None, sa_type=word_column(Size))
    website: str | None = Field(default=None, max_length=500)
    profile: LocalText = Field(sa_type=LocalTextColumn)
    provenance: LocalText = Field(sa_type=LocalTextColumn)
    """Per language a `portal.words.Provenance`: where the profile in that language comes from."""
    sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    """Addresses of the pages that the facts were read on."""
    confidence: Confidence = Field(default=Confidence.MEDIUM, sa_type=word_column(Confidence))
    checked_on: date
    """The day an editor last compared the entry with its sources."""
    confirmed_on: date | None = None
    """The day the organisation itself last confirmed the entry."""
    due_on: date | None = None
    """The day on which it must be confirmed again."""
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    """The legal unit that it is an establishment of; None: it is a legal unit, or it is not known."""
    listed: bool = True
    """Whether the portal shows it; an unlisted one exists only for the editors."""


class Identifier(SQLModel, table=True):
    """A number that a public register gave an organisation."""

    __table_args__ = (UniqueConstraint("register_code", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    register_code: str = Field(max_length=20)
    """NO-BRREG, BE-KBO, BG-EIK or LEI."""
    number: str = Field(max_length=20)
    """Digits only, or the signs of a Legal Entity Identifier; how it is written is for the page."""
    source: str | None = Field(default=None, max_length=500)


class OrganisationTerm(SQLModel, table=True):
    """A term that holds for an organisation: a role, a target group or an offer."""

    __table_args__ = (ForeignKeyConstraint(["vocabulary", "term_id"], ["term.vocabulary", "term.id"]),)

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    vocabulary: str = Field(primary_key=True, max_length=40)
    term_id: str = Field(primary_key=True, max_length=60)
    position: int = 0

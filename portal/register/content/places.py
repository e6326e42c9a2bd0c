"""The entries of what everything else points at: controlled terms, and places. See data/README.md."""

from typing import Annotated, Literal

from pydantic import Field

from portal.register.content.fields import Count, CountryId, Entry, Name, PlaceId, Slug, SomeTexts, Text, Texts, Word


class Synonyms(Entry):
    """What people also type for a term, per language. Never shown."""

    nb: tuple[Name, ...] = ()
    nl: tuple[Name, ...] = ()
    bg: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()


class Term(Entry):
    """A controlled term."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=60)]
    labels: Texts
    synonyms: Synonyms | None = None
    basis: tuple[Text, ...] = ()
    iso3: Word | None = None
    local_names: dict[Word, Name] = Field(default_factory=dict)
    main_language: Word | None = None
    own_name: Name | None = None
    number: Count | None = None
    section: Word | None = None
    nace_revision: Word | None = None
    rev21_sections: tuple[Word, ...] = ()
    note: Text | None = None


class Place(Entry):
    """A place inside a larger one."""

    id: Slug
    country: CountryId
    level: Literal["region", "county", "province", "oblast", "municipality", "city"]
    code: Word | None = None
    inside: PlaceId | None = None
    names: SomeTexts
    latin: Name | None = None
    """A Bulgarian name in Latin letters, for the languages that have no name of their own."""
    official_names: tuple[Name, ...] = ()
    nuts2: Word | None = None
    nis: Word | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    note: Text | None = None

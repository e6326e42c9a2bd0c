"""The entry of an organisation: who it is, and what each fact about it rests on. See data/README.md."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from portal.register import numbers
from portal.register.content.fields import (
    CountryId,
    Day,
    Entry,
    LanguageId,
    MeasureId,
    Name,
    OrganisationId,
    Origins,
    PlaceId,
    Ref,
    Slug,
    TargetGroupId,
    Text,
    Texts,
    Url,
)
from portal.words import Certainty, Confidence, Size


class Identifier(Entry):
    """A number that a public register gave."""

    register_code: Annotated[Literal["NO-BRREG", "BE-KBO", "BG-EIK", "LEI"], Field(alias="register")]
    number: Annotated[str, Field(pattern=r"^[0-9A-Z]{9,20}$")]
    source: Url
    note: Text | None = None

    @field_validator("number")
    @classmethod
    def _check_digit(cls, number: str, info: ValidationInfo) -> str:
        register = info.data.get("register_code")
        if register and not numbers.is_of(register, number):
            raise ValueError(f"{number} is no number of {register}: its check digit is wrong")
        return number


class Basis(Entry):
    """What one fact about an organisation rests on."""

    fact: Text
    certainty: Certainty = Certainty.STATED
    sources: tuple[Url, ...] = ()
    measures: tuple[MeasureId, ...] = ()
    """Measures whose source the fact was read in."""
    note: Text | None = None


class Organisation(Entry):
    """A legal unit or an establishment of one."""

    id: Slug
    name: Name
    name_language: LanguageId
    name_in_source: Name | None = None
    names: Texts | None = None
    also_called: tuple[Name, ...] = ()
    roles: Annotated[tuple[Annotated[str, Ref("organisation_roles")], ...], Field(min_length=1)]
    target_groups: tuple[TargetGroupId, ...] = ()
    offers: tuple[Annotated[str, Ref("workplace_offers")], ...] = ()
    country: CountryId | None = None
    place: PlaceId | None = None
    place_certainty: Certainty = Certainty.UNKNOWN
    industry: Annotated[str, Ref("industries")] | None = None
    industry_certainty: Certainty = Certainty.UNKNOWN
    size: Size | None = None
    languages: tuple[LanguageId, ...] = ()
    website: Url | None = None
    profile: Texts | None = None
    provenance: Origins | None = None
    identifiers: tuple[Identifier, ...] = ()
    parent: OrganisationId | None = None
    """The legal unit that it is an establishment of."""
    basis: tuple[Basis, ...]
    read: Text | None = None
    confidence: Confidence
    checked_on: Day
    listed: bool = True
    note: Text | None = None

    @model_validator(mode="after")
    def _shown_in_full(self) -> "Organisation":
        if self.listed and not (self.profile and self.provenance):
            raise ValueError("a listed organisation needs a profile and its provenance")
        return self

"""The entry of an organisation: who it is, and what each fact about it rests on. See data/README.md."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from stdnum import get_cc_module

from portal.register.content.fields import (
    CountryId,
    Day,
    Entry,
    LanguageId,
    MeasureId,
    Name,
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

NUMBERS = {"NO-BRREG": ("no", "orgnr"), "BE-KBO": ("be", "vat"), "BG-EIK": ("bg", "vat")}
"""The public registers, and which check of python-stdnum knows the check digit of their numbers."""


class Identifier(Entry):
    """A number that a public register gave."""

    register_code: Annotated[Literal["NO-BRREG", "BE-KBO", "BG-EIK"], Field(alias="register")]
    number: Annotated[str, Field(pattern=r"^[0-9]{9,13}$")]
    source: Url
    note: Text | None = None

    @field_validator("number")
    @classmethod
    def _check_digit(cls, number: str, info: ValidationInfo) -> str:
        register = info.data.get("register_code")
        check = get_cc_module(*NUMBERS[register]) if register else None
        if check and not check.is_valid(number):
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

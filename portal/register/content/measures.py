"""The entry of a measure: a support for inclusion at work, and what it rests on. See data/README.md."""

from typing import Annotated

from pydantic import Field, model_validator

from portal.register.content.fields import (
    Anyway,
    Count,
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
    Source,
    TargetGroupId,
    Text,
    Texts,
    Word,
)
from portal.words import Confidence, ForWhom, MeasureState

KindId = Annotated[str, Ref("measure_kinds")]
Age = Annotated[int, Field(ge=0, le=120)]


class Tier(Entry):
    """What a legal duty asks of employers of one size."""

    employees_min: Count
    employees_max: Count | None = None
    duty: Texts

    @model_validator(mode="after")
    def _order(self) -> "Tier":
        if self.employees_max is not None and self.employees_max < self.employees_min:
            raise ValueError("employees_max: is smaller than employees_min")
        return self


class Conditions(Entry):
    """What must be in place first. Missing: not known, never "no"."""

    needs_registration: bool | None = None
    agency: Texts | None = None
    decided_by: Texts | None = None
    age_min: Age | None = None
    age_max: Age | None = None
    sick_leave_months_min: Annotated[int, Field(ge=0, le=600)] | None = None
    employees_min: Count | None = None
    contract: Texts | None = None
    residence: Texts | None = None
    sectors: tuple[Texts, ...] = ()
    others: tuple[Texts, ...] = ()
    tiers: tuple[Tier, ...] = ()

    @model_validator(mode="after")
    def _ages(self) -> "Conditions":
        if self.age_min is not None and self.age_max is not None and self.age_max < self.age_min:
            raise ValueError("age_max: is smaller than age_min")
        return self


class Amount(Entry):
    """A share or a sum, never without its year or a note in its place."""

    what: Texts
    value: Anyway
    is_money: bool
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    year_note: Texts | None = None

    @model_validator(mode="after")
    def _has_year(self) -> "Amount":
        if self.year is None and self.year_note is None:
            raise ValueError("year: an amount needs the year it holds for, or a year_note that says why there is none")
        return self


class Relations(Entry):
    """How a measure stands to others."""

    combines_with: tuple[MeasureId, ...] = ()
    not_together_with: tuple[MeasureId, ...] = ()
    may_deliver: tuple[MeasureId, ...] = ()


class Code(Entry):
    """An official code."""

    system: Word
    code: Word
    name: Name | None = None
    """Where the code stands for a variant: the variant's name."""

    def shown(self) -> str:
        """Give it as one text."""
        return f"{self.system} {self.code}" + (f" ({self.name})" if self.name else "")


class Measure(Entry):
    """A support that an employer or a job seeker can use."""

    id: Slug
    official_name: Name
    official_language: LanguageId
    names: Texts
    summary: Texts
    country: CountryId
    place: PlaceId | None = None
    kind: KindId
    other_kinds: tuple[KindId, ...] = ()
    target_groups: tuple[TargetGroupId, ...] = ()
    for_whom: ForWhom
    benefits: tuple[Annotated[str, Ref("employer_benefits")], ...] = ()
    duration: Texts | None = None
    conditions: Conditions = Conditions()
    amounts: tuple[Amount, ...] = ()
    relations: Relations = Relations()
    provider: Texts | None = None
    providers: tuple[OrganisationId, ...] = ()
    legal_basis: Texts | None = None
    codes: tuple[Code, ...] = ()
    state: MeasureState
    source: Source
    other_sources: tuple[Source, ...] = ()
    confidence: Confidence
    provenance: Origins
    details_provenance: Origins
    checked_on: Day
    note: Text | None = None

"""The entries of schemes, their cohorts, and the gatherings of a calendar. See data/README.md."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from portal.register.content.fields import (
    Anyway,
    CohortId,
    Count,
    CountryId,
    Date,
    Day,
    Entry,
    OrganisationId,
    Origins,
    PlaceId,
    Ref,
    SchemeId,
    Slug,
    Source,
    TargetGroupId,
    Text,
    Texts,
    Zone,
)
from portal.words import Certainty, Confidence, GatheringState, SchemeKind


class SureTerm(Entry):
    """A term that holds, and how sure that is."""

    id: str
    certainty: Certainty
    note: Text | None = None


class Commitment(SureTerm):
    """A kind of promise that a scheme is about."""

    id: Annotated[str, Ref("commitment_kinds")]


class Goal(SureTerm):
    """A development goal that a scheme serves."""

    id: Annotated[str, Ref("sdgs")]


class Fact(Entry):
    """One fact about a scheme and how sure it is."""

    fact: Texts
    value: Anyway | None = None
    certainty: Certainty
    remark: Texts | None = None
    condition: Literal["a", "b", "c", "d", "e"] | None = None
    """The condition of article 43(1) of Directive 2014/24/EU that it speaks of."""
    note: Text | None = None


class Cohort(Entry):
    """One run of a scheme's course."""

    id: Slug
    names: Texts
    ended_on: Day | None = None
    participants: Count | None = None
    note: Text | None = None


class Scheme(Entry):
    """A certification, a membership or a charter."""

    id: Slug
    kind: SchemeKind
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,10}$")] | None = None
    country: CountryId
    time_zone: Zone
    place: PlaceId | None = None
    owner: OrganisationId
    owner_certainty: Certainty = Certainty.STATED
    partners: tuple[OrganisationId, ...] = ()
    names: Texts
    short: Texts
    what: Texts
    who: Texts
    why: Texts
    limits: Texts
    facts: tuple[Fact, ...] = ()
    unknown: tuple[Texts, ...] = ()
    complete: Texts | None = None
    complete_from: Day | None = None
    target_groups: tuple[TargetGroupId, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    sdgs: tuple[Goal, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    provenance: Origins
    details_provenance: Origins
    sources: tuple[Source, ...]
    confidence: Confidence
    checked_on: Day
    note: Text | None = None


class Gathering(Entry):
    """A date in a calendar, as exactly as it is known."""

    id: Slug
    kind: Annotated[str, Ref("gathering_kinds")]
    titles: Texts
    starts_on: Date | None = None
    ends_on: Day | None = None
    year_certainty: Certainty
    state: GatheringState
    hours: Annotated[int, Field(ge=1, le=1000)] | None = None
    country: CountryId
    place: PlaceId | None = None
    place_certainty: Certainty = Certainty.UNKNOWN
    scheme: SchemeId | None = None
    cohort: CohortId | None = None
    organisations: tuple[OrganisationId, ...] = ()
    facts: tuple[Texts, ...] = ()
    provenance: Origins
    details_provenance: Origins
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked_on: Day
    note: Text | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Gathering":
        if self.ends_on and (self.starts_on is None or self.ends_on < self.starts_on.first):
            raise ValueError(f"ends_on: {self.ends_on} lies before the start")
        return self

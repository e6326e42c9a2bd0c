"""The entries of what organisations hold: certificates, signatures under a charter, memberships. See data/README.md."""

from typing import Annotated

from pydantic import Field, model_validator

from portal.register.content.fields import (
    CohortId,
    Count,
    Date,
    Day,
    Entry,
    OrganisationId,
    Ref,
    SchemeId,
    Text,
    Texts,
    Url,
)
from portal.register.histories import STATE_VALIDITY
from portal.words import Certainty, DecisionKind


class Decision(Entry):
    """One entry in a certificate's history."""

    kind: DecisionKind
    effective_on: Day
    effective_certainty: Certainty = Certainty.STATED
    valid_until: Day | None = None
    reason_code: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)] | None = None
    reason: Texts | None = None
    criteria: Annotated[Text, Field(max_length=40)] | None = None
    corrects: Annotated[int, Field(ge=1)] | None = None
    """Of a correction: the place in the list, from 1, of the decision that was recorded wrongly."""
    voids: bool = False
    """Of a correction: whether that decision never held."""
    decided_by: Annotated[Text, Field(max_length=120)] | None = None
    approved_by: Annotated[Text, Field(max_length=120)] | None = None

    @model_validator(mode="after")
    def _validity(self) -> "Decision":
        if self.valid_until and self.kind not in (*STATE_VALIDITY, DecisionKind.CORRECTED):
            raise ValueError("valid_until: only a grant or a renewal states how long a certificate is valid")
        if self.valid_until and self.valid_until < self.effective_on:
            raise ValueError(f"valid_until: {self.valid_until} lies before {self.effective_on}")
        return self

    @model_validator(mode="after")
    def _correction(self) -> "Decision":
        if (self.kind is DecisionKind.CORRECTED) != (self.corrects is not None):
            raise ValueError("corrects: a correction, and nothing else, says which decision was recorded wrongly")
        if self.voids and self.corrects is None:
            raise ValueError("voids: only a correction can say that a decision never held")
        return self


class Certificate(Entry):
    """What a certification scheme granted to an organisation, with its whole history."""

    number: Annotated[str, Field(pattern=r"^[A-Z]{2,10}(-[A-Z0-9]+)+$", max_length=40)]
    scheme: SchemeId
    organisation: OrganisationId
    cohort: CohortId | None = None
    scope: Texts | None = None
    covers_units: bool = False
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]
    sources: Annotated[tuple[Url, ...], Field(min_length=1)]
    note: Text | None = None

    @model_validator(mode="after")
    def _history(self) -> "Certificate":
        if self.decisions[0].kind is not DecisionKind.GRANTED:
            raise ValueError("decisions: the first decision must be granted")
        return self


class Promise(Entry):
    """One promise that a signatory made."""

    kind: Annotated[str, Ref("commitment_kinds")]
    amount: Count | None = None
    due_on: Day | None = None
    text: Texts | None = None


class Signature(Entry):
    """An organisation signed a charter."""

    scheme: SchemeId
    organisation: OrganisationId
    signed_on: Date | None = None
    certainty: Certainty
    commitments: tuple[Promise, ...] = ()
    sources: Annotated[tuple[Url, ...], Field(min_length=1)]
    note: Text | None = None


class Membership(Entry):
    """An organisation belongs to an association."""

    scheme: SchemeId
    organisation: OrganisationId
    since: Date | None = None
    ended_on: Day | None = None
    sources: Annotated[tuple[Url, ...], Field(min_length=1)]
    note: Text | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Membership":
        if self.ended_on and self.since and self.ended_on < self.since.first:
            raise ValueError(f"ended_on: {self.ended_on} lies before the start")
        return self

"""Tables of what organisations hold: certificates with their decisions, memberships, signatures with commitments."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.tables.base import InstantColumn, LocalTextColumn, StringsColumn, word_column
from portal.words import Certainty, DecisionKind, LocalText, Precision


class Certificate(SQLModel, table=True):
    """What a certification scheme grants to one organisation. Its status follows from its decisions alone."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=40, unique=True)
    """The portal's own number; schemes that publish numbers of their own give theirs."""
    scheme_id: int = Field(foreign_key="scheme.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohort.id", index=True)
    scope: LocalText = Field(sa_type=LocalTextColumn)
    """Which unit it covers; empty where the scheme does not say, and it is then the organisation as such."""
    covers_units: bool = False
    """Whether it also covers the establishments that belong to the organisation: only where its scope says so."""
    sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)


class Decision(SQLModel, table=True):
    """One entry in a certificate's history. Append-only: nothing here is ever changed or removed."""

    __table_args__ = (
        Index("ix_decision_kind_effective_on", "kind", "effective_on"),
        UniqueConstraint("certificate_id", "place"),
    )

    id: int | None = Field(default=None, primary_key=True)
    certificate_id: int = Field(foreign_key="certificate.id", index=True)
    place: int
    """Its place in the certificate's history, from 1, in the order in which decisions were recorded."""
    kind: DecisionKind = Field(sa_type=word_column(DecisionKind))
    effective_on: date
    """The calendar day, in the scheme's zone, from which it holds."""
    effective_certainty: Certainty = Field(default=Certainty.STATED, sa_type=word_column(Certainty))
    recorded_at: datetime = Field(sa_type=InstantColumn)
    valid_until: date | None = None
    """The last day of validity that a grant or a renewal states; valid to its end. None: no expiry is stated."""
    reason_code: str | None = Field(default=None, max_length=40)
    reason: LocalText = Field(sa_type=LocalTextColumn)
    """The public reason in words."""
    criteria: str | None = Field(default=None, max_length=40)
    """The version of the scheme's criteria that it rests on; None where the source does not say."""
    corrects: int | None = None
    """Of a correction: the place of the decision that was recorded wrongly."""
    voids: bool = False
    """Of a correction: whether that decision never held."""
    decided_by: str | None = Field(default=None, max_length=120)
    """The role that decided, never a person; None where the source does not say."""
    approved_by: str | None = Field(default=None, max_length=120)


class Membership(SQLModel, table=True):
    """An organisation belongs to an association."""

    __table_args__ = (UniqueConstraint("scheme_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    scheme_id: int = Field(foreign_key="scheme.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    since: date | None = None
    since_precision: Precision = Field(default=Precision.UNKNOWN, sa_type=word_column(Precision))
    ended_on: date | None = None
    sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)


class Signature(SQLModel, table=True):
    """An organisation signed a charter."""

    __table_args__ = (UniqueConstraint("scheme_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    scheme_id: int = Field(foreign_key="scheme.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    signed_on: date | None = None
    signed_precision: Precision = Field(default=Precision.UNKNOWN, sa_type=word_column(Precision))
    certainty: Certainty = Field(sa_type=word_column(Certainty))
    sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)


class Commitment(SQLModel, table=True):
    """One promise that a signatory made."""

    __table_args__ = (ForeignKeyConstraint(["vocabulary", "kind"], ["term.vocabulary", "term.id"]),)

    id: int | None = Field(default=None, primary_key=True)
    signature_id: int = Field(foreign_key="signature.id", index=True)
    vocabulary: str = Field(default="commitment_kinds", max_length=40)
    kind: str = Field(max_length=60)
    amount: int | None = None
    due_on: date | None = None
    text: LocalText = Field(sa_type=LocalTextColumn)

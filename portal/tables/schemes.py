"""Tables of schemes, and of what they run: cohorts and gatherings."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.tables.base import LocalTextColumn, LocalTextsColumn, StringsColumn, word_column
from portal.words import Certainty, Confidence, GatheringState, LocalText, Precision, SchemeKind


class Scheme(SQLModel, table=True):
    """What an organisation can hold or join: a certification, a membership or a charter."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80, unique=True)
    kind: SchemeKind = Field(sa_type=word_column(SchemeKind))
    prefix: str | None = Field(default=None, max_length=10, unique=True)
    """The letters that the numbers of its certificates start with."""
    time_zone: str = Field(max_length=40)
    """The zone whose calendar days its certificates count in, as "Europe/Oslo"."""
    country: str = Field(max_length=2, index=True)
    place_id: str | None = Field(default=None, foreign_key="place.id")
    owner_id: int = Field(foreign_key="organisation.id")
    owner_certainty: Certainty = Field(default=Certainty.STATED, sa_type=word_column(Certainty, "owner_certainty"))
    """How sure it is that the owner decides on certificates, and not only runs the scheme."""
    names: LocalText = Field(sa_type=LocalTextColumn)
    short: LocalText = Field(sa_type=LocalTextColumn)
    what: LocalText = Field(sa_type=LocalTextColumn)
    who: LocalText = Field(sa_type=LocalTextColumn)
    why: LocalText = Field(sa_type=LocalTextColumn)
    limits: LocalText = Field(sa_type=LocalTextColumn)
    unknown: tuple[LocalText, ...] = Field(default=(), sa_type=LocalTextsColumn)
    """What the scheme has not said."""
    complete: LocalText = Field(default_factory=LocalText, sa_type=LocalTextColumn)
    """Which of its decisions the register holds, in a sentence."""
    complete_from: date | None = None
    """The day from which the register holds every decision; None: it is not known to."""
    provenance: LocalText = Field(sa_type=LocalTextColumn)
    """Per language where the names, titles and descriptions come from (a `portal.words.Provenance`)."""
    details_provenance: LocalText = Field(default_factory=LocalText, sa_type=LocalTextColumn)
    """The same of everything else: conditions, amounts, facts."""
    sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    confidence: Confidence = Field(sa_type=word_column(Confidence))
    checked_on: date


class SchemeFact(SQLModel, table=True):
    """One fact about a scheme and how sure it is."""

    __table_args__ = (UniqueConstraint("scheme_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    scheme_id: int = Field(foreign_key="scheme.id")
    position: int
    fact: LocalText = Field(sa_type=LocalTextColumn)
    value: LocalText = Field(sa_type=LocalTextColumn)
    certainty: Certainty = Field(sa_type=word_column(Certainty))
    remark: LocalText = Field(sa_type=LocalTextColumn)
    """What an editor wants a reader to know about the certainty."""
    condition: str | None = Field(default=None, max_length=1)
    """The condition of article 43(1) of Directive 2014/24/EU, a to e, that it speaks of; None: of none."""


class SchemePartner(SQLModel, table=True):
    """An organisation that carries a scheme together with its owner."""

    scheme_id: int = Field(foreign_key="scheme.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    position: int = 0


class SchemeTerm(SQLModel, table=True):
    """A term that holds for a scheme: a target group, a kind of commitment, a development goal."""

    __table_args__ = (ForeignKeyConstraint(["vocabulary", "term_id"], ["term.vocabulary", "term.id"]),)

    scheme_id: int = Field(foreign_key="scheme.id", primary_key=True)
    vocabulary: str = Field(primary_key=True, max_length=40)
    term_id: str = Field(primary_key=True, max_length=60)
    position: int = 0
    certainty: Certainty = Field(default=Certainty.STATED, sa_type=word_column(Certainty))


class Cohort(SQLModel, table=True):
    """One run of a scheme's course."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80, unique=True)
    scheme_id: int = Field(foreign_key="scheme.id", index=True)
    names: LocalText = Field(sa_type=LocalTextColumn)
    ended_on: date | None = None
    participants: int | None = None
    """How many organisations took part, as the source says."""


class Gathering(SQLModel, table=True):
    """A date in a calendar; the date is as exact as `precision` says and no more."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80, unique=True)
    kind: str = Field(max_length=60)
    """The id of a term of the vocabulary "gathering_kinds"."""
    titles: LocalText = Field(sa_type=LocalTextColumn)
    starts_on: date | None = None
    """The first day of what is known: of the day, the month or the year."""
    ends_on: date | None = None
    precision: Precision = Field(sa_type=word_column(Precision))
    year_certainty: Certainty = Field(sa_type=word_column(Certainty, "year_certainty"))
    state: GatheringState = Field(sa_type=word_column(GatheringState))
    hours: int | None = None
    country: str = Field(max_length=2)
    place_id: str | None = Field(default=None, foreign_key="place.id")
    place_certainty: Certainty = Field(default=Certainty.UNKNOWN, sa_type=word_column(Certainty, "place_certainty"))
    scheme_id: int | None = Field(default=None, foreign_key="scheme.id", index=True)
    cohort_id: int | None = Field(default=None, foreign_key="cohort.id", index=True)
    facts: tuple[LocalText, ...] = Field(default=(), sa_type=LocalTextsColumn)
    provenance: LocalText = Field(sa_type=LocalTextColumn)
    """Per language where the names, titles and descriptions come from (a `portal.words.Provenance`)."""
    details_provenance: LocalText = Field(default_factory=LocalText, sa_type=LocalTextColumn)
    """The same of everything else: conditions, amounts, facts."""
    sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    checked_on: date


class GatheringOrganisation(SQLModel, table=True):
    """An organisation that holds a gathering or took part in holding it."""

    gathering_id: int = Field(foreign_key="gathering.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    position: int = 0

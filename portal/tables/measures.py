"""Tables of measures: supports for inclusion at work, with conditions, amounts, relations and providers."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.tables.base import LocalTextColumn, LocalTextsColumn, StringsColumn, word_column
from portal.words import Confidence, ForWhom, LocalText, MeasureState, RelationOfMeasures


class Measure(SQLModel, table=True):
    """A support that an employer or a job seeker can use. None or empty means not known, never "no"."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=80, unique=True)
    country: str = Field(max_length=2, index=True)
    place_id: str | None = Field(default=None, foreign_key="place.id", index=True)
    """The region or municipality it holds in; None: the whole country."""
    official_name: str = Field(max_length=300)
    official_language: str = Field(max_length=2)
    names: LocalText = Field(sa_type=LocalTextColumn)
    summary: LocalText = Field(sa_type=LocalTextColumn)
    for_whom: ForWhom = Field(sa_type=word_column(ForWhom))
    duration: LocalText = Field(sa_type=LocalTextColumn)
    provider_text: LocalText = Field(sa_type=LocalTextColumn)
    legal_basis: LocalText = Field(sa_type=LocalTextColumn)
    needs_registration: bool | None = None
    """Whether the job seeker must be registered with the employment service."""
    agency: LocalText = Field(sa_type=LocalTextColumn)
    decided_by: LocalText = Field(sa_type=LocalTextColumn)
    age_min: int | None = None
    age_max: int | None = None
    """Both ages are inclusive."""
    sick_leave_months_min: int | None = None
    employees_min: int | None = None
    contract: LocalText = Field(sa_type=LocalTextColumn)
    residence: LocalText = Field(sa_type=LocalTextColumn)
    sectors: tuple[LocalText, ...] = Field(default=(), sa_type=LocalTextsColumn)
    conditions: tuple[LocalText, ...] = Field(default=(), sa_type=LocalTextsColumn)
    """What else must be in place first."""
    codes: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    """Official codes, as "NAV Arena ARBTREN"."""
    state: MeasureState = Field(sa_type=word_column(MeasureState))
    confidence: Confidence = Field(sa_type=word_column(Confidence))
    source: str = Field(max_length=500)
    source_is_home_page: bool = False
    """Whether `source` is only the agency's home page and was not read for this measure."""
    other_sources: tuple[str, ...] = Field(default=(), sa_type=StringsColumn)
    provenance: LocalText = Field(sa_type=LocalTextColumn)
    """Per language where the names, titles and descriptions come from (a `portal.words.Provenance`)."""
    details_provenance: LocalText = Field(default_factory=LocalText, sa_type=LocalTextColumn)
    """The same of everything else: conditions, amounts, facts."""
    checked_on: date


class MeasureTerm(SQLModel, table=True):
    """A term that holds for a measure: its kind (position 0) and other kinds, target groups, benefits."""

    __table_args__ = (ForeignKeyConstraint(["vocabulary", "term_id"], ["term.vocabulary", "term.id"]),)

    measure_id: int = Field(foreign_key="measure.id", primary_key=True)
    vocabulary: str = Field(primary_key=True, max_length=40)
    term_id: str = Field(primary_key=True, max_length=60)
    position: int = 0


class MeasureAmount(SQLModel, table=True):
    """A share or a sum, never without its year or the note that none is known."""

    __table_args__ = (UniqueConstraint("measure_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id")
    position: int
    what: LocalText = Field(sa_type=LocalTextColumn)
    value: LocalText = Field(sa_type=LocalTextColumn)
    is_money: bool
    year: int | None = None
    year_note: LocalText = Field(sa_type=LocalTextColumn)


class MeasureTier(SQLModel, table=True):
    """What a legal duty asks of employers of one size."""

    __table_args__ = (UniqueConstraint("measure_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id")
    position: int
    employees_min: int
    employees_max: int | None = None
    duty: LocalText = Field(sa_type=LocalTextColumn)


class MeasureRelation(SQLModel, table=True):
    """How one measure stands to another."""

    measure_id: int = Field(foreign_key="measure.id", primary_key=True)
    other_id: int = Field(foreign_key="measure.id", primary_key=True, index=True)
    relation: RelationOfMeasures = Field(primary_key=True, sa_type=word_column(RelationOfMeasures))


class MeasureProvider(SQLModel, table=True):
    """An organisation that provides a measure."""

    measure_id: int = Field(foreign_key="measure.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    position: int = 0

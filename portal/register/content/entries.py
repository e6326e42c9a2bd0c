"""The entries of the content's files: what each may hold. What they mean stands in data/README.md."""

from typing import Annotated, Any, Literal

from pydantic import Field
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError as BadNumber

from portal.register.content.fields import (
    Anyway,
    CohortId,
    Count,
    CountryId,
    Date,
    Day,
    Entry,
    LanguageId,
    MeasureId,
    Name,
    OrganisationId,
    Origins,
    PlaceId,
    Ref,
    SchemeId,
    Slug,
    SomeTexts,
    TargetGroupId,
    Text,
    Texts,
    Url,
    Word,
    Zone,
)
from portal.words import (
    Certainty,
    Confidence,
    DecisionKind,
    ForWhom,
    GatheringState,
    MeasureState,
    SchemeKind,
    Size,
)

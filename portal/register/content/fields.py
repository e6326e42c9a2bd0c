"""The kinds of value that an entry of the content can hold, each with its own refusal in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from portal.words import LANGUAGES, LocalText, Precision, Provenance

_EMAIL: Final = re.compile(r"[^\s@/:]+@[^\s@/]+\.[^\s@/]{2,}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_YEAR: Final = re.compile(r"[12]\d{3}")


class Entry(BaseModel):
    """What every entry shares: a field that is not known here is refused, and no value is bent to fit."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class Ref:
    """Marks an id that must stand in another list: the list's name."""

    to: str


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    if _CONTROL.search(value):
        raise ValueError("holds a control character")
    if found := _EMAIL.search(value):
        raise ValueError(f"holds the e-mail address {found[0]}; contact persons are not published")
    return value


def _slug(value: str) -> str:
    if len(value) > 80 or not _SLUG.fullmatch(value):
        raise ValueError(f"“{value[:80]}” is no id: at most 80 small letters a–z, digits and single hyphens")
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        ok = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        ok = False
    if not ok or len(value) > 500 or re.search(r"[\s<>\"]", value):
        raise ValueError(f"“{value[:80]}” is no address; it must start with http:// or https://")
    return value


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"“{value}” is no day; write it as 2023-04-21")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is a day that does not exist") from None


@dataclass(frozen=True)
class When:
    """A date as exactly as it is known: the first day of what is known, and how much of it is known."""

    first: date
    precision: Precision


def _when(value: Any) -> When:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise ValueError("is no date; write a day (2023-04-21), a month ('2023-04') or a year ('2023')")  # noqa: TRY004
    if _YEAR.fullmatch(text):
        return When(date(int(text), 1, 1), Precision.YEAR)
    if month := _MONTH.fullmatch(text):
        if not 1 <= int(month[2]) <= 12:
            raise ValueError(f"{text} is a month that does not exist")
        return When(_day(f"{text}-01"), Precision.MONTH)
    return When(_day(text), Precision.DAY)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"“{value[:40]}” is no time zone; write it as Europe/Oslo") from None
    return value


def _spread(value: Any) -> Any:
    """Take one text or number for all four languages."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return dict.fromkeys(LANGUAGES, str(value))
    return value


class Texts(Entry):
    """One text in the portal's four languages, and in French where the original is French."""

    nb: "Text"
    nl: "Text"
    bg: "Text"
    en: "Text"
    fr: "Text | None" = None

    def local(self) -> LocalText:
        """Give it as the register keeps it."""
        return LocalText(self.model_dump(exclude_none=True))


class SomeTexts(Entry):
    """A name in those languages in which it has one."""

    nb: "Text | None" = None
    nl: "Text | None" = None
    bg: "Text | None" = None
    en: "Text | None" = None
    fr: "Text | None" = None

    def texts(self) -> Mapping[str, str]:
        """Give the texts by language."""
        return self.model_dump(exclude_none=True)


class Origins(Entry):
    """Per language where an entry's texts come from."""

    nb: Provenance
    nl: Provenance
    bg: Provenance
    en: Provenance
    fr: Provenance | None = None

    def local(self) -> LocalText:
        """Give it as the register keeps it."""
        return LocalText({language: str(word) for language, word in self if word is not None})


Text = Annotated[str, Field(max_length=4000), AfterValidator(_text)]
Name = Annotated[str, Field(max_length=300), AfterValidator(_text)]
Word = Annotated[str, Field(max_length=60), AfterValidator(_text)]
Slug = Annotated[str, AfterValidator(_slug)]
Url = Annotated[str, AfterValidator(_url)]
Day = Annotated[date, BeforeValidator(_day)]
Date = Annotated[When, PlainValidator(_when)]
Zone = Annotated[str, AfterValidator(_zone)]
Anyway = Annotated[Texts, BeforeValidator(_spread)]
"""A text in four languages, or one that is the same in all of them: a number, a sum."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]

CountryId = Annotated[str, Ref("countries")]
LanguageId = Annotated[str, Ref("languages")]
PlaceId = Annotated[str, Ref("places")]
OrganisationId = Annotated[str, Ref("organisations")]
SchemeId = Annotated[str, Ref("schemes")]
CohortId = Annotated[str, Ref("cohorts")]
MeasureId = Annotated[str, Ref("measures")]
TargetGroupId = Annotated[str, Ref("target_groups")]

for _model in (Texts, SomeTexts):
    _model.model_rebuild()


class Source(Entry):
    """A page, and what was read there or what it says of its own date."""

    url: Url
    read: Text | None = None
    home_page: bool = False
    """Whether it is only the agency's home page, not read for this entry."""


def local(texts: Texts | Origins | None) -> LocalText:
    """Give texts as the register keeps them; none is an empty one."""
    return texts.local() if texts else LocalText()


def addresses(sources: Iterable[Source]) -> tuple[str, ...]:
    """Give each address once."""
    return tuple(dict.fromkeys(source.url for source in sources))

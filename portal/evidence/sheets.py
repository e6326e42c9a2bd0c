"""What stands on the pages of a PDF, in words: whoever knows the page's language fills it in.

The words are in one language; what is in another says so. `templates/` lays them out.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from portal.words import Said, Status

STATEMENT: Final = "statement"
TABLE: Final = "table"
INSIDE: Final = "statement.json"
"""The name of the statement inside the PDF."""
WIDTHS: Final = (9, 14, 21, 13, 12, 12, 19)
"""Of the columns of a table, as shares."""


LETTERS: Final = (
    ("\u0020", "\u007e"),
    ("\u00a0", "\u024f"),  # Latin
    ("\u02b0", "\u02ff"),
    ("\u0370", "\u04ff"),  # Greek and Cyrillic
    ("\u1e00", "\u1eff"),
    ("\u2010", "\u2027"),
    ("\u2030", "\u2040"),
    ("\u20a0", "\u20bf"),  # money
    ("\u2116", "\u2116"),
    ("\u2122", "\u2122"),
    ("\u2190", "\u2199"),
    ("\u2200", "\u22ff"),
    ("\u25a0", "\u25ff"),
    ("\u2713", "\u2713"),
)
"""What the fonts have, as far as it may stand in a statement: first and last of each range."""
UNKNOWN_LETTER: Final = "\ufffd"
_NO_BREAK: Final = "\u00a0"


@dataclass(frozen=True)
class Fact:
    """A label and what it says, a line for each value."""

    label: str
    values: tuple[Said, ...]


@dataclass(frozen=True)
class History:
    """What was decided, newest first."""

    title: str
    columns: tuple[str, str, str, str]
    rows: tuple[tuple[Said, Said, Said, Said], ...]
    more: str
    """Where there are more: a sentence that says so."""


@dataclass(frozen=True)
class Rests:
    """What the verdict rests on."""

    title: str
    texts: tuple[Said, ...]
    checkpoint: str


@dataclass(frozen=True)
class Texts:
    """A heading and some sentences."""

    title: str
    texts: tuple[Said, ...]


@dataclass(frozen=True)
class Checking:
    """How to check the statement."""

    title: str
    steps: tuple[str, ...]
    alt: str
    """The alternative text of the QR code."""


@dataclass(frozen=True)
class Sheet:
    """A statement as one page."""

    lang: str
    title: str
    register: str
    made: str
    made_on: date
    warning: str
    """Of a fictional register: that it is one. Empty otherwise."""
    tone: str
    """"yes", "no" or "wait"."""
    sentence: Said
    why: tuple[Said, ...]
    facts: tuple[Fact, ...]
    history: History
    rests: Rests
    wording: Texts
    checking: Checking
    address: str
    """Where the same question is answered anew; the QR code leads there."""
    attached: str
    """What the attachments are."""


@dataclass(frozen=True)
class Table:
    """Many answers as a table."""

    lang: str
    title: str
    register: str
    made_on: date
    warning: str
    texts: tuple[str, ...]
    columns: Sequence[str]
    """Reference, what was asked, firm, number, status, valid until, problem."""
    rows: Sequence[Sequence[str]]
    attached: str
    """What the attachment is."""


def data_of(sheet: Sheet | Table, key: str = "") -> dict[str, Any]:
    """Give a sheet as its template reads it: without anything that JSON or the fonts do not have."""
    made = {"made_on": (sheet.made_on.year, sheet.made_on.month, sheet.made_on.day)}
    found: dict[str, Any] = _shown(asdict(sheet) | made | {"key": key, "widths": WIDTHS})
    return found


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value


def shown(text: str) -> str:
    """Give a text as a page shows it: a letter that the fonts lack is a mark, and what is no letter is left out.

    PDF/UA-1 knows no letter without a shape; signs that turn the direction of a text have none and could deceive.
    """
    signs = unicodedata.normalize("NFC", text)
    return "".join(_sign(one) for one in signs if one == "\n" or unicodedata.category(one)[0] != "C")


def _sign(one: str) -> str:
    if unicodedata.category(one) == "Zs":  # the fonts have few spaces; dates and numbers are written with narrow ones
        return _NO_BREAK if "<noBreak>" in unicodedata.decomposition(one) else " "
    return one if one == "\n" or any(first <= one <= last for first, last in LETTERS) else UNKNOWN_LETTER


def key(verdict: Mapping[str, Any]) -> str:
    """Give a verdict's main facts in a form without language: it stands on the page and can be compared."""
    numbers = " ".join(one["number"] for one in verdict["certificates"]) or "-"
    days = verdict["on"] if verdict["until"] is None else f"{verdict['on']}/{verdict['until']}"
    answer = "holds" if verdict["holds"] else verdict["status"] or verdict["outcome"]
    if verdict["until"] is not None and not verdict["holds"] and verdict["gaps"]:
        answer = f"gaps:{len(verdict['gaps'])}"
    return f"{numbers} | {days} | {answer} | {verdict['made']} | log:{verdict['log_size']}"


def key_of_table(count: int, made: str) -> str:
    """Give the same for a table: how many rows it has, and when it was made."""
    return f"{count} rows | {made}"


def tone(status: Status | None, *, holds: bool) -> str:
    """Give the tone in which an answer is shown."""
    if holds:
        return "yes"
    return "wait" if status in (Status.SUSPENDED, Status.NOT_YET_VALID) else "no"

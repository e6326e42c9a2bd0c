"""What stands on the pages of a PDF, in words: whoever knows the page's language fills it in.

The words are in one language; what is in another says so. `templates/` lays them out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from portal.words import Said, Status

STATEMENT: Final = "statement"
TABLE: Final = "table"
INSIDE: Final = "statement.json"
"""The name of the statement inside the PDF."""
WIDTHS: Final = (9, 14, 22, 10, 13, 12, 20)
"""Of the columns of a table, as shares."""


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
    """Give a sheet as its template reads it, without anything that JSON does not have."""
    made = {"made_on": (sheet.made_on.year, sheet.made_on.month, sheet.made_on.day)}
    return asdict(sheet) | made | {"key": key, "widths": WIDTHS}


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

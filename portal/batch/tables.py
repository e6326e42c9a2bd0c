"""What a list or a file is read into: rows with their cells, what each column means, and what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from portal.words import N_

MOST_BYTES: Final = 5 * 2**20
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 50
LONGEST_QUESTION: Final = 300
"""Letters of a number or a name: no name in the register is longer."""
LONGEST_CELL: Final = 1_000
"""Letters of any other cell: what is longer is cut."""
HIDDEN: Final = "••••"
"""Stands for a personal number."""


class Column(StrEnum):
    """What a column means."""

    NUMBER = "number"
    ORGANISATION_NUMBER = "organisation-number"
    NAME = "name"
    REFERENCE = "reference"
    FURTHER = "further"


ASKING: Final = (Column.NUMBER, Column.ORGANISATION_NUMBER, Column.NAME)
"""The columns that a row can ask with, the most exact first."""


class Trouble(StrEnum):
    """Why a row cannot be answered, or what is to be known about its answer."""

    NOTHING_ASKED = "nothing-asked"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable"
    BROKEN = "broken"
    FORMULA = "formula"
    ERROR_VALUE = "error-value"
    DATE = "date"
    BOOLEAN = "boolean"
    SHORTENED = "shortened"
    NO_NUMBER = "no-number"
    CHECK_DIGIT = "check-digit"
    PERSONAL = "personal"
    LEADING_ZERO = "leading-zero"
    OTHER_FIRM = "other-firm"


TEXTS: Final[Mapping[Trouble, str]] = {
    Trouble.NOTHING_ASKED: N_("This row has no number and no name."),
    Trouble.TOO_LONG: N_("Column %(column)s: this is too long for a number or a name."),
    Trouble.UNREADABLE: N_("Column %(column)s: a letter cannot be read. Save the file as UTF-8."),
    Trouble.BROKEN: N_("Column %(column)s: this cell of the workbook cannot be read."),
    Trouble.FORMULA: N_(
        "Column %(column)s: a formula without a result. Open the file in a spreadsheet and save it again."
    ),
    Trouble.ERROR_VALUE: N_("Column %(column)s: the spreadsheet shows an error here."),
    Trouble.DATE: N_("Column %(column)s: this is a date, not a number or a name."),
    Trouble.BOOLEAN: N_("Column %(column)s: this is true or false, not a number or a name."),
    Trouble.SHORTENED: N_("Column %(column)s: the spreadsheet has shortened this number. Format the column as text."),
    Trouble.NO_NUMBER: N_("Column %(column)s: this is not an organisation number."),
    Trouble.CHECK_DIGIT: N_("Column %(column)s: the check digit of this organisation number is wrong."),
    Trouble.PERSONAL: N_("Column %(column)s: this is a personal number. It is neither shown nor stored."),
    Trouble.LEADING_ZERO: N_("The number had lost its first zero. We put it back."),
    Trouble.OTHER_FIRM: N_("The organisation number in this row is not that of the certificate’s holder."),
}
"""The English source of what each says."""


@dataclass(frozen=True)
class Remark:
    """A sentence about the whole list: its English source, and what stands in its places."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


class RefusedError(ValueError):
    """The list or file cannot be taken at all.

    :param status: the HTTP status that says so: 400, 413 (too much) or 415 (another kind of file)
    """

    def __init__(self, text: str, status: int = 400, **values: object) -> None:
        super().__init__(text % values)
        self.remark = Remark(text, values)
        self.status = status


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and where."""

    trouble: Trouble
    column: str = ""
    """The column's heading, or its letter."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file has it."""

    place: int
    """Its number, as a spreadsheet or an editor shows it, from 1."""
    cells: Sequence[str]
    troubles: Mapping[int, Trouble] = field(default_factory=dict)
    """By the place of the cell, from 0: what is the matter with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is asked and given back."""

    place: int
    cells: tuple[str, ...]
    """One for each column of the table."""
    problem: Problem | None = None


@dataclass(frozen=True)
class Table:
    """A list that was read."""

    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    """As the file has them; "" where it has none."""
    rows: tuple[Row, ...]
    notes: tuple[Remark, ...] = ()
    """What was taken how, and what was left out."""

    def name_of(self, column: int) -> str:
        """Give the heading of a column, or its letter as a spreadsheet shows it."""
        return self.headings[column] or letter_of(column)


def letter_of(column: int) -> str:
    """Give the letters that a spreadsheet names a column with; the first one is 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

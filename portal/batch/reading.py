"""A pasted list or an uploaded file to a table: what kind it is, its rows, its headings, and what was made of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.batch import archives, encodings, headings, lists, numbers, workbooks
from portal.batch.tables import (
    ASKING,
    HIDDEN,
    LONGEST_CELL,
    LONGEST_QUESTION,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Column,
    Problem,
    RawRow,
    RefusedError,
    Remark,
    Row,
    Table,
    Trouble,
    letter_of,
)
from portal.words import N_

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLD: Final = b"\xd0\xcf\x11\xe0"
_OTHER: Final = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    *(b"{\\rtf", b"RIFF", b"\x7fELF", b"MZ\x90", b"II*\x00", b"MM\x00*", b"SQLite format"),
)
_MARKUP: Final = re.compile(r"\s*<(!doctype|html|\?xml|table|head|body|meta|svg|style|script)", re.IGNORECASE)
_NO_TABLE: Final = N_("This file is not a table. Upload a CSV or XLSX file.")
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_EMPTY: Final = N_("There is no row to check. Paste a list or choose a file.")


def from_bytes(data: bytes, language: str) -> Table:
    """Read a file: XLSX, or text in columns in any usual encoding.

    :param language: the page's, which decides where an encoding cannot be told
    :raises RefusedError: with the sentence that says why, and the HTTP status
    """
    if len(data) > MOST_BYTES:
        raise RefusedError(N_("The file is larger than %(most)s MB."), 413, most=MOST_BYTES // 2**20)
    if not data:
        raise RefusedError(N_("The file is empty."))
    if data.startswith(_ZIP):
        with archives.opened(data) as archive:
            sheet = workbooks.read(archive, MOST_ROWS + 2)
        return _table(sheet.rows, sheet.notes)
    if data.startswith(_OLD):
        raise RefusedError(
            N_("This is an old Excel file (XLS) or one with a password. Save it as XLSX without one, or as CSV."),
            415,
        )
    if data.startswith(_OTHER):
        raise RefusedError(_NO_TABLE, 415)
    text, encoding = encodings.decoded(data, language)
    if _MARKUP.match(text):
        raise RefusedError(
            N_("This file is a web page or XML, even if it is called a table. Save it as XLSX or CSV."), 415
        )
    if _is_binary(text):
        raise RefusedError(_NO_TABLE, 415)
    return from_text(text, (encoding,))


def from_text(text: str, notes: tuple[Remark, ...] = ()) -> Table:
    """Read a list: one number or name a line, or lines with several columns.

    :raises RefusedError: with the sentence that says why, and the HTTP status
    """
    lines = lists.opened(text)
    rows, more = lists.rows(lines)
    return _table(rows, (*notes, *lines.notes, *more))


def _is_binary(text: str) -> bool:
    sample = text[:20_000]
    return sum(letter < " " and letter not in "\t\n\r\f\x1a" for letter in sample) * 100 > len(sample)


@dataclass(frozen=True)
class _Found:
    """The rows that hold something."""

    rows: Sequence[RawRow]
    empty: int
    """Rows between them that hold nothing."""
    cut: int
    """Cells that were longer than can be given back."""


def _found(raw: Iterable[RawRow]) -> _Found:
    """Give the rows that hold something; no more than it takes to know that there are too many."""
    found: list[RawRow] = []
    empty = before = cut = 0
    for row in raw:
        if not any(row.cells) and not row.troubles:
            continue
        clean = _clean(row)
        if any(clean.cells) or clean.troubles:
            found.append(clean)
            empty += row.place - before - 1  # those after the last row are no rows
            before = row.place
            cut += sum(len(cell) > LONGEST_CELL for cell in row.cells)
        if len(found) > MOST_ROWS + 1:
            break
    return _Found(found, empty, cut)


def _table(raw: Iterable[RawRow], notes: tuple[Remark, ...]) -> Table:
    all_of_it = _found(raw)
    found = all_of_it.rows
    has_headings = bool(found) and any(headings.is_heading(cell) for cell in found[0].cells)
    rows = found[1:] if has_headings else found
    if len(rows) > MOST_ROWS:
        raise RefusedError(
            N_("The list has more than %(most)s rows. Divide it, and check one part after the other."),
            413,
            most=MOST_ROWS,
        )
    if not rows:
        raise RefusedError(N_("There are headings, but no row to check.") if has_headings else _EMPTY)
    width = max(len(row.cells) for row in found)
    said = _padded(found[0].cells, width) if has_headings else ("",) * width
    columns = headings.by_heading(said) if has_headings else headings.by_content(rows, width)
    if not any(column in ASKING for column in columns):
        columns = _guessed(columns, headings.by_content(rows, width))
    table = Table(columns, said, (), (*notes, *_notes(columns, said, all_of_it)))
    return Table(columns, said, tuple(row_of(row, table) for row in rows), table.notes)


def _clean(row: RawRow) -> RawRow:
    """Give a row whose cells hold what a page can show, without empty cells at its end."""
    cells = [readable(cell) for cell in row.cells]
    last = max((n for n, cell in enumerate(cells) if cell), default=-1)
    cells = cells[: max((last, *row.troubles)) + 1]
    if len(cells) > MOST_COLUMNS:
        raise RefusedError(
            N_("Row %(row)s has more than %(most)s columns. Delete those that the check does not need."),
            413,
            row=row.place,
            most=MOST_COLUMNS,
        )
    return RawRow(row.place, [cell[:LONGEST_CELL] for cell in cells], row.troubles)


def readable(cell: str) -> str:
    """Give what a page can show of a cell: no signs for machines, single spaces."""
    if not cell.isprintable():
        cell = "".join(
            letter if letter.isprintable() else " " for letter in cell[: 4 * LONGEST_CELL].translate(_UNSEEN)
        )
    return " ".join(cell.split()) if "  " in cell else cell.strip()


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))


def _guessed(by_heading: Sequence[Column], by_content: Sequence[Column]) -> tuple[Column, ...]:
    """Give what the columns mean where the headings say it of none that a row can ask with."""
    return tuple(
        said if said is not Column.FURTHER else seen for said, seen in zip(by_heading, by_content, strict=True)
    )


def _notes(columns: Sequence[Column], said: Sequence[str], found: _Found) -> Iterator[Remark]:
    used = [column for column in columns if column is not Column.FURTHER]
    if any(said):
        names = ", ".join(name for name, column in zip(said, columns, strict=True) if column in used)
        if names:
            yield Remark(N_("Headings we know: %(names)s."), {"names": names[:200]})
        known = [name for name in said if headings.is_heading(name)]
        if len(known) > len({headings.meaning(name) for name in known}):
            yield Remark(N_("Several columns have the same heading. The first of them counts."))
        for name in filter(headings.is_of_days, said):
            yield Remark(
                N_("The column “%(name)s” was not read: every row is answered for the day or the period of the form."),
                {"name": name},
            )
    elif len(columns) > 1:
        letters = ", ".join(letter_of(n) for n, column in enumerate(columns) if column in ASKING)
        yield Remark(
            N_("There are no headings we know. We asked with these columns: %(letters)s."), {"letters": letters or "–"}
        )
    if found.empty > 0:
        yield Remark(N_("Empty rows left out: %(count)s."), {"count": found.empty})
    if found.cut:
        yield Remark(N_("Cells cut at %(most)s letters: %(count)s."), {"most": LONGEST_CELL, "count": found.cut})


def row_of(raw: RawRow, table: Table) -> Row:
    """Give a row with the problem of the first of its cells that would be asked with."""
    cells = list(_padded(raw.cells, len(table.columns)))
    problem: Problem | None = None
    for wanted in ASKING:
        for n, column in enumerate(table.columns):
            trouble = _trouble(cells[n], raw.troubles.get(n)) if column is wanted else None
            if trouble is Trouble.PERSONAL:
                cells[n] = HIDDEN
            if trouble and problem is None:
                problem = Problem(trouble, table.name_of(n))
    if problem is None and not any(cell for cell, column in zip(cells, table.columns, strict=True) if column in ASKING):
        problem = Problem(Trouble.NOTHING_ASKED)
    return Row(raw.place, tuple(cells), problem)


def _trouble(cell: str, known: Trouble | None) -> Trouble | None:
    if known:
        return known
    if len(cell) > LONGEST_QUESTION:
        return Trouble.TOO_LONG
    if "\ufffd" in cell:
        return Trouble.UNREADABLE
    return Trouble.PERSONAL if numbers.read(cell).trouble is Trouble.PERSONAL else None

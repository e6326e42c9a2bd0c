"""Workbooks (XLSX) to rows: the first sheet that is shown and holds something, row by row."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final
from zipfile import ZipFile

from portal.batch.tables import MOST_COLUMNS, RawRow, RefusedError, Remark, Trouble
from portal.words import N_

_NO_WORKBOOK: Final = N_("This is no workbook of a spreadsheet. Save it as XLSX or CSV.")
_OTHER_FORMAT: Final = N_("Workbooks of LibreOffice (ODS) cannot be read. Save it as XLSX or CSV.")
_BINARY: Final = N_("Binary workbooks (XLSB) cannot be read. Save it as XLSX or CSV.")
_BAD_CELL: Final = (ValueError, TypeError, IndexError, KeyError, OverflowError, AttributeError)
_MOST_SHEETS: Final = 50
_EXACT: Final = 10**15
"""Whole numbers up to here are kept exactly by spreadsheets."""


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows, and what is to be said about how it was found."""

    rows: Sequence[RawRow]
    notes: tuple[Remark, ...]


def read(archive: ZipFile, most_rows: int) -> Sheet:
    """Give the rows of the first shown sheet that holds something, empty ones left out; at most `most_rows`.

    :param archive: looked through by `archives.opened`
    :raises RefusedError: it is no workbook, or cannot be read
    """
    _check_kind(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library leaves out is nothing that we read
            return _first_sheet(archive, most_rows)
    except RefusedError:
        raise
    except Exception as error:  # the library raises anything over a file that is not as it should be
        raise RefusedError(N_("This workbook is damaged and cannot be opened. Save it anew as XLSX or CSV.")) from error


def _check_kind(archive: ZipFile) -> None:
    names = set(archive.namelist())
    if "content.xml" in names or "mimetype" in names:
        raise RefusedError(_OTHER_FORMAT, 415)
    if any(name.endswith("workbook.bin") for name in names):
        raise RefusedError(_BINARY, 415)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise RefusedError(_NO_WORKBOOK, 415)


def _first_sheet(archive: ZipFile, most_rows: int) -> Sheet:
    from openpyxl import load_workbook  # 15 MB that only these files need

    assert archive.fp is not None  # noqa: S101 - an open archive has its bytes
    archive.fp.seek(0)
    workbook: Any = load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
    sheets = workbook.worksheets[:_MOST_SHEETS]
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    notes = []
    if len(shown) < len(sheets):
        notes.append(Remark(N_("Hidden sheets were not read.")))
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        notes.append(Remark(N_("The macros of the workbook were neither read nor run.")))
    for sheet in shown:
        rows = list(_rows(workbook, sheet, most_rows))
        if rows:
            if len(shown) > 1:
                notes.append(Remark(N_("Only the sheet “%(sheet)s” was read."), {"sheet": sheet.title[:31]}))
            return Sheet(rows, tuple(notes))
    return Sheet((), tuple(notes))


def _rows(workbook: Any, sheet: Any, most_rows: int) -> Iterator[RawRow]:
    """Give what stands in a sheet: only rows that are there, wherever they are, so a cell in the last row costs one."""
    found = 0
    with sheet._get_source() as source:
        for place, cells in _cells(workbook, sheet, source):
            row = _row(place, cells)
            if not any(row.cells) and not row.troubles:
                continue
            yield row
            found += 1
            if found >= most_rows:
                return


def _cells(workbook: Any, sheet: Any, source: IO[bytes]) -> Iterator[tuple[int, Sequence[Mapping[str, Any]]]]:
    """Give the rows of a sheet as the library reads them; a cell that it cannot read holds its trouble instead."""
    from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
    from openpyxl.xml.functions import iterparse

    class Cells(WorkSheetParser):  # type: ignore[misc]  # the library has no types
        """Tells a formula without a result from an empty cell, and goes on after a cell that cannot be read."""

        def parse_cell(self, element: Any) -> Any:
            """Give one cell."""
            before = self.col_counter
            try:
                cell = super().parse_cell(element)
            except _BAD_CELL:
                self.col_counter += self.col_counter == before
                return {"column": self.col_counter, "value": Trouble.BROKEN, "data_type": "e"}
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["value"] = Trouble.FORMULA
            return cell

    parser = Cells(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=workbook.epoch,
        date_formats=workbook._date_formats,
        timedelta_formats=workbook._timedelta_formats,
    )
    for _, element in iterparse(source):
        if element.tag == ROW_TAG:
            yield parser.parse_row(element)
            element.clear()


def _row(place: int, cells: Sequence[Mapping[str, Any]]) -> RawRow:
    texts: dict[int, str] = {}
    troubles: dict[int, Trouble] = {}
    for cell in cells:
        if cell["value"] is None:
            continue
        column = cell["column"] - 1
        text, trouble = _value(cell["value"], cell["data_type"])
        if column >= MOST_COLUMNS and (text or trouble):
            raise RefusedError(
                N_("Row %(row)s has more than %(most)s columns. Delete those that the check does not need."),
                413,
                row=place,
                most=MOST_COLUMNS,
            )
        if text:
            texts[column] = text
        if trouble:
            troubles[column] = trouble
    width = max((*texts, *troubles), default=-1) + 1
    return RawRow(place, [texts.get(n, "") for n in range(width)], troubles)


def _value(value: Any, kind: str) -> tuple[str, Trouble | None]:
    """Give a cell's value as text, and what is the matter with it where a number or a name is wanted."""
    if isinstance(value, Trouble):
        return "", value
    if kind == "e":
        return str(value), Trouble.ERROR_VALUE
    if isinstance(value, bool):
        return str(value).upper(), Trouble.BOOLEAN
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat(), Trouble.DATE
    if isinstance(value, date | time):
        return value.isoformat(), Trouble.DATE
    if isinstance(value, timedelta):
        return str(value), Trouble.DATE
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value)), None
    return str(value), None

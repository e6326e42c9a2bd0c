"""Rows of texts to files: CSV that spreadsheets open as it is meant, and XLSX. No cell of either is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_WIDEST: Final = 60
_NARROWEST: Final = 8
_BEGIN_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(rows: Iterable[Sequence[str]], separator: str) -> bytes:
    """Give CSV in UTF-8 with a mark at its beginning, by which spreadsheets know it.

    What a spreadsheet would take for a formula gets a "'" before it (CWE-1236).

    :param separator: what spreadsheets of the language expect between the columns
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGIN_FORMULAS) else cell


def as_xlsx(rows: Iterable[Sequence[str]], name: str) -> bytes:
    """Give a workbook with one sheet; its first row stays in sight. Every cell is a text.

    It is made in memory: the library's way to spare memory would leave what was asked in files.

    :param name: the sheet's, at most 31 letters
    """
    from xlsxwriter import Workbook  # loaded by whoever wants such a file

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, **plain}) as workbook:
        sheet = workbook.add_worksheet(name[:31])
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        as_text = workbook.add_format({"num_format": "@"})
        widths: list[int] = []
        for n, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(n, column, cell, None if n else bold)
            widths = widths or [_NARROWEST] * len(row)
            widths = [max(wide, len(cell) + 2) for wide, cell in zip(widths, row, strict=True)]
        for column, wide in enumerate(widths):
            sheet.set_column(column, column, min(wide, _WIDEST), as_text)
        sheet.freeze_panes(1, 0)
    return made.getvalue()

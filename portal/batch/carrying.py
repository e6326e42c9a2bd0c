"""A table as the form of a result carries it, so that the same rows can be asked again and nothing has to be kept."""

import json
from typing import Any, Final

from portal.batch.reading import readable, row_of
from portal.batch.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Column,
    Problem,
    RawRow,
    RefusedError,
    Row,
    Table,
    Trouble,
)
from portal.words import N_

MOST_CARRIED: Final = 4 * 2**20
"""Bytes that a form carries: a longer list is asked for as a file at once."""
_CHANGED: Final = N_("The rows did not arrive as we gave them. Paste the list or choose the file again.")


def packed(table: Table) -> str:
    """Give a table as text."""
    found = {"columns": table.columns, "headings": table.headings, "rows": [_carried(row) for row in table.rows]}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Table:
    """Give the table again; what it holds is checked as if it were read for the first time.

    :raises RefusedError: it is not what `packed` gave
    """
    try:
        return _table(json.loads(text))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise RefusedError(_CHANGED) from error


def _carried(row: Row) -> list[Any]:
    problem = [row.problem.trouble, row.problem.column] if row.problem else []
    return [row.place, row.cells, *problem]


def _table(found: Any) -> Table:
    columns = tuple(Column(one) for one in found["columns"])
    headings = tuple(_cell(one) for one in found["headings"])
    rows = found["rows"]
    if not 0 < len(columns) == len(headings) <= MOST_COLUMNS or not 0 < len(rows) <= MOST_ROWS:
        raise ValueError("no table has this form")
    table = Table(columns, headings, ())
    return Table(columns, headings, tuple(_row(row, table) for row in rows))


def _row(found: Any, table: Table) -> Row:
    place, cells = int(found[0]), [_cell(one) for one in found[1]]
    if not isinstance(found[1], list) or len(cells) != len(table.columns) or not 0 < place < 10**9:
        raise ValueError("no row has this form")
    row = row_of(RawRow(place, cells), table)
    if len(found) == 2:
        return row
    return Row(place, row.cells, Problem(Trouble(found[2]), _cell(found[3])))


def _cell(text: Any) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_CELL:
        raise ValueError("no cell has this form")
    return readable(text)

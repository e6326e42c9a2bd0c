"""Packs workbooks by hand, so that tests can make what no spreadsheet would write."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def sheet(*rows: str) -> str:
    """Give the XML of a sheet with these rows."""
    return f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def row(place: int, *cells: str) -> str:
    """Give the XML of a row."""
    return f'<row r="{place}">{"".join(cells)}</row>'


def word(where: str, text: str) -> str:
    """Give the XML of a cell with a text."""
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def words(*texts: str) -> str:
    """Give the XML of rows with one text each, in the first column."""
    return "".join(row(n, word(f"A{n}", text)) for n, text in enumerate(texts, 1))


def parts(sheets: Sequence[tuple[str, str, str]], shared: Sequence[str] = ()) -> dict[str, str]:
    """Give the parts of a workbook: of each sheet its name, state and XML."""
    listed, related, kinds, found = "", "", "", {}
    for n, (name, state, xml) in enumerate(sheets, 1):
        listed += f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        related += f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        kinds += f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        found[f"xl/worksheets/sheet{n}.xml"] = xml
    if shared:
        kinds += f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
        strings = "".join(f"<si><t>{one}</t></si>" for one in shared)
        found["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{_MAIN}">{strings}</sst>'
    book = f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">{default}{book}{kinds}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        "</Relationships>",
        **found,
    }


def packed(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook(*rows: str, shared: Sequence[str] = ()) -> bytes:
    """Give a workbook with one sheet."""
    return packed(parts([("List", "visible", sheet(*rows))], shared))


def with_declared_size(data: bytes, member: str, size: int) -> bytes:
    """Give a zip file whose directory says another unpacked size of one member."""
    found = data.rindex(member.encode())
    entry = data.rindex(b"PK\x01\x02", 0, found)
    return data[: entry + 24] + struct.pack("<I", size) + data[entry + 28 :]

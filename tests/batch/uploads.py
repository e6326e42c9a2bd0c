"""Hostile and odd uploads, each made by the tests themselves, with the answer that it must get."""

import codecs
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

from tests.batch.packing import HEAD, packed, parts, row, sheet, with_declared_size, word, words, workbook

YES = "SPA-2023-001"
"""A certificate of the real register that is valid."""
NAME = "Asker Taxi AS"


@dataclass(frozen=True)
class Upload:
    """A file and what becomes of it."""

    make: Callable[[], bytes]
    status: int
    said: str = ""
    """Must stand on the page."""
    answers: tuple[str, ...] | None = None
    """The answers to its rows, as the page names them to scripts."""


def taken(make: Callable[[], bytes], *answers: str, said: str = "") -> Upload:
    """Give an upload that is answered."""
    return Upload(make, 200, said, answers)


def refused(make: Callable[[], bytes], status: int, said: str) -> Upload:
    """Give an upload that is refused with a sentence."""
    return Upload(make, status, said)


def list_of(count: int) -> bytes:
    return "\n".join([YES] * count).encode()


def bomb() -> bytes:
    made = parts([("List", "visible", sheet(words(YES)))])
    return packed(made | {"xl/media/image1.bmp": "\0" * (200 * 2**20)})


def sheet_bomb() -> bytes:
    return workbook(row(1, word("A1", "x" * (60 * 2**20))))


def nested() -> bytes:
    inner = packed({"zeros": "\0" * (20 * 2**20)})
    for _ in range(4):
        inner = packed({f"{n}.zip": inner for n in range(8)}, zipfile.ZIP_STORED)[: 3 * 2**20]
    return packed({"inner.zip": inner})


def lying() -> bytes:
    return with_declared_size(sheet_bomb(), "xl/worksheets/sheet1.xml", 1000)


def entities() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>'


def with_doctype(doctype: str, text: str, encoding: str = "utf-8") -> bytes:
    xml = sheet(row(1, word("A1", text))).replace(HEAD, HEAD.replace("UTF-8", encoding.upper()) + doctype)
    return packed(parts([("List", "visible", "")]) | {"xl/worksheets/sheet1.xml": xml.encode(encoding)})


def with_member(name: str, content: bytes | str) -> bytes:
    return packed(parts([("List", "visible", sheet(words(YES)))]) | {name: content})


def many_members() -> bytes:
    return packed(parts([("List", "visible", sheet(words(YES)))]) | {f"xl/{n}.xml": "" for n in range(3000)})


def doubled_member() -> bytes:
    made = io.BytesIO(workbook(words(YES)))
    with zipfile.ZipFile(made, "a") as archive:
        archive.filelist.append(archive.filelist[-1])
        archive.start_dir = archive.start_dir
        archive._didModify = True  # type: ignore[attr-defined]
    return made.getvalue()


def ods() -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


def several_sheets() -> bytes:
    hidden = ("Secret", "hidden", sheet(words("SPA-2023-002")))
    first, second = ("First", "visible", sheet(words(YES))), ("Second", "visible", sheet(words("nobody")))
    return packed(parts([hidden, first, second]))


def cells(*found: str) -> bytes:
    """Give a workbook whose heading is "Organisation number", with one cell a row under it."""
    rows = [row(n, one.replace("?", f"A{n}")) for n, one in enumerate(found, 2)]
    return workbook(row(1, word("A1", "Organisation number")), *rows)


def dated(value: float) -> bytes:
    """Give a workbook with a number that is formatted as a date."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet().write_number(0, 0, value, book.add_format({"num_format": "yyyy-mm-dd"}))
    return made.getvalue()


def text(*lines: str, encoding: str = "utf-8", end: str = "\n") -> Callable[[], bytes]:
    return lambda: end.join(lines).encode(encoding)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
UPLOADS: dict[str, Upload] = {
    # --- zip files
    "a zip bomb beside the sheet": refused(bomb, 413, "Unpacked, this workbook is too large"),
    "a zip bomb as the sheet": refused(sheet_bomb, 413, "Unpacked, this workbook is too large"),
    "zip bombs in one another": refused(nested, 415, "This is no workbook"),
    "a member larger than it says": refused(lying, 400, "damaged"),
    "thousands of members": refused(many_members, 413, "more than 200 parts"),
    "a member twice": refused(doubled_member, 400, "unusual way"),
    "a zip file of something else": refused(lambda: packed({"readme.txt": "hello"}), 415, "This is no workbook"),
    "an empty zip file": refused(lambda: packed({}), 415, "This is no workbook"),
    "a workbook cut short": refused(lambda: workbook(words(YES))[:-60], 400, "damaged"),
    "a workbook with a broken sheet": refused(
        lambda: with_member("xl/worksheets/sheet1.xml", "<a><b>"), 400, "damaged"
    ),
    "packed with LZMA": refused(
        lambda: packed(parts([("List", "visible", sheet(words(YES)))]), zipfile.ZIP_LZMA), 400, "unusual way"
    ),
    "an ODS file": refused(ods, 415, "LibreOffice (ODS)"),
    "an XLSB file": refused(lambda: with_member("xl/workbook.bin", b"\x83"), 415, "Binary workbooks"),
    # --- XML
    "a billion laughs": refused(lambda: with_doctype(entities(), "&e9;"), 400, "XML entities"),
    "an external entity": refused(
        lambda: with_doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"), 400, "XML entities"
    ),
    "an external entity in UTF-16": refused(
        lambda: with_doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;", "utf-16"),
        400,
        "XML entities",
    ),
    "an XML encoding to hide in": refused(lambda: with_doctype("", YES, "cp500"), 400, "unusual way"),
    "entities in a part that is not a sheet": refused(
        lambda: with_member("docProps/core.xml", f"{HEAD}{entities()}<x>&e9;</x>"), 400, "XML entities"
    ),
    "a style sheet of a hundred thousand marks": refused(
        lambda: with_member("xl/styles.xml", f"{HEAD}<x>{'<y/>' * 100_000}</x>"), 413, "too large"
    ),
    "a million cells": refused(lambda: workbook(row(1, "<c/>" * 1_000_000)), 413, "too large"),
    # --- sheets
    "a workbook": taken(lambda: workbook(words(YES, "nobody")), "valid", "none"),
    "a cell in the last row": taken(lambda: workbook(row(1_048_576, word("A1048576", YES))), "valid"),
    "a cell in the last column": refused(
        lambda: workbook(row(1, word("A1", YES), word("XFD1", "x"))), 413, "Row 1 has more than 50 columns"
    ),
    "empty cells to the last column": taken(lambda: workbook(row(1, word("A1", YES), '<c r="XFD1" s="0"/>')), "valid"),
    "an empty sheet": refused(workbook, 400, "There is no row to check"),
    "several sheets, one hidden": taken(several_sheets, "valid", said="Only the sheet “First” was read."),
    "a hidden sheet": taken(several_sheets, "valid", said="Hidden sheets were not read."),
    "macros": taken(lambda: with_member("xl/vbaProject.bin", OLD), "valid", said="The macros"),
    "merged cells": taken(
        lambda: workbook(words(YES), "</sheetData><mergeCells><mergeCell ref='A1:A3'/></mergeCells><sheetData>"),
        "valid",
    ),
    "numbers as numbers": taken(
        lambda: cells('<c r="?"><v>202239951</v></c>', '<c r="?"><v>2.02239951E8</v></c>'),
        *("none", "none"),
        said="The number had lost its first zero. We put it back.",
    ),
    "true and false": taken(lambda: cells('<c r="?" t="b"><v>1</v></c>'), "problem", said="this is true or false"),
    "errors of the spreadsheet": taken(
        lambda: cells('<c r="?" t="e"><v>#N/A</v></c>'),
        "problem",
        said="Column Organisation number: the spreadsheet shows",
    ),
    "a formula with its result": taken(
        lambda: workbook(row(1, f'<c r="A1" t="str"><f>B1</f><v>{YES}</v></c>')), "valid"
    ),
    "a formula without a result": taken(
        lambda: cells('<c r="?"><f>HYPERLINK("http://example.org")</f></c>'),
        "problem",
        said="a formula without a result",
    ),
    "a date": taken(lambda: dated(46000), "problem", said="this is a date"),
    "a date that no calendar has": taken(lambda: dated(1e300), "problem", said="shows an error"),
    "texts that are not there": taken(
        lambda: workbook(row(1, word("A1", YES)), row(2, '<c r="A2" t="s"><v>7</v></c>'), shared=["x"]),
        *("valid", "problem"),
        said="this cell of the workbook cannot be read",
    ),
    "formulas to come": taken(lambda: workbook(words("=1+1", "@SUM(A1)")), "none", "none"),
    # --- text
    "nothing": refused(lambda: b"", 400, "The file is empty"),
    "only a byte order mark": refused(lambda: codecs.BOM_UTF8, 400, "There is no row to check"),
    "only white space": refused(lambda: b" \r\n\t\r\n", 400, "There is no row to check"),
    "only headings": refused(text("Certificate number;Name"), 400, "There are headings, but no row to check"),
    "headings in Norwegian": taken(text("Sertifikatnummer;Navn", f"{YES};"), "valid", said="Sertifikatnummer, Navn"),
    "headings in Bulgarian, Windows-1251": taken(
        text("Номер на сертификата;Име на фирмата", f"{YES};", encoding="cp1251"), "valid", said="Windows-1251"
    ),
    "Windows-1252": taken(
        text("Bedriftsnavn;Vår referanse", "Asker Taxi AS;blåbær", encoding="cp1252"), "valid", said="1252"
    ),
    "Windows-1252, and a letter that stands alone": taken(
        text("Bedriftsnavn;Ref", "Asker Taxi AS;å1", encoding="cp1252"), "valid", said="1252"
    ),
    "UTF-16": taken(text(YES, "Баница ЕООД", encoding="utf-16"), "valid", "none", said="UTF-16"),
    "UTF-16, big end first": taken(lambda: codecs.BOM_UTF16_BE + YES.encode("utf-16-be"), "valid"),
    "UTF-16 without a mark": refused(text(YES, encoding="utf-16-le"), 415, "Line 1 holds a sign that no text has"),
    "UTF-32": refused(text(YES, encoding="utf-32"), 415, "UTF-32"),
    "a NUL": refused(text(YES, "a\0b"), 415, "Line 2 holds a sign that no text has"),
    "half a letter": taken(
        lambda: f"{YES}\n".encode() + "blå Håndverk Økern Ærlig Åpen\n".encode() * 20 + b"Bl\xed\xa0\x80",
        *("valid", *["none"] * 20, "problem"),
        said="a letter cannot be read",
    ),
    "half a letter in UTF-16": taken(
        lambda: codecs.BOM_UTF16_LE + f"{YES}\n".encode("utf-16-le") + b"\x00\xd8a\x00", "valid", "problem"
    ),
    "line ends of all kinds": taken(f"{YES}\r\n{YES}\r{YES}\n{YES}".encode, *["valid"] * 4),
    "a comma in a name": taken(text("Hansen, Sønn & Co", "Asker Taxi AS"), "none", "valid"),
    "tabs": taken(text("ref\tcertificate", f"7\t{YES}"), "valid", said="Tabs separate the columns."),
    "the separator named": taken(text("sep=;", "name;x", f"{NAME};1"), "valid", said="Semicolons"),
    "new lines in quotation marks": taken(
        text("name,reference", f'"{NAME}","two', 'lines"', "nobody,x"), "valid", "none"
    ),
    "a quotation mark never closed": taken(
        text("name;reference", f'"{NAME};x', f"{NAME};y"), "none", "valid", said="quotation marks do not fit"
    ),
    "empty rows": taken(text(YES, "", "", YES), "valid", "valid", said="Empty rows left out: 2."),
    "headings twice": taken(text("name;name", f"{NAME};other"), "valid", said="Several columns have the same heading."),
    "5,000 rows": Upload(lambda: list_of(5000), 200, "5000 rows checked"),
    "10,000 rows": refused(lambda: list_of(10_000), 413, "The list has more than 5,000 rows"),
    "100 kB cells": taken(
        text("name;note", f"{NAME};{'x' * 100_000}", f"{'y' * 100_000};"), "valid", "problem", said="too long"
    ),
    "a million columns": refused(lambda: b"name" + b",x" * 1_000_000, 413, "Row 1 has more than 50 columns"),
    "a million empty columns": taken(f"name,x\n{NAME}{',' * 1_000_000}".encode, "valid"),
    "5 MB of line ends": refused(lambda: b"\n" * (5 * 2**20), 400, "There is no row to check"),
    "5 MB of line ends before a row": refused(
        lambda: b"\n" * (5 * 2**20 - 9) + b"x", 413, "lines, empty ones included"
    ),
    "5 MB of separators": taken(lambda: f"name\n{NAME}\n".encode() + b";" * (5 * 2**20 - 50), "valid", "problem"),
    "5 MB of quotation marks": refused(lambda: b'""\n' * (5 * 2**20 // 3), 413, "lines, empty ones included"),
    "490,000 empty rows": taken(lambda: workbook(words(YES), "<row/>" * 490_000), "valid"),
    "texts that nobody needs": taken(lambda: workbook(words(YES), shared=["x" * 90] * 120_000), "valid"),
    "6 MB": refused(lambda: b"x\n" * (3 * 2**20), 413, "larger than 5 MB"),
    "formulas": taken(text("=cmd|' /C calc'!A0", "+1", "-1", "@x"), *["none"] * 4),
    "a personal number": taken(text("6101057509"), "problem", said="this is a personal number"),
    "a number shortened": taken(text("org nr;x", "9,74761E+08;1"), "problem", said="has shortened this number"),
    "a wrong check digit": taken(text("org nr", "974760675"), "problem", said="check digit"),
    "HTML": refused(lambda: b"<html><table><tr><td>1</td></tr></table></html>", 415, "a web page or XML"),
    "XML": refused(f"\ufeff{HEAD}<x/>".encode, 415, "a web page or XML"),
    # --- other files
    "an old workbook, or one with a password": refused(lambda: OLD, 415, "an old Excel file (XLS)"),
    "a picture": refused(lambda: PNG, 415, "This file is not a table"),
    "a picture with a workbook behind it": refused(lambda: PNG + workbook(words(YES)), 415, "This file is not a table"),
    "a PDF": refused(lambda: b"%PDF-1.7\n%\xe2\xe3", 415, "This file is not a table"),
    "a program": refused(lambda: b"\x7fELF" + bytes(100), 415, "This file is not a table"),
    "text with a workbook behind it": refused(lambda: b"x\n" + workbook(words(YES)), 415, "no text has"),
}

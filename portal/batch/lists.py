"""Text to rows: which sign separates the columns, and what quotation marks hold together."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from portal.batch.headings import is_heading, looks_like_a_number
from portal.batch.tables import RawRow, RefusedError, Remark
from portal.words import N_

_SEPARATED: Final = {
    "\t": N_("Tabs separate the columns."),
    ";": N_("Semicolons separate the columns."),
    ",": N_("Commas separate the columns."),
}
_NONE: Final = "\x1f"
"""Separates nothing: a sign for machines, which no text that is read holds any more."""
_QUOTES: Final = N_("The quotation marks do not fit together. They were taken as they stand.")
_SAMPLE: Final = 50
MOST_LINES: Final = 50_000
"""Lines of a text, empty ones too: each costs time, whatever it holds."""
_MOST_ALIKE: Final = 0.8


@dataclass(frozen=True)
class Lines:
    """A text, ready to be read row by row."""

    text: str
    separator: str
    notes: tuple[Remark, ...]


def opened(text: str) -> Lines:
    """Give a text with what separates its columns; "" where it has one column only.

    :raises RefusedError: it has far more lines than rows may be asked
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_NONE, " ").rstrip()
    if text.count("\n") > MOST_LINES:
        raise RefusedError(N_("The list has more than %(most)s lines, empty ones included."), 413, most=MOST_LINES)
    if named := re.match(r'"?sep=([,;\t])"?\n', text):
        text = "\n" + text[named.end() :]  # its rows keep their numbers
        separator = named[1]
    else:
        separator = _separator(text)
    notes = (Remark(_SEPARATED[separator]),) if separator else ()
    return Lines(text, separator, notes)


def rows(lines: Lines) -> tuple[Iterator[RawRow], tuple[Remark, ...]]:
    """Give the rows one by one, empty ones too, and what is to be said about them."""
    separator = lines.separator or _NONE
    if '"' not in lines.text:
        return _plain(lines.text, separator), ()
    if _is_well_quoted(lines.text, separator):
        return _quoted(lines.text, separator), ()
    return _line_by_line(lines.text, separator), (Remark(_QUOTES),)


def _plain(text: str, separator: str) -> Iterator[RawRow]:
    for place, line in enumerate(_split(text), 1):
        yield RawRow(place, line.split(separator))


def _quoted(text: str, separator: str) -> Iterator[RawRow]:
    reader = csv.reader(_ended(text), delimiter=separator, strict=True)
    for place, cells in enumerate(reader, 1):
        yield RawRow(place, cells)


def _line_by_line(text: str, separator: str) -> Iterator[RawRow]:
    """Give each line for itself, so that one bad line spoils no other: quoted where that fits, else as it stands."""
    for place, line in enumerate(_split(text), 1):
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True), [])
        except csv.Error:
            cells = line.split(separator)
        yield RawRow(place, cells)


def _is_well_quoted(text: str, separator: str) -> bool:
    try:
        for _ in csv.reader(_ended(text), delimiter=separator, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _ended(text: str) -> Iterator[str]:
    return (f"{line}\n" for line in _split(text))


def _split(text: str) -> Iterator[str]:
    """Give the lines without holding all of them."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _separator(text: str) -> str:
    """Give what separates the columns, by the first lines; "" where nothing does."""
    sample = list(islice((line[:2000] for line in _split(text) if line.strip()), _SAMPLE))
    if not sample:
        return ""
    for separator in _SEPARATED:
        if any(is_heading(piece) for piece in sample[0].split(separator)) and separator in sample[0]:
            return separator
    for separator in "\t;":
        if sum(separator in line for line in sample) * 2 >= len(sample):
            return separator
    return "," if _commas_separate(sample) else ""


def _commas_separate(sample: Sequence[str]) -> bool:
    """Say whether commas separate columns, and do not just stand in names."""
    counts = [re.sub(r'"[^"]*"', "", line).count(",") for line in sample]
    usual = max(set(counts), key=counts.count)
    if not usual or counts.count(usual) < _MOST_ALIKE * len(sample):
        return False
    return len(sample) > 1 or any(looks_like_a_number(piece) for piece in sample[0].split(","))

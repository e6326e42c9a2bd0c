"""A badge: what a certificate is worth today, as a small picture (SVG) that a firm shows on its own pages.

It carries its words as text and as alternative text, needs no font, script or file of anybody, and stands on its own
ground, so that it can be read on light and dark pages. How wide a letter is depends on the reader's fonts, so lines are
broken by the widths of a wide one (DejaVu Sans Bold, measured): in others there is room left, never too little.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import Final

from portal.register import histories
from portal.register.certificates import CertificateFact
from portal.words import Said, Status

WIDTH: Final = 240
"""Of the picture, in its own units; at 200 pixels the smallest letters are still 10 pixels high."""
_EDGE: Final = 12
_ROOM: Final = WIDTH - 2 * _EDGE
_ICON: Final = 24
_BESIDE_ICON: Final = _EDGE + _ICON + 10
_FONT: Final = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_INK, _QUIET, _BORDER = "#1b2827", "#4b5857", "#71796f"

_COLOURS: Final = {
    "valid": ("#0b5d5e", "#ffffff"),
    "suspended": ("#fdf3dd", "#7a4a00"),
    "withdrawn": ("#1b2827", "#ffffff"),
    "expired": ("#e4e7e2", "#2f3b3a"),
    "not-yet-valid": ("#ffffff", "#0b5d5e"),
    "none": ("#ffffff", "#1b2827"),
}
"""Ground and words of the status: only what is valid has the portal's own colour."""
_ICONS: Final = {
    "valid": '<circle cx="12" cy="12" r="9"/><path d="m7.5 12.3 3 3 6-6.5"/>',
    "suspended": '<circle cx="12" cy="12" r="9"/><path d="M9.7 8.7v6.6m4.6-6.6v6.6"/>',
    "withdrawn": '<circle cx="12" cy="12" r="9"/><path d="m8.8 8.8 6.4 6.4m0-6.4-6.4 6.4"/>',
    "expired": '<path d="M6 3h12M6 21h12M7.5 3v3.3c0 2.8 4.5 3.9 4.5 5.7s-4.5 2.9-4.5 5.7V21"/>'
    '<path d="M16.5 3v3.3c0 2.8-4.5 3.9-4.5 5.7s4.5 2.9 4.5 5.7V21"/>',
    "not-yet-valid": '<circle cx="12" cy="12" r="9"/><path d="M12 6.8v5.5l3.5 2"/>',
    "none": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.6a2.7 2.7 0 1 1 4.1 2.3c-.9.5-1.4 1.1-1.4 2.1m0 2.8v.01"/>',
}
_WIDTHS: Final = {
    35: " 'ijl\u00a0\u202fìíîïĩīĭįıĵĺļіїј",
    40: ",./:;IJ\\|¦·ÌÍÎÏĨĪĬĮİĴłІЇЈ‘’",
    45: "-f²³¹ſ",
    50: "!()[]_`rt¡§¨¯°´¸ľŕŗřţťŧ–",
    55: '"*гѓ',
    60: "?cszªº¿çćĉċčŀśŝşšźżžзсэєѕ",
    65: "Lx¤«¶»ĹĻĽĿŁЃГвтхья",
    70: "$0123456789EFTaekovy¢£¥ÈÉÊËàáâãäåèéêëðòóôõöøýÿāăąĒēĔĕĖėĘęĚěĳķĸōŏőŢŤŦŷЀЁЕТабекнопучѐёќўџ“”„€",
    75: "CPSYZbdghnpqu{}µÇÝÞßñùúûüþĆĈĊČďđĝğġģĥĲńņňŋŚŜŞŠũūŭůűųŶŸŹŻŽЄЅЗРСЭийлрцђћѝ",
    80: "ABKRVXÀÁÂÃÄÅĀĂĄħĶŔŖŘЎАБВУХЬЯъ",
    85: "#+<=>DGHNU^~¬±ÐÑ×ÙÚÛÜ÷ĎĐĜĞĠĢĤŃŅŇŊŨŪŬŮŰŲЌЍЏИЙКЛНПЧдм",
    90: "&OQÒÓÔÕÖØŌŎŐЂЋДО",
    95: "wŵЦЪы",
    100: "@M©®ĦŉМФжфюљњ—…",
    105: "%m¼½¾æЫ",
    110: "Æœш",
    115: "WŴЊщ",
    120: "ŒЉЮ",
    125: "ЖШ№",
    135: "Щ",
}
"""By hundredths of the letters' size, the bold letters that are that wide at most."""
_PLAIN: Final = 0.956
"""Of the width of a bold letter or digit, a plain one has so much at most; signs are as wide."""
_BREAKS: Final = "\t\n\v\f\r\x85\u2028\u2029"
_OTHER: Final = 150
"""Any other letter: as wide as the widest of scripts that are not measured."""


@dataclass(frozen=True)
class Badge:
    """What a badge says, in the words of one language."""

    mark: str
    """A status, or "none" where there is no certificate to speak of."""
    status: str
    detail: str
    """Since when, until when, or why not."""
    firm: Said | None
    scheme: Said | None
    notes: tuple[str, ...]
    """Number and day, in small letters."""
    language: str

    @property
    def title(self) -> str:
        """The alternative text in short."""
        return f"{self.firm.text}: {self.status}" if self.firm else self.status

    @property
    def description(self) -> str:
        """Everything that can be read in the picture."""
        said = [*self._answer, *(one.text for one in (self.firm, self.scheme) if one), *self.notes]
        return ". ".join(part.rstrip(".") for part in said if part) + "."

    @property
    def _answer(self) -> tuple[str, ...]:
        """Status and detail: one sentence, as "Expired since …", or two where the detail is one by itself."""
        if not self.detail[:1].islower():
            return self.status, self.detail
        comma = "," if self.mark == Status.NOT_YET_VALID else ""
        return (f"{self.status}{comma} {self.detail}",)


@dataclass(frozen=True)
class _Line:
    """A line of the picture, with its place."""

    text: str
    x: int
    y: int
    size: int
    colour: str
    bold: bool = False
    lang: str = ""


def since(fact: CertificateFact) -> date:
    """Give the day from which a certificate has had its status; of one that is not valid yet, the day it will be."""
    if fact.status is Status.NOT_YET_VALID:
        return fact.granted_on
    first = min(one.effective_on for one in fact.decisions)
    return histories.periods(fact.decisions, min(first, fact.day), fact.day)[-1].first


def svg(badge: Badge) -> str:
    """Draw a badge. Its words never overflow: they are broken, and cut with "…" where there are too many."""
    ground, ink = _COLOURS[badge.mark]
    head = list(_lines(badge.status, _BESIDE_ICON, 27, (17, ink, True), most=2))
    head += _lines(badge.detail, _BESIDE_ICON, head[-1].y + 18, (13, ink, False), most=3)
    band = max(52, head[-1].y + 13)
    body = list(_body(badge, band))
    height = body[-1].y + 13 if body else band
    return _picture(badge, (ground, ink), (band, height), (*head, *body))


def _body(badge: Badge, band: int) -> Iterator[_Line]:
    """Give the lines below the status: whose, of which scheme, number and day."""
    y = band + 20
    said = [(badge.firm, (14, _INK, True), 3), (badge.scheme, (13, _INK, False), 3)]
    said += [(Said(note, badge.language), (12, _QUIET, False), 2) for note in badge.notes]
    for one, style, most in said:
        for line in _lines(one.text, _EDGE, y, style, most=most, lang=one.lang) if one else ():
            yield line
            y = line.y + style[0] + 5


def _lines(text: str, x: int, y: int, style: tuple[int, str, bool], *, most: int, lang: str = "") -> Iterator[_Line]:
    size, colour, bold = style
    for number, line in enumerate(broken(text, (WIDTH - _EDGE - x) / size, most, bold=bold)):
        yield _Line(line, x, y + number * (size + 3), size, colour, bold, lang)


def broken(text: str, room: float, most: int, *, bold: bool = True) -> list[str]:
    """Break a text into lines of `room` times the letters' size, at most so many; "…" stands for what is cut."""
    lines: list[str] = []
    for word in shown(text).split(" "):
        pieces = list(_pieces(word, room, bold=bold))
        if lines and width(f"{lines[-1]} {pieces[0]}", bold=bold) <= room:
            lines[-1] += f" {pieces.pop(0)}"
        lines += pieces
    if len(lines) > most:
        last = lines[most - 1]
        while width(f"{last}…", bold=bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _pieces(word: str, room: float, *, bold: bool) -> Iterator[str]:
    """Give a word that is too long for a line in pieces that are not."""
    piece = ""
    for letter in word:
        if piece and width(piece + letter, bold=bold) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


def width(text: str, *, bold: bool = True) -> float:
    """Give how wide a text is at most, in the size of its letters."""
    widths = _widths()
    wide = (widths.get(one, _OTHER) * (1 if bold or not (one.isalnum() or one == " ") else _PLAIN) for one in text)
    return sum(wide) / 100


@cache
def _widths() -> dict[str, int]:
    return {letter: hundredths for hundredths, letters in _WIDTHS.items() for letter in letters}


def shown(text: str) -> str:
    """Give a text without what cannot stand in XML or would turn the words around: only what is seen.

    A space that holds two words together stays one.
    """
    kept = (" " if letter in _BREAKS else letter for letter in text)
    seen = "".join(letter for letter in kept if unicodedata.category(letter)[0] != "C" and letter != "\ufffe")
    return re.sub(" +", " ", seen).strip()


def _picture(badge: Badge, colours: tuple[str, str], heights: tuple[int, int], lines: Iterable[_Line]) -> str:
    (ground, ink), (band, height) = colours, heights
    top = f"M1 {band}V11a10 10 0 0 1 10-10h{WIDTH - 22}a10 10 0 0 1 10 10v{band - 11}z"
    parts = (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
            f' role="img" aria-labelledby="badge-title badge-desc" xml:lang="{badge.language}" lang="{badge.language}"'
            f' font-family="{_FONT}">'
        ),
        f'<title id="badge-title">{_text(badge.title)}</title>',
        f'<desc id="badge-desc">{_text(badge.description)}</desc>',
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" rx="10" fill="#ffffff"/>',
        f'<path d="{top}" fill="{ground}"/>' if height > band else "",
        f'<path d="M1 {band}h{WIDTH - 2}" stroke="{_BORDER}"/>' if height > band else "",
        (
            f'<rect x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" rx="10" fill="none" stroke="{_BORDER}"'
            ' stroke-width="1.5"/>'
        ),
        (
            f'<g transform="translate({_EDGE} 14)" fill="none" stroke="{ink}" stroke-width="2" stroke-linecap="round"'
            f' stroke-linejoin="round">{_ICONS[badge.mark]}</g>'
        ),
        *(_line(one, badge.language) for one in lines),
        "</svg>\n",
    )
    return "\n".join(part for part in parts if part)


def _line(line: _Line, language: str) -> str:
    weight = ' font-weight="bold"' if line.bold else ""
    lang = f' xml:lang="{escape(line.lang)}" lang="{escape(line.lang)}"' if line.lang not in ("", language) else ""
    return (
        f'<text x="{line.x}" y="{line.y}" font-size="{line.size}" fill="{line.colour}"{weight}{lang}>'
        f"{_text(line.text)}</text>"
    )


def _text(text: str) -> str:
    return escape(shown(text), quote=False)

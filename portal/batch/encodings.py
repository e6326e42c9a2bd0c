"""Bytes to text: which encoding they are in, told by what they decode to."""

import codecs
import re
from typing import Final

from portal.batch.tables import RefusedError, Remark
from portal.words import N_

_TAKEN: Final = {
    "utf-8": N_("The letters are in UTF-8."),
    "utf-16": N_("The letters are in UTF-16."),
    "cp1251": N_("The letters are in Windows-1251 (Cyrillic)."),
    "cp1252": N_("The letters are in Windows-1252 (Western European)."),
}
_WIDE: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WITH_CYRILLIC: Final = re.compile(r"\w*[\u0400-\u04ff]\w*")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")


def decoded(data: bytes, language: str) -> tuple[str, Remark]:
    """Give the text of some bytes, and in which encoding it is. Broken letters become U+FFFD.

    :param language: the page's, which decides where the bytes do not
    :raises RefusedError: no encoding fits
    """
    if data.startswith(_WIDE):
        raise RefusedError(N_("This encoding (UTF-32) cannot be read. Save the file as UTF-8."), 415)
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace").removeprefix("\ufeff"), Remark(_TAKEN["utf-16"])
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise RefusedError(
            N_("Line %(line)s holds a sign that no text has. Save the file as CSV in UTF-8, or as XLSX."),
            415,
            line=line,
        )
    # In another encoding nearly no letter beyond ASCII happens to be UTF-8; in UTF-8 a few may have been cut in two.
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    if not broken or data.startswith(codecs.BOM_UTF8) or broken * 2 < _beyond_ascii(text):
        return text.removeprefix("\ufeff"), Remark(_TAKEN["utf-8"])
    encoding = _windows(data, language)
    return data.decode(encoding, "replace"), Remark(_TAKEN[encoding])


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _windows(data: bytes, language: str) -> str:
    """Tell Cyrillic from Western: read as Cyrillic, a Western word mixes both alphabets, a Bulgarian one does not.

    A letter that stands alone, as in "å 1" or "А1", tells nothing.
    """
    cyrillic = western = 0
    for word in _WITH_CYRILLIC.findall(data.decode("cp1251", "replace")):
        if _LATIN.search(word):
            western += 1
        elif len(_CYRILLIC.findall(word)) > 1:
            cyrillic += 1
    if cyrillic == western:
        return "cp1251" if language == "bg" else "cp1252"
    return "cp1251" if cyrillic > western else "cp1252"

"""What a workbook is packed into, looked at before anything of it is unpacked: a zip file can lie and blow up.

Sizes that are declared, and then real ones; the number of members; how they are packed; and of each whether it names
entities. What passes is safe to be read as XML by anything that reads XML piece by piece.
"""

import io
import re
import zipfile
import zlib
from typing import Final

from portal.batch.tables import RefusedError
from portal.words import N_

MOST_MEMBERS: Final = 200
MOST_UNPACKED: Final = 24 * 2**20
"""Bytes of all members together: a workbook of 5,000 rows has some 4 MB."""
MOST_MARKS: Final = 500_000
"""Tags of all members together: 5,000 rows with 20 columns have some 400,000."""
MOST_SIDE_MARKS: Final = 40_000
"""Tags of a member that is neither a sheet nor the texts of the sheets: such members are read as a whole."""
_AT_ONCE: Final = 2**16
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LARGE: Final = re.compile(r"xl/(worksheets/|sharedStrings)", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<[?]xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS: Final = (b"utf-8", b"utf-16", b"us-ascii", b"ascii")
_EBCDIC: Final = b"\x4c\x6f\xa7\x94"
_DAMAGED: Final = N_("This workbook is damaged and cannot be opened. Save it anew as XLSX or CSV.")
_TOO_LARGE: Final = N_("Unpacked, this workbook is too large. Delete what the check does not need, or save it as CSV.")
_UNUSUAL: Final = N_("This workbook is packed in an unusual way. Save it anew as XLSX or CSV.")
_ENTITIES: Final = N_("This workbook holds XML entities, which are not read. Save it anew as XLSX or CSV.")


def opened(data: bytes) -> zipfile.ZipFile:
    """Give the archive in some bytes, its members looked through once.

    :raises RefusedError: it is damaged, too large once unpacked, or holds what no workbook needs
    """
    # Counted in the bytes themselves: reading the directory of a million members would already cost.
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise RefusedError(N_("This workbook has more than %(most)s parts."), 413, most=MOST_MEMBERS)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        _check_directory(members)
        _read_through(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError(_DAMAGED) from error
    return archive


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in members]
    if len(set(names)) != len(names):
        raise RefusedError(_UNUSUAL)
    if any(one.compress_type not in _PACKED or one.flag_bits & 1 for one in members):
        raise RefusedError(_UNUSUAL)
    if sum(one.file_size for one in members) > MOST_UNPACKED:
        raise RefusedError(_TOO_LARGE, 413)


def _read_through(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack each member piece by piece and keep nothing of it: its real size, its tags, its entities."""
    size = marks = 0
    for member in members:
        own, before = 0, b""
        with archive.open(member) as packed:
            while piece := packed.read(_AT_ONCE):
                size += len(piece)
                own += piece.count(b"<")
                if size > MOST_UNPACKED:
                    raise RefusedError(_TOO_LARGE, 413)
                plain = piece.replace(b"\0", b"")
                if not before:
                    _check_beginning(plain)
                _check_entities(before + plain)
                before = plain[-16:]
        marks += own
        if marks > MOST_MARKS or (own > MOST_SIDE_MARKS and not _LARGE.match(member.filename)):
            raise RefusedError(_TOO_LARGE, 413)


def _check_beginning(piece: bytes) -> None:
    """Refuse encodings of XML in which an entity could hide."""
    declared = _DECLARED.search(piece[:400])
    if piece.startswith(_EBCDIC) or (declared and declared[1].lower() not in _ENCODINGS):
        raise RefusedError(_UNUSUAL)


def _check_entities(piece: bytes) -> None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise RefusedError(_ENTITIES)

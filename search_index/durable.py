"""What makes an index trustworthy: files that are on the disk before they are named, their checksums, its position.

A commit of Whoosh writes new files and names them, as its last step, in a new table of contents. Files that a table
names never change. Just before that step everything is written through and every new file's checksum is noted.
"""

import hashlib
import json
import os
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SUMS = "checksums.json"
POSITION = "position"


class _Counting(BufferedWriter):
    """A file that knows how far it is written: Whoosh asks before each term, and asking the system is slow."""

    def __init__(self, file: str) -> None:
        super().__init__(FileIO(file, "w"))
        self._at = 0

    def write(self, content: "ReadableBuffer") -> int:
        written = super().write(content)
        self._at += written
        return written

    def seek(self, target: int, whence: int = 0) -> int:
        self._at = super().seek(target, whence)
        return self._at

    def tell(self) -> int:
        return self._at


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Files that are on the disk, with their checksums, before a table of contents names them."""

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: Any) -> StructFile:
        """Give a new file to write."""
        if excl or mode != "wb":
            return super().create_file(name, excl, mode, **options)
        return StructFile(_Counting(self._fpath(name)), name=name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Write what is new through, then rename: a commit's last step. Whoosh itself never calls fsync."""
        folder = Path(self.folder)
        known = checksums(folder)  # what has one was written through
        sums = {}
        for file in filter(_is_of_index, folder.iterdir()):
            if file.name not in known:
                write_through(file)
            sums[file.name] = known.get(file.name) or checksum(file)
        sums[newname] = sums.pop(oldname)
        replace(folder / SUMS, json.dumps(sums))
        super().rename_file(oldname, newname, safe)
        write_through(folder)


def _is_of_index(file: Path) -> bool:
    """Say whether it is a table of contents or a part of a segment, and not Whoosh's lock."""
    return file.name.lstrip("_").startswith("MAIN_") and file.name != "MAIN_WRITELOCK"


def checksums(directory: Path) -> dict[str, str]:
    """Give the noted checksum of each file of an index; none where they cannot be read."""
    try:
        sums = json.loads((directory / SUMS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in sums.items()} if isinstance(sums, dict) else {}


def checksum(file: Path) -> str:
    """Give the checksum of a file's content; "" when it cannot be read. It finds damage, not malice."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "blake2b").hexdigest()
    except OSError:
        return ""


def replace(file: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all, whenever power fails: the new one or still the old."""
    beside = file.with_suffix(".tmp")
    beside.write_text(text, "utf-8")
    write_through(beside)
    beside.replace(file)


def write_through(file: Path) -> None:
    """Have a file, or a folder's list of files, on the disk before this returns."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

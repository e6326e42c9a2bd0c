"""Writing the index: build beside and swap, put and remove. Whatever is interrupted leaves a whole index.

One writer at a time works on a folder, over all processes; the lock dies with its process. Readers never wait.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for

from search_index.entry import Entry, IndexBusyError, IndexMissingError
from search_index.schema import SCHEMA_VERSION, current, document, pointer, schema

MEMORY = 128
"""Megabytes of postings that a build holds before it sorts them on disk."""

_BUILD = re.compile(r"\d+-[0-9a-f]{16}")
_POINTER = re.compile(r"current-(\d+)")


class _DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Files that are on the disk before a table of contents names them. Whoosh itself never calls fsync."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Write everything through, then rename: a commit's last step."""
        for file in Path(self.folder).iterdir():
            if file.is_file():
                _write_through(file)
        super().rename_file(oldname, newname, safe)
        _write_through(Path(self.folder))


def build(folder: Path, entries: Iterable[Entry], *, wait: float = 60.0) -> int:
    """Build a whole new index beside the current one, and make it the current one in one step.

    Searches go on meanwhile, on the old index until the swap and on the new one from then. When anything fails,
    entries included, the old index stays current and nothing is left behind.

    :param folder: where the index lives; made when missing
    :param entries: everything that can be found; read once
    :param wait: seconds to wait for another writer
    :return: how many entries the index holds
    :raises IndexBusyError: another writer did not finish in time
    :raises ValueError: two entries have the same key
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder, wait):
        _sweep(folder, old_versions=pointer(folder).is_symlink())
        fresh = folder / f"{SCHEMA_VERSION}-{secrets.token_hex(8)}"
        fresh.mkdir()
        try:
            count = _fill(fresh, entries)
            _point(folder, fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        _sweep(folder, old_versions=False)
    return count


def put(folder: Path, entries: Iterable[Entry], *, wait: float = 10.0) -> None:
    """Add entries, each in place of the one with its key. All of them are visible to the next question, or none.

    :param wait: seconds to wait for another writer
    :raises IndexBusyError: another writer did not finish in time
    :raises IndexMissingError: there is no usable index to change
    """
    _change(folder, {entry.key: entry for entry in entries}, wait)


def remove(folder: Path, keys: Iterable[str], *, wait: float = 10.0) -> None:
    """Take entries out by their keys; a key that is not there is no error. Otherwise as put."""
    _change(folder, dict.fromkeys(keys), wait)


def exists(folder: Path) -> bool:
    """Say whether there is an index of this schema version that opens."""
    try:
        FileStorage(str(current(folder)), supports_mmap=False).open_index(schema=schema()).reader().close()
    except Exception:  # noqa: BLE001  # Whoosh unpickles: a damaged file can raise anything
        return False
    return True


def _change(folder: Path, changes: dict[str, Entry | None], wait: float) -> None:
    if not changes:
        return
    if not exists(folder):
        raise IndexMissingError(f"no usable index in {folder}")
    with _alone(folder, wait):
        writer = _DurableStorage(str(current(folder))).open_index(schema=schema()).writer(limitmb=MEMORY)
        try:
            with writer.searcher() as searcher:
                for key in changes:
                    writer.delete_by_term("key", key, searcher=searcher)
            for entry in filter(None, changes.values()):
                writer.add_document(**document(entry))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()


def _fill(fresh: Path, entries: Iterable[Entry]) -> int:
    writer = _DurableStorage(str(fresh)).create_index(schema()).writer(limitmb=MEMORY)
    count = 0
    try:
        for entry in _distinct(entries):
            writer.add_document(**document(entry))
            count += 1
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return count


def _distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    keys: set[str] = set()
    for entry in entries:
        if entry.key in keys:
            raise ValueError(f"two entries have the key {entry.key!r}")
        keys.add(entry.key)
        yield entry


def _point(folder: Path, fresh: Path) -> None:
    _write_through(fresh)
    beside = folder / "pointer"
    beside.unlink(missing_ok=True)
    beside.symlink_to(fresh.name)
    beside.replace(pointer(folder))
    _write_through(folder)


def _sweep(folder: Path, *, old_versions: bool) -> None:
    """Remove every build that no pointer names: replaced, or left by a killed process.

    Readers hold their files open and lose nothing. The indexes of older versions outlive the first build of a new
    one, so that workers of the old program go on searching while they are replaced one by one.
    """
    pointers = {int(match[1]): file for file in folder.iterdir() if (match := _POINTER.fullmatch(file.name))}
    if old_versions:
        for version in [version for version in pointers if version < SCHEMA_VERSION]:
            pointers.pop(version).unlink()
    named = {str(file.readlink()) for file in pointers.values() if file.is_symlink()}
    for file in folder.iterdir():
        if _BUILD.fullmatch(file.name) and file.name not in named:
            shutil.rmtree(file, ignore_errors=True)


@contextmanager
def _alone(folder: Path, wait: float) -> Iterator[None]:
    lock = FileStorage(str(folder)).lock("lock")
    if not try_for(lock.acquire, timeout=wait, delay=0.05):
        raise IndexBusyError(f"another process has been writing the index in {folder} for {wait:g} s")
    try:
        yield
    finally:
        lock.release()


def _write_through(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Looking at an index as files and entries: is it whole, and what does it hold?"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import IndexReader

from search_index.durable import checksum, checksums
from search_index.entry import IndexMissingError
from search_index.schema import current, schema

TRIES = 5
"""How often a look is repeated when the index was changed meanwhile."""


def damaged(folder: Path) -> list[str]:
    """Give the names of the current index's files that are not as they were written; [] when it is whole.

    :raises IndexMissingError: there is no index of this schema version
    """
    found: list[str] = []
    for _ in range(TRIES):
        directory, files = _state(folder)
        found = _damaged(directory)
        if not found or _state(folder) == (directory, files):
            break
    return found


def contents(folder: Path) -> Mapping[str, str]:
    """Give the digest of everything in the current index by its key. The keys of topics begin with "topic ".

    :raises IndexMissingError: there is no usable index
    """
    try:
        with _reader(current(folder)) as reader:
            facts = (json.loads(stored["facts"]) for _, stored in reader.iter_docs())
            return {one.get("key") or f"topic {one['topic']}": one["digest"] for one in facts}
    except Exception as error:
        raise IndexMissingError(f"the index in {folder} cannot be read: {error!r}") from error


def _state(folder: Path) -> tuple[Path, frozenset[str]]:
    try:
        directory = current(folder)
        return directory, frozenset(file.name for file in directory.glob("_MAIN_*.toc"))
    except OSError as error:
        raise IndexMissingError(f"no index in {folder}") from error


def _damaged(directory: Path) -> list[str]:
    tables = [file.name for file in directory.glob("_MAIN_*.toc")]
    sums = checksums(directory)
    if broken := [name for name in tables if checksum(directory / name) != sums.get(name)]:
        return broken  # not opened: Whoosh unpickles what it reads
    try:
        table = TOC.read(FileStorage(str(directory), supports_mmap=False), "MAIN", schema=schema())
    except Exception:  # noqa: BLE001  # there is none, or it is not a table of contents
        return [directory.name]
    segments = {segment.segment_id() for segment in table.segments}
    parts = [name for name in sums if name.rpartition(".")[0] in segments]
    broken = [name for name in parts if checksum(directory / name) != sums[name]]
    unknown = segments - {name.rpartition(".")[0] for name in parts}
    return broken + sorted(unknown)


@contextmanager
def _reader(directory: Path) -> Iterator[IndexReader]:
    reader = FileStorage(str(directory), supports_mmap=False).open_index(schema=schema()).reader()
    try:
        yield reader
    finally:
        reader.close()

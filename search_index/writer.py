"""Writing the index: build beside and swap, put and remove. Whatever is interrupted leaves a whole index.

One writer at a time works on an index, over all processes, and one other may build the next meanwhile; locks die with
their process. Readers never wait. An index remembers the position that its writer gives it: what it was made from.
"""

import re
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for

from search_index.durable import POSITION, DurableStorage, replace, write_through
from search_index.entry import Entry, IndexBusyError, IndexMissingError, Topic, distinct
from search_index.filling import Filling
from search_index.schema import SCHEMA_VERSION, current, pointer, schema, topic_key

_BUILD = re.compile(r"\d+-[0-9a-f]{16}")
_POINTER = re.compile(r"current-(\d+)")


@dataclass(frozen=True)
class Changes:
    """What makes an index that is at one position equal to what is at another."""

    position: str
    """The position that is reached with it."""
    entries: Collection[Entry] = ()
    """New, or in place of those with their keys."""
    removed: Collection[str] = ()
    """The keys of those that are no more; a key that is not there is no error."""
    topics: Collection[Topic] = ()
    """New, or in place of those with their keys."""


def build(
    folder: Path,
    entries: Iterable[Entry],
    topics: Iterable[Topic] = (),
    *,
    position: str = "",
    meanwhile: Callable[[], Changes | None] = lambda: None,
    wait: float = 60.0,
) -> int:
    """Build a whole new index beside the current one, and make it the current one in one step.

    Searches go on meanwhile, on the old index until the swap and on the new one from then, and so do changes of the
    old one. When anything fails, entries included, the old index stays current and nothing is left behind.

    :param folder: where the index lives; made when missing
    :param entries: everything that can be found; read once
    :param topics: every topic that entries name; read once
    :param position: what the entries were made from
    :param meanwhile: gives, just before the swap, what has changed since the entries were made
    :param wait: seconds to wait for another writer
    :return: how many entries were built
    :raises IndexBusyError: another writer did not finish in time
    :raises ValueError: two entries have the same key
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder, "build", wait):
        _sweep(folder, old_versions=pointer(folder).is_symlink())
        fresh = folder / f"{SCHEMA_VERSION}-{secrets.token_hex(8)}"
        fresh.mkdir()
        try:
            count = _fill(fresh, entries, topics)
            replace(fresh / POSITION, position)
            with _alone(folder, "lock", wait):
                _apply(fresh, meanwhile())
                _point(folder, fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        _sweep(folder, old_versions=False)
    return count


def put(folder: Path, entries: Iterable[Entry], topics: Iterable[Topic] = (), *, wait: float = 10.0) -> None:
    """Add entries, each in place of the one with its key. All of them are visible to the next question, or none.

    :param topics: topics that are new or changed
    :param wait: seconds to wait for another writer
    :raises IndexBusyError: another writer did not finish in time
    :raises IndexMissingError: there is no usable index to change
    """
    changed = tuple({entry.key: entry for entry in entries}.values())
    named = tuple({topic.key: topic for topic in topics}.values())
    change(folder, lambda before: Changes(before, changed, topics=named), wait=wait)


def remove(folder: Path, keys: Iterable[str], *, wait: float = 10.0) -> None:
    """Take entries out by their keys; a key that is not there is no error. Otherwise as put."""
    removed = tuple(dict.fromkeys(keys))
    change(folder, lambda before: Changes(before, removed=removed), wait=wait)


def change(folder: Path, changes: Callable[[str], Changes | None], *, wait: float = 10.0) -> bool:
    """Ask what has changed since the index's position, while nobody else can change it, and change it so.

    All of it is visible to the next question, or none. Whoever dies in between leaves the old position: the same
    changes are then made again, which changes nothing.

    :param changes: gives what has changed since a position; None: nothing is to be done
    :return: whether there was something to do
    :raises IndexBusyError: another writer did not finish in time
    :raises IndexMissingError: there is no usable index to change
    """
    if not exists(folder):
        raise IndexMissingError(f"no usable index in {folder}")
    with _alone(folder, "lock", wait):
        return _apply(current(folder), changes(position(folder)))


def position(folder: Path) -> str:
    """Give the position of the current index; "" when none is known."""
    try:
        return (current(folder) / POSITION).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def exists(folder: Path) -> bool:
    """Say whether there is an index of this schema version that opens."""
    try:
        FileStorage(str(current(folder)), supports_mmap=False).open_index(schema=schema()).reader().close()
    except Exception:  # noqa: BLE001  # Whoosh unpickles: a damaged file can raise anything
        return False
    return True


def _apply(directory: Path, changes: Changes | None) -> bool:
    if changes is None:
        return False
    if changes.entries or changes.removed or changes.topics:
        filling = Filling(DurableStorage(str(directory), supports_mmap=False).open_index(schema=schema()))
        try:
            filling.drop((*changes.removed, *(entry.key for entry in changes.entries)))
            filling.drop([topic_key(topic.key) for topic in changes.topics])
            for entry in changes.entries:
                filling.hold(entry)
            for topic in changes.topics:
                filling.hold_topic(topic)
        except BaseException:
            filling.cancel()
            raise
        filling.commit()
    replace(directory / POSITION, changes.position)
    return True


def _fill(fresh: Path, entries: Iterable[Entry], topics: Iterable[Topic]) -> int:
    filling = Filling(DurableStorage(str(fresh)).create_index(schema()))
    count = 0
    try:
        for entry in distinct(entries):
            filling.hold(entry)
            count += 1
        for topic in topics:
            filling.hold_topic(topic)
    except BaseException:
        filling.cancel()
        raise
    filling.commit()
    return count


def _point(folder: Path, fresh: Path) -> None:
    write_through(fresh)
    beside = folder / "pointer"
    beside.unlink(missing_ok=True)
    beside.symlink_to(fresh.name)
    if not pointer(folder).is_symlink():
        _clear(pointer(folder))
    beside.replace(pointer(folder))
    write_through(folder)


def _sweep(folder: Path, *, old_versions: bool) -> None:
    """Remove every build that no pointer names: replaced, or left by a killed process.

    Readers hold their files open and lose nothing. The indexes of older versions outlive the first build of a new
    one, so that workers of the old program go on searching while they are replaced one by one.
    """
    pointers = {int(match[1]): file for file in folder.iterdir() if (match := _POINTER.fullmatch(file.name))}
    if old_versions:
        for version in [version for version in pointers if version < SCHEMA_VERSION]:
            _clear(pointers.pop(version))
    named = {str(file.readlink()) for file in pointers.values() if file.is_symlink()}
    for file in folder.iterdir():
        if _BUILD.fullmatch(file.name) and file.name not in named:
            shutil.rmtree(file, ignore_errors=True)


def _clear(file: Path) -> None:
    """Remove a pointer: a link, or what a tool made of it that copies what links point to."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    else:
        file.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path, name: str, wait: float) -> Iterator[None]:
    """Have one of the folder's locks: "build" for who makes a new index, "lock" for who changes the current one."""
    lock = FileStorage(str(folder)).lock(name)
    if not try_for(lock.acquire, timeout=wait, delay=0.05):
        raise IndexBusyError(f"another process has been writing the index in {folder} for {wait:g} s")
    try:
        yield
    finally:
        lock.release()

"""Compares the search index with the register, names what differs, and mends it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from portal import engine, reindex
from portal.register import indexing
from portal.register.changes import MOST
from portal.settings import Settings
from portal.store import Store
from search_index.entry import IndexMissingError
from search_index.schema import digest
from search_index.writer import Changes

TOPIC: Final = "topic "
"""What the keys of topics begin with."""
NAMED: Final = 20
"""Differences of one kind that are named; the others are counted."""
_TRIES: Final = 5


@dataclass(frozen=True)
class Inspected:
    """How the index stands beside the register: keys of entries, and of topics as "topic …"."""

    there: bool
    """Whether there is an index that can be read."""
    entries: int
    """Entries that the register has."""
    damaged: tuple[str, ...] = ()
    """Files that are not as they were written."""
    missing: tuple[str, ...] = ()
    superfluous: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Say whether the index is whole and says what the register says."""
        return self.there and not (self.damaged or self.missing or self.superfluous or self.differing)

    @property
    def sentences(self) -> list[str]:
        """Give what differs, as sentences."""
        if not self.there:
            return ["There is no index that can be read."]
        return [
            *_named(self.damaged, "{} is damaged."),
            *_named(self.missing, "{} is missing from the index."),
            *_named(self.superfluous, "{} is in the index and not in the register."),
            *_named(self.differing, "{} reads differently in the register."),
        ]


def inspect(settings: Settings, store: Store) -> Inspected:
    """Compare the index with the register. What changes meanwhile is looked at again.

    Raises `DatabaseError`.
    """
    found = _inspect(settings, store)
    for _ in range(_TRIES):
        if found.equal:
            break
        before = (store.generation(), engine.keeping(settings).position())
        found = _inspect(settings, store)
        if before == (store.generation(), engine.keeping(settings).position()):
            break
    return found


def repair(settings: Settings, store: Store, found: Inspected) -> str:
    """Make the index say what the register says, and give a sentence about what was done.

    Raises `IndexBusyError` when another process has been writing for a minute.
    """
    keys = (*found.missing, *found.superfluous, *found.differing)
    whole = found.there and not found.damaged and not any(key.startswith(TOPIC) for key in keys)
    if whole and len(keys) <= MOST:
        engine.keeping(settings).change(lambda before: _mended(settings, store, keys, before), wait=60.0)
        return f"{len(keys)} entries of the index were mended."
    return f"The index was built anew: {reindex.rebuild(settings, store)} entries."


def _inspect(settings: Settings, store: Store) -> Inspected:
    with store.reading(live=True) as session:
        wanted = _wanted(session, settings)
    entries = sum(not key.startswith(TOPIC) for key in wanted)
    try:
        damaged = tuple(engine.keeping(settings).damaged())
        if damaged:
            return Inspected(there=True, entries=entries, damaged=damaged)
        held = engine.keeping(settings).contents()
    except IndexMissingError:
        return Inspected(there=False, entries=entries)
    return Inspected(
        there=True,
        entries=entries,
        missing=_those(wanted, lambda key: key not in held),
        superfluous=_those(held, lambda key: key not in wanted),
        differing=_those(wanted, lambda key: key in held and held[key] != wanted[key]),
    )


def _wanted(session: Session, settings: Settings) -> dict[str, str]:
    """Give the digest of everything that the index should hold, by its key there."""
    topics = {f"{TOPIC}{topic.key}": digest(topic) for topic in indexing.topics(session)}
    return topics | {entry.key: digest(entry) for entry in indexing.entries(session, settings.now())}


def _mended(settings: Settings, store: Store, keys: Collection[str], before: str) -> Changes:
    with store.reading(live=True) as session:
        entries = tuple(indexing.entries_of(session, keys, settings.now()))
    return Changes(before, entries, set(keys) - {entry.key for entry in entries})


def _those(keys: Iterable[str], differ: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(sorted(filter(differ, keys)))


def _named(keys: Collection[str], sentence: str) -> list[str]:
    said = [sentence.format(key) for key in sorted(keys)[:NAMED]]
    more = len(keys) - NAMED
    return [*said, f"The same is true of {more} more."] if more > 0 else said

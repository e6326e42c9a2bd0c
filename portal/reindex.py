"""Keeps the search index at the register: changes it where something changed, builds it anew where that is not enough.

The index remembers its position: which database it shows, up to which change, and on which days (statuses depend on
the day). It never claims more than it holds, so whatever is interrupted is simply done again.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from threading import Lock, Thread
from typing import Final

from sqlmodel import Session

from portal import engine, processors
from portal.register import changes, indexing, state
from portal.settings import Settings
from portal.store import Store
from search_index.entry import IndexMissingError
from search_index.writer import Changes

REST: Final = 5.0
"""Seconds until this process works at the index in the background again."""
REST_AFTER_FAILURE: Final = 30.0
_working = Lock()


class TooMuchError(Exception):
    """Too much has changed to put it into the index one by one."""


@dataclass(frozen=True)
class Position:
    """What an index was made from."""

    database: str
    change: int
    """The number of the last change that is in it."""
    days: str

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Position | None":
        """Read what an index remembers; None when it says nothing that we know."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return None

    @classmethod
    def of(cls, session: Session, settings: Settings) -> "Position":
        """Give the position of the register as a session sees it."""
        address = settings.database_url.rpartition("@")[2]  # without user and password
        name = hashlib.blake2b(address.encode(), digest_size=8).hexdigest()
        return cls(name, changes.newest(session), state.days(session, settings.now()))


def rebuild(settings: Settings, store: Store, *, wait: float = 60.0) -> int:
    """Build the index beside the old one and swap it in. Give the number of entries.

    Raises `IndexBusyError` when another process has been building for longer than `wait` seconds.
    """
    now = settings.now()
    with store.reading(live=True) as session:
        position = Position.of(session, settings)
        return engine.keeping(settings).build(
            indexing.entries(session, now),
            indexing.topics(session),
            position=str(position),
            meanwhile=partial(_meanwhile, settings, store, position),
            wait=wait,
        )


def catch_up(settings: Settings, store: Store, *, wait: float = 0.0) -> bool:
    """Put into the index what has changed since its position. Give whether it is now at the register.

    It is not when too much has changed, or when it was built for another day: then it must be built anew.
    Raises `IndexBusyError` when another process has been writing for longer than `wait` seconds, and
    `IndexMissingError` when there is no usable index.
    """
    try:
        engine.keeping(settings).change(partial(_changes, settings, store), wait=wait)
    except TooMuchError:
        return False
    return is_current(settings, store)


def is_current(settings: Settings, store: Store) -> bool:
    """Say whether the index, if there is one, is at the register as it stands now."""
    with store.reading(live=True) as session:
        return Position.read(engine.keeping(settings).position()) == Position.of(session, settings)


def is_whole(settings: Settings) -> bool:
    """Say whether there is an index and its files are as they were written."""
    try:
        return engine.keeping(settings).damaged() == []
    except IndexMissingError:
        return False


def update(settings: Settings, store: Store, *, wait: float = 60.0) -> int | None:
    """Bring the index to the register. Give the number of entries when it was built anew, None when not.

    Raises `IndexBusyError` when another process has been at it for longer than `wait` seconds.
    """
    if is_whole(settings) and catch_up(settings, store, wait=wait):
        return None
    return rebuild(settings, store, wait=wait)


def in_background(settings: Settings) -> None:
    """Start to bring the index to the register, unless this process is at it already. Returns at once.

    The work is done by a process of its own, so that visitors do not wait for it and this one does not grow.
    """
    if _working.acquire(blocking=False):
        Thread(target=_work, args=(settings,), name="reindex", daemon=True).start()


def _work(settings: Settings) -> None:
    rest = REST_AFTER_FAILURE
    try:
        command = (sys.executable, "-m", "portal", "index", "update", "--no-wait")
        environment = os.environ | settings.environment()
        with processors.on_any():
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            logging.getLogger(__name__).error("the search index could not be made: %s", done.stderr.strip())
        else:
            rest = REST
    except OSError:
        logging.getLogger(__name__).exception("the search index could not be made")
    finally:
        time.sleep(rest)
        _working.release()


def _meanwhile(settings: Settings, store: Store, built: Position) -> Changes | None:
    """Give what has changed while an index was built; too much of it is left for the next time."""
    try:
        return _changes(settings, store, str(built))
    except TooMuchError:
        return None


def _changes(settings: Settings, store: Store, before: str) -> Changes | None:
    """Give what has changed since a position. The day stays the one that the index was built for."""
    reached = Position.read(before)
    with store.reading(live=True) as session:
        wanted = Position.of(session, settings)
        if reached is None or reached.database != wanted.database:
            raise TooMuchError
        if reached.change == wanted.change:
            return None
        keys = changes.since(session, reached.change)
        if keys is None:
            raise TooMuchError
        entries = tuple(indexing.entries_of(session, keys, settings.now()))
    removed = keys - {entry.key for entry in entries}
    return Changes(str(replace(reached, change=wanted.change)), entries, removed)

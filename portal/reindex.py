"""Makes the search index anew from the register: for an operator, and in the background when none can be used."""

import logging
from datetime import UTC, datetime
from threading import Lock, Thread

from portal.register import indexing, state
from portal.settings import Settings
from portal.store import DatabaseError, Store
from search_index import writer
from search_index.entry import IndexBusyError

STAMP = "built-from"
"""The file beside the index that says which state of the register it was built from."""
_working = Lock()


def rebuild(settings: Settings, store: Store) -> int:
    """Build the index beside the old one and swap it in. Give the number of entries.

    Raises `IndexBusyError` when another process has been at it for a minute.
    """
    now = datetime.now(UTC)
    with store.reading() as session:
        count = writer.build(settings.index_folder, indexing.entries(session, now))
        (settings.index_folder / STAMP).write_text(state.stamp(session, now), "utf-8")
    return count


def is_current(settings: Settings, store: Store) -> bool:
    """Say whether there is an index, built from the content as it is and on this day."""
    stamp = settings.index_folder / STAMP
    with store.reading() as session:
        wanted = state.stamp(session, datetime.now(UTC))
    return writer.exists(settings.index_folder) and stamp.exists() and stamp.read_text("utf-8") == wanted


def in_background(settings: Settings, store: Store) -> None:
    """Start to build the index anew, unless this process is at it already. Returns at once."""
    if _working.acquire(blocking=False):
        Thread(target=_work, args=(settings, store), name="reindex", daemon=True).start()


def _work(settings: Settings, store: Store) -> None:
    try:
        rebuild(settings, store)
    except (IndexBusyError, DatabaseError, OSError):
        logging.getLogger(__name__).exception("the search index could not be made")
    finally:
        _working.release()

"""Looks after the index while the portal serves: whatever changes in the register is soon found, whoever changed it."""

import logging
import os
import threading
from collections.abc import Hashable
from typing import Final

from flask import Flask

from portal import engine, reindex
from portal.finding import Finding
from portal.settings import Settings
from portal.store import Store
from search_index.entry import IndexBusyError, IndexMissingError

EVERY: Final = 0.15
"""Seconds between two looks: what changed must be found within one."""


class Watcher:
    """One thread in each process that serves. All look, and whoever gets the index's lock does the work."""

    def __init__(self, settings: Settings, index: engine.Searching, finding: Finding) -> None:
        """Make it.

        `index` is opened again as soon as it was changed, so that no visitor waits for that. `finding` is told when
        it cannot be changed, as in a folder that is read-only.
        """
        self._settings = settings
        self._index = index
        self._finding = finding
        self._process = 0
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: Hashable = None

    def start(self) -> None:
        """Start, unless this process has a watcher. Only a request does so: a thread does not survive a fork."""
        if self._process == os.getpid():
            return
        with self._starting:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop for good, and wait until the last look is over."""
        self._stopping.set()
        if self._thread and self._process == os.getpid():
            self._thread.join()

    def _watch(self) -> None:
        store = Store(self._settings.database_url)
        said = ""
        while not self._stopping.wait(EVERY):
            try:
                self.look(store)
                said = ""
            except Exception as error:  # noqa: BLE001  # the database may be away, the folder read-only: look again
                store.close()
                if said != (said := repr(error)):
                    logging.getLogger(__name__).warning("the search index may be behind: %s", said)
        store.close()

    def look(self, store: Store) -> None:
        """Bring the index to the register if it is behind; start to build it anew where that is not enough."""
        minute = int(self._settings.now().timestamp()) // 60  # a new day is noticed within a minute
        state = (store.generation(), engine.keeping(self._settings).position(), minute, self._index.generation())
        if state == self._seen:
            return
        try:
            if not reindex.is_current(self._settings, store) and not reindex.catch_up(self._settings, store):
                reindex.in_background(self._settings)
                return
            self._index.warm()
        except IndexMissingError:
            reindex.in_background(self._settings)
        except IndexBusyError:
            pass  # who has the lock does the work
        except OSError:
            self._finding.behind = True
            raise
        else:
            self._finding.behind = False
            position = engine.keeping(self._settings).position()
            self._seen = (state[0], position, minute, self._index.opened())


def install(app: Flask, watcher: Watcher) -> None:
    """Start the watcher with the first request."""
    app.extensions["watcher"] = watcher
    app.before_request(watcher.start)

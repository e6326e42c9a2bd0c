"""Puts the portal together: store, index, language, rooms and error pages."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined

from portal import (
    access,
    current,
    engine,
    errors,
    frame,
    headers,
    language,
    linked,
    links,
    repeats,
    rooms,
    turns,
    watching,
)
from portal.current import Portal, index
from portal.finding import Finding
from portal.register import indexing, state
from portal.settings import Settings
from portal.store import Store
from search_index.entry import IndexMissingError


class NotReadyError(RuntimeError):
    """The database does not have the form that this version needs."""


class _App(Flask):
    """Flask without sessions, which need its secret key, and without views that are coroutines."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the view itself; Flask would look at a dozen functions for each request."""
        return func


def create_app(settings: Settings) -> Flask:
    """Make the web application.

    Raises `NotReadyError` when the database was not made or brought up to date with `portal init`.
    """
    app = _App(__name__, static_folder=None)
    _configure(app, settings)
    store = Store(settings.database_url)
    if not store.is_current():
        raise NotReadyError("The database is not ready. Run: portal init")
    with store.reading() as session:
        fictional = state.is_fictional(session)
        store.make_room(indexing.count(session))
    store.close()  # a connection must not be shared by the processes that a server forks
    searcher = engine.searching(settings)
    finding = Finding(settings, store, searcher)
    app.extensions["portal"] = Portal(settings, store, finding, fictional)

    watching.install(app, watching.Watcher(settings, searcher, finding))
    access.install(app)
    # The page's own headers (ETag among them) are set before it is compressed: the last installed runs first.
    Compress(app)
    headers.install(app)
    language.install(app)
    links.install(app)
    errors.install(app)
    frame.install(app)
    linked.install(app)
    rooms.install(app)
    turns.install(app)
    repeats.install(app, lambda: (store.generation(), finding.state(), current.period_of(settings.now())))
    return app


def _configure(app: Flask, settings: Settings) -> None:
    """Set what Flask, its templates and its compression go by."""
    app.config.update(
        MAX_CONTENT_LENGTH=64 * 1024,
        TESTING=settings.testing,
        COMPRESS_ALGORITHM=["br", "gzip"],
        # Measured on list pages of 66 kB: a third of the time of level 6, for half a kilobyte more.
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=3,
    )
    app.url_map.strict_slashes = True
    app.jinja_environment = frame.Templates
    app.jinja_options = {**app.jinja_options, "cache_size": -1}  # as many as there are; the other kind takes locks
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def warm(app: Flask) -> None:
    """Read the index, the dictionaries and the templates now, so that no visitor waits for them.

    A template that is read later could be of another version than the code.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.app_context(), suppress(IndexMissingError):
        index().warm()

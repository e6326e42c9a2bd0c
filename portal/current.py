"""What `app.py` hung on the app: the store, the index, the clock, the settings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

from flask import current_app

from portal.settings import Settings
from portal.store import Reading, Store

__all__ = ["Portal", "Reading", "index", "now", "portal", "store", "today"]
from search_index.searcher import Index


@dataclass(frozen=True)
class Portal:
    """What every request may use."""

    settings: Settings
    store: Store
    index: Index
    fictional: bool
    """Whether the register is a demo; every page then says so."""


def portal() -> Portal:
    """Give what the app was made with."""
    return cast("Portal", current_app.extensions["portal"])


def store() -> Store:
    """Give the store."""
    return portal().store


def index() -> Index:
    """Give the search index."""
    return portal().index


def now() -> datetime:
    """Give this instant, in UTC; noon of the fixed day where the settings fix the clock."""
    fixed = portal().settings.today
    return datetime.combine(fixed, time(12), UTC) if fixed else datetime.now(UTC)


def today() -> date:
    """Give the day it is, for what has no time zone of its own."""
    return now().date()

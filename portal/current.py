"""What `app.py` hung on the app: the store, the index, the clock, the settings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import current_app

from portal.finding import Finding
from portal.settings import Settings
from portal.store import Reading, Store

__all__ = ["Portal", "Reading", "index", "now", "period", "portal", "store", "today"]


@dataclass(frozen=True)
class Portal:
    """What every request may use."""

    settings: Settings
    store: Store
    index: Finding
    fictional: bool
    """Whether the register is a demo; every page then says so."""


def portal() -> Portal:
    """Give what the app was made with."""
    return cast("Portal", current_app.extensions["portal"])


def store() -> Store:
    """Give the store."""
    return portal().store


def index() -> Finding:
    """Give what answers questions: the search index, or what stands in for it."""
    return portal().index


def now() -> datetime:
    """Give this instant, in UTC; noon of the fixed day where the settings fix the clock."""
    return portal().settings.now()


def period() -> int:
    """Give a number for the time in which no day begins or ends."""
    return period_of(now())


def period_of(instant: datetime) -> int:
    """Give a number for the quarter of an hour that an instant lies in.

    A scheme's day is that of its own time zone, and every time zone's clock is whole quarters away from UTC.
    """
    return int(instant.timestamp() // 900)


def today() -> date:
    """Give the day it is, for what has no time zone of its own."""
    return now().date()

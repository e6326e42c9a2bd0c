"""How fresh an entry is: which of five sentences says it."""

from datetime import date
from enum import StrEnum
from typing import Final

OLD: Final = 365
"""Days after which what nobody looked at again is no longer to be relied on."""


class Freshness(StrEnum):
    """What is to be said of an entry."""

    LATE = "late"
    """The organisation confirmed it, and should have done so again."""
    CONFIRMED = "confirmed"
    OLD = "old"
    """It was last compared with its sources long ago."""
    UNCONFIRMED = "unconfirmed"
    """It was compared with its sources, and the organisation may still confirm it."""
    CHECKED = "checked"


def freshness(
    checked_on: date, confirmed_on: date | None, due_on: date | None, today: date, *, confirmable: bool
) -> Freshness:
    """Say how fresh an entry is.

    :param checked_on: the day an editor last compared it with its sources
    :param confirmed_on: the day the organisation itself last confirmed it
    :param due_on: the day it is to be confirmed again
    :param confirmable: it is of a kind that an organisation confirms
    """
    if confirmed_on:
        return Freshness.LATE if due_on and due_on < today else Freshness.CONFIRMED
    if (today - checked_on).days > OLD:
        return Freshness.OLD
    return Freshness.UNCONFIRMED if confirmable else Freshness.CHECKED

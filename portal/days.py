"""Days as people write them."""

import re
from datetime import date

from portal.words import N_


class NoDayError(ValueError):
    """A text is no day; its message is the English source of the sentence that says why."""


def read(written: str) -> date | None:
    """Read a day: 2026-03-12, 12.3.2026, 12/03/2026 or 12-03-2026; None where nothing is written.

    :raises NoDayError: it is no day
    """
    if not written:
        return None
    if day := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", written):
        parts = day.groups()
    elif day := re.fullmatch(r"([0-9]{1,2})[./-]\s?([0-9]{1,2})[./-]\s?([0-9]{4})", written):
        parts = day.groups()[::-1]
    else:
        raise NoDayError(N_("Write the day like 12.3.2026 or 2026-03-12."))
    try:
        return date(*map(int, parts))
    except ValueError:
        raise NoDayError(N_("This day does not exist. Check the day and the month.")) from None

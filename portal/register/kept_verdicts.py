"""Verdicts that somebody wanted kept: each stays as it was made, under a reference that nobody can guess.

Nothing about who asked is kept, and whoever has the reference can call the verdict up again. Equal verdicts get
references of their own: one that they shared would tell the second asker that, and when, there was a first.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from portal.tables import KeptVerdict

LARGEST: Final = 64 * 1024
"""Bytes of a verdict that is kept: some hundred decisions."""
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are read as other signs."""
_GROUPS: Final = (7, 7, 6, 6)
_LENGTH: Final = sum(_GROUPS)
_READ_AS: Final = str.maketrans("ILO", "110")


class TooLargeError(ValueError):
    """The verdict is larger than what is kept."""


class FullError(ValueError):
    """So many verdicts were kept within a day that no more are: nobody can fill the disk with them."""


@dataclass(frozen=True)
class Kept:
    """A verdict that was kept."""

    reference: str
    body: str
    """As it was made: canonical JSON, see `portal.evidence.verdicts`."""
    made_at: datetime


def keep(session: Session, body: str, made_at: datetime, most: int) -> str:
    """Keep a verdict, in a writing session; give its reference: 128 random bits.

    `most`: verdicts that are kept in 24 hours. Raises `TooLargeError` and `FullError`.
    """
    if len(body.encode()) > LARGEST:
        raise TooLargeError("this verdict is too large to be kept")
    of_a_day = select(func.count()).where(col(KeptVerdict.made_at) > made_at - timedelta(days=1))
    if session.exec(of_a_day).one() >= most:
        raise FullError("no more verdicts are kept today")
    reference = _written(secrets.randbits(128))
    session.add(KeptVerdict(reference=reference, body=body, made_at=made_at))
    return reference


def by_reference(session: Session, reference: str) -> Kept | None:
    """Give what is kept under a reference in its own form (`read`); None when there is nothing. One query."""
    row = session.get(KeptVerdict, reference)
    return Kept(row.reference, row.body, row.made_at) if row else None


def read(text: str) -> str | None:
    """Give a reference in its own form, however it was copied (small letters, O for 0); None when it is none."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(_READ_AS)
    return _grouped(letters) if len(letters) == _LENGTH and set(letters) <= set(_LETTERS) else None


def _written(number: int) -> str:
    return _grouped("".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_LENGTH))))


def _grouped(letters: str) -> str:
    ends = [sum(_GROUPS[: place + 1]) for place in range(len(_GROUPS))]
    return "-".join(letters[end - length : end] for end, length in zip(ends, _GROUPS, strict=True))

"""Organisation numbers as spreadsheets leave them: shortened, or without the zero that they began with."""

import re
from dataclasses import dataclass
from typing import Final

from portal.batch.tables import Trouble
from portal.register import numbers
from portal.register.numbers import Kind, Number

_LIKE: Final = re.compile(r"(NO|BE|BG)?[0-9]{8,13}(MVA)?")
_SHORTENED: Final = re.compile(r"[0-9]([.,][0-9]+)?E\+?[0-9]+")
_TROUBLES: Final = {
    Kind.NO_NUMBER: Trouble.NO_NUMBER,
    Kind.WRONG_CHECK_DIGIT: Trouble.CHECK_DIGIT,
    Kind.PERSONAL: Trouble.PERSONAL,
}
_NOTHING: Final = Number(Kind.NO_NUMBER)


@dataclass(frozen=True)
class Reading:
    """What a cell is as an organisation number."""

    number: Number
    trouble: Trouble | None = None
    """Why it is none."""
    lost_zero: bool = False
    """The cell has not the zero that its number begins with."""

    @property
    def with_zero(self) -> str:
        """The Belgian number that nine digits of another register are with a zero before them; "" when there is none.

        The cell may have lost it.
        """
        padded = f"0{self.number.digits}"
        may_be = len(padded) == 10 and self.number.named is None and numbers.is_of(numbers.BELGIUM, padded)
        return padded if may_be else ""


def is_like(text: str) -> bool:
    """Say whether a text is written like an organisation number, right or wrong."""
    bare = _bare(text)
    return bool(_LIKE.fullmatch(bare) or _SHORTENED.fullmatch(bare)) or numbers.read(text).kind is Kind.NUMBER


def read(text: str) -> Reading:
    """Read an organisation number as `portal.register.numbers.read` does; a zero lost at its beginning is put back.

    The number of a person is told, without its first zero too. Never fails.
    """
    bare = _bare(text)
    if _SHORTENED.fullmatch(bare):
        return Reading(_NOTHING, Trouble.SHORTENED)
    found = numbers.read(text)
    if found.kind is Kind.NUMBER:
        digits = re.sub("[^0-9]", "", bare)
        return Reading(found, lost_zero=found.digits.isdecimal() and found.digits == f"0{digits}")
    if bare.isdecimal():
        padded = f"0{bare}"
        if numbers.is_of_person(padded):
            return Reading(Number(Kind.PERSONAL), Trouble.PERSONAL)
        if numbers.is_of(numbers.NORWAY, padded) or numbers.is_of(numbers.BULGARIA, padded):
            return Reading(numbers.read(padded), lost_zero=True)
    return Reading(found, _TROUBLES[found.kind])


def _bare(text: str) -> str:
    return re.sub(r"[\s./\u2010-\u2015-]+", "", text.upper()) if len(text) < 60 else ""

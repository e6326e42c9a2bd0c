"""Organisation numbers of fictional firms: their check digits are right, and they begin as no real one is known to.

Norwegian ones begin with 1 (real ones with 8 or 9), Belgian ones with 003 or 004 (real ones with 02 or more), and none
of these with a day of birth, as personal numbers do; Bulgarian ones begin with 99 (real ones with 0, 1, 2 or 8).
"""

from collections.abc import Iterator
from itertools import count
from typing import Final

from stdnum.bg import vat as eik
from stdnum.no import orgnr

from portal.register.numbers import BELGIUM, BULGARIA, NORWAY, branch_check_digit

REGISTERS: Final = {"NO": NORWAY, "BE": BELGIUM, "BG": BULGARIA}


def of_country(country: str) -> Iterator[str]:
    """Give one number after the other, each once."""
    return {"NO": _norwegian, "BE": _belgian, "BG": _bulgarian}[country]()


def of_branch(number: str, place: int) -> str:
    """Give the number of the branch with this place, from 1, of a Bulgarian legal unit."""
    stem = f"{number}{place:03}"
    return f"{stem}{branch_check_digit(stem)}"


def _norwegian() -> Iterator[str]:
    for stem in count(10_000_000):
        rest = -orgnr.checksum(f"{stem}0") % 11
        if rest < 10:  # where it is 10 there is no such number
            yield f"{stem}{rest}"


def _belgian() -> Iterator[str]:
    return (f"{stem:08}{97 - stem % 97:02}" for stem in count(330_000))


def _bulgarian() -> Iterator[str]:
    return (f"{stem}{eik.calc_check_digit_legal(str(stem))}" for stem in count(99_000_000))

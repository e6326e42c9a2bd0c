"""Organisation numbers, however people write them; and personal numbers, which are no business of ours.

The rules for check digits are python-stdnum's, but for the thirteen digits of a Bulgarian branch, which it does not
know. A text is read once: what it can be, what is wrong with it, or that it holds the number of a person. What holds
one must not be shown, stored or logged by whoever asked.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, takewhile
from typing import Final

from stdnum import lei
from stdnum.be import bis, nn
from stdnum.be import vat as enterprise
from stdnum.bg import egn, pnf
from stdnum.bg import vat as eik
from stdnum.no import fodselsnummer, orgnr

NORWAY: Final = "NO-BRREG"
BELGIUM: Final = "BE-KBO"
BULGARIA: Final = "BG-EIK"
LEI: Final = "LEI"
REGISTERS: Final = (NORWAY, BELGIUM, BULGARIA, LEI)
LONGEST: Final = 200
"""Letters of a text that is read at all."""

SHORTEST_OF_PERSON: Final = 10
"""Digits of the shortest number of a person."""
_SEPARATORS: Final = re.compile(r"[\s.,/\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff()-]")
_LEADING: Final = re.compile(
    r"(?P<no>NO)|(?P<be>BE|KBO|BCE|BTW|TVA)|(?P<bg>BG|БГ|EIK|ЕИК|BULSTAT|БУЛСТАТ)|ORGANISASJONSNUMMER|ORGNR|VAT|LEI"
)
_NAMED: Final = {"no": NORWAY, "be": BELGIUM, "bg": BULGARIA}
_LEI: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_RUN: Final = re.compile(r"[0-9](?:[\s.\u00a0\u2010-\u2015/-]{0,3}[0-9])*")
_CERTIFICATE: Final = re.compile(r"[A-Za-z]{2,10}-[0-9]{4}-[0-9]{1,6}")
"""How certificates are numbered: what is written so is read as such, and not as the number of a person."""


class Kind(StrEnum):
    """What a text is, as an organisation number."""

    NUMBER = "number"
    WRONG_CHECK_DIGIT = "wrong-check-digit"
    NO_NUMBER = "no-number"
    PERSONAL = "personal"
    """It holds the number of a person, or what may well be one with a slip in it."""


@dataclass(frozen=True)
class Number:
    """A text, read as an organisation number."""

    kind: Kind
    digits: str = ""
    """The number as a public register writes it: digits, or the signs of a Legal Entity Identifier. Empty for what is
    none, and for the number of a person."""
    registers: tuple[str, ...] = ()
    """The registers that can have given it; nine digits can come from several."""
    named: str | None = None
    """The register that the text itself names, as by "BE" or "MVA"."""
    maybe_personal: bool = False
    """It is a good Belgian number and a good Bulgarian personal number as well, and nothing says which is meant."""


def read(text: str) -> Number:
    """Read a text as an organisation number. Never fails; reads nothing that is longer than `LONGEST`."""
    if text.replace(" ", "").isalpha():  # no letter of any script stands for a digit
        return Number(Kind.NO_NUMBER)
    text = _plain(text[:LONGEST])
    if certificate_number(text):
        return Number(Kind.NO_NUMBER)
    whole = _SEPARATORS.sub("", text).replace(":", "").upper()
    bare, register = _bare(whole)
    if bare.isdecimal():
        found = _of_digits(bare, register)
    elif entity := next((one for one in (whole, bare) if _LEI.fullmatch(one)), ""):
        good = lei.is_valid(entity)
        found = Number(Kind.NUMBER, entity, (LEI,)) if good else Number(Kind.WRONG_CHECK_DIGIT)
    else:
        found = Number(Kind.NO_NUMBER)
    in_words = found.kind is Kind.NO_NUMBER or not bare.isdecimal()
    if found.kind is not Kind.NUMBER and in_words and any(map(is_of_person, _runs(text))):
        return Number(Kind.PERSONAL)
    return found


def certificate_number(text: str) -> str:
    """Give a certificate's number with plain hyphens, however they were written; "" where it has another form."""
    number = hyphenated(text)
    return number if _CERTIFICATE.fullmatch(number) else ""


def hyphenated(text: str) -> str:
    """Give a text with plain hyphens instead of spaces and of hyphens of every kind."""
    return re.sub(r"[\s\u2010-\u2015-]+", "-", text.strip())


def is_personal(text: str) -> bool:
    """Say whether a text holds the number of a person: a Bulgarian, a Norwegian or a Belgian one."""
    if len(text) < SHORTEST_OF_PERSON and text.isascii():
        return False
    return read(text).kind is Kind.PERSONAL


def is_of_person(digits: str) -> bool:
    """Say whether digits are the number of a person, check digits and all."""
    if len(digits) == 10:
        return egn.is_valid(digits) or pnf.is_valid(digits)
    return len(digits) == 11 and (fodselsnummer.is_valid(digits) or nn.is_valid(digits) or bis.is_valid(digits))


def is_of(register: str, number: str) -> bool:
    """Say whether a number, written as the register writes it, has the right check digits."""
    return register in _registers_of(number) or (
        register == LEI and bool(_LEI.fullmatch(number)) and lei.is_valid(number)
    )


def possible(number: str, register: str | None = None) -> tuple[str, ...]:
    """Give the numbers, as registers write them, that a number in digits can stand for.

    Nine digits can also be a Belgian number in its old form, without the 0 that it begins with.
    """
    return (number, f"0{number}") if len(number) == 9 and register in (None, BELGIUM) else (number,)


def branch_check_digit(number: str) -> str:
    """Give the thirteenth digit of a Bulgarian branch's number.

    It is made of the ninth to the twelfth: weights 2, 7, 3, 5, modulo 11; where that gives 10, weights 4, 9, 5, 7, and
    where that gives 10 again, 0. Source: “Контролни цифри ползвани в България”, bsv-bg.com, on ЕИК of 13 digits.
    """
    for weights in ((2, 7, 3, 5), (4, 9, 5, 7)):
        rest = sum(weight * int(digit) for weight, digit in zip(weights, number[8:12], strict=True)) % 11
        if rest < 10:
            return str(rest)
    return "0"


def _plain(text: str) -> str:
    """Write every kind of digit, and letters of other widths, as plain ones."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in unicodedata.normalize("NFKC", text)
    )


def _bare(whole: str) -> tuple[str, str | None]:
    """Take off what leads and what follows a number without separators; give the register that these name."""
    bare, register = whole, None
    if bare.endswith("MVA"):
        bare, register = bare.removesuffix("MVA"), NORWAY
    while leading := _LEADING.match(bare):
        if not bare[leading.end() :]:
            break
        bare = bare[leading.end() :]
        register = _NAMED.get(leading.lastgroup or "") or register
    return bare, register


def _of_digits(digits: str, register: str | None) -> Number:
    if len(digits) == 11:  # no organisation number is as long, and a personal number with a slip is one all the same
        return Number(Kind.PERSONAL)
    if len(digits) == 10 and register != BELGIUM:
        return _of_ten(digits, register)
    if register == BELGIUM and len(digits) == 9:
        digits = f"0{digits}"
    if len(digits) not in (9, 10, 13) or (len(digits) == 13 and register not in (None, BULGARIA)):
        return Number(Kind.NO_NUMBER)
    found = tuple(one for one in _registers_of(digits) if register in (None, one))
    if not found and len(digits) == 9 and register is None and enterprise.is_valid(digits):
        digits, found = f"0{digits}", (BELGIUM,)
    return Number(Kind.NUMBER, digits, found, register) if found else Number(Kind.WRONG_CHECK_DIGIT)


def _of_ten(digits: str, register: str | None) -> Number:
    """Read ten digits that nothing calls Belgian: they are a Belgian number, or a person's."""
    if register is None and enterprise.is_valid(digits):
        return Number(Kind.NUMBER, digits, (BELGIUM,), maybe_personal=egn.is_valid(digits))
    may_be_belgian = digits[0] in "01" and register is None
    if egn.is_valid(digits) or (not may_be_belgian and (pnf.is_valid(digits) or _is_born(digits))):
        return Number(Kind.PERSONAL)
    return Number(Kind.WRONG_CHECK_DIGIT if may_be_belgian else Kind.NO_NUMBER)


def _registers_of(digits: str) -> tuple[str, ...]:
    """Give the registers whose numbers have these digits, check digits and all."""
    found = {
        NORWAY: len(digits) == 9 and orgnr.is_valid(digits),
        BELGIUM: len(digits) == 10 and enterprise.is_valid(digits),
        BULGARIA: _is_bulgarian(digits),
    }
    return tuple(register for register, good in found.items() if good)


def _is_bulgarian(digits: str) -> bool:
    """Say so of nine digits, and of thirteen: the nine of the legal unit and four of a branch."""
    if len(digits) not in (9, 13) or not digits.isdecimal() or not eik.is_valid(digits[:9]):
        return False
    return len(digits) == 9 or digits[12] == branch_check_digit(digits)


def _runs(text: str) -> Iterator[str]:
    """Give the digits that stand together in a text, whatever parts them, up to the length of a personal number.

    A house number or a day may stand beside it, so a run gives all that can be read in it: "12 34 5" gives 12, 1234,
    12345, 34, 345 and 5.
    """
    for run in _RUN.finditer(text):
        parts = re.findall("[0-9]+", run[0])
        for first in range(len(parts)):
            yield from takewhile(lambda digits: len(digits) <= 11, accumulate(parts[first:]))


def _is_born(digits: str) -> bool:
    """Say whether the number begins with a day of birth, as a Bulgarian personal number does."""
    try:
        egn.get_birth_date(digits)
    except egn.ValidationError:
        return False
    return True

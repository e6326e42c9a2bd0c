"""Numbers as people write them: certificates' own, and those that public registers give organisations."""

import re
from dataclasses import dataclass
from typing import Final

from stdnum import lei
from stdnum.be import nn
from stdnum.be import vat as be_vat
from stdnum.bg import egn, pnf
from stdnum.bg import vat as bg_vat
from stdnum.no import fodselsnummer, orgnr

from portal.batch.tables import Trouble

_CERTIFICATE: Final = re.compile(r"[A-Za-z]{2,20}-[0-9]{4}-[0-9]{1,8}")
_WRITTEN: Final = re.compile(r"(NO|BE|BG)?([0-9]{8,13})(MVA)?")
_LEI: Final = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_SHORTENED: Final = re.compile(r"[0-9]([.,][0-9]+)?E\+?[0-9]+")


@dataclass(frozen=True)
class Reading:
    """What a text is as an organisation number."""

    candidates: tuple[str, ...] = ()
    """The number as its register writes it; after it, others that it may be, if that one is not there."""
    trouble: Trouble | None = None
    """Why it is none."""


def certificate_number(text: str) -> str:
    """Give the number of a certificate with plain hyphens, however they were written; "" when it is none."""
    plain = re.sub(r"[\s\u2010-\u2015-]+", "-", text)
    return plain.upper() if _CERTIFICATE.fullmatch(plain) else ""


def is_certificate_number(text: str) -> bool:
    """Say whether a text has the form of a certificate's number."""
    return bool(certificate_number(text))


def is_like_organisation_number(text: str) -> bool:
    """Say whether a text is written like an organisation number, right or wrong."""
    bare = _bare(text)
    return bool(_WRITTEN.fullmatch(bare) or _SHORTENED.fullmatch(bare)) or _is_lei(bare)


def organisation_number(text: str) -> Reading:
    """Read an organisation number of Norway, Belgium or Bulgaria, or a Legal Entity Identifier, with its check digits.

    A personal number is told apart, and is none.
    """
    bare = _bare(text)
    if _is_lei(bare):
        return Reading((bare,))
    if _SHORTENED.fullmatch(bare):
        return Reading(trouble=Trouble.SHORTENED)
    written = _WRITTEN.fullmatch(bare)
    if written is None:
        return Reading(trouble=Trouble.NO_NUMBER)
    country, digits, _ = written.groups()
    padded = f"0{digits}"
    found = tuple(one for one in (digits, padded) if _is_valid(country, one))
    if found:
        return Reading(found)
    if country is None and any(kind.is_valid(digits) for kind in (egn, pnf, fodselsnummer, nn)):
        return Reading(trouble=Trouble.PERSONAL)
    return Reading(trouble=Trouble.CHECK_DIGIT if len(digits) in (9, 10) else Trouble.NO_NUMBER)


def _bare(text: str) -> str:
    return re.sub(r"[\s./\u2010-\u2015-]+", "", text.upper()) if len(text) < 60 else ""


def _is_lei(bare: str) -> bool:
    return _LEI.fullmatch(bare) is not None and lei.is_valid(bare)


def _is_valid(country: str | None, digits: str) -> bool:
    """Say whether the check digits are right by the rules of a country, or of any of the three."""
    if len(digits) == 10 and country in (None, "BE"):
        return digits[0] in "01" and be_vat.is_valid(digits)
    if len(digits) == 9:
        return (country in (None, "NO") and orgnr.is_valid(digits)) or (country in (None, "BG") and _is_eik(digits))
    return len(digits) == 13 and country in (None, "BG") and _is_eik(digits[:9])


def _is_eik(digits: str) -> bool:
    return bg_vat.calc_check_digit_legal(digits[:-1]) == digits[-1]

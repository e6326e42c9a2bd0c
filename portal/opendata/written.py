"""Numbers as people and machines write them, brought into the one form that the register knows."""

import re
from typing import Final

from stdnum.be import vat as enterprise
from stdnum.bg import egn
from stdnum.no import fodselsnummer

_LEGAL_ENTITY: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_CERTIFICATE: Final = re.compile(r"[A-Za-z]{2,10}-[0-9]{4}-[0-9]{1,8}")


def certificate_number(text: str) -> str:
    """Give a certificate's number however its hyphens were written; "" when it cannot be one."""
    number = re.sub(r"[\s\u2010-\u2015-]+", "-", text.strip())
    return number if _CERTIFICATE.fullmatch(number) else ""


def organisation_number(text: str) -> str:
    """Give an organisation number as its register has it ("NO 974 760 673 MVA": nine digits); "" when it is none."""
    bare = re.sub(r"[\s.\u00a0-]", "", text.upper()) if text.isascii() or "\u00a0" in text else ""
    if _LEGAL_ENTITY.fullmatch(bare):
        return bare
    bare = re.sub(r"^(NO|BE|BG)|MVA$", "", bare)
    return bare if re.fullmatch(r"[0-9]{9,10}", bare) else ""


def is_personal(text: str) -> bool:
    """Say whether a text holds the number of a person in Bulgaria or Norway: it is not looked up, repeated or kept."""
    runs = () if certificate_number(text) else re.findall(r"[0-9]{10,11}", re.sub(r"[\s.-]", "", text))
    return any(fodselsnummer.is_valid(run) or (egn.is_valid(run) and not enterprise.is_valid(run)) for run in runs)

"""What a statement proves, in one sentence: who, which certificate, which status, on which day, as of when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from portal.evidence.checking import Kind, Proven
from portal.words import N_, Status

Value = str | date | datetime | Status

_ON_A_DAY: Final = N_(
    "%(issuer)s stated on %(made)s: certificate %(number)s of %(firm)s has the status “%(status)s” on %(day)s."
)
_WHOLE: Final = N_("%(issuer)s stated on %(made)s: %(firm)s is certified on every day from %(day)s to %(last)s.")
_GAPS: Final = N_("%(issuer)s stated on %(made)s: %(firm)s is not certified on every day from %(day)s to %(last)s.")
_NONE: Final = N_("%(issuer)s stated on %(made)s: %(firm)s holds no certificate in the register on %(day)s.")
_UNKNOWN: Final = N_("%(issuer)s stated on %(made)s: the register has no certificate for “%(asked)s”.")
_TABLE: Final = N_("%(issuer)s made this table of %(count)s answers on %(made)s. It is unchanged.")
_BADGE: Final = N_(
    "%(issuer)s certified %(firm)s: certificate %(number)s, valid from %(day)s. That may have ended since."
)


def sentence(proven: Proven) -> tuple[str, Mapping[str, Value]]:
    """Give a sentence of the interface, and the values for its places; days, instants and statuses as such."""
    verdict = proven.verdict
    by = proven.issuer.removeprefix("did:web:").replace("%3A", ":")
    if proven.kind is Kind.TABLE:
        made = datetime.fromisoformat(verdict["made"])
        return _TABLE, {"issuer": by, "count": str(len(verdict["rows"])), "made": made}
    firm = verdict["organisation"]["name"] if verdict["organisation"] else ""
    values: dict[str, Value] = {"issuer": by, "firm": firm}
    if proven.kind is Kind.BADGE:
        held = verdict["certificates"][0]
        return _BADGE, values | {"number": held["number"], "day": date.fromisoformat(held["granted"])}
    values |= {"made": datetime.fromisoformat(verdict["made"]), "day": date.fromisoformat(verdict["on"])}
    if not firm:
        names = ("number", "organisation_number", "firm", "name")
        return _UNKNOWN, values | {"asked": next(verdict["asked"][one] for one in names if one in verdict["asked"])}
    if not verdict["certificates"]:
        return _NONE, values
    if verdict["until"]:
        return _WHOLE if verdict["holds"] else _GAPS, values | {"last": date.fromisoformat(verdict["until"])}
    return _ON_A_DAY, values | {"number": proven.numbers[0], "status": Status(verdict["status"])}


def in_english(proven: Proven) -> str:
    """Give the sentence in English, with days and instants as numbers."""
    message, values = sentence(proven)
    plain = {name: one.isoformat() if isinstance(one, date) else str(one) for name, one in values.items()}
    warning = " The register is fictional." if proven.fictional else ""
    return message % plain + warning

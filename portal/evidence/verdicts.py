"""A verdict as JSON: one form for what is kept, stated, signed and given to machines."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import rfc8785

from portal.register.certificates import CertificateFact
from portal.register.histories import DecisionFact, Period
from portal.register.organisations import OrganisationFact
from portal.register.verification import Asked, Verdict
from portal.words import LocalText

VERSION: Final = 1


def said(verdict: Verdict) -> dict[str, Any]:
    """Give everything a verdict says. Days are calendar days in the scheme's zone, instants are in UTC (RFC 3339)."""
    return {
        "version": VERSION,
        "asked": asked(verdict.asked),
        "outcome": str(verdict.outcome),
        "holds": verdict.holds,
        "status": str(verdict.status) if verdict.status else None,
        "on": _day(verdict.asked.on or verdict.today),
        "until": _day(verdict.asked.until),
        "organisation": _organisation(verdict.organisation),
        "holder": _organisation(verdict.holder),
        "unit_not_covered": verdict.unit_not_covered,
        "other_relations": verdict.other_relations,
        "corrected": verdict.corrected,
        "lies_ahead": verdict.lies_ahead,
        "certificates": [certificate(one) for one in verdict.certificates],
        "covered": [period(one) for one in verdict.covered],
        "gaps": [period(one) for one in verdict.gaps],
        "complete": [
            {
                "scheme": one.scheme_slug,
                "scheme_names": texts(one.scheme_names),
                "said": texts(one.said),
                "since": _day(one.since),
            }
            for one in verdict.complete
        ],
        "made": verdict.made_at.isoformat(),
        "log_size": verdict.log_size,
    }


def canonical(verdict: Verdict) -> str:
    """Give the same as canonical JSON (RFC 8785): equal verdicts have equal bytes."""
    return rfc8785.dumps(said(verdict)).decode()


def asked(one: Asked) -> dict[str, Any]:
    """Give what was asked, without what was not."""
    given = {
        "number": one.number,
        "organisation_number": one.organisation_number,
        "register": one.register_code,
        "firm": one.slug,
        "name": one.name,
        "on": _day(one.on),
        "until": _day(one.until),
        "as_known": one.as_known.isoformat() if one.as_known else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def certificate(fact: CertificateFact) -> dict[str, Any]:
    """Give a certificate with its whole history."""
    return {
        "number": fact.number,
        "scheme": fact.scheme_slug,
        "scheme_names": texts(fact.scheme_names),
        "scope": texts(fact.scope),
        "covers_units": fact.covers_units,
        "status": str(fact.status),
        "on": _day(fact.day),
        "granted": _day(fact.granted_on),
        "granted_certainty": str(fact.granted_certainty),
        "valid_until": _day(fact.valid_until),
        "decisions": [decision(one, place) for place, one in enumerate(fact.decisions, 1)],
    }


def decision(one: DecisionFact, place: int) -> dict[str, Any]:
    """Give a decision, with its place in the history."""
    found = {
        "place": place,
        "decision": str(one.kind),
        "effective": _day(one.effective_on),
        "effective_certainty": str(one.effective_certainty),
        "valid_until": _day(one.valid_until),
        "recorded": one.recorded_at.isoformat() if one.recorded_at else None,
        "reason": one.reason_code,
        "text": texts(one.reason),
        "criteria": one.criteria,
        "decided_by": one.decided_by,
        "approved_by": one.approved_by,
    }
    return found if one.corrects is None else found | {"corrects": one.corrects, "voids": one.voids}


def period(one: Period) -> dict[str, str]:
    """Give some days in a row, both ends included."""
    return {"from": one.first.isoformat(), "to": one.last.isoformat(), "status": str(one.status)}


def texts(text: LocalText) -> Mapping[str, str]:
    """Give a text by language."""
    return dict(text.texts)


def _organisation(one: OrganisationFact | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"slug": one.slug, "name": one.name.text, "name_language": one.name.lang, "country": one.country}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

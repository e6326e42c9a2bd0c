"""The badge of a certificate, by its number or by that of the organisation that holds it."""

from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, g, make_response, request

from portal import asking, headers, language
from portal.access import public
from portal.current import Reading, now, portal, store
from portal.evidence import badges
from portal.evidence.badges import Badge
from portal.language import gettext
from portal.register import certificates, numbers, organisations, verification
from portal.register.certificates import CertificateFact
from portal.register.verification import Asked, Verdict
from portal.repeats import repeatable
from portal.words import LANGUAGES, Status

blueprint = Blueprint("badge", __name__)

LONGEST_KEPT: Final = "public, max-age=300"
LAST_QUARTER: Final = "public, max-age=0, must-revalidate"
"""A badge that is kept must not outlive the day that it speaks of."""


@blueprint.get("/badge/<number>.svg")
@public
@repeatable
def of_certificate(number: str) -> Response:
    """Give the badge of a certificate, or of the organisation with this number: 404 for nobody, 409 for several."""
    return _answer(number, None)


@blueprint.get("/badge/<register>/<number>.svg")
@public
@repeatable
def of_organisation(register: str, number: str) -> Response:
    """Give the badge of the organisation with this number in a register, as "no-brreg", "be-kbo", "bg-eik" or "no"."""
    return _answer(number, register)


def _answer(number: str, register: str | None) -> Response:
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else language.DEFAULT
    instant, number = now(), asking.readable(number)
    with store().reading() as session:
        found = _found(session, number, register)
        verdict = verification.verify(session, found[0], instant) if len(found) == 1 else None
        ends = _day_ends_soon(session, verdict, instant)
    status = 200 if verdict else 409 if found else 404
    response = make_response(badges.svg(_badge(verdict) if verdict else _none(several=bool(found))), status)
    response.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    response.headers["Content-Language"] = g.language
    response.headers["Cache-Control"] = LAST_QUARTER if ends else LONGEST_KEPT
    headers.embeddable(response)
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def _found(session: Reading, number: str, register: str | None) -> list[Asked]:
    """Give what the number in the address can mean."""
    found = []
    if register is None and certificates.by_number(session, number, now()):
        found.append(Asked(number=number))
    read = numbers.read(number)
    for code in (read.named,) if register is None else _registers(register):
        if read.digits:
            slugs = organisations.all_with_identifier(session, read.digits, code)
            found += [Asked(slug=slug) for slug in slugs]
    return found


def _registers(name: str) -> tuple[str, ...]:
    """Give the registers that a part of the address names: by its code or its country ("no-brreg", "no")."""
    return tuple(code for code in numbers.REGISTERS if name.upper() in (code, code.partition("-")[0]))


def _day_ends_soon(session: Reading, verdict: Verdict | None, instant: datetime) -> bool:
    """Say whether another day begins within a quarter of an hour where the certificate's days are counted.

    A zone's clock is whole quarters of an hour away from UTC, and the memory of pages holds for one of them.
    """
    later = instant + timedelta(minutes=15)
    if verdict is None or not verdict.certificates:
        return later.date() != instant.date()
    held = verdict.certificates[0]
    same = certificates.by_number(session, held.number, later)
    return same is None or same.day != held.day


def _badge(verdict: Verdict) -> Badge:
    notes = (gettext("Fictional, for trials"),) if portal().fictional else ()
    name = verdict.organisation.name if verdict.organisation else None
    if not verdict.certificates:
        detail = gettext("None covers this unit.") if verdict.unit_not_covered else gettext("None in this register.")
        day = gettext("Status on %(day)s", day=language.day(verdict.today))
        return Badge("none", gettext("No certificate"), detail, name, None, (day, *notes), language.current())
    held = verdict.certificates[0]
    return Badge(
        mark=held.status.value,
        status=language.label(held.status),
        detail=_detail(held),
        firm=name,
        scheme=held.scheme_names.pick(language.current()),
        notes=(held.number, gettext("Status on %(day)s", day=language.day(held.day)), *notes),
        language=language.current(),
    )


def _detail(held: CertificateFact) -> str:
    """Say since when a certificate has its status, or until when it is valid."""
    if held.status is Status.VALID:
        if held.valid_until is None:
            return gettext("No expiry is stated.")
        return gettext("until %(day)s", day=language.day(held.valid_until))
    day = language.day(badges.since(held))
    if held.status is Status.NOT_YET_VALID:
        return gettext("from %(day)s", day=day)
    return gettext("since %(day)s", day=day)


def _none(*, several: bool) -> Badge:
    """Say that nobody, or more than one, has the number; what was asked is not repeated."""
    status = gettext("Not clear whose") if several else gettext("Unknown number")
    detail = (
        gettext("More than one has this number. Name the register too.")
        if several
        else gettext("No certificate in this register has it.")
    )
    return Badge("none", status, detail, None, None, (), language.current())

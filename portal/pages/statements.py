"""Statements: a verdict as a file for a tender, and the page that checks such a file."""

import io
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Final

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.formparser import parse_form_data

from portal import language, stating, verifying, wording
from portal.access import public
from portal.current import now, store
from portal.evidence import credentials
from portal.evidence.checking import LARGEST, Kind, Proven
from portal.evidence.faults import FAULTS, Fault, RefusedStatementError
from portal.evidence.grounds import NotInLogError
from portal.evidence.press import PressError
from portal.language import gettext
from portal.links import link
from portal.register import certificates, organisations, verification, vocabularies
from portal.register.verification import Verdict

blueprint = Blueprint("statements", __name__, url_prefix="/<lang>")

_FORMS: Final = {"pdf": Kind.PDF, "json": Kind.JSON, "jwt": Kind.CREDENTIAL}
_TYPES: Final = {
    Kind.PDF: "application/pdf",
    Kind.JSON: "application/json",
    Kind.CREDENTIAL: credentials.MEDIA_TYPE,
    Kind.BADGE: credentials.MEDIA_TYPE,
}
_ROOM_FOR_THE_FORM: Final = 64 * 1024
"""Bytes that an upload may have besides its file."""


@dataclass(frozen=True)
class CheckPage:
    """What the page that checks statements shows."""

    proven: Proven | None = None
    sentence: str = ""
    """What it proves."""
    refused: str = ""
    """Why it proves nothing."""
    error: str = ""
    """What is wrong with the form."""
    code: int = 0
    """The answer's code where it says more than the rest."""
    now: str = ""
    """Where the certificate's status of now is."""


@blueprint.get("/verify/statement.<form>")
@public
def statement(form: str) -> Response:
    """Give the verdict on a question as a file. The question is that of the page of verification."""
    kind = _FORMS.get(form) or abort(404)
    question = verifying.read(request.args)
    if question.form.errors:
        return _refused(400, next(iter(question.form.errors.values())))
    with store().reading() as session:
        verdict = verification.verify(session, question.asked, now())
        if question.maybe_personal and verdict.organisation is None:
            return _refused(400, verifying.refused(question.form).errors["question"])
        if not stating.may_be_stated(question.asked, verdict):
            return _refused(404, gettext("We know nobody of this name. Ask with a number to get a statement."))
        try:
            data = stating.made(session, stating.state(session, verdict), kind)
        except NotInLogError:
            return _refused(503, gettext("The register and its public log do not agree. Please tell us."))
        except PressError:
            return _refused(503, gettext("This file could not be made. Please try again in a minute."))
    return _file(data, kind, f"{_name(verdict)}.{form}")


@blueprint.get("/certificates/<number>/badge.jwt")
@public
def badge(number: str) -> Response:
    """Give a certificate as an Open Badge 3.0."""
    with store().reading() as session:
        held = certificates.by_number(session, number, now())
        holders = organisations.by_ids(session, [held.organisation_id], vocabularies.read(session)) if held else ()
        if held is None or not holders:
            abort(404)
        try:
            data = stating.badge(session, held, holders[0])
        except NotInLogError:
            return _refused(503, gettext("The register and its public log do not agree. Please tell us."))
    return _file(data, Kind.BADGE, f"badge-{held.number}.jwt")


@blueprint.get("/statements/check")
@public
def check() -> str:
    """Show the form."""
    return render_template("pages/check_statement.html", page=CheckPage())


@blueprint.post("/statements/check", endpoint="checked")
@public
def check_upload() -> Response:
    """Check the file that was sent. It is held in memory, and nowhere once it is answered."""
    page = _checked()
    code = page.code or (400 if page.error else 422 if page.refused else 200)
    response = make_response(render_template("pages/check_statement.html", page=page), code)
    response.headers["Cache-Control"] = "no-store"
    return response


def _checked() -> CheckPage:
    largest = LARGEST + _ROOM_FOR_THE_FORM
    if (request.content_length or 0) > largest:
        return CheckPage(error=gettext(FAULTS[Fault.TOO_LARGE]), code=413)
    _, _, files = parse_form_data(
        request.environ, stream_factory=_in_memory, max_content_length=largest, max_form_parts=10
    )
    sent = files.get("statement")
    data = sent.read() if sent else b""
    if not data:
        return CheckPage(error=gettext("Choose the file of a statement first."))
    try:
        proven = stating.check(data)
    except RefusedStatementError as refusal:
        return CheckPage(refused=gettext(FAULTS[refusal.fault]))
    number = next(iter(proven.numbers), None)
    return CheckPage(proven, wording.proof(proven), now=link("verification.ask", number=number) if number else "")


def _in_memory(*_args: object, **_values: object) -> IO[bytes]:
    """Give a place for an upload that is no file."""
    return io.BytesIO()


def _name(verdict: Verdict) -> str:
    """Give a file name that says what is in it: statement-SPA-2023-001-2026-03-12."""
    by_firm = verdict.organisation.slug if verdict.organisation else "none"
    what = verdict.certificates[0].number if verdict.asked.number and verdict.certificates else by_firm
    days = [
        (verdict.on or verdict.today).isoformat(),
        *([verdict.asked.until.isoformat()] if verdict.asked.until else []),
    ]
    return "-".join(("statement", what, *days))


def _file(data: bytes, kind: Kind, name: str) -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = _TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Language"] = language.current()
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(code: int, sentence: str) -> Response:
    title = gettext("We cannot make this statement")
    page = render_template("pages/error.html", code=code, title=title, text=sentence)
    response = make_response(page, HTTPStatus(code))
    response.headers["Cache-Control"] = "no-store"
    return response

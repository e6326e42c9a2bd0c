"""The register for machines, without a key: verdicts, one or many, and certificates, as JSON."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import rfc8785
from flask import Blueprint, Response, abort, request
from pydantic import TypeAdapter, ValidationError

from portal import asking, doubled, problems
from portal.access import public
from portal.current import Reading, now, store
from portal.evidence import verdicts
from portal.frame import base_url
from portal.language import gettext
from portal.links import link
from portal.opendata import openapi
from portal.opendata.shapes import Many, Question
from portal.register import batches, numbers, verification
from portal.register.verification import Asked, Verdict
from portal.repeats import repeatable
from portal.words import N_

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

LARGEST_BODY: Final = 256 * 1024
MOST_FAULTS: Final = 50
_QUESTIONS: Final = TypeAdapter(Many)
_FAULTS: Final = {
    "extra_forbidden": N_("A question has no part of this name."),
    "too_long": N_("Ask at most 500 questions at once."),
    "list_type": N_("Send a list of questions."),
    "model_type": N_("A question is an object."),
    "string_type": N_("This must be text."),
    "string_too_short": N_("This is empty."),
    "string_too_long": N_("This is too long for a number or a name."),
    "day": N_("Write a day that exists, like 2026-03-12."),
    "instant": N_("Write an instant with its offset from UTC, like 2026-03-12T12:00:00Z."),
    "unprintable": N_("Control characters are no part of a number or a name."),
    "personal": N_("This is the number of a person. It is not looked up and not kept."),
    "one_way": N_("Ask by exactly one of number, id, firm, name and q."),
    "one_time": N_("Give a day as on, or the first and the last day of a period as from and to."),
    "backwards": N_("The period ends before it begins."),
    "no_number": N_("This is no organisation number."),
    "wrong_check_digit": N_("The check digit of this number is wrong. Look for a slip in one of its digits."),
}
"""By the kind of error, what is wrong."""
_TWICE: Final = N_("This may be given once.")
_UNREADABLE: Final = N_("This cannot be read.")


@blueprint.after_app_request
def _open_to_every_page(response: Response) -> Response:
    """Let scripts on the pages of others read the answer: there is nothing in it that is not everybody's."""
    if problems.wanted():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match, Accept-Language"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


@blueprint.get("/verify")
@public
def verify() -> Response:
    """Give the verdict on one question, which stands in the address."""
    _refuse_doubled()
    try:
        question = Question.model_validate_strings(request.args.to_dict())
    except ValidationError as error:
        abort(problems.answer(400, faults=_faults(error, in_body=False)))
    (said,) = _said([question])
    _refuse_persons([question], [said], in_body=False)
    response = _json(said)
    # A verdict is the same as before when it says the same, whenever it was given.
    same = rfc8785.dumps({name: value for name, value in said.items() if name != "made"})
    response.set_etag(hashlib.sha256(same).hexdigest()[:40], weak=True)
    return response


@blueprint.post("/verify")
@public
def verify_many() -> Response:
    """Give the verdicts on a list of questions, in their order. Nothing of them is kept."""
    if not request.is_json:
        abort(problems.answer(415))
    request.max_content_length = LARGEST_BODY
    body = request.get_data(cache=False)
    try:
        questions = _QUESTIONS.validate_json(body)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            abort(problems.answer(400, gettext("This is no JSON.")))
        abort(problems.answer(422, faults=_faults(error, in_body=True)))
    _refuse_doubled_names(body)
    said = _said(questions)
    _refuse_persons(questions, said, in_body=True)
    response = _json(said)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/certificates/<number>")
@public
@repeatable
def certificate(number: str) -> Response:
    """Give a certificate with its history, its status today, and who holds it."""
    if request.args:
        names = {"detail": gettext("This address takes nothing else. Ask /api/v1/verify about another day.")}
        abort(problems.answer(400, faults=[names | {"parameter": _named(name)} for name in request.args]))
    asked = Asked(number=numbers.certificate_number(number) or asking.readable(number))
    with store().reading() as session:
        verdict = verification.verify(session, asked, now())
    if not verdict.certificates:
        abort(problems.answer(404, gettext("There is no certificate with this number.")))
    said, held = verdicts.said(verdict), verdict.certificates[0].number
    base = base_url()
    page, badge = link("certificates.page", lang="en", number=held), link("badge.of_certificate", number=held)
    return _json(said["certificates"][0] | {"holder": said["holder"], "page": base + page, "badge": base + badge})


@blueprint.get("/openapi.json")
@public
@repeatable
def described() -> Response:
    """Give the description of this API (OpenAPI 3.1)."""
    return _json(openapi.document(base_url()))


def _said(questions: list[Question]) -> list[dict[str, Any]]:
    """Give what the register says to each question; the same question is answered once."""
    asked = [question.asked() for question in questions]
    with store().reading() as session:
        answers = {one.asked: verdicts.said(one) for one in _verdicts(session, asked, now())}
    return [answers[one] for one in asked]


def _verdicts(session: Reading, asked: Sequence[Asked], instant: datetime) -> Iterator[Verdict]:
    """Give the verdict on each question once: those of one day or one period are answered together."""
    together: dict[tuple[object, ...], list[Asked]] = defaultdict(list)
    for one in dict.fromkeys(asked):
        together[one.on, one.until, one.as_known].append(one)
    for these in together.values():
        if len(these) == 1:
            yield verification.verify(session, these[0], instant)
        else:
            yield from batches.verdicts(session, these, instant)


def _refuse_persons(questions: Sequence[Question], said: Sequence[dict[str, Any]], *, in_body: bool) -> None:
    """Refuse the numbers that could be persons' and that the register does not know."""
    places = [
        (n, "q" if question.id is None else "id")
        for n, (question, answer) in enumerate(zip(questions, said, strict=True))
        if answer["organisation"] is None and question.organisation_number().maybe_personal
    ]
    if places:
        sentence = _FAULTS["personal"]
        found = [place if in_body else place[1:] for place in places[:MOST_FAULTS]]
        faults = [{**_place(one, in_body=in_body), "detail": gettext(sentence)} for one in found]
        abort(problems.answer(422 if in_body else 400, faults=faults))


def _json(said: Any) -> Response:
    """Give an answer as canonical JSON (RFC 8785)."""
    return Response(rfc8785.dumps(said), content_type="application/json")


def _refuse_doubled() -> None:
    doubled = [name for name in request.args if len(request.args.getlist(name)) > 1]
    if doubled:
        once = gettext(_TWICE)
        faults = [{"parameter": _named(name), "detail": once} for name in doubled]
        abort(problems.answer(400, faults=faults))


def _refuse_doubled_names(body: bytes) -> None:
    places = doubled.places(body)[:MOST_FAULTS]
    if places:
        once = gettext(_TWICE)
        abort(problems.answer(422, faults=[_place(one, in_body=True) | {"detail": once} for one in places]))


def _faults(error: ValidationError, *, in_body: bool) -> list[dict[str, str]]:
    """Name the first things that are wrong, and where."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_FAULTS]
    return [
        {**_place(one["loc"], in_body=in_body), "detail": gettext(_FAULTS.get(one["type"], _UNREADABLE))}
        for one in found
    ]


def _place(location: tuple[int | str, ...], *, in_body: bool) -> dict[str, str]:
    if in_body:  # a pointer into the body (RFC 6901)
        parts = (_named(str(part)).replace("~", "~0").replace("/", "~1") for part in location)
        return {"pointer": "".join(f"/{part}" for part in parts)}
    return {"parameter": _named(str(location[0]))} if location else {}


def _named(part: str) -> str:
    """Give the name of a part of a question; the number of a person is not repeated."""
    return "" if numbers.is_personal(part) else part

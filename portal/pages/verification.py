"""Verification: is a certificate valid on a day?"""

import re
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, render_template, request

from portal import asking, language
from portal.access import public
from portal.current import index, now, store
from portal.language import gettext
from portal.register import found, verification, vocabularies
from portal.register.found import Found
from portal.register.verification import Asked, Outcome, Verdict
from search_index.entry import LONGEST_TEXT, IndexMissingError, Question

blueprint = Blueprint("verification", __name__, url_prefix="/<lang>")

MOST_CHOICES = 8
_WAYS = ("number", "id", "firm", "q")
_NUMBER = re.compile(r"[A-Za-z]{2,10}-[0-9]{4}-[0-9]{1,8}")


@dataclass(frozen=True)
class VerifyPage:
    """What the page of verification shows: the form, and what became of the question."""

    question: str
    on: str
    """The day as it was written."""
    verdict: Verdict | None = None
    choices: tuple[Found, ...] = ()
    """The firms and other organisations that a name could mean."""
    question_error: str = ""
    day_error: str = ""


@blueprint.get("/verify", endpoint="ask")
@public
def verify_page() -> tuple[str, int]:
    """Show the form, or the verdict; a question that cannot be read is answered with 400 and loses nothing."""
    args = {name: asking.readable(request.args.get(name, "")) for name in (*_WAYS, "on", "from", "to")}
    doubled = any(len(request.args.getlist(name)) > 1 for name in args)
    question = next((args[name] for name in _WAYS if args[name]), "")
    if not any(args.values()):
        return render_template("pages/verify.html", page=VerifyPage("", "")), 200
    day, day_error = _day(args["on"])
    if args["from"] or args["to"]:
        day_error = gettext("This page checks one day at a time. Please give one day.")
    asked, question_error = _asked(args, doubled=doubled)
    shown = VerifyPage(question, args["on"], question_error=question_error, day_error=day_error)
    if question_error or day_error:
        return render_template("pages/verify.html", page=shown), 400
    with store().reading() as session:
        verdict = verification.verify(session, replace(asked, on=day), now())
        choices: tuple[Found, ...] = ()
        if verdict.outcome is Outcome.UNKNOWN and asked.name:
            choices = found.cards(session, _meant(asked.name), now(), vocabularies.read(session))
    shown = VerifyPage(question, args["on"], None if choices else verdict, choices)
    return render_template("pages/verify.html", page=shown), 200


def _day(written: str) -> tuple[date | None, str]:
    """Read a day: 2026-03-12, 12.3.2026, 12/03/2026 or 12-03-2026. Give it, or what is wrong with it."""
    if not written:
        return None, ""
    if day := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", written):
        parts = day.groups()
    elif day := re.fullmatch(r"([0-9]{1,2})[./-]\s?([0-9]{1,2})[./-]\s?([0-9]{4})", written):
        parts = day.groups()[::-1]
    else:
        return None, gettext("Write the day like 12.3.2026 or 2026-03-12.")
    try:
        return date(*map(int, parts)), ""
    except ValueError:
        return None, gettext("This day does not exist. Check the day and the month.")


def _asked(args: dict[str, str], *, doubled: bool) -> tuple[Asked, str]:
    """Read what is to be verified. Give it, or what is wrong with it."""
    given = [name for name in _WAYS if args[name]]
    if not given:
        return Asked(), gettext("Write the number of the certificate, the organisation number or the name of the firm.")
    if len(given) > 1 or doubled:
        return Asked(), gettext("Ask about one certificate or one firm at a time.")
    text = args[given[0]]
    if len(text) > LONGEST_TEXT:
        return Asked(), gettext("This is too long for a number or a name.")
    number = re.sub(r"[\s\u2010-\u2015-]+", "-", text)  # however its hyphens were written
    if given == ["number"] or (given == ["q"] and _NUMBER.fullmatch(number)):
        return Asked(number=number), ""
    digits = _digits(text)
    if given == ["id"] or (given == ["q"] and digits):
        if digits:
            return Asked(organisation_number=digits), ""
        return Asked(), gettext("An organisation number has nine or ten digits.")
    return (Asked(slug=text), "") if given == ["firm"] else (Asked(name=text), "")


def _digits(text: str) -> str:
    """Give the digits of an organisation number however it is written ("NO 974 760 673 MVA"); "" when it is none."""
    bare = re.sub(r"^(NO|BE|BG)|MVA$|[\s.\u00a0-]", "", text.upper())
    bare = re.sub(r"^(NO|BE|BG)|MVA$", "", bare)
    return bare if re.fullmatch(r"[0-9]{9,10}", bare) else ""


def _meant(name: str) -> tuple[tuple[str, str], ...]:
    """Give kind and key of the organisations that a name could mean; none while there is no index."""
    if not any(letter.isalnum() for letter in name):
        return ()
    kinds = {"kind": ("firm", "organisation")}
    asked = Question(language=language.current(), text=name, filters=kinds, size=MOST_CHOICES)
    try:
        return tuple((hit.kind, hit.key) for hit in index().ask(asked).hits)
    except IndexMissingError:
        return ()

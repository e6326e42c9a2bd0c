"""Verification: is a certificate valid on a day, or over a period? And the verdicts that somebody wanted kept."""

import json
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import buying, language, telling, verifying
from portal.access import public
from portal.buying import ForBuyers
from portal.current import Reading, index, now, portal, store
from portal.evidence import verdicts
from portal.links import link
from portal.register import found, kept_verdicts, organisations, schemes, verification, vocabularies
from portal.register.found import Found
from portal.register.kept_verdicts import Kept
from portal.register.verification import Asked, Outcome, Verdict
from portal.telling import Told
from portal.verifying import Form, Question
from search_index.entry import IndexMissingError
from search_index.entry import Question as Search

blueprint = Blueprint("verification", __name__, url_prefix="/<lang>")

MOST_CHOICES: Final = 8


@dataclass(frozen=True)
class VerifyPage:
    """What the page of verification shows: the form, and what became of the question."""

    form: Form
    told: Told | None = None
    choices: tuple[Found, ...] = ()
    """The firms and other organisations that a name or a number could mean."""
    buyers: ForBuyers | None = None
    may_keep: bool = False
    is_full: bool = False
    """Whether it was to be kept, and no more are kept today."""


@dataclass(frozen=True)
class KeptPage:
    """What the page of a kept verdict shows."""

    kept: Kept
    told: Told


@dataclass(frozen=True)
class Answer:
    """What became of a question that could be read."""

    form: Form
    verdict: Verdict | None = None
    choices: tuple[Found, ...] = ()
    buyers: ForBuyers | None = None
    is_full: bool = False
    """Whether it was to be kept, and no more are kept today."""


@blueprint.get("/verify", endpoint="ask")
@public
def verify_page() -> tuple[str, int]:
    """Show the form, or the verdict; a question that cannot be read is answered with 400 and loses nothing."""
    question = verifying.read(request.args)
    asked = any(request.args.get(name) for name in (*verifying.WAYS, *verifying.DAYS))
    if not asked and not question.form.personal:
        return _page(VerifyPage(verifying.EMPTY)), 200
    answer = _answer(question)
    return _shown(answer)


@blueprint.post("/verify/kept", endpoint="keep")
@public
def keep() -> tuple[str, int] | Response:
    """Keep the verdict of the question in the form, and lead to it. What cannot be kept is answered as it is asked."""
    answer = _answer(verifying.read(request.form))
    verdict = answer.verdict
    language.as_if(link("verification.ask", **{name: value for name, value in answer.form.written.items() if value}))
    if verdict is None or answer.form.errors or not _may_be_kept(verdict):
        return _shown(answer)
    with store().writing() as session:
        try:
            reference = kept_verdicts.keep(
                session, verdicts.canonical(verdict), verdict.made_at, portal().settings.kept_a_day
            )
        except kept_verdicts.TooLargeError:
            abort(413)
        except kept_verdicts.FullError:
            return _shown(replace(answer, is_full=True))
    return redirect(link("verification.kept", reference=reference), 303)


@blueprint.get("/verify/kept/<reference>", endpoint="kept")
@public
def kept_page(reference: str) -> str | Response:
    """Show a verdict as it was kept."""
    own = kept_verdicts.read(reference)
    if own is None:
        abort(404)
    if own != reference:
        return redirect(link("verification.kept", reference=own), 301)
    with store().reading() as session:
        kept = kept_verdicts.by_reference(session, own)
    if kept is None:
        abort(404)
    return render_template("pages/kept_verdict.html", page=KeptPage(kept, telling.verdict(json.loads(kept.body))))


def _page(page: VerifyPage) -> str:
    return render_template("pages/verify.html", page=page)


def _shown(answer: Answer) -> tuple[str, int]:
    """Show an answer; the number of a person is in none, and in no memory."""
    if answer.form.personal:
        language.forget_asked()
    if answer.form.errors:
        return _page(VerifyPage(answer.form)), 400
    if answer.choices or answer.verdict is None:
        return _page(VerifyPage(answer.form, choices=answer.choices)), 200
    told = telling.verdict(verdicts.said(answer.verdict))
    page = VerifyPage(answer.form, told, (), answer.buyers, _may_be_kept(answer.verdict), answer.is_full)
    return _page(page), 503 if answer.is_full else 200


def _answer(question: Question) -> Answer:
    if question.form.errors:
        return Answer(question.form)
    asked = question.asked
    with store().reading() as session:
        verdict = verification.verify(session, asked, now())
        if question.maybe_personal and verdict.organisation is None:
            return Answer(verifying.refused(question.form))
        choices = _choices(session, asked) if verdict.outcome is Outcome.UNKNOWN else ()
        return Answer(question.form, verdict, choices, _buyers(session, verdict))


def _may_be_kept(verdict: Verdict) -> bool:
    """Say whether a verdict can be kept: not one about words that name nothing here, for they could say anything."""
    asked = verdict.asked
    is_number = asked.organisation_number is not None or verifying.NUMBER.fullmatch(asked.number or "")
    return verdict.organisation is not None or bool(is_number)


def _buyers(session: Reading, verdict: Verdict) -> ForBuyers | None:
    """Give what buyers need of the scheme in question: that of the certificate, or the only one there is."""
    about = [(one.scheme_slug, one.scheme_names) for one in (verdict.certificates[:1] or verdict.complete)]
    if len(about) != 1:
        return None
    slug, names = about[0]
    return buying.of_scheme(slug, names, schemes.on_conditions(session).get(slug, ()), language.current())


def _choices(session: Reading, asked: Asked) -> tuple[Found, ...]:
    """Give the organisations that a name or a number could mean."""
    meant: tuple[tuple[str, str], ...] = ()
    if asked.organisation_number:
        slugs = organisations.all_with_identifier(session, asked.organisation_number, asked.register_code)
        meant = tuple(("organisation", f"organisation:{slug}") for slug in slugs)
    elif asked.name:
        meant = _meant(asked.name)
    return found.cards(session, meant, now(), vocabularies.read(session)) if meant else ()


def _meant(name: str) -> tuple[tuple[str, str], ...]:
    """Give kind and key of the organisations that a name could mean; none while there is no index."""
    if not any(letter.isalnum() for letter in name):
        return ()
    kinds = {"kind": ("firm", "organisation")}
    asked = Search(language=language.current(), text=name, filters=kinds, size=MOST_CHOICES)
    try:
        return tuple((hit.kind, hit.key) for hit in index().ask(asked).hits)
    except IndexMissingError:
        return ()

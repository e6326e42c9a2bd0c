"""Following changes: what happened to the certificates of a scheme, of a firm, or of a list that stands in the address,
as Atom feeds (RFC 4287). Who follows what is known to nobody: nothing of it is stored.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template, request

from portal import asking, language, problems
from portal.access import public
from portal.current import now, store
from portal.frame import base_url
from portal.language import gettext, ngettext
from portal.links import link
from portal.register import firms, happenings, numbers, schemes, vocabularies
from portal.register.happenings import Happening
from portal.repeats import repeatable
from portal.words import DecisionKind, Status

blueprint = Blueprint("watch", __name__)

MOST: Final = 50
"""Certificates and firms that one address may name."""
_LONGEST: Final = 80
_OWN: Final = uuid.UUID("6d2f3c0e-5a57-4f0b-9c1d-7a0f5d6f4b11")
"""The space of names in which each happening has its own: it stays when the portal moves to another address."""
_NEVER: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Entry:
    """What happened, in the words of the page's language."""

    id: str
    title: str
    updated: str
    address: str
    summary: str


@dataclass(frozen=True)
class Feed:
    """A feed: what it is about, and what happened, the newest first."""

    title: str
    subtitle: str
    address: str
    page: str
    """The page about the same."""
    updated: str
    entries: tuple[Entry, ...]


@blueprint.get("/<lang>/schemes/<slug>.atom")
@public
@repeatable
def of_scheme(slug: str) -> Response:
    """Give what happened to the certificates of a scheme."""
    with store().reading() as session:
        found = schemes.cards(session, [asking.readable(slug)])
        if not found:
            abort(404)
        happened = happenings.of_scheme(session, found[0].id, now())
    title = gettext("Changes: %(what)s", what=language.text(found[0].names))
    page = link("schemes.page", slug=found[0].slug)
    return _answer(title, (link("watch.of_scheme", slug=found[0].slug), page), happened, since=found[0].checked_on)


@blueprint.get("/<lang>/firms/<slug>.atom")
@public
@repeatable
def of_firm(slug: str) -> Response:
    """Give what happened to the certificates of a firm."""
    with store().reading() as session:
        firm = firms.by_slug(session, asking.readable(slug), vocabularies.read(session), now())
        if firm is None:
            abort(404)
        happened = happenings.of_organisations(session, [firm.organisation.id], now())
    title = gettext("Changes: %(what)s", what=firm.organisation.name.text)
    addresses = (link("watch.of_firm", slug=firm.slug), link("firms.page", slug=firm.slug))
    return _answer(title, addresses, happened, since=firm.organisation.checked_on)


@blueprint.get("/<lang>/watch.atom")
@public
@repeatable
def of_list() -> Response:
    """Give what happened to the certificates and firms that the address names."""
    certificates = tuple(dict.fromkeys(filter(None, map(_number, request.args.getlist("number")))))
    slugs = tuple(dict.fromkeys(filter(None, map(_readable, request.args.getlist("firm")))))
    if not certificates and not slugs:
        abort(problems.answer(400, gettext("Name what to follow: number=… or firm=…, each as often as you like.")))
    if len(certificates) + len(slugs) > MOST:
        abort(problems.answer(400, gettext("One address can follow at most 50 certificates and firms.")))
    if any(map(numbers.is_personal, (*certificates, *slugs))):
        abort(problems.answer(400, gettext("This is the number of a person. It is not looked up and not kept.")))
    with store().reading() as session:
        happened, unknown = happenings.of_list(session, certificates, slugs, now())
    title = gettext("Changes: %(what)s", what=gettext("your list"))
    subtitle = ngettext("%(num)s of them is not known here.", "%(num)s of them are not known here.", unknown)
    addresses = (link("watch.of_list", number=certificates, firm=slugs), link("verification.ask"))
    return _answer(title, addresses, happened, subtitle=subtitle if unknown else "")


def _number(text: str) -> str:
    return numbers.certificate_number(text).upper() or _readable(text)


def _readable(text: str) -> str:
    return asking.readable(text)[:_LONGEST]


def _answer(
    title: str, addresses: tuple[str, str], happened: Sequence[Happening], *, subtitle: str = "", since: date = _NEVER
) -> Response:
    newest = happened[0].what.at if happened else datetime.combine(since, time(), UTC)
    base, (own, page) = base_url(), addresses
    entries = tuple(_entry(one, base) for one in happened)
    feed = Feed(title, subtitle, base + own, base + page, newest.isoformat(), entries)
    response = make_response(render_template("feeds/changes.xml", feed=feed))
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


def _entry(one: Happening, base: str) -> Entry:
    decision = one.what.decision
    word = language.label(decision.kind if decision else Status.EXPIRED)
    return Entry(
        id=uuid.uuid5(_OWN, f"{one.number}/{one.what.key}").urn,
        title=asking.readable(f"{one.holder.name.text}: {word}"),
        updated=one.what.at.isoformat(),
        address=base + link("certificates.page", number=one.number),
        summary=" ".join(asking.readable(" ".join(_sentences(one))).split()),
    )


def _sentences(one: Happening) -> tuple[str, ...]:
    """Say what happened, from which day, and why."""
    scheme, decision = language.text(one.scheme_names), one.what.decision
    about = gettext("Certificate %(number)s, %(scheme)s.", number=one.number, scheme=scheme)
    from_day = gettext("The decision holds from %(day)s.", day=language.day(one.what.day))
    if decision is None:
        since = gettext("It has expired. The first day without it: %(day)s.", day=language.day(one.what.day))
        return about, since
    if decision.kind is DecisionKind.CORRECTED and one.what.corrects:
        what = gettext("An earlier entry was wrong: %(what)s.", what=language.label(one.what.corrects))
        never = gettext("It never counted.")
        from_day = f"{what} {never if decision.voids else from_day}"
    until = gettext("Valid until %(day)s.", day=language.day(decision.valid_until)) if decision.valid_until else ""
    return about, from_day, until, language.text(decision.reason)

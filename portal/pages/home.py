"""The home page: what this is, one search, three doors, what is new."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import language
from portal.access import public
from portal.current import now, store, today
from portal.language import pgettext
from portal.linked import website
from portal.links import link
from portal.register import firms, gatherings, measures, schemes, vocabularies
from portal.register.firms import Firm
from portal.register.gatherings import GatheringFact
from portal.repeats import repeatable

blueprint = Blueprint("home", __name__)

NEWEST = 4
GATHERINGS = 3


@dataclass(frozen=True)
class HomePage:
    """What the home page shows."""

    newest: tuple[Firm, ...]
    coming: tuple[GatheringFact, ...]
    past: tuple[GatheringFact, ...]
    """Shown where none is coming."""
    firms: int
    measures: int
    schemes: int
    checked_on: date | None
    """The day of the newest check against a source."""
    examples: tuple[str, ...]


@blueprint.get("/")
@public
def front() -> Response:
    """Send a visitor to the home page in the language that their browser asks for."""
    response = redirect(link("home.page", lang=language.preferred(request.accept_languages)))
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/<lang>/")
@public
@repeatable
def page() -> str:
    """Show the home page."""
    instant = now()
    with store().reading() as session:
        terms = vocabularies.read(session)
        calendar = gatherings.calendar(session, today(), terms)
        shown = HomePage(
            newest=firms.newest_certified(session, NEWEST, terms, instant),
            coming=calendar.coming[:GATHERINGS],
            past=calendar.past[:GATHERINGS],
            firms=firms.count(session),
            measures=measures.count(session),
            schemes=len(schemes.names(session)),
            checked_on=measures.last_checked(session),
            examples=(
                pgettext("example of a search", "wage subsidy"),
                pgettext("example of a search", "interpreter at work"),
                pgettext("example of a search", "internship"),
            ),
        )
    return render_template("pages/home.html", page=shown, linked=website())

"""The calendar, and a gathering's page."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from portal import linked
from portal.access import public
from portal.current import store, today
from portal.register import gatherings, vocabularies
from portal.register.gatherings import Calendar, GatheringFact
from portal.register.organisations import OrganisationLink
from portal.repeats import repeatable

blueprint = Blueprint("gatherings", __name__)


@dataclass(frozen=True)
class CalendarPage:
    """What the calendar shows."""

    calendar: Calendar
    total: int


@dataclass(frozen=True)
class GatheringPage:
    """What a gathering's page shows."""

    gathering: GatheringFact
    organisers: tuple[OrganisationLink, ...]


@blueprint.get("/<lang>/gatherings", endpoint="listing")
@public
@repeatable
def listing_page() -> str:
    """Show the calendar."""
    with store().reading() as session:
        calendar = gatherings.calendar(session, today(), vocabularies.read(session))
    total = len(calendar.coming) + len(calendar.past) + len(calendar.undated)
    return render_template("pages/gatherings.html", page=CalendarPage(calendar, total))


@blueprint.get("/<lang>/gatherings/<slug>")
@public
@repeatable
def page(slug: str) -> str:
    """Show a gathering."""
    with store().reading() as session:
        fact = gatherings.by_slug(session, slug, vocabularies.read(session))
        if fact is None:
            abort(404)
        organisers = gatherings.organisers(session, fact.id)
    shown = GatheringPage(fact, organisers)
    return render_template("pages/gathering.html", page=shown, linked=linked.gathering(fact, organisers))

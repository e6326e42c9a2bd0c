"""Feeds: newly certified firms as Atom, the calendar as iCalendar."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template

from portal import language
from portal.access import public
from portal.current import now, store, today
from portal.frame import base_url
from portal.links import link
from portal.register import firms, gatherings, vocabularies
from portal.register.gatherings import GatheringFact
from portal.words import Precision

if TYPE_CHECKING:
    from icalendar import Event

blueprint = Blueprint("feeds", __name__)

NEWEST = 50


@blueprint.get("/<lang>/firms.atom")
@public
def newest_firms() -> Response:
    """Give the newly certified firms as an Atom feed (RFC 4287)."""
    instant = now()
    with store().reading() as session:
        newest = firms.newest_certified(session, NEWEST, vocabularies.read(session), instant)
    days = [held.granted_on for firm in newest for held in firm.certificates]
    updated = datetime.combine(max(days), time(), UTC) if days else instant
    body = render_template("feeds/firms.xml", firms=newest, updated=updated.isoformat(), base=base_url())
    return _answer(body, "application/atom+xml; charset=utf-8")


@blueprint.get("/<lang>/gatherings.ics")
@public
def calendar() -> Response:
    """Give the gatherings as an iCalendar (RFC 5545). Only those whose day is known: a month is not given as a day."""
    from icalendar import Calendar  # loaded here: few ask for a calendar, and it takes 4 MB

    with store().reading() as session:
        everything = gatherings.calendar(session, today(), vocabularies.read(session))
    events = Calendar()
    events.add("prodid", "-//Inclusive employers//Calendar//EN")
    events.add("version", "2.0")
    events.add("x-wr-calname", language.site_name())
    for fact in (*everything.coming, *everything.past):
        if fact.precision is Precision.DAY and fact.starts_on:
            events.add_component(_event(fact))
    return _answer(events.to_ical(), "text/calendar; charset=utf-8")


def _event(fact: GatheringFact) -> "Event":
    from icalendar import Event

    event = Event()
    address = base_url() + link("gatherings.page", slug=fact.slug)
    event.add("uid", f"{fact.slug}@gatherings")
    event.add("dtstamp", datetime.combine(fact.checked_on, time(), UTC))
    event.add("dtstart", fact.starts_on)
    # The end of an all-day event is the day after its last one (RFC 5545, 3.6.1).
    event.add("dtend", (fact.ends_on or fact.starts_on) + timedelta(days=1))  # type: ignore[operator]
    event.add("summary", language.text(fact.titles), parameters={"LANGUAGE": language.current()})
    event.add("url", address)
    if place := language.text(fact.place):
        event.add("location", place)
    if fact.facts:
        event.add("description", "\n".join(language.text(one) for one in fact.facts))
    return event


def _answer(body: str | bytes, content_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = content_type
    return response

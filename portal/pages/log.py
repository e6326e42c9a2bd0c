"""The log in plain words: what it is for, how anyone can check it, and its entries, the newest first."""

import re
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from portal import asking, language
from portal.access import public
from portal.current import Reading, portal, store
from portal.evidence import checkpoints, keys
from portal.language import gettext
from portal.links import link
from portal.listing import Pages
from portal.register import log, recorded
from portal.register.recorded import Recorded
from portal.words import DecisionKind

blueprint = Blueprint("log", __name__)

COUNT: Final = 20
"""Entries on a page."""


@dataclass(frozen=True)
class Row:
    """An entry in words."""

    entry: Recorded
    what: str
    """What was decided, from which day, and until when it holds."""


@dataclass(frozen=True)
class LogPage:
    """What the page of the log shows."""

    size: int
    rows: tuple[Row, ...]
    """The newest first."""
    is_newest: bool
    pages: Pages
    """Newer and older entries."""
    ignored: str
    """What of the address could not be read."""
    signed_size: int
    note: str
    """The newest checkpoint; empty while there is none."""
    root: str
    """The hash that it signs, in hexadecimal digits."""
    verifier: str
    """The key of now, as tools for signed notes want it."""


@blueprint.get("/<lang>/log")
@public
def page() -> str:
    """Show what the log is for and its newest entries, or those from position `from` back."""
    asked = asking.readable(request.args.get("from", ""))
    readable = re.fullmatch(r"[0-9]{1,15}", asked) is not None
    with store().reading() as session:
        size = log.size(session)
        first = min(int(asked), size - 1) if readable else size - 1
        rows = tuple(Row(one, _what(one)) for one in recorded.newest(session, first + 1, COUNT))
        shown = _page(session, size, first, rows, "" if readable else asked)
    return render_template("pages/log.html", page=shown)


def _page(session: Reading, size: int, first: int, rows: tuple[Row, ...], ignored: str) -> LogPage:
    newest = checkpoints.newest(session)
    held = keys.of(portal().settings.instance, portal().settings.host)
    newer = min(first + COUNT, size - 1)
    is_newest = first >= size - 1
    return LogPage(
        size=size,
        rows=rows,
        is_newest=is_newest,
        pages=Pages(
            previous_url=None if is_newest else _address(None if newer >= size - 1 else newer),
            next_url=_address(first - COUNT) if first >= COUNT else None,
            items=(),
        ),
        ignored=ignored,
        signed_size=newest.size if newest else 0,
        note=newest.note if newest else "",
        root=log.root(session, newest.size).hex() if newest else "",
        verifier=checkpoints.verifier_key(held.origin, held.public[0]),
    )


def _address(first: int | None) -> str:
    return link("log.page") if first is None else link("log.page", **{"from": first})


def _what(one: Recorded) -> str:
    """Say what an entry decides, in sentences."""
    day = language.day(one.effective_on)
    sentences = {
        DecisionKind.GRANTED: gettext("Granted, from %(day)s.", day=day),
        DecisionKind.RENEWED: gettext("Renewed, from %(day)s.", day=day),
        DecisionKind.SUSPENDED: gettext("Put on hold, from %(day)s.", day=day),
        DecisionKind.RESTORED: gettext("Valid again, from %(day)s.", day=day),
        DecisionKind.WITHDRAWN: gettext("Taken back, from %(day)s.", day=day),
        DecisionKind.CORRECTED: _corrected(one, day),
    }
    until = gettext("Valid until %(day)s.", day=language.day(one.valid_until)) if one.valid_until else ""
    return f"{sentences[one.kind]} {until}".strip()


def _corrected(one: Recorded, day: str) -> str:
    if one.voids:
        return gettext("Corrected: decision %(place)s never counted.", place=one.corrects)
    return gettext("Corrected: decision %(place)s holds from %(day)s.", place=one.corrects, day=day)

"""Moulds: the HTML of a card, made once for each shape and language, and then filled.

A list shows twenty firms that nobody may have asked for before. Their cards differ in words and in what is there, but
there are few shapes. The template makes each shape once, with a letter of no language (Unicode's private use) in the
place of every word; filling such a mould takes a hundredth of the time that the template takes.

What goes in and what comes out is HTML as it is sent, in UTF-8: a page is not copied and encoded again for it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from flask import current_app
from markupsafe import Markup, escape

from portal import language
from portal.current import today
from portal.freshness import Freshness, freshness
from portal.register.firm_cards import FirmCard
from portal.words import Relation, Status

_FIRST: Final = 0xE000


def _hole(number: int) -> Markup:
    return escape(chr(_FIRST + number))


NAME, TRANSLATED, TEXT, _WHY = map(_hole, range(4))
"""Where names and text go, which are put in when a card is shown; and a line that says why it was found."""
OWN: Final = 4
"""The number of the first hole of a card's own values."""
_HOLE: Final = re.compile(f"([{NAME}-{_WHY}])")
_ANY_HOLE: Final = re.compile(f"([{NAME}-\ue0ff])")
_END: Final = "</article>"
_BREAK: Final = re.compile(r"\s*\n\s*")
MOST_TAGS: Final = 3
_NOTHING: Final = b""


class Mould(NamedTuple):
    """The HTML of a card without what goes into its holes."""

    pieces: tuple[bytes, ...]
    """The HTML between the holes, with an empty piece for each hole."""
    order: Callable[[tuple[bytes, ...]], Any]
    """Gives the values in the order of the holes, from them in the order of their numbers."""

    def fill(self, values: tuple[bytes, ...]) -> bytes:
        """Give the card. `values` are the names, the text, the reason, and then the card's own."""
        pieces = [*self.pieces]
        pieces[1::2] = self.order(values)
        return b"".join(pieces)


@dataclass(frozen=True)
class Words:
    """What the cards of firms are made of in one language, each ready for a page."""

    address: str
    """Of a firm's page, without the slug that it ends with."""
    industries: Mapping[str, bytes]
    schemes: Mapping[str, bytes]
    offers: Mapping[str, bytes]
    """By id or slug."""
    marks: Callable[[tuple[Relation, ...], tuple[Status, ...]], bytes]
    where: Callable[[str | None, str | None], bytes]
    """Of the id of a place, and of a country."""
    day: Callable[[date], bytes]
    more: Callable[[int], bytes]


class ShownFirm(NamedTuple):
    """What `parts/firm_card.html` shows of a firm, each ready for a page; what is empty is not there."""

    slug: Markup
    url: Markup
    name: Markup
    translated: Markup
    marks: Markup
    where: Markup
    industry: Markup
    schemes: Markup
    text: Markup
    offers: Markup
    """The first few, and then how many more there are."""
    fresh: Markup


_Shape = tuple[Freshness, bool, bool, bool]
"""How fresh a firm is; whether it has a translated name, a text, offers."""


def firm(fact: FirmCard, words: Words) -> tuple[Mould, tuple[bytes, ...]]:
    """Give the mould for a firm's card in the page's language, and the card's own values."""
    page = language.current()
    how = freshness(fact.checked_on, fact.confirmed_on, fact.due_on, today(), confirmable=True)
    tags, more = [words.offers[offer] for offer in fact.offers[:MOST_TAGS]], len(fact.offers) - MOST_TAGS
    if more > 0:
        tags.append(words.more(more))
    values = (
        escape(fact.slug).encode(),
        escape(words.address + quote(fact.slug, safe=language.PLAIN)).encode(),
        words.marks(fact.relations, fact.statuses),
        words.where(fact.place_id, fact.country),
        words.industries.get(fact.industry_id or "", _NOTHING),
        b"".join([words.schemes[scheme] for scheme in fact.schemes]),
        b"".join(tags),
        words.day(fact.confirmed_on or fact.checked_on),
        words.day(fact.due_on) if how is Freshness.LATE and fact.due_on else _NOTHING,
    )
    shape = (how, bool(fact.translated_name(page)), bool(fact.profile), bool(tags))
    known: dict[Any, Mould] = current_app.extensions.setdefault("moulds", {})
    if (page, shape) not in known:
        known[page, shape] = _of_firms(shape)
    return known[page, shape], values


def _of_firms(shape: _Shape) -> Mould:
    """Make the mould for the firms of a shape."""
    how, translated, text, offers = shape
    slug, url, marks, where, industry, schemes, tags, day, due = map(_hole, range(OWN, OWN + 9))
    shown = ShownFirm(
        slug=slug,
        url=url,
        name=NAME,
        translated=TRANSLATED if translated else Markup(""),
        marks=marks,
        where=where,
        industry=industry,
        schemes=schemes,
        text=TEXT if text else Markup(""),
        offers=tags if offers else Markup(""),
        fresh=macro("parts/checked_as.html", "checked_as")(how, day, due),
    )
    return _mould(str(macro("parts/firm_card.html", "firm_card")(shown)), _ANY_HOLE)


def mould(html: str) -> Mould:
    """Make a mould that nothing but names, text and reason go into, from the HTML of one card."""
    return _mould(html, _HOLE)


def _mould(html: str, hole: re.Pattern[str]) -> Mould:
    parts = hole.split(_BREAK.sub("\n", html).replace(_END, f"{_WHY}{_END}"))
    numbers = [ord(one) - _FIRST for one in parts[1::2]]
    parts[1::2] = [""] * len(numbers)
    return Mould(tuple([part.encode() for part in parts]), itemgetter(*numbers))


def macro(template: str, name: str) -> Callable[..., Markup]:
    """Give a macro of a template; it is looked up once for an app."""
    known: dict[str, Callable[..., Markup]] = current_app.extensions.setdefault("macros", {})
    if name not in known:
        module: Any = current_app.jinja_env.get_template(template).module
        known[name] = getattr(module, name)
    return known[name]

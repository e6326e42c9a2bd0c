"""Moulds: the HTML of a firm's card, made once for each shape and language, and then filled.

A list shows twenty firms that nobody may have asked for before. Their cards differ in words and in what is there, but
there are few shapes. The template makes each shape once, with a letter of no language (Unicode's private use) in the
place of every word; filling such a mould takes a tenth of the time that the template takes.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from flask import current_app
from markupsafe import Markup

from portal import language
from portal.current import today
from portal.links import link
from portal.register.firm_cards import FirmCard

NAME: Final = Markup("\ue000")
TRANSLATED: Final = Markup("\ue001")
TEXT: Final = Markup("\ue002")
END: Final = "</article>"
HOLES: Final = (str(NAME), str(TRANSLATED), str(TEXT), END)
"""Where names and text go, which are put in when a card is shown; and its end."""
_FIRST: Final = 0xE010
_HOLE: Final = re.compile("([\ue010-\ue0ff])")
MOST_TAGS: Final = 3

Pieces = tuple[tuple[str, ...], ...]
"""What stands before the name, the translated name, the text and the reason, and what ends a card."""


class ShownFirm(NamedTuple):
    """What `parts/firm_card.html` shows of a firm, each ready for a page; what is empty is not there."""

    slug: str
    url: str
    name: Markup
    translated: Markup
    marks: Markup
    where: Markup
    industry: Markup
    schemes: tuple[Markup, ...]
    text: Markup
    offers: tuple[Markup, ...]
    """The first few, and then how many more there are."""
    fresh: Markup


class _Mould(NamedTuple):
    """The pieces of a shape; a number stands for the value that goes there."""

    pieces: tuple[tuple[str | int, ...], ...]


def firm(fact: FirmCard) -> Pieces:
    """Give the pieces of a firm's card in the page's language."""
    shown = _shown(fact)
    values = [shown.slug, shown.url, shown.marks, shown.where, shown.industry, shown.fresh]
    values += (*shown.schemes, *shown.offers)
    shape = (
        *(language.current(), bool(shown.translated), bool(shown.text), bool(shown.industry)),
        *(len(shown.schemes), len(shown.offers)),
    )
    moulds: dict[Any, _Mould] = current_app.extensions.setdefault("moulds", {})
    mould = moulds.get(shape)
    if mould is None:
        mould = moulds[shape] = _mould(shown)
    return tuple([tuple([values[one] if isinstance(one, int) else one for one in some]) for some in mould.pieces])


def macro(template: str, name: str) -> Callable[..., Markup]:
    """Give a macro of a template; it is looked up once for an app."""
    known: dict[str, Callable[..., Markup]] = current_app.extensions.setdefault("macros", {})
    if name not in known:
        module: Any = current_app.jinja_env.get_template(template).module
        known[name] = getattr(module, name)
    return known[name]


def _shown(fact: FirmCard) -> ShownFirm:
    unchanging: Callable[..., Markup] = current_app.extensions["unchanging"]
    day = today()
    late = fact.due_on if fact.due_on and fact.due_on < day else None
    checked = (fact.confirmed_on or fact.checked_on, fact.confirmed_on, late, True, day)
    offers = language.each_said(fact.offers)
    more = len(offers) - MOST_TAGS
    return ShownFirm(
        slug=str(Markup.escape(fact.slug)),
        url=str(Markup.escape(link("firms.page", slug=fact.slug))),
        name=NAME,
        translated=TRANSLATED if fact.translated_name(language.current()) else Markup(""),
        marks=unchanging(macro("parts/holdings.html", "holdings"), fact.relations, fact.statuses),
        where=unchanging(macro("parts/where.html", "where"), language.said(fact.place), fact.country),
        industry=language.said(fact.industry),
        schemes=language.each_said(fact.schemes),
        text=TEXT if fact.profile else Markup(""),
        offers=(*offers[:MOST_TAGS], unchanging(macro("parts/more.html", "more"), more)) if more > 0 else offers,
        fresh=unchanging(macro("parts/checked.html", "checked"), *checked),
    )


def _mould(shown: ShownFirm) -> _Mould:
    """Make the mould for the shape of a firm."""
    count = 6 + len(shown.schemes) + len(shown.offers)
    holes = [Markup.escape(chr(_FIRST + number)) for number in range(count)]
    slug, url, marks, where, industry, fresh, *several = holes
    empty = shown._replace(
        slug=slug,
        url=url,
        marks=marks,
        where=where,
        industry=industry if shown.industry else Markup(""),
        schemes=tuple(several[: len(shown.schemes)]),
        offers=tuple(several[len(shown.schemes) :]),
        fresh=fresh,
    )
    parted = parts(str(macro("parts/firm_card.html", "firm_card")(empty)))
    return _Mould(tuple(tuple(_numbered(one)) for one in parted))


def _numbered(html: str) -> Sequence[str | int]:
    found = (part for part in _HOLE.split(html) if part)
    return [ord(part) - _FIRST if _HOLE.fullmatch(part) else part for part in found]


def parts(html: str) -> list[str]:
    """Take a card apart: what stands before each of its holes, and its end. What has no such hole is empty there."""
    found = []
    for hole in HOLES:
        before, there, after = html.partition(hole)
        found.append(before if there else "")
        html = after if there else html
    return [*found, END + html]

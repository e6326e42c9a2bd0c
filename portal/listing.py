"""Lists that are searched: from the answer of the index to what a list page shows."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import current_app, render_template
from markupsafe import Markup

from portal import language
from portal.asking import (
    PAGE_SIZE,
    Asked,
    Facet,
    Labels,
    ListRule,
    chosen,
    default_sort,
    question,
    quoted,
)
from portal.finding import Finding
from portal.language import gettext
from portal.links import link
from search_index.entry import LONGEST_TEXT, Answer

MOST_OPTIONS: Final = 40
"""A facet shows its most frequent values; the rest is found by searching."""
OPEN_OPTIONS: Final = 8
"""So many stand open; the others fold."""
_LARGE: Final = re.compile("(<!--facets-->|<!--cards-->)")
_HOLE: Final = Markup("\ue000")
"""Where counts and options go in what is kept around them: a letter of no language (Unicode's private use)."""


@dataclass(frozen=True)
class FacetView:
    """A filter as the page shows it: its first options, and those that are folded away."""

    name: str
    legend: str
    options: Markup
    more: Markup
    count_more: int
    opened: bool
    """One that is folded away is chosen."""


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class PageLink:
    """A numbered page of a list."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True)
class Pages:
    """The pages of a list; None in `items` is a gap."""

    previous_url: str | None
    next_url: str | None
    items: tuple[PageLink | None, ...]


@dataclass(frozen=True)
class Listing:
    """Everything a list page shows besides its cards and its sentence."""

    asked: Asked
    total: int
    facets: bytes
    """The filters, each as `parts/facet.html` shows it, in UTF-8."""
    chips: tuple[Link, ...]
    sorts: tuple[Link, ...]
    pages: Pages
    wider: tuple[Link, ...]
    """Where nothing was found: what to leave out, with what is found then; every filter has no label."""
    elsewhere: Link | None
    """Where nothing was found: the words among everything."""
    check: str | None
    """Where the words are the number of an organisation: the address that verifies it."""
    meant: Link | None
    """What the words probably should have been."""
    hidden: tuple[tuple[str, str], ...]
    """What the filter form keeps."""
    kept: tuple[tuple[str, str], ...]
    """What the search box keeps."""
    clear_url: str
    widened: bool
    around: bool
    cut: bool
    degraded: bool


@dataclass(frozen=True)
class ListPage:
    """What the page of a list shows besides its cards."""

    listing: Listing
    sentence: str


def hits(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Give kind and key of the found entries in their order."""
    return tuple((hit.kind, hit.key) for hit in answer.hits)


def show(index: Finding, rule: ListRule, asked: Asked, answer: Answer, labels: Labels) -> Listing:
    """Give everything the list page shows besides its cards and its sentence."""
    chips = _chips(rule, asked, labels)
    wider = _wider(index, rule, asked, labels) if not answer.total else ()
    return Listing(
        asked=asked,
        total=answer.total,
        facets=b"".join([_facet(facet, asked, answer, labels) for facet in rule.facets]),
        chips=chips,
        sorts=_sorts(rule, asked),
        pages=_pages(rule, asked, answer.total),
        wider=wider,
        elsewhere=_elsewhere(index, rule, asked, wider) if not answer.total else None,
        check=link("verification.ask", q=asked.text) if asked.number else None,
        meant=Link(answer.meant, asked.address(rule, q=answer.meant)) if answer.meant else None,
        hidden=_pairs(q=asked.text, sort="" if asked.sort == default_sort(asked.text) else asked.sort),
        kept=tuple((param, value) for param, values in asked.filters.items() for value in values),
        clear_url=link(rule.endpoint),
        widened=answer.widened,
        around=answer.around,
        cut=len(asked.text) > LONGEST_TEXT,
        degraded=answer.degraded,
    )


def html(template: str, shown: ListPage, cards: bytes) -> bytes:
    """Give the page of a list as it is sent: the template, with facets and cards in the places it keeps for them.

    They are most of the page; each macro and block around them would copy them once more. What a visitor wrote can
    be in no such place: a template escapes it.

    :param cards: one after the other, in UTF-8
    """
    large = {"<!--facets-->": shown.listing.facets, "<!--cards-->": cards}
    pieces = _LARGE.split(render_template(template, page=shown))
    return b"".join([large[piece] if piece in large else piece.encode() for piece in pieces])


def _pairs(**values: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in values.items() if value)


def _facet(facet: Facet, asked: Asked, answer: Answer, labels: Labels) -> bytes:
    param, rank = facet.param, labels.rank(facet.param)
    chosen, counts = asked.filters.get(param, ()), answer.counts.get(facet.field, {})
    if chosen:
        counts = {**dict.fromkeys(chosen, 0), **counts}
    most = sorted(counts, key=counts.__getitem__, reverse=True)
    if chosen:
        most.sort(key=chosen.__contains__, reverse=True)
    # Chosen ones first, then the most frequent, then by name: each sorting keeps the order of the one before.
    options = [value for value in most[: max(MOST_OPTIONS, len(chosen))] if value in rank]
    options.sort(key=rank.__getitem__)
    options.sort(key=counts.__getitem__, reverse=True)
    if chosen:
        options.sort(key=chosen.__contains__, reverse=True)
    if not options:
        return b""
    known = labels.options[param]
    shown = [(b"%d" % counts[value]).join(known.get(value) or _option(param, value, labels)) for value in options]
    for place, value in enumerate(options[: len(chosen)]):
        shown[place] = (b"%d" % counts[value]).join(_option(param, value, labels, chosen=True))
    folded = options[OPEN_OPTIONS:]
    before, between, after = _around(facet, len(folded), any(value in chosen for value in folded), labels)
    return b"".join((before, *shown[:OPEN_OPTIONS], between, *shown[OPEN_OPTIONS:], after))


def _around(facet: Facet, folded: int, opened: bool, labels: Labels) -> tuple[bytes, ...]:
    """Give the HTML around the two parts of a facet's options; each is made once in each language."""
    key = (facet.param, folded, opened)
    made = labels.facets.get(key)
    if made is None:
        macro: Any = current_app.jinja_env.get_template("parts/facet.html").module
        view = FacetView(facet.param, gettext(facet.legend), _HOLE, _HOLE if folded else Markup(""), folded, opened)
        pieces = _pieces(macro.facet(view))
        made = labels.facets[key] = pieces if folded else (pieces[0], b"", pieces[1])
    return made


def _option(param: str, value: str, labels: Labels, *, chosen: bool = False) -> tuple[bytes, ...]:
    """Give the HTML around the counts of an option. A page has a hundred of them.

    Each is made once in each language, and afterwards only counted anew.
    """
    known = labels.chosen[param] if chosen else labels.options[param]
    if value not in known:
        macro: Any = current_app.jinja_env.get_template("parts/option.html").module
        label = language.said(labels.said[param][value])
        known[value] = _pieces(macro.option(param, value, label, _HOLE, chosen))
    return known[value]


def _pieces(made: Markup) -> tuple[bytes, ...]:
    return tuple([piece.encode() for piece in made.split(_HOLE)])


def _chips(rule: ListRule, asked: Asked, labels: Labels) -> tuple[Link, ...]:
    found = [Link(quoted(asked), asked.address(rule, q=None))] if asked.text else []
    for param, values in asked.filters.items():
        words = labels.said[param]
        for value in values:
            rest = tuple(other for other in values if other != value)
            found.append(Link(language.said(words[value]), asked.address(rule, **{param: rest})))
    return tuple(found)


def _sorts(rule: ListRule, asked: Asked) -> tuple[Link, ...]:
    words = {"relevance": gettext("Best match"), "name": gettext("Name"), "newest": gettext("Newest first")}
    default, first = default_sort(asked.text), asked.address(rule, sort=None)
    return tuple(
        Link(words[sort], first if sort == default else _with(first, "sort", sort), sort == asked.sort)
        for sort in rule.sorts
        if sort != "relevance" or asked.text
    )


def _with(address: str, param: str, value: object) -> str:
    """Give an address with one more parameter, whose value needs no quoting."""
    return f"{address}{'&' if '?' in address else '?'}{param}={value}"


def _pages(rule: ListRule, asked: Asked, total: int) -> Pages:
    last, first = max(1, -(-total // PAGE_SIZE)), asked.address(rule)

    def url(number: int) -> str:
        return first if number == 1 else _with(first, "page", number)

    near = sorted({1, last, *range(max(1, asked.page - 1), min(last, asked.page + 1) + 1)})
    items: list[PageLink | None] = []
    for number in near:
        if items and isinstance(items[-1], PageLink) and number > items[-1].number + 1:
            items.append(None)
        items.append(PageLink(number, url(number), number == asked.page))
    return Pages(
        previous_url=url(asked.page - 1) if asked.page > 1 else None,
        next_url=url(asked.page + 1) if asked.page < last else None,
        items=tuple(items),
    )


def _wider(index: Finding, rule: ListRule, asked: Asked, labels: Labels) -> tuple[Link, ...]:
    """Give what is found when something is left out, as little as possible: one of the filters, the most first; then
    the words; or else, where none of these helps, every filter."""
    filters = [_less(index, rule, asked, chosen(asked, param, labels), param) for param in asked.filters]
    filters.sort(key=lambda link: -(link.count or 0))
    words = [_less(index, rule, asked, quoted(asked), "q")] if asked.text and asked.filters else []
    found = tuple(link for link in (*filters, *words) if link.count)
    if found or len(asked.filters) < 2:
        return found
    unfiltered = _less(index, rule, asked, "", *asked.filters)
    return (unfiltered,) if unfiltered.count else ()


def _less(index: Finding, rule: ListRule, asked: Asked, label: str, *params: str) -> Link:
    """Give the list with some of what was asked left out, and how much it has."""
    less = replace(
        asked,
        text="" if "q" in params else asked.text,
        filters={key: values for key, values in asked.filters.items() if key not in params},
        sort="name" if "q" in params else asked.sort,
    )
    counted = replace(question(rule, less), facets=(), size=0)
    return Link(label, less.address(rule), count=index.ask(counted).total)


def _elsewhere(index: Finding, rule: ListRule, asked: Asked, wider: tuple[Link, ...]) -> Link | None:
    """Give the search for the words among everything, where this list has them in no other way."""
    if not rule.kind or not asked.text or any(link.label != quoted(asked) for link in wider):
        return None
    everywhere = replace(question(rule, asked), filters={}, facets=(), size=0)
    total = index.ask(everywhere).total
    return Link(quoted(asked), link("search.page", q=asked.text), count=total) if total else None

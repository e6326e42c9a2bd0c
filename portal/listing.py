"""Lists that are searched: from the answer of the index to what a list page shows."""

from dataclasses import dataclass, replace
from typing import Final

from flask import url_for
from flask_babel import gettext

from portal import language
from portal.asking import PAGE_SIZE, Asked, Facet, Labels, ListRule, chosen, default_sort, question, quoted
from search_index.entry import LONGEST_TEXT, Answer
from search_index.searcher import Index

MOST_OPTIONS: Final = 40
"""A facet shows its most frequent values; the rest is found by searching."""


@dataclass(frozen=True)
class Option:
    """One value of a filter."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetView:
    """A filter as the page shows it."""

    name: str
    legend: str
    options: tuple[Option, ...]


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
    facets: tuple[FacetView, ...]
    chips: tuple[Link, ...]
    sorts: tuple[Link, ...]
    pages: Pages
    wider: tuple[Link, ...]
    """Where nothing was found: what to leave out, with what is found then."""
    hidden: tuple[tuple[str, str], ...]
    """What the filter form keeps."""
    kept: tuple[tuple[str, str], ...]
    """What the search box keeps."""
    clear_url: str
    widened: bool
    cut: bool


def slugs(answer: Answer) -> tuple[str, ...]:
    """Give the slugs of the found entries in their order."""
    return tuple(hit.key.partition(":")[2] for hit in answer.hits)


def show(index: Index, rule: ListRule, asked: Asked, answer: Answer, labels: Labels) -> Listing:
    """Give everything the list page shows besides its cards and its sentence."""
    chips = _chips(rule, asked, labels)
    return Listing(
        asked=asked,
        total=answer.total,
        facets=tuple(_facet(facet, asked, answer, labels) for facet in rule.facets),
        chips=chips,
        sorts=_sorts(rule, asked),
        pages=_pages(rule, asked, answer.total),
        wider=_wider(index, rule, asked, labels) if not answer.total else (),
        hidden=_pairs(q=asked.text, sort="" if asked.sort == default_sort(asked.text) else asked.sort),
        kept=tuple((param, value) for param, values in asked.filters.items() for value in values),
        clear_url=url_for(rule.endpoint),
        widened=answer.widened,
        cut=len(asked.text) > LONGEST_TEXT,
    )


def _pairs(**values: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in values.items() if value)


def _facet(facet: Facet, asked: Asked, answer: Answer, labels: Labels) -> FacetView:
    chosen = asked.filters.get(facet.param, ())
    counts = answer.counts.get(facet.field, {})
    most = sorted(counts, key=lambda value: (value not in chosen, -counts[value]))[:MOST_OPTIONS]
    values = dict.fromkeys((*chosen, *most))
    words = labels(facet.param, tuple(values))
    options = [Option(v, language.said(words[v]), counts.get(v, 0), v in chosen) for v in values if v in words]
    options.sort(key=lambda option: (not option.chosen, -option.count, option.label))
    return FacetView(facet.param, gettext(facet.legend), tuple(options))


def _chips(rule: ListRule, asked: Asked, labels: Labels) -> tuple[Link, ...]:
    found = [Link(quoted(asked), asked.address(rule, q=None))] if asked.text else []
    for param, values in asked.filters.items():
        words = labels(param, values)
        for value in values:
            rest = tuple(other for other in values if other != value)
            found.append(Link(language.said(words[value]), asked.address(rule, **{param: rest})))
    return tuple(found)


def _sorts(rule: ListRule, asked: Asked) -> tuple[Link, ...]:
    words = {"relevance": gettext("Best match"), "name": gettext("Name"), "newest": gettext("Newest first")}
    default = default_sort(asked.text)
    return tuple(
        Link(words[sort], asked.address(rule, sort=None if sort == default else sort), sort == asked.sort)
        for sort in rule.sorts
        if sort != "relevance" or asked.text
    )


def _pages(rule: ListRule, asked: Asked, total: int) -> Pages:
    last = max(1, -(-total // PAGE_SIZE))

    def url(number: int) -> str:
        return asked.address(rule, page=None if number == 1 else number)

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


def _wider(index: Index, rule: ListRule, asked: Asked, labels: Labels) -> tuple[Link, ...]:
    """Give what is found when one of the filters, or the text, is left out: the most first."""
    tries = {param: chosen(asked, param, labels) for param in asked.filters}
    if asked.text and asked.filters:
        tries["q"] = quoted(asked)
    found = []
    for param, label in tries.items():
        less = replace(
            asked,
            text="" if param == "q" else asked.text,
            filters={key: values for key, values in asked.filters.items() if key != param},
            sort="name" if param == "q" else asked.sort,
        )
        if total := index.ask(question(rule, less)).total:
            found.append(Link(label, less.address(rule), count=total))
    return tuple(sorted(found, key=lambda link: -(link.count or 0)))

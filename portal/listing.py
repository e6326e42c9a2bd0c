"""Lists that are searched: from the address to a question, and from the answer to what a list page shows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from portal import language
from portal.words import Said
from search_index.entry import LONGEST_TEXT, Answer, Question
from search_index.searcher import Index

PAGE_SIZE: Final = 20
MOST_OPTIONS: Final = 40
"""A facet shows its most frequent values; the rest is found by searching."""
MOST_VALUES: Final = 20
"""Values of one facet that are read from an address."""

Labels = Callable[[str, Collection[str]], Mapping[str, Said]]
"""Gives the labels of a facet's values, in the page's language where there is one; what it leaves out is no value."""


@dataclass(frozen=True)
class Facet:
    """A filter: its parameter in the address, its name in the index, its question (a message to translate)."""

    param: str
    field: str
    legend: str


@dataclass(frozen=True)
class ListRule:
    """What a list page may be asked."""

    endpoint: str
    facets: tuple[Facet, ...]
    sorts: tuple[str, ...]
    kind: str | None = None
    """The kind of entry it lists; None: all."""


@dataclass(frozen=True)
class Asked:
    """What a list page was asked, as far as it could be understood."""

    text: str
    filters: Mapping[str, tuple[str, ...]]
    """Per parameter the chosen values."""
    sort: str
    page: int
    ignored: tuple[str, ...]
    """What could not be understood, as "page=abc"."""

    def address(self, rule: ListRule, **changes: object) -> str:
        """Give the address of this list with some parameters changed; a changed list starts at its first page."""
        values: dict[str, object] = {"q": self.text or None, **self.filters}
        if self.sort != default_sort(self.text):
            values["sort"] = self.sort
        values.update(changes)
        return url_for(rule.endpoint, **{key: value for key, value in values.items() if value})  # type: ignore[arg-type]


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


def readable(text: str) -> str:
    """Give what a visitor wrote without what no page can show: control characters, halves of letters."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def default_sort(text: str) -> str:
    """Give the order of a list nobody chose an order for."""
    return "relevance" if text else "name"


def read(args: MultiDict[str, str], rule: ListRule, labels: Labels) -> Asked:
    """Read what a list page is asked; what cannot be understood is left out and named in `ignored`. Never fails."""
    ignored: list[str] = []
    text = readable(args.get("q", ""))
    filters: dict[str, tuple[str, ...]] = {}
    for facet in rule.facets:
        asked = tuple(dict.fromkeys(value for value in args.getlist(facet.param) if value))
        known = labels(facet.param, asked[:MOST_VALUES])
        ignored += [f"{facet.param}={readable(value)}" for value in asked if value not in known]
        if kept := tuple(value for value in asked if value in known):
            filters[facet.param] = kept
    sort = args.get("sort", "") or default_sort(text)
    if sort not in rule.sorts:
        ignored.append(f"sort={readable(sort)}")
        sort = default_sort(text)
    return Asked(text, filters, sort, _page(args.get("page", "") or "1", ignored), tuple(ignored))


def _page(value: str, ignored: list[str]) -> int:
    if value.isascii() and value.isdecimal() and len(value) < 6 and int(value) > 0:
        return int(value)
    ignored.append(f"page={readable(value)}")
    return 1


def ask(index: Index, rule: ListRule, asked: Asked) -> tuple[Asked, Answer]:
    """Ask the index. A page after the last one becomes the last one, and is named among what was ignored."""
    answer = index.ask(_question(rule, asked))
    last = max(1, -(-answer.total // PAGE_SIZE))
    if asked.page <= last:
        return asked, answer
    asked = replace(asked, page=last, ignored=(*asked.ignored, f"page={asked.page}"))
    return asked, index.ask(_question(rule, asked))


def _question(rule: ListRule, asked: Asked) -> Question:
    fields = {facet.param: facet.field for facet in rule.facets}
    filters = {fields[param]: values for param, values in asked.filters.items()}
    if rule.kind:
        filters["kind"] = (rule.kind,)
    order = {"relevance": "relevance", "name": f"name:{language.current()}", "newest": "-newest"}[asked.sort]
    return Question(
        language=language.current(),
        text=asked.text,
        filters=filters,
        facets=tuple(fields.values()),
        sort=order,
        page=asked.page,
        size=PAGE_SIZE,
    )


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
        if total := index.ask(_question(rule, less)).total:
            found.append(Link(label, less.address(rule), count=total))
    return tuple(sorted(found, key=lambda link: -(link.count or 0)))


def quoted(asked: Asked) -> str:
    """Give the text as a sentence names it."""
    return asked.text if len(asked.text) <= 60 else asked.text[:59] + "…"


def chosen(asked: Asked, param: str, labels: Labels) -> str:
    """Give the chosen values of a filter as "a, b or c"; empty when none is chosen."""
    values = asked.filters.get(param, ())
    return language.either([label.text for label in labels(param, values).values()]) if values else ""


def in_places(asked: Asked, labels: Labels) -> str:
    """Give the chosen places, or else countries, as "in a or b"; empty when none is chosen."""
    param = "place" if "place" in asked.filters else "country"
    if asked.filters.get(param) == ("EU",):
        return gettext("in the whole EU")
    where = chosen(asked, param, labels)
    return language.euphonic(gettext("in %(place)s", place=where)) if where else ""


def sentence(*parts: str) -> str:
    """Join the parts of a list's sentence that are there."""
    return " ".join(part for part in parts if part)

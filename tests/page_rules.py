"""What every page must be, whatever it is about. Each rule looks at one page and yields a sentence per fault."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

import html5lib
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from portal.words import LANGUAGES

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
LEFTOVERS = re.compile(r"\{\{|\{%|%\(\w+\)|%[sd]\b|<class |object at 0x|LocalText\(|Said\(|Undefined|\bNaN\b")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
LATIN_SENTENCE = re.compile(r"(?:\b[A-Za-zÀ-ÿ]{2,}\b[\s,;:–-]*){7,}")
CONTROLS = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"


@dataclass(frozen=True)
class Page:
    """One answer of the portal, read as a page."""

    address: str
    status: int
    headers: dict[str, str]
    text: str
    soup: BeautifulSoup = field(repr=False)

    @property
    def language(self) -> str | None:
        """The language that the address names; None where it names none."""
        first = urlsplit(self.address).path.split("/")[1]
        return first if first in LANGUAGES else None

    @cached_property
    def tags(self) -> list[Tag]:
        """Every element, in their order: going through them takes a tenth of what a selector does."""
        return self.soup.find_all(True)

    @cached_property
    def labels(self) -> dict[str, list[Tag]]:
        """The labels by the id of the field that they are for."""
        found: dict[str, list[Tag]] = {}
        for label in self.all("label[for]"):
            found.setdefault(str(label["for"]), []).append(label)
        return found

    @property
    def title(self) -> str:
        """What the browser shows as the page's name."""
        return words_of(self.one("head > title"))

    @property
    def h1(self) -> str:
        """The page's heading."""
        return words_of(self.one("h1"))

    def one(self, selector: str) -> Tag:
        """Give the only element that `selector` finds; fail when there is another number of them."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{self.address}: {len(found)} elements for {selector}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        """Give every element that `selector` finds, in their order."""
        return list(self.soup.select(selector))

    def words(self, selector: str) -> list[str]:
        """Give the text of every element that `selector` finds, white space made single."""
        return [words_of(element) for element in self.all(selector)]

    def values(self, selector: str, attribute: str) -> list[str]:
        """Give the attribute of every element that `selector` finds."""
        return [str(element[attribute]) for element in self.all(selector)]


def words_of(element: PageElement) -> str:
    """Give an element's text with single spaces and without soft hyphens."""
    return " ".join(element.get_text().replace("\u00ad", "").split())


def faults(page: Page) -> list[str]:
    """Give every fault of the page, each named by its rule."""
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(page)]


def parses(page: Page) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(page.text)
    for (line, column), code, details in parser.errors:
        yield f"line {line}, column {column}: {code} {details or ''}"


def has_one_heading_that_starts_the_title(page: Page) -> Iterator[str]:
    headings = page.words("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not headings[0] or not page.title.startswith(headings[0]):
        yield f"the title is {page.title!r}, the h1 {headings[0]!r}"


def skips_no_heading_level(page: Page) -> Iterator[str]:
    before = 0
    for heading in page.all("h1, h2, h3, h4, h5, h6"):
        level = int(heading.name[1])
        if level > before + 1:
            yield f"{heading.name} {words_of(heading)!r} follows level {before}"
        if not words_of(heading):
            yield f"an empty {heading.name}"
        before = level


def says_its_language(page: Page) -> Iterator[str]:
    said = str(page.one("html").get("lang"))
    if said not in ([page.language] if page.language else LANGUAGES):
        yield f"lang is {said!r}"


def marks_foreign_text(page: Page) -> Iterator[str]:
    """Text in another script than the page's own carries its own `lang`; a name among the page's own words need not."""
    body = page.soup.body
    for text in body.find_all(string=True) if body else ():
        if type(text) is not NavigableString or not text.strip():
            continue
        language = _language_of(text)
        if language != "bg" and CYRILLIC.search(text) and not LATIN_WORD.search(text):
            yield f"Cyrillic text under lang={language!r}: {text.strip()[:80]!r}"
        elif language == "bg" and not CYRILLIC.search(text) and LATIN_SENTENCE.search(text):
            yield f"Latin text under lang='bg': {text.strip()[:80]!r}"


def _language_of(text: PageElement) -> str:
    holder = text.find_parent(attrs={"lang": True})
    return str(holder["lang"]) if holder else ""


def has_unique_ids(page: Page) -> Iterator[str]:
    for name, count in Counter(_values(page, "id")).items():
        if count > 1 or not name or " " in name:
            yield f"{count} × id={name!r}"


def points_to_ids_that_exist(page: Page) -> Iterator[str]:
    known = set(_values(page, "id"))
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "popovertarget"):
        for value in _values(page, attribute):
            yield from (f"{attribute}={name!r} has no target" for name in value.split() if name not in known)
    for href in page.values("a[href^='#']", "href"):
        if href != "#" and href[1:] not in known:
            yield f"href={href!r} has no target"


def _values(page: Page, attribute: str) -> list[str]:
    return [str(tag[attribute]) for tag in page.tags if attribute in tag.attrs]


def names_every_control(page: Page) -> Iterator[str]:
    for control in page.all(CONTROLS):
        if not _label_of(page, control):
            yield f"no label: {str(control)[:120]}"
    for label in page.all("label"):
        if not label.get("for") and not label.select(CONTROLS):
            yield f"a label without a field: {words_of(label)!r}"
    for thing in page.all("button, a[href], summary, [role=button], legend, caption, th, option"):
        if not _name_of(thing) and thing.name not in {"th", "option"}:
            yield f"no name: {str(thing)[:120]}"
    for image in page.all("img:not([alt]), svg:not([aria-hidden]):not([role=img])"):
        yield f"neither a text nor hidden: {str(image)[:120]}"


def _label_of(page: Page, control: Tag) -> str:
    if control.get("aria-label") or control.get("aria-labelledby"):
        return str(control.get("aria-label") or control.get("aria-labelledby"))
    holders = page.labels.get(str(control.get("id"))) or control.find_parents("label")
    return " ".join(words_of(holder) for holder in holders)


def _name_of(thing: Tag) -> str:
    inside = " ".join(
        str(image.get("alt") or image.get("aria-label") or "") for image in thing.find_all(["img", "svg"])
    )
    return (str(thing.get("aria-label") or thing.get("aria-labelledby") or "") + words_of(thing) + inside).strip()


def links_to_itself_in_every_language(page: Page) -> Iterator[str]:
    shown = {str(link["hreflang"]) for link in page.all("a[hreflang]")}
    if not set(LANGUAGES) <= shown:
        yield f"links to the languages {sorted(shown)} only"
    if page.status != 200:
        return
    told = {str(link["hreflang"]): str(link["href"]) for link in page.all("link[rel=alternate][hreflang]")}
    if set(told) != {*LANGUAGES, "x-default"}:
        yield f"alternates {sorted(told)}"
    canonical = page.values("link[rel=canonical]", "href")
    if len(canonical) != 1 or not canonical[0].startswith("http"):
        yield f"canonical {canonical}"
    elif page.language and told.get(page.language) != canonical[0]:
        yield f"canonical {canonical[0]} is not the alternate {told.get(page.language)}"


def keeps_style_and_script_outside(page: Page) -> Iterator[str]:
    yield from (f"inline style: {str(tag)[:120]}" for tag in page.all("style, [style]"))
    for script in page.all("script:not([src])"):
        if script.get("type") != "application/ld+json":
            yield f"inline script: {str(script)[:120]}"
        elif not json.loads(script.get_text()):
            yield "empty JSON-LD"
    for tag in page.tags:
        yield from (f"{name} on {tag.name}" for name in tag.attrs if name.startswith("on"))
    yield from (f"javascript: in {link}" for link in page.all("[href^='javascript:']"))


def loads_nothing_from_elsewhere(page: Page) -> Iterator[str]:
    loads = [str(tag.get("src") or tag.get("data")) for tag in page.all("[src], object[data]")]
    loads += page.values("link[href]:not([rel=canonical]):not([rel=alternate])", "href")
    loads += [part.split()[0] for value in page.values("[srcset]", "srcset") for part in value.split(",")]
    loads += page.values("form[action]", "action")
    yield from (f"loads {address}" for address in loads if urlsplit(address).netloc or address.startswith("//"))


def has_safe_headers(page: Page) -> Iterator[str]:
    policy = dict(
        part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";") if " " in part
    )
    for name, value in CONTENT_SECURITY_POLICY.items():
        if policy.get(name) != value:
            yield f"content-security-policy: {name} is {policy.get(name)}"
    yield from _unlike(page, "content-type", "text/html; charset=utf-8")
    yield from _unlike(page, "x-content-type-options", "nosniff")
    if not page.headers.get("referrer-policy"):
        yield "no referrer-policy"
    if "set-cookie" in page.headers:
        yield f"sets a cookie: {page.headers['set-cookie']}"


def _unlike(page: Page, header: str, value: str) -> Iterator[str]:
    if page.headers.get(header) != value:
        yield f"{header} is {page.headers.get(header)}"


def leaves_nothing_of_the_machine(page: Page) -> Iterator[str]:
    for text in page.soup.find_all(string=True):
        if type(text) is not NavigableString or text.find_parent("script"):
            continue
        said = text.strip()
        if LEFTOVERS.search(said) or said == "None" or (page.language != "en" and re.search(r"\bNone\b", said)):
            yield f"text {said[:120]!r}"
    for tag in page.tags:
        for name, value in tag.attrs.items():
            if name.startswith(("data-", "aria-", "content", "title", "alt", "href")) and _is_leftover(str(value)):
                yield f"{name}={str(value)[:120]!r} on {tag.name}"


def _is_leftover(value: str) -> bool:
    return value == "None" or "=None" in value or bool(LEFTOVERS.search(value))


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    parses,
    has_one_heading_that_starts_the_title,
    skips_no_heading_level,
    says_its_language,
    marks_foreign_text,
    has_unique_ids,
    points_to_ids_that_exist,
    names_every_control,
    links_to_itself_in_every_language,
    keeps_style_and_script_outside,
    loads_nothing_from_elsewhere,
    has_safe_headers,
    leaves_nothing_of_the_machine,
)

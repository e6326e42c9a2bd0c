"""The whole public site: every type of page in every language, every link, and what the addresses allow."""

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from portal.app import create_app
from portal.words import LANGUAGES
from tests.addresses import PAGE_TYPES
from tests.page_rules import Page, faults
from tests.visitor import Visitor

BRANCHES = 12
"""Addresses with a query that are followed from one page: facets multiply without end."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_every_type_of_page_is_a_page(visitor: Visitor, kind: str, language: str) -> None:
    page = visitor.get(f"/{language}/{PAGE_TYPES[kind]}")
    assert page.title.startswith(page.h1)


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_the_versions_of_a_page_name_each_other(visitor: Visitor, kind: str) -> None:
    pages = [visitor.get(f"/{language}/{PAGE_TYPES[kind]}") for language in LANGUAGES]
    told = [alternates(page) for page in pages]
    assert told == [told[0]] * len(LANGUAGES)
    assert [urlsplit(told[0][language]).path.split("/")[1] for language in LANGUAGES] == list(LANGUAGES)


def alternates(page: Page) -> dict[str, str]:
    """The address of the page in each language, as it tells machines."""
    return {str(link["hreflang"]): str(link["href"]) for link in page.all("link[rel=alternate][hreflang]")}


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_no_two_languages_say_the_same(visitor: Visitor, kind: str) -> None:
    """Whole sentences of the page's own that two languages share were left untranslated."""
    said = {language: sentences(visitor.get(f"/{language}/{PAGE_TYPES[kind]}")) for language in LANGUAGES}
    shared = {
        (one, other): said[one] & said[other]
        for number, one in enumerate(LANGUAGES)
        for other in LANGUAGES[number + 1 :]
        if said[one] & said[other]
    }
    assert shared == {}


def sentences(page: Page) -> set[str]:
    """The sentences of a page that are in its own language: text that is marked as another's is left out."""
    own, whole = page.soup.body, page.one("html")
    assert own is not None
    texts = (text.strip() for text in own.find_all(string=True) if text.find_parent(lang=True) is whole)
    return {text for text in texts if len(text.split()) > 4 and text.endswith((".", "?", "!"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(visitor: Visitor, language: str) -> None:
    """Follow every link of the language's pages; each page on the way is checked as a page."""
    start = f"/{language}/"
    waiting, seen, found = deque([start]), {start}, []
    while waiting:
        page = visitor.look(waiting.popleft(), status=None)
        if page.status == 301:
            waiting.append(page.headers["location"])
            continue
        if page.status != 200:
            found.append(f"{page.address}: {page.status}")
            continue
        found += [f"{page.address}: {fault}" for fault in faults(page)]
        for address in [link for link in links(page) if link not in seen]:
            seen.add(address)
            if not is_page(address):
                visitor.fetch(address)
            elif "?" not in address or "?" not in page.address:
                waiting.append(address)
    assert found == []
    assert len(seen) > 100


def is_page(address: str) -> bool:
    """Say whether an address is a page's, and not that of a file."""
    path = urlsplit(address).path
    return path.split("/")[1] in LANGUAGES and "." not in path.rsplit("/", 1)[-1]


def links(page: Page) -> list[str]:
    """Where a page leads to inside the portal, and what it loads; of addresses with a query only the first few.

    Pages in another language are left to that language's own walk.
    """
    found = [str(tag.get("href") or tag.get("src")) for tag in page.all("[href], [src]")]
    inside = [urljoin(page.address, link).split("#")[0] for link in found if not urlsplit(link).scheme]
    others = tuple(f"/{language}/" for language in LANGUAGES if language != page.language)
    kept = dict.fromkeys(link for link in inside if not link.startswith(others))
    branches = [link for link in kept if "?" in link][BRANCHES:]
    return [link for link in kept if link not in branches]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["no-such-page", "firms/no-such-firm", "measures/%F0%9F%98%80", "schemes/../../x"])
def test_what_does_not_exist_says_so_and_helps(visitor: Visitor, address: str, language: str) -> None:
    page = visitor.get(f"/{language}/{address}", status=404)
    assert page.all(f'main a[href="/{language}/"]')
    assert page.all('form[role=search] input[name="q"], search input[name="q"]')


def test_an_unknown_language_is_answered_in_one_that_exists(visitor: Visitor) -> None:
    assert visitor.get("/xx/firms", status=404, accept_language="nl").one("html")["lang"] in LANGUAGES


READERS = {
    "nb-NO,nb;q=0.9": "nb",
    "no": "nb",
    "nn-NO": "nb",
    "nl-BE": "nl",
    "bg": "bg",
    "en-GB": "en",
    "fi": "en",
    "": "en",
}
UNREADABLE = ["page=abc", "page=-1", f"page={10**30}", "sort=%00", "country=XX", "country=%FF", f"q={'a' * 5000}"]


@pytest.mark.parametrize(("accepted", "language"), READERS.items())
def test_the_root_leads_to_the_reader_s_language(visitor: Visitor, accepted: str, language: str) -> None:
    response = visitor.fetch("/", status=302, accept_language=accepted)
    assert (response.location, "accept-language" in response.vary) == (f"/{language}/", True)


def test_every_address_says_who_may_come_in(site: Flask) -> None:
    rules = {
        rule.rule: getattr(site.view_functions[rule.endpoint], "access", None) for rule in site.url_map.iter_rules()
    }
    assert {address: access for address, access in rules.items() if access != "public"} == {}


def test_an_address_that_does_not_say_so_is_shut(site: Flask) -> None:
    app = create_app(site.extensions["portal"].settings)
    app.add_url_rule("/undeclared", "undeclared", lambda: "a secret")
    answer = app.test_client().get("/undeclared")
    assert (answer.status_code, "a secret" in answer.text) == (403, False)


READ_BY_POST = {"/api/v1/verify", "/<lang>/verify/batch", "/<lang>/statements/check"}
"""What is asked with a body because it is long; nothing of it is kept."""


def test_no_address_takes_more_than_reading(site: Flask) -> None:
    """The public side changes nothing: every rule reads, but for the one that keeps a verdict as it is.

    The others that are sent something answer it, and keep nothing of it.
    """
    writing = {
        rule.rule: rule.methods
        for rule in site.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert set(writing) == {"/<lang>/verify/kept", *READ_BY_POST}


@pytest.mark.parametrize("parameter", UNREADABLE)
@pytest.mark.parametrize("path", ["firms", "measures", "search", "gatherings", "schemes"])
def test_what_cannot_be_read_is_no_error(visitor: Visitor, path: str, parameter: str) -> None:
    visitor.get(f"/nb/{path}?{parameter}")


@pytest.mark.parametrize("query", ["on=31-02", "on=2026-02-30&firm=asker-taxi", "firm=asker-taxi&on=tomorrow"])
def test_a_verification_that_cannot_be_read_is_refused(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/bg/verify?{query}", status=400)
    assert page.values("main [data-status]", "data-status") == []


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".org", "evil.example"])
def test_a_host_name_cannot_do_harm(site: Flask, host: str) -> None:
    """A name that is none is refused; any other is never used to lead somewhere."""
    client = site.test_client()
    answers = [client.get(address, headers={"Host": host}) for address in ("/en/", "/en", "/en//firms", "/nope")]
    assert {answer.status_code for answer in answers} <= {200, 308, 400, 404}
    moved = [answer.location for answer in answers if answer.location]
    assert [location for location in moved if not location.startswith("/") or location.startswith("//")] == []
    assert all("Content-Security-Policy" in answer.headers for answer in answers)

"""Every type of page in every language, looked at by a browser: access for all, room on small screens, no stranger."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from portal.words import LANGUAGES
from tests.addresses import PAGE_TYPES

AXE = AXE_FILE_PATH.read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LOOKS = [(360, "light"), (1280, "dark"), (360, "dark"), (1280, "light")]
ERRORS = {"not-found": "no-such-page", "unclear": "verify?firm=asker-taxi&on=31-02"}
"""Pages that say no: how they answer is not looked at here, only how they look."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all pages of this file."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def complaints(page: Page, address: str) -> Iterator[list[str]]:
    """What the browser complained of while the test ran, and what it asked other hosts for."""
    found: list[str] = []

    def console(message: object) -> None:
        said = getattr(message, "text", "")
        if getattr(message, "type", "") in {"error", "warning"} and "the server responded with a status of" not in said:
            found.append(said)

    def request(asked: object) -> None:
        url = getattr(asked, "url", "")
        if not url.startswith((address, "data:")):
            found.append(f"request to {urlsplit(url).netloc}")

    listeners = [("console", console), ("pageerror", lambda error: found.append(str(error))), ("request", request)]
    for event, listener in listeners:
        page.on(event, listener)  # type: ignore[call-overload]
    yield found
    for event, listener in listeners:
        page.remove_listener(event, listener)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*PAGE_TYPES, *ERRORS])
def test_is_open_to_everyone(page: Page, address: str, complaints: list[str], kind: str, language: str) -> None:
    found = {}
    for width, scheme in LOOKS if language == "bg" else LOOKS[:2]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        page.goto(f"{address}/{language}/{PAGE_TYPES.get(kind, ERRORS.get(kind))}")
        page.evaluate(AXE)
        found[f"{width} {scheme}"] = violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert ({look: faults for look, faults in found.items() if faults}, overflow, complaints) == ({}, 0, [])


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it looks now: the rule and the first places that break it."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    broken = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    return [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in broken]

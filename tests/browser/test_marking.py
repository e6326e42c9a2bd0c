"""Marked words in a browser: to be seen in any colours, and never cut off where they are the only reason."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from portal.words import LANGUAGES
from tests.browser.test_every_page import violations

AXE = AXE_FILE_PATH.read_text("utf-8")
ASKED = {"nb": "arbeid", "nl": "werk", "bg": "работа", "en": "work"}
LIGHT: Literal["light", "dark"] = "light"
DARK: Literal["light", "dark"] = "dark"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor's tab."""
    context = browser.new_context(viewport={"width": 360, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_open_to_everyone(page: Page, address: str, language: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{language}/measures?q={ASKED[language]}")
    page.evaluate(AXE)
    assert page.locator(".card mark").count() > 5
    assert violations(page) == []


@pytest.mark.parametrize("forced", ["active", "none"])
def test_a_mark_is_more_than_a_colour(page: Page, address: str, forced: Literal["active", "none"]) -> None:
    page.emulate_media(forced_colors=forced)
    page.goto(f"{address}/nb/measures?q=arbeid")
    line = page.locator(".card mark").first.evaluate("mark => getComputedStyle(mark).borderBottom")
    assert line.startswith("2px solid")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_card_shows_why_it_was_found(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/bg/measures?q=работа")
    hidden = """() => [...document.querySelectorAll(".card")].filter(card => {
        const shown = [...card.querySelectorAll("mark, .card-why")].some(reason => {
            const text = reason.closest(".card-text");
            const end = text ? text.getBoundingClientRect().bottom : Infinity;
            return reason.getBoundingClientRect().bottom <= end + 1;
        });
        return !shown;
    }).map(card => card.dataset.id)"""
    assert page.locator(".card").count() == 20
    assert page.evaluate(hidden) == []

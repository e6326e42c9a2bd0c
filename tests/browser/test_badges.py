"""Badges as a browser draws them: no word leaves the picture, whatever the font; and the lines to copy are copied."""

import pytest
from playwright.sync_api import Browser, Page

from portal.evidence import badges
from portal.evidence.badges import Badge
from portal.words import LANGUAGES, Said

FOLDED = "details:has(img.badge-picture) > summary"
"""Opens the badge and its code, which few want to see."""

NAMES = (
    "Asker Taxi AS",
    "Държавно предприятие „Фонд за затворническо дело и защитена заетост на хора с увреждания“",
    "W" * 90,
    "Щ" * 90,
    "Vzw ’t Lampeke & Zonen – sociale tewerkstelling, dienstverlening en ateliers (Groot-Brugge)",
    "株式会社" * 9 + "😀" * 9,
)
FONTS = (badges._FONT, "'DejaVu Sans'", "sans-serif")
OVERFLOWS = """font => {
    const picture = document.querySelector("svg"), found = [];
    picture.setAttribute("font-family", font);
    const {width, height} = picture.viewBox.baseVal;
    for (const line of picture.querySelectorAll("text")) {
        const box = line.getBBox();
        if (box.x < 0 || box.y < 0 || box.x + box.width > width - 11 || box.y + box.height > height)
            found.push(line.textContent);
    }
    return found;
}"""
DAYS = {
    "nb": "30. september 2026",
    "nl": "30 september 2026",
    "bg": "30 септември 2026\u202fг.",
    "en": "30 September 2026",
}


@pytest.fixture
def page(browser: Browser) -> Page:
    """A tab."""
    return browser.new_page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_leaves_the_picture(page: Page, language: str) -> None:
    words = {"nb": "Midlertidig stanset", "nl": "Nog niet geldig", "bg": "Временно спрян", "en": "Not valid yet"}
    for name in NAMES:
        notes = ("SPA-2023-001", DAYS[language])
        shown = Badge("suspended", words[language], DAYS[language], Said(name, "nb"), Said(name, "bg"), notes, language)
        page.set_content(badges.svg(shown))
        assert [page.evaluate(OVERFLOWS, font) for font in FONTS] == [[], [], []], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_badge_is_a_picture_on_its_page(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/{language}/certificates/SPA-2023-001")
    page.locator(FOLDED).click()
    picture = page.locator("img.badge-picture")
    assert picture.evaluate("one => one.complete && one.naturalWidth") == badges.WIDTH
    picture.click()
    assert page.locator("[data-verdict]").get_attribute("data-verdict") == "valid"


def test_the_lines_are_copied_where_there_is_javascript(browser: Browser, address: str) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{address}/en/certificates/SPA-2023-001")
        page.locator(FOLDED).click()
        page.get_by_role("button", name="Copy").click()
        page.get_by_text("Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("textarea").input_value()


def test_without_javascript_there_is_no_button(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/en/certificates/SPA-2023-001")
        page.locator(FOLDED).click()
        assert page.get_by_role("button", name="Copy").count() == 0
        assert page.get_by_label("Copy these lines into your page").is_visible()

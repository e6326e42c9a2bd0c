"""The search box while one types: a combobox for the keyboard, the mouse and the finger, and for whoever listens."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from portal.words import LANGUAGES
from tests.browser.test_every_page import LOOKS, violations

AXE = AXE_FILE_PATH.read_text("utf-8")
BOXES = {"": "as", "search": "as", "firms": "as", "measures": "ar", "no-such-page": "as"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor's tab."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def box(page: Page) -> Locator:
    """The search box."""
    return page.locator(".search-box input[type=search]")


def options(page: Page) -> Locator:
    """What is suggested, where it can be seen."""
    return page.get_by_role("listbox").get_by_role("option")


def type_in(page: Page, text: str) -> None:
    """Type as people do, and wait for suggestions."""
    box(page).press_sequentially(text, delay=20)
    expect(page.get_by_role("listbox")).to_be_visible()


def active(page: Page) -> str:
    """What the box says is active: the text of its option; "" for none."""
    name = box(page).get_attribute("aria-activedescendant")
    return page.locator(f"#{name} .suggest-text").inner_text() if name else ""


@pytest.mark.parametrize(("path", "text"), BOXES.items())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_list_is_open_to_everyone(page: Page, address: str, language: str, path: str, text: str) -> None:
    found = {}
    for width, scheme in LOOKS if path == "" else LOOKS[:2]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{address}/{language}/{path}")
        type_in(page, text)
        page.keyboard.press("ArrowDown")
        page.evaluate(AXE)
        found[f"{width} {scheme}"] = violations(page)
    page.set_viewport_size({"width": 320, "height": 400})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert ({look: faults for look, faults in found.items() if faults}, overflow) == ({}, 0)
    assert options(page).count() <= 8


def test_the_keyboard_goes_through_the_suggestions_and_to_one(page: Page, address: str) -> None:
    page.goto(f"{address}/nb/")
    type_in(page, "asker t")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(box(page)).to_be_focused()
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    assert active(page) == "Asker Taxi AS"
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/nb/firms/asker-taxi")


def test_the_arrows_go_round_by_way_of_the_box(page: Page, address: str) -> None:
    page.goto(f"{address}/en/firms")
    type_in(page, "as")
    texts = options(page).locator(".suggest-text").all_inner_texts()
    passed = []
    for _ in range(len(texts) + 2):
        page.keyboard.press("ArrowDown")
        passed.append(active(page))
    assert passed == [*texts, "", texts[0]]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert active(page) == texts[-1]
    for key in ("Home", "End", "ArrowLeft"):
        page.keyboard.press("ArrowDown")
        page.keyboard.press(key)
        assert active(page) == "", f"{key} goes back to the text"
    expect(box(page)).to_have_value("as")


def test_escape_closes_the_list_and_keeps_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}/nl/")
    type_in(page, "asker")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("asker")
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_enter_without_a_choice_searches_as_ever(page: Page, address: str) -> None:
    page.goto(f"{address}/en/measures?country=BE")
    type_in(page, "wage")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=wage*")
    assert urlsplit(page.url).query == "q=wage&country=BE"


def test_what_happens_is_said_in_the_page_s_language(page: Page, address: str) -> None:
    said: dict[str, str] = {}
    for language in LANGUAGES:
        page.goto(f"{address}/{language}/")
        status = page.locator(".search-box [role=status]")
        expect(status).to_have_text("")
        type_in(page, "as")
        expect(status).not_to_have_text("")
        said[language] = status.inner_text()
    assert len(set(said.values())) == len(LANGUAGES)
    page.keyboard.type("qqqq")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator(".search-box [role=status]")).to_have_text("No suggestions")


def test_a_suggestion_carries_its_language(page: Page, address: str) -> None:
    page.goto(f"{address}/bg/")
    type_in(page, "vluchtel")
    assert options(page).first.locator(".suggest-text").get_attribute("lang") == "nl"


def test_a_click_and_a_finger_choose(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/bg/")
    type_in(page, "asker tax")
    size = options(page).first.bounding_box()
    assert size is not None
    assert size["height"] >= 44, "a finger hits it"
    options(page).first.tap()
    page.wait_for_url("**/bg/firms/asker-taxi")
    page.goto(f"{address}/bg/firms")
    type_in(page, "asker tax")
    options(page).first.click()
    page.wait_for_url("**/bg/firms/asker-taxi")
    context.close()


def test_only_the_last_question_is_answered(page: Page, address: str) -> None:
    """Whoever types on is not shown what was meant for less, and not asked for each letter."""
    asked: list[str] = []

    def slowly(route: Route, request: Request) -> None:
        asked.append(urlsplit(request.url).query)
        if request.url.endswith("q=as"):
            page.wait_for_timeout(400)
        route.continue_()

    page.route("**/suggest?*", slowly)
    page.goto(f"{address}/en/")
    box(page).press_sequentially("as", delay=10)
    page.wait_for_timeout(200)
    box(page).press_sequentially("ker taxi", delay=10)
    expect(options(page)).to_have_count(1)
    page.wait_for_timeout(500)
    expect(options(page)).to_have_count(1)
    assert (asked[0], asked[-1]) == ("q=as", "q=asker%20taxi")
    assert len(asked) < len("asker taxi") / 2  # a slow machine may pause between two letters


def test_a_box_that_came_with_a_narrowed_list_suggests_too(page: Page, address: str) -> None:
    page.goto(f"{address}/en/firms")
    page.locator('[data-facet="country"][data-value="BE"] input').check()
    page.wait_for_url("**country=BE*")
    expect(page.locator('.search-box input[name="country"]')).to_have_value("BE")
    type_in(page, "prox")
    expect(options(page).first).to_contain_text("Proximus")


def test_a_server_that_does_not_answer_leaves_a_plain_box(page: Page, address: str) -> None:
    page.route("**/suggest?*", lambda route: route.abort())
    page.goto(f"{address}/en/")
    box(page).press_sequentially("asker taxi", delay=10)
    page.wait_for_timeout(300)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=asker+taxi")


def test_nothing_is_stored(page: Page, address: str) -> None:
    page.goto(f"{address}/en/")
    type_in(page, "asker")
    stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert (stored, page.context.cookies()) == ([0, 0, ""], [])


def test_the_scripts_are_small(page: Page, address: str) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if answer.url.endswith(".js") else None)
    page.goto(f"{address}/en/", wait_until="networkidle")
    assert sum(sizes) < 13_000

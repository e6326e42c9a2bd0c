"""What people do, from the first page to the answer: with the keyboard alone, without JavaScript, on first visit."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response

FIRST_VISIT = 120_000
SCRIPTS = 40_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor's tab."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """The tab of a visitor whose browser runs no scripts."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def focused(page: Page) -> str:
    """What has the focus: its name, and its address or field."""
    name = "(e => e.tagName + ' ' + (e.getAttribute('href') || e.name || e.id))(document.activeElement)"
    return str(page.evaluate(name))


def tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until what has the focus begins with `wanted`; its focus must be visible."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(focused(page))
        if passed[-1].startswith(wanted):
            assert shows_focus(page), f"{passed[-1]} hides its focus"
            return
    raise AssertionError(f"{wanted} is not reached: {passed}")


def shows_focus(page: Page) -> bool:
    """Say whether what has the focus is in view and drawn with an outline or a shadow."""
    look = """() => {
        const element = document.activeElement, style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        return marked && box.bottom > 0 && box.top < innerHeight;
    }"""
    return bool(page.evaluate(look))


def test_the_first_tab_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}/nb/firms")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.hash")
    assert page.locator(target).evaluate("e => e.tagName") == "MAIN"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_firm_is_found_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/nb/")
    tab_to(page, "INPUT q")
    page.keyboard.type("asker taxi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nb/**q=asker+taxi*")
    tab_to(page, "A /nb/firms/asker-taxi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nb/firms/asker-taxi")
    assert page.locator("h1").inner_text() == "Asker Taxi AS"


def test_a_certificate_is_verified_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/nl/verify")
    tab_to(page, "INPUT q")
    page.keyboard.type("SPA-2023-001")
    tab_to(page, "INPUT on")
    page.keyboard.type("2023-05-02")
    page.keyboard.press("Enter")
    page.wait_for_url("**on=2023-05-02*")
    assert page.locator("[data-status]").first.get_attribute("data-status") == "valid"


def test_a_search_is_narrowed_without_scripts(plain_page: Page, address: str) -> None:
    plain_page.goto(f"{address}/nl/measures")
    before = int(plain_page.locator("[data-total]").first.get_attribute("data-total") or 0)
    facet = plain_page.locator('[data-facet="country"][data-value="BE"]').first
    count = int(facet.get_attribute("data-count") or 0)
    plain_page.goto(f"{address}/nl/measures?country=BE")
    shown = int(plain_page.locator("[data-total]").first.get_attribute("data-total") or 0)
    assert (shown, shown < before) == (count, True)


def test_the_language_changes_on_the_same_page_without_scripts(plain_page: Page, address: str) -> None:
    plain_page.goto(f"{address}/nb/schemes/sosial-profil-asker")
    plain_page.locator("summary", has=plain_page.get_by_text("Norsk")).click()
    plain_page.locator('a[hreflang="bg"]').first.click()
    assert urlsplit(plain_page.url).path == "/bg/schemes/sosial-profil-asker"
    assert plain_page.locator("html").get_attribute("lang") == "bg"


@pytest.mark.parametrize("path", ["bg/", "bg/firms", "bg/measures/no-arbeidstrening"])
def test_a_first_visit_is_light(page: Page, address: str, path: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright needs a function
    page.goto(f"{address}/{path}", wait_until="networkidle")
    weights = {answer.url: weight(answer) for answer in answers if not answer.url.startswith("data:")}
    scripts = sum(size for url, size in weights.items() if urlsplit(url).path.endswith(".js"))
    assert sum(weights.values()) <= FIRST_VISIT, weights
    assert scripts <= SCRIPTS, weights


def weight(answer: Response) -> int:
    """What came over the line, in bytes: headers and the compressed body."""
    sizes = answer.request.sizes()
    return int(sizes["responseBodySize"]) + int(sizes["responseHeadersSize"])

"""Text made twice as large in the browser's own settings, on a small telephone: nothing is cut off or covered."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.addresses import PAGE_TYPES
from tests.browser.conftest import FLAGS

TWICE = 32
"""Pixels of text that its reader has made twice as large."""
COVERED = """() => ["nav summary", ".top-search", ".languages summary"].filter(one => {
  const [name, other] = [".brand-name", one].map(it => document.querySelector(it).getBoundingClientRect());
  return name.left < other.right && other.left < name.right && name.top < other.bottom && other.top < name.bottom;
})"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A tab of somebody who has made all text twice as large."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "Default").mkdir()
    wishes = {"webkit": {"webprefs": {"default_font_size": TWICE}}}
    Path(profile / "Default" / "Preferences").write_text(json.dumps(wishes), "utf-8")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=program, args=list(FLAGS), viewport={"width": 360, "height": 640}
    )
    yield context.pages[0]
    context.close()


@pytest.mark.parametrize("language", ["nl", "bg"])
@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_text_twice_as_large_fits_on_a_telephone(page: Page, address: str, kind: str, language: str) -> None:
    page.goto(f"{address}/{language}/{PAGE_TYPES[kind]}")
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (size, overflow, page.evaluate(COVERED)) == (TWICE, 0, [])

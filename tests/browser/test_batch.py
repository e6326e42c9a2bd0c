"""Many verifications in a browser: a file goes in without JavaScript, the answers are open to everyone."""

import csv
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, expect

from portal.words import LANGUAGES
from tests.browser.test_every_page import violations

LIST = "SPA-2023-001\nAsker Produkt AS\nnobody\n6101057509\n" + "Ett navn som er veldig langt " * 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_are_open_to_everyone(browser: Browser, address: str, language: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{address}/{language}/verify/batch")
    page.fill("#list", LIST)
    page.fill("#from", "2023-01-01")
    page.fill("#to", "2026-01-01")
    page.click("main form.form button")
    expect(page.locator("tr[data-row]")).to_have_count(5)
    found = {}
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
        found[width] = violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (found, overflow) == ({1280: [], 360: []}, 0)
    page.close()


def test_a_file_goes_in_and_a_file_comes_out_without_javascript(browser: Browser, address: str, tmp_path: Path) -> None:
    upload = tmp_path / "list.csv"
    upload.write_bytes("Naam;Eigen referentie\nAsker Taxi AS;één".encode("cp1252"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/nl/verify/batch")
    page.set_input_files("#file", upload)
    page.click("main form.form button")
    with page.expect_download() as started:
        page.click("button[value=csv]")
    started.value.save_as(tmp_path / "answers.csv")
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[1:4] for row in rows] == [["Naam", "Eigen referentie", "Antwoord"], ["Asker Taxi AS", "één", "Geldig"]]
    context.close()

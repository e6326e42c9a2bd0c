"""Many verifications as a sealed PDF: every row in its order, bounded, and nothing lost where there can be none."""

import io
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from portal import stating
from portal.evidence import press
from portal.evidence.sheets import UNKNOWN_LETTER
from portal.pages import batch
from portal.words import LANGUAGES
from tests.batch import sending
from tests.page_rules import Page, faults
from tests.visitor import page_of

ROWS = 150
LIST = "Own reference;Name\n" + "\n".join(
    f"R{n:03}-{n * n};{'Asker Taxi AS' if n % 3 else 'Nobody ' + str(n)}" for n in range(ROWS)
)
WORDS = {
    "en": ("The answers are for 12 March 2026.", "Valid", "Not in the register"),
    "nb": ("Svarene gjelder 12. mars 2026.", "Gyldig", "Ikke i registeret"),
    "nl": ("De antwoorden gelden voor 12 maart 2026.", "Geldig", "Niet in het register"),
    "bg": ("Ето отговорите към 12 март 2026 г. за всеки ред.", "Валиден", "Не е в регистъра"),
}
"""The day that was asked about, a yes and a no."""


@pytest.fixture(autouse=True)
def presses() -> Iterator[None]:
    """End the process that makes PDF: it goes on for a while."""
    yield
    stating.close()


def paper(site: Flask, language: str = "en", **fields: Any) -> bytes:
    """Ask for answers as PDF."""
    answer = sending.post(site.test_client(), f"/{language}/verify/batch", format="pdf", **fields)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text[:2000]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].endswith("-2026-11-22.pdf")
    data: bytes = answer.data
    return data


def refused(site: Flask, status: int, **fields: Any) -> Page:
    """Ask for answers as PDF and get the page."""
    page = page_of("/en/verify/batch", sending.post(site.test_client(), "/en/verify/batch", format="pdf", **fields))
    assert page.status == status, page.words("main")
    assert not faults(page)
    return page


def again(page: Page) -> dict[str, Any]:
    """Give what the form of a page of answers sends when a file is asked for."""
    return {str(one["name"]): str(one["value"]) for one in page.all("main input[type=hidden]")}


def read(file: Path) -> str:
    """Give the text of a PDF as a reader shows it, its white space as one space."""
    found = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True)
    return " ".join(found.stdout.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_stands_in_a_sealed_pdf_in_its_order(site: Flask, tmp_path: Path, language: str) -> None:
    file = tmp_path / "answers.pdf"
    file.write_bytes(paper(site, language, list=LIST, on="2026-03-12"))
    sealed = subprocess.run(
        ["pdfsig", "-nocert", file], capture_output=True, check=False, text=True, env=os.environ | {"LC_ALL": "C"}
    )
    assert "Signature is Valid." in sealed.stdout
    assert "Total document signed" in sealed.stdout
    reader = PdfReader(file)
    assert len(reader.pages) > 3
    assert str(reader.root_object["/Lang"]) == language
    assert "/StructTreeRoot" in reader.root_object, "it is tagged"
    text, (day, yes, no) = read(file), WORDS[language]
    assert day in text
    assert UNKNOWN_LETTER not in text
    assert re.findall(r"R\d{3}-\d+", text) == [f"R{n:03}-{n * n}" for n in range(ROWS)]
    assert len(re.findall(rf"Asker Taxi AS Asker Taxi AS SPA-2023-001 {yes}", text)) == ROWS - ROWS // 3
    assert len(re.findall(rf"Nobody \d+ {no}", text)) == ROWS // 3


def test_the_portal_knows_its_own_table_again(site: Flask) -> None:
    sent = {"statement": (io.BytesIO(paper(site, list=LIST)), "answers.pdf")}
    answer = site.test_client().post("/en/statements/check", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert "table of 150 answers" in " ".join(page_of("/en/statements/check", answer).words("main"))


def test_problems_days_and_rows_without_a_reference_are_said(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "answers.pdf"
    file.write_bytes(paper(site, list="SPA-2023-001\n\n6101057509", from_="2023-04-01", to="2023-05-01"))
    text = read(file)
    assert "for every day from 1 April 2023 to 1 May 2023." in text
    assert "Row 1 SPA-2023-001 Asker Taxi AS SPA-2023-001 Valid on some days only No expiry stated" in text
    assert "2023-04-01 – 2023-04-20: Not valid yet Row 3 •••• Not answered Column A: this is a personal number." in text
    assert "Valid on some days only: 1, Not answered: 1 Empty rows left out: 1." in text
    assert "6101057509" not in text


@pytest.mark.parametrize("word", ["W" * 400, "-" + "W" * 50 + "--" + "W" * 50 + "-"])
def test_a_word_that_is_wider_than_its_column_hides_no_answer(site: Flask, tmp_path: Path, word: str) -> None:
    file = tmp_path / "answers.pdf"
    file.write_bytes(paper(site, list=f"Own reference;Name\n{word};Asker Taxi AS"))
    boxes = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True, text=True).stdout
    wide = [float(one) for one in re.findall(r'xMax="([\d.]+)"[^>]*>[W-]+<', boxes)]
    asked = min(float(one) for one in re.findall(r'xMin="([\d.]+)"[^>]*>Asker<', boxes))
    assert len(wide) > 10
    assert max(wide) < asked


def test_more_rows_than_a_pdf_holds_are_answered_on_the_page_with_the_reason(site: Flask) -> None:
    page = refused(site, 413, list="\n".join(f"nobody {n}" for n in range(batch.MOST_ON_PAPER + 1)))
    (sentence,) = page.words("main .notice[data-kind-of-note=warning] p")
    assert sentence.startswith("A PDF holds at most 1,000 rows. This list has 1,001.")
    assert page.values("main form.actions button", "value") == ["xlsx", "csv"]
    answer = sending.post(site.test_client(), "/en/verify/batch", format="csv", **again(page))
    assert answer.text.count("nobody ") == batch.MOST_ON_PAPER + 1


def test_rows_that_are_too_long_for_a_pdf_are_answered_on_the_page_with_the_reason(site: Flask) -> None:
    page = refused(site, 413, list="Own reference;Name\n" + f"{'word ' * 180};nobody\n" * 400)
    (sentence,) = page.words("main .notice[data-kind-of-note=warning] p")
    assert sentence == "These rows are too long for one PDF. Take CSV or XLSX, or several lists."
    assert page.values("main form.actions button", "value")[:2] == ["xlsx", "csv"]


def test_as_many_rows_as_a_pdf_holds_are_in_one(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "answers.pdf"
    file.write_bytes(paper(site, list="\n".join(f"nobody {n}" for n in range(batch.MOST_ON_PAPER))))
    assert re.findall(r"nobody (\d+)", read(file)) == [str(n) for n in range(batch.MOST_ON_PAPER)]


def test_a_press_that_fails_loses_nothing(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stating.close()
    with monkeypatch.context() as without_time:
        without_time.setattr(press, "LONGEST", 0)
        page = refused(site, 503, list=LIST, on="2026-03-12")
    (sentence,) = page.words("main .notice[data-kind-of-note=warning] p")
    assert sentence == "The PDF could not be made. Please try again in a minute, or take CSV or XLSX."
    assert page.one("textarea").get_text().strip().splitlines() == LIST.splitlines()
    assert page.values("input[type=radio][checked]", "value") == ["pdf"]
    assert page.values("main form.actions button", "value") == ["xlsx", "csv", "pdf"]
    fields = {f"{name}_" if name == "from" else name: value for name, value in again(page).items()}
    assert paper(site, **fields).startswith(b"%PDF")

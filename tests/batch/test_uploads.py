"""Every hostile or odd upload gets its answer: a clear refusal, or its rows and what was made of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.batch import sending
from tests.batch.uploads import UPLOADS
from tests.page_rules import Page, faults
from tests.visitor import Visitor, page_of

MOST_MEMORY = 400 * 2**20
MOST_SECONDS = 5


def posted(site: Flask, data: bytes, language: str = "en") -> Page:
    """Give the page that an upload is answered with."""
    where = f"/{language}/verify/batch"
    return page_of(where, sending.post(site.test_client(), where, file=data))


@pytest.mark.parametrize("name", UPLOADS)
def test_an_upload_gets_its_answer(site: Flask, name: str) -> None:
    upload = UPLOADS[name]
    page = posted(site, upload.make())
    assert page.status == upload.status, page.words(".ds-validation-message, tbody td")
    if upload.answers is not None:
        assert page.values("tr[data-row]", "data-answer") == list(upload.answers)
    where = "main" if upload.status == 200 else ".ds-validation-message"
    assert upload.said in " ".join(page.words(where))
    assert not faults(page)


def test_there_are_enough_of_them() -> None:
    assert len(UPLOADS) >= 60


@pytest.mark.parametrize("language", ["nb", "nl", "bg"])
def test_a_refusal_speaks_the_language_of_the_page(site: Flask, language: str) -> None:
    english = posted(site, UPLOADS["a picture"].make()).words(".ds-validation-message")
    assert posted(site, UPLOADS["a picture"].make(), language).words(".ds-validation-message") != english


def test_memory_and_time_stay_bounded(instance: Path) -> None:
    """All of them one after the other in a process that may not have more, each answered in time."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.bounded", str(instance), str(MOST_MEMORY)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    took = json.loads(done.stdout)
    assert set(took["seconds"]) == set(UPLOADS)
    assert {name: seconds for name, seconds in took["seconds"].items() if seconds > MOST_SECONDS} == {}
    assert took["peak"] < MOST_MEMORY


def test_a_personal_number_is_never_shown(site: Flask) -> None:
    assert "6101057509" not in posted(site, b"6101057509").text


def test_nobody_is_refused_for_good(visitor: Visitor) -> None:
    """After all that the form is still there."""
    visitor.get("/en/verify/batch")

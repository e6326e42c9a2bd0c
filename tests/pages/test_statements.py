"""Statements on the web: a verdict as a file, and the page that checks such files."""

import io
import tempfile
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session
from werkzeug.test import TestResponse

from portal import decisions, stating
from portal.register.deciding import Desk, Order
from portal.words import LANGUAGES, DecisionKind
from tests import make
from tests.pages.conftest import SmallSite
from tests.visitor import Visitor

QUESTION = "number=SPA-2023-001&on=2026-03-12"
FORMS = {"pdf": "application/pdf", "json": "application/json", "jwt": "application/vc+jwt"}


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    stating.close()


def send(site: Flask, data: bytes, language: str = "en") -> TestResponse:
    """Send a file as a browser does; the body is made here, so that the test's own client writes no file either."""
    head = b'--edge\r\nContent-Disposition: form-data; name="statement"; filename="statement"\r\n\r\n'
    body, kind = head + data + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge"
    return site.test_client().post(f"/{language}/statements/check", data=body, content_type=kind)


@pytest.mark.parametrize("form", FORMS)
def test_a_verdict_is_a_file(visitor: Visitor, form: str) -> None:
    answer = visitor.fetch(f"/nb/verify/statement.{form}?{QUESTION}")
    assert answer.headers["Content-Type"] == FORMS[form]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="statement-SPA-2023-001-2026-03-12.{form}"'
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_page_says_what_a_file_proves(site: Flask, visitor: Visitor, language: str, form: str) -> None:
    data = visitor.fetch(f"/{language}/verify/statement.{form}?{QUESTION}").data
    answer = send(site, data, language)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'data-verdict="valid"' in text
    assert "SPA-2023-001" in text
    assert "Asker Taxi AS" in text


@pytest.mark.parametrize(
    "question", ["firm=asker-taxi&from=2024-01-01&to=2026-12-31", "firm=asker-produkt", "number=SPA-2023-999"]
)
def test_any_answer_can_be_taken_along(site: Flask, visitor: Visitor, question: str) -> None:
    for form in FORMS:
        assert send(site, visitor.fetch(f"/en/verify/statement.{form}?{question}").data).status_code == 200


def test_a_file_about_a_period_tells_the_history_of_each_certificate_that_covers_it(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        owner = make.organisation(session, "owner")
        make.organisation(session, "firm")
        for scheme in ("one", "two"):
            make.scheme(session, scheme, owner)

    small.fill(fill)
    held = {"scheme": "one", "organisation": "firm", "valid_until": date(2025, 6, 30)}
    with decisions.sealed(small.settings, small.store) as (session, now), Desk(session, now) as desk:
        desk.take(Order(DecisionKind.GRANTED, date(2024, 1, 1), "ONE-2024-001", **held))  # type: ignore[arg-type]
        desk.take(Order(DecisionKind.GRANTED, date(2025, 6, 1), "TWO-2025-001", scheme="two", organisation="firm"))
    data = small.visitor.fetch("/en/verify/statement.pdf?firm=firm&from=2024-06-01&to=2026-01-31").data
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())
    assert "TWO-2025-001: Granted" in text
    assert "ONE-2024-001: Granted" in text
    of_a_day = small.visitor.fetch("/en/verify/statement.pdf?firm=firm&on=2024-06-01").data
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(of_a_day)).pages).split())
    assert ": Granted" not in text


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("number=SPA-2023-001&on=31-02", 400),
        ("", 400),
        ("number=SPA-2023-001&firm=asker-taxi", 400),
        ("from=2026-01-02&to=2026-01-01&number=SPA-2023-001", 400),
        ("q=Anyone%20is%20certified%20here", 404),
        ("firm=anyone", 404),
        ("number=It-is-certified-and-valid-for-ever", 404),
    ],
)
def test_what_cannot_be_stated_is_a_sentence(visitor: Visitor, question: str, status: int) -> None:
    for form in FORMS:
        page = visitor.look(f"/en/verify/statement.{form}?{question}", status=status)
        assert page.soup.h1 is not None
        assert page.soup.h1.get_text() == "We cannot make this statement"
    visitor.look(f"/en/verify/statement.exe?{QUESTION}", status=404)


def test_a_certificate_is_a_badge(site: Flask, visitor: Visitor) -> None:
    answer = visitor.fetch("/en/certificates/SPA-2023-001/badge.jwt")
    assert answer.headers["Content-Type"] == "application/vc+jwt"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="badge-SPA-2023-001.jwt"'
    assert send(site, answer.data).status_code == 200
    visitor.look("/en/certificates/SPA-0000-001/badge.jwt", status=404)


@pytest.mark.parametrize(
    ("data", "status"), [(b"", 400), (b"nothing", 422), (b"%PDF-1.7", 422), (b"{}", 422), (b"x" * (2**21 + 1), 422)]
)
def test_a_file_that_proves_nothing_is_told_so(site: Flask, data: bytes, status: int) -> None:
    answer = send(site, data)
    assert answer.status_code == status
    assert 'data-verdict="valid"' not in answer.get_data(as_text=True)


def test_an_upload_is_bounded_and_never_on_disk(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", None)
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    assert send(site, b"x" * 2_000_000).status_code == 422
    assert send(site, b"x" * 3_000_000).status_code == 413
    assert site.test_client().post("/en/statements/check").status_code == 400
    without = site.test_client().post("/en/statements/check", data={"other": "x"})
    assert without.status_code == 400
    assert "Choose the file" in without.get_data(as_text=True)


def test_pages_lead_to_the_files(visitor: Visitor) -> None:
    verdict = visitor.get(f"/bg/verify?{QUESTION}")
    links = {str(one["href"]) for one in verdict.soup.find_all("a")}
    assert {f"/bg/verify/statement.{form}?{QUESTION}" for form in FORMS} <= links
    certificate = visitor.get("/bg/certificates/SPA-2023-001")
    links = {str(one["href"]) for one in certificate.soup.find_all("a")}
    assert "/bg/certificates/SPA-2023-001/badge.jwt" in links
    assert "/bg/verify/statement.pdf?number=SPA-2023-001" in links


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_status_lists_are_for_everyone(visitor: Visitor, purpose: str) -> None:
    answer = visitor.fetch(f"/status/{purpose}/1")
    assert answer.headers["Content-Type"] == "application/vc+jwt"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    visitor.fetch(f"/status/{purpose}/1", status=304, if_none_match=answer.headers["ETag"])
    for wrong in ("0", "2", "01", "x", "-1", "9999999"):
        visitor.fetch(f"/status/{purpose}/{wrong}", status=404)
    visitor.fetch("/status/other/1", status=404)

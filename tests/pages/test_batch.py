"""The page of many verifications: what comes in, what goes out, and that nothing of it stays."""

import csv
import io
import logging
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.pages import batch
from portal.words import LANGUAGES
from tests.batch import sending
from tests.page_rules import Page, faults
from tests.visitor import Visitor, page_of

WHERE = "/en/verify/batch"
MIXED = "SPA-2023-001\nAsker Taxi AS\n0202.239.951\nnobody\n6101057509\n974760675"


def post(site: Flask, where: str = WHERE, status: int = 200, **fields: Any) -> Page:
    """Send the form; give the page, checked as a page."""
    page = page_of(where, sending.post(site.test_client(), where, **fields))
    assert page.status == status, page.words("main")
    assert not faults(page)
    return page


def lines(site: Flask, where: str = WHERE, separator: str = ",", **fields: Any) -> list[list[str]]:
    """Send the form and give the CSV file that comes back, row by row."""
    answer = sending.post(site.test_client(), where, format="csv", **fields)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text[:2000]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=separator))


def test_every_row_gets_its_answer_or_its_problem_in_its_order(site: Flask) -> None:
    page = post(site, list=MIXED)
    assert page.values("tr[data-row]", "data-row") == ["1", "2", "3", "4", "5", "6"]
    answers = ["valid", "valid", "none", "none", "problem", "problem"]
    assert page.values("tr[data-row]", "data-answer") == answers
    assert "6101057509" not in page.text
    assert "Column A: the check digit of this organisation number is wrong." in page.words("td[data-label=Remark]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages(site: Flask, language: str) -> None:
    page = post(site, f"/{language}/verify/batch", list=MIXED, from_="2023-01-01", to="2026-01-01")
    assert page.values("tr[data-row]", "data-answer") == ["gaps", "gaps", "none", "none", "problem", "problem"]


def test_references_and_further_columns_come_back(site: Flask) -> None:
    sent = "Egen referanse;Navn;Telefon\nA 7;Asker Taxi AS;+47 1\n=B;nobody;x"
    head, first, second = lines(site, list=sent)
    assert head[:4] == ["Row", "Egen referanse", "Navn", "Telefon"]
    assert first[:4] == ["2", "A 7", "Asker Taxi AS", "'+47 1"]
    assert first[4:8] == ["Valid", "No expiry stated", "Asker Taxi AS", "SPA-2023-001"]
    assert second[:5] == ["3", "'=B", "nobody", "x", "Not in the register"]


@pytest.mark.parametrize(("heading", "said"), [("Date", True), ("Към дата:", True), ("note", False)])
def test_a_column_of_days_is_said_to_be_no_question(site: Flask, heading: str, said: bool) -> None:
    page = post(site, WHERE, list=f"number;{heading}\nSPA-2023-001;1999-01-01")
    assert page.values("tr[data-row]", "data-answer") == ["valid"]
    assert (f"The column “{heading}” was not read" in page.text) is said


@pytest.mark.parametrize(("language", "separator"), [("nb", ";"), ("nl", ";"), ("bg", ";"), ("en", ",")])
def test_csv_has_the_separator_of_the_language(site: Flask, language: str, separator: str) -> None:
    assert len(lines(site, f"/{language}/verify/batch", separator, list=MIXED)) == 7


def test_xlsx_holds_texts_only(site: Flask) -> None:
    sent = "name;note\nAsker Taxi AS;=1+1\nnobody;http://example.org"
    answer = sending.post(site.test_client(), WHERE, format="xlsx", list=sent)
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = list(sheet.iter_rows())
    assert [[cell.value for cell in row[:4]] for row in rows] == [
        ["Row", "name", "note", "Answer"],
        ["2", "Asker Taxi AS", "=1+1", "Valid"],
        ["3", "nobody", "http://example.org", "Not in the register"],
    ]
    texts = {cell.data_type for row in rows for cell in row if cell.value is not None and cell.value != "=1+1"}
    assert (texts, sheet.freeze_panes) == ({"s"}, "A2")
    assert b"<f>" not in answer.data
    assert not any(cell.hyperlink for row in rows for cell in row)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_understood_once_it_is_filled_in(site: Flask, language: str, ending: str) -> None:
    file = site.test_client().get(f"/{language}/verify/batch/template.{ending}").data
    if ending == "csv":
        separator = "," if language == "en" else ";"
        file += separator.join(["", "", "Asker Taxi AS", "mine"]).encode()
    else:
        book = load_workbook(io.BytesIO(file))
        book.worksheets[0].append(["SPA-2023-001", None, None, "mine"])
        filled = io.BytesIO()
        book.save(filled)
        file = filled.getvalue()
    page = post(site, f"/{language}/verify/batch", file=file)
    assert page.values("tr[data-row]", "data-answer") == ["valid"]
    assert "mine" in page.words("td .quiet")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("nb", "sertifikater-mal.csv"),
        ("nl", "certificaten-sjabloon.csv"),
        ("bg", "сертификати-образец.csv"),
        ("en", "certificates-template.csv"),
    ],
)
def test_a_file_has_a_name_in_the_pages_language_and_a_header_that_a_server_sends(
    site: Flask, language: str, name: str
) -> None:
    header = site.test_client().get(f"/{language}/verify/batch/template.csv").headers["Content-Disposition"]
    assert header == f"attachment; filename=certificates.csv; filename*=UTF-8''{quote(name)}"
    assert header.isascii()


def test_a_name_that_nobody_has_is_no_firm_that_is_not_certified(site: Flask) -> None:
    rows = post(site, list="Asker Taxi\nSPA-2023-999").values("tr[data-row]", "data-answer")
    remarks = post(site, list="Asker Taxi\nSPA-2023-999").words("td[data-label=Remark]")
    said = "No firm here is written exactly like this. Give its number, or look for it by its name."
    assert rows == ["none", "none"]
    assert [one.startswith(said) for one in remarks] == [True, False]


@pytest.mark.parametrize("ending", ["exe", "pdf", "page"])
def test_there_is_no_template_of_another_kind(visitor: Visitor, ending: str) -> None:
    visitor.get(f"/en/verify/batch/template.{ending}", status=404)


@pytest.mark.parametrize("days", [{}, {"on": "12.3.2026"}, {"from_": "2023-01-01", "to": "2026-01-01"}])
def test_the_page_gives_the_same_rows_as_a_file(site: Flask, days: dict[str, Any]) -> None:
    page = post(site, list=MIXED, **days)
    hidden = {str(one["name"]): str(one["value"]) for one in page.all("main input[type=hidden]")}
    again = lines(site, **{f"{name}_" if name == "from" else name: value for name, value in hidden.items()})
    masked = [[cell.replace("6101057509", "••••") for cell in row] for row in lines(site, list=MIXED, **days)]
    assert again == masked


@pytest.mark.parametrize(
    "rows",
    [
        *("x", "[]", "{}", "null", "[" * 100_000, '{"columns":["name"],"headings":[""],"rows":[]}'),
        '{"columns":["name"],"headings":[""],"rows":[[1,["a","b"]]]}',
        '{"columns":["name"],"headings":[""],"rows":[[1,[7]]]}',
        '{"columns":["name"],"headings":[""],"rows":[[1,["a"],"no-such-trouble","A"]]}',
        '{"columns":["name"],"headings":[""],"rows":[[1e999,["a"]]]}',
        '{"columns":["other"],"headings":[""],"rows":[[1,["a"]]]}',
        '{"columns":["name"],"headings":["' + "x" * 5000 + '"],"rows":[[1,["a"]]]}',
    ],
)
def test_rows_that_were_changed_on_their_way_are_refused(site: Flask, rows: str) -> None:
    assert "did not arrive as we gave them" in post(site, status=400, rows=rows).words(".ds-validation-message")[0]


@pytest.mark.parametrize(
    ("days", "error"),
    [
        ({"on": "31.2.2026"}, "This day does not exist. Check the day and the month."),
        ({"on": "tomorrow"}, "Write the day like 12.3.2026 or 2026-03-12."),
        ({"from_": "2026-01-01"}, "A period needs its first and its last day."),
        ({"from_": "2026-01-02", "to": "2026-01-01"}, "The period ends before it begins."),
        ({"on": "2026-01-01", "to": "2026-01-01"}, "Ask for one day or for a period, not for both."),
    ],
)
def test_a_wrong_day_loses_nothing(site: Flask, days: dict[str, str], error: str) -> None:
    page = post(site, status=400, list=MIXED, format="csv", **days)
    assert page.words(".ds-validation-message") == [error]
    assert page.one("textarea").get_text().strip() == MIXED
    assert page.values("input[type=text]", "value") == [days.get(name, "") for name in ("on", "from_", "to")]
    assert page.values("input[type=radio][checked]", "value") == ["csv"]


def test_gaps_are_given_by_day(site: Flask) -> None:
    _, row = lines(site, list="SPA-2023-001", from_="2023-04-01", to="2023-05-01")
    assert row[2] == "Valid on some days only"
    assert row[6] == "2023-04-01 – 2023-04-20: Not valid yet"


def test_a_number_and_an_organisation_number_that_do_not_belong_together(site: Flask) -> None:
    _, row = lines(site, list="certificate;org nr\nSPA-2023-001;0202.239.951")
    assert "not that of the certificate’s holder" in row[7]


@pytest.mark.parametrize("sent", [{}, {"list": "  \n"}, {"list": "x", "file": b"x"}])
def test_nothing_or_too_much_is_said(site: Flask, sent: dict[str, Any]) -> None:
    assert len(post(site, status=400, **sent).words(".ds-validation-message")) == 1


def test_another_kind_of_form_is_not_read(site: Flask) -> None:
    """Millions of fields fit into one that is not in parts."""
    answer = site.test_client().post(WHERE, data={"list": "SPA-2023-001"})
    assert answer.status_code == 400


def test_more_than_may_be_sent_is_answered_with_the_page(site: Flask) -> None:
    page = post(site, status=413, file=b"x" * (6 * 2**20))
    assert page.words(".ds-validation-message") == ["The file is larger than 5 MB."]


def test_other_addresses_still_take_little(site: Flask) -> None:
    assert site.config["MAX_CONTENT_LENGTH"] == 64 * 1024


def test_a_list_waits_for_its_turn_and_says_so(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_LONGEST_WAIT", 0.01)
    with batch._TURN:
        page = post(site, status=503, list=MIXED)
    assert page.one("textarea").get_text().strip() == MIXED
    post(site, list=MIXED)


def test_a_queue_that_is_full_refuses_at_once(site: Flask) -> None:
    with batch._QUEUE, batch._QUEUE, batch._QUEUE:
        post(site, status=503, list=MIXED)
    post(site, list=MIXED)


def test_nothing_is_written_logged_or_set(
    site: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file is made")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    sent = b"name;note\n" + b"nobody;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" * 5000 + b"\n" * 2**20
    with caplog.at_level(logging.DEBUG):
        for ending in ("page", "csv", "xlsx"):
            answer = sending.post(site.test_client(), WHERE, file=sent, format=ending)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
            assert "Set-Cookie" not in answer.headers
    assert caplog.records == []


def test_no_row_of_another_visitor_ever_appears(site: Flask) -> None:
    def visit(n: int) -> bool:
        rows = [f"visitor-{n}-row-{row}" for row in range(40)]
        form = ("csv", "page", "xlsx")[n % 3]
        data = sending.post(site.test_client(), WHERE, list="\n".join(rows), format=form).data
        if form == "xlsx":
            sheet = load_workbook(io.BytesIO(data)).worksheets[0]
            return bool([row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == rows)
        text: str = data.decode()
        return bool(text.count("visitor-") == text.count(f"visitor-{n}-row-") >= len(rows))

    with ThreadPoolExecutor(3) as visitors:
        assert all(visitors.map(visit, range(64)))


def test_the_page_of_one_verification_leads_here(visitor: Visitor) -> None:
    assert "/nl/verify/batch" in visitor.get("/nl/verify").values("main a", "href")


def test_what_the_register_holds_is_said_once_and_a_name_can_be_looked_for(site: Flask) -> None:
    page = post(site, list="Asker Taxi\nSPA-2023-999\nNobody & Sons")
    once = "Only the first course is entered, as it was published. It is not known whether later courses took place."
    assert page.text.count(once) == 1
    assert page.title.startswith("Check many certificates: 3 rows checked")
    assert page.values("td[data-label=Remark] a", "href") == [
        "/en/verify?q=Asker+Taxi",
        "/en/verify?q=Nobody+%26+Sons",
    ]
    assert [row[6].endswith(once) for row in lines(site, list="Nobody\nSPA-2023-999")[1:]] == [True, True]

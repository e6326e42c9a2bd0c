"""The API: the same answers as people get, described as they are, and a clear problem for whatever cannot be read."""

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate
from pydantic import TypeAdapter
from sqlmodel import Session
from werkzeug.test import TestResponse

from portal.evidence import verdicts
from portal.opendata import api, shapes
from portal.register.verification import Asked, verify
from portal.store import DatabaseError
from portal.tables import Identifier
from portal.words import DecisionKind
from tests import make
from tests.pages.conftest import SmallSite, compiled, small  # noqa: F401 - fixtures
from tests.visitor import Visitor

PROBLEM = "application/problem+json"
QUESTIONS = [
    {"number": "ABC-2024-001"},
    {"number": "abc 2024 001", "on": "2025-03-01"},
    {"number": "ABC-2024-002", "on": "2025-07-01", "as_known": "2026-01-01T00:00:00Z"},
    {"id": "NO 974 760 673 MVA", "from": "2023-01-01", "to": "2026-01-01"},
    {"firm": "firm", "on": "9999-12-31"},
    {"firm": "firm", "from": "0001-01-01", "to": "9999-12-31"},
    {"firm": "stranger"},
    {"name": "Nobody at all"},
    {"q": "ABC-2024-001"},
    {"q": "974760673"},
    {"q": "Firm", "as_known": "2020-01-01T00:00:00.5+01:00"},
]


def fill(session: Session) -> None:
    """A firm with two certificates and every kind of decision, and one that holds nothing."""
    scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
    firm = make.organisation(session, "firm")
    make.organisation(session, "stranger")
    session.add(Identifier(organisation_id=firm.id or 0, register_code="NO-BRREG", number="974760673"))
    make.certificate(
        session,
        "ABC-2024-001",
        firm,
        scheme,
        (DecisionKind.GRANTED, date(2024, 1, 1), date(2025, 12, 31)),
        (DecisionKind.SUSPENDED, date(2025, 2, 1), None),
        (DecisionKind.RESTORED, date(2025, 4, 1), None),
        (DecisionKind.RENEWED, date(2026, 1, 1), None),
    )
    second = make.certificate(session, "ABC-2024-002", firm, scheme, (DecisionKind.GRANTED, date(2024, 1, 1), None))
    wrong = {"corrects": 1, "valid_until": date(2025, 6, 30), "reason": make.texts("slip"), "criteria": "2"}
    make.decision(session, second.id or 0, DecisionKind.CORRECTED, date(2024, 2, 1), **wrong)
    make.decision(session, second.id or 0, DecisionKind.WITHDRAWN, date(2026, 3, 1), decided_by="board")


@pytest.fixture
def filled(small: SmallSite) -> SmallSite:  # noqa: F811 - the fixture
    small.fill(fill, index=False)
    return small


def post(site: SmallSite, body: Any, **headers: str) -> TestResponse:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return site.visitor.client.post(
        "/api/v1/verify",
        data=data,
        content_type=headers.pop("content_type", "application/json"),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def get(site: SmallSite, question: dict[str, str]) -> TestResponse:
    return site.visitor.client.get("/api/v1/verify", query_string=question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_verdict_is_the_register_s_own(filled: SmallSite, question: dict[str, str]) -> None:
    said = get(filled, question).json
    (asked,) = TypeAdapter(shapes.Many).validate_json(json.dumps([question]))
    with filled.store.reading() as session:
        assert said == json.loads(verdicts.canonical(verify(session, asked.asked(), make.NOW)))


def test_a_question_is_understood_as_on_the_page(filled: SmallSite) -> None:
    asked = [one["asked"] for one in post(filled, QUESTIONS).json or []]
    assert asked[1] == {"number": "abc-2024-001", "on": "2025-03-01"}
    period = {"on": "2023-01-01", "until": "2026-01-01"}
    assert asked[3] == {"organisation_number": "974760673", "register": "NO-BRREG", **period}
    assert asked[8:] == [
        {"number": "ABC-2024-001"},
        {"organisation_number": "974760673"},
        {"name": "Firm", "as_known": "2019-12-31T23:00:00.500000+00:00"},
    ]


def test_many_are_answered_in_their_order(filled: SmallSite) -> None:
    answer = post(filled, QUESTIONS * 45)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json == [get(filled, question).json for question in QUESTIONS] * 45
    assert post(filled, []).json == []


def know_both(session: Session) -> None:
    for number in ("1010100293", "1010100689"):
        session.add(Identifier(organisation_id=1, register_code="BE-KBO", number=number))


def test_a_number_that_could_be_a_person_is_answered_where_it_is_known(filled: SmallSite) -> None:
    both = [{"id": "1010100293"}, {"firm": "firm"}, {"q": "1010100689"}, {"id": "BE 1010100689"}]
    answer = post(filled, both)
    assert answer.status_code == 422
    assert [one["pointer"] for one in (answer.json or {})["errors"]] == ["/0/id", "/2/q"]
    assert "10101" not in answer.text
    filled.fill(know_both, index=False)
    assert [one["organisation"] is not None for one in post(filled, both).json or []] == [True] * 4


def document(app: Flask) -> dict[str, Any]:
    return dict(Visitor(app).fetch("/api/v1/openapi.json").json or {})


def test_the_description_is_openapi(site: Flask) -> None:
    described = document(site)
    assert described["openapi"] == "3.1.0"
    validate(described)
    assert described["servers"] == [{"url": "http://localhost"}]


def test_the_description_names_every_address_and_no_other(site: Flask) -> None:
    there = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in site.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there == {(path, method) for path, ways in document(site)["paths"].items() for method in ways}


def test_the_parts_of_a_question_are_described(site: Flask) -> None:
    parameters = document(site)["paths"]["/api/v1/verify"]["get"]["parameters"]
    names = [one["name"] for one in parameters if one["in"] == "query"]
    assert names == ["number", "id", "firm", "name", "q", "on", "from", "to", "as_known"]


def test_real_answers_fit_the_description(filled: SmallSite) -> None:
    described = document(filled.app)

    def fits(answer: TestResponse, path: str, method: str = "get") -> None:
        content = described["paths"][path][method]["responses"][str(answer.status_code)]["content"]
        schema = content[answer.content_type]["schema"] | {"components": described["components"]}
        checker = Draft202012Validator.FORMAT_CHECKER
        Draft202012Validator(schema, format_checker=checker).validate(answer.json)

    for question in QUESTIONS:
        fits(get(filled, question), "/api/v1/verify")
    fits(post(filled, QUESTIONS), "/api/v1/verify", "post")
    fits(get(filled, {"on": "x"}), "/api/v1/verify")
    fits(post(filled, [{"on": "x"}]), "/api/v1/verify", "post")
    fits(post(filled, "{"), "/api/v1/verify", "post")
    fits(post(filled, "[]", content_type="text/plain"), "/api/v1/verify", "post")
    for number in ("ABC-2024-001", "ABC-2024-002", "ABC-2024-003"):
        fits(filled.visitor.fetch(f"/api/v1/certificates/{number}", status=None), "/api/v1/certificates/{number}")


def test_real_answers_are_the_models_and_nothing_else(filled: SmallSite) -> None:
    said = post(filled, QUESTIONS)
    assert len(TypeAdapter(list[shapes.Verdict]).validate_json(said.data)) == len(QUESTIONS)
    one = filled.visitor.fetch("/api/v1/certificates/ABC-2024-002")
    assert shapes.OneCertificate.model_validate_json(one.data).decisions[1].corrects == 1


def test_a_certificate_says_who_holds_it_and_where_it_is_shown(filled: SmallSite) -> None:
    said = filled.visitor.fetch("/api/v1/certificates/abc-2024-001").json or {}
    assert (said["number"], said["status"], said["holder"]["slug"]) == ("ABC-2024-001", "valid", "firm")
    for address in (said["page"], said["badge"]):
        filled.visitor.fetch(address.removeprefix("http://localhost"))


@pytest.mark.parametrize("encoding", ["", "br"])
@pytest.mark.parametrize("address", ["verify?number=ABC-2024-001", "certificates/ABC-2024-001", "openapi.json"])
def test_who_has_it_gets_only_the_news_that_it_is_the_same(filled: SmallSite, address: str, encoding: str) -> None:
    first = filled.visitor.fetch(f"/api/v1/{address}", accept_encoding=encoding)
    known = {"if_none_match": first.headers["ETag"], "accept_encoding": encoding}
    assert filled.visitor.fetch(f"/api/v1/{address}", status=304, **known).data == b""
    filled.fill(lambda session: make.decision(session, 1, DecisionKind.WITHDRAWN, make.TODAY), index=False)
    if "openapi" not in address:
        assert "withdrawn" in filled.visitor.fetch(f"/api/v1/{address}", if_none_match=first.headers["ETag"]).text


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("", [None]),
        ("number=a&id=974760673", [None]),
        ("number=a&number=b", ["number"]),
        ("number=a&on=2026-02-30", ["on"]),
        ("number=a&on=12.3.2026", ["on"]),
        ("number=a&on=1700000000", ["on"]),
        ("number=a&on=2026-02-01T00:00:00", ["on"]),
        ("number=a&on=%D9%A2%D9%A0%D9%A2%D9%A6-01-01", ["on"]),
        ("number=a&from=2026-01-01", [None]),
        ("number=a&from=2026-02-01&to=2026-01-01", [None]),
        ("number=a&on=2026-01-01&from=2026-01-01&to=2026-02-01", [None]),
        ("number=a&date=2026-01-01", ["date"]),
        ("number=a&first=2026-01-01", ["first"]),
        ("number=a&as_known=12", ["as_known"]),
        ("number=a&as_known=2026-01-01T00:00:00", ["as_known"]),
        ("number=a&as_known=0001-01-01T00:00:00%2B23:59", ["as_known"]),
        ("number=", ["number"]),
        (f"number={'a' * 201}", ["number"]),
        ("name=a%00b", ["name"]),
        ("id=12", [None]),
        ("id=974760672", [None]),
        ("q=974760672", [None]),
        ("id=1010100293", ["id"]),
        ("number=a&7501020018=1", [""]),
        ("number=a&7501020018=1&7501020018=2", [""]),
        ("id=7501020018x", ["id"]),
        ("id=750102%200018", ["id"]),
        ("q=7501020018", ["q"]),
        ("name=Ivan+7501020018", ["name"]),
        ("number=%FF%FE&x=%00", ["x"]),
    ],
)
def test_a_question_that_cannot_be_read_is_a_problem(filled: SmallSite, query: str, faults: list[str | None]) -> None:
    answer = filled.visitor.fetch(f"/api/v1/verify?{query}", status=400)
    assert ("check digit" in answer.text) == ("974760672" in query)
    assert (answer.content_type, (answer.json or {})["status"]) == (PROBLEM, 400)
    assert [one.get("parameter") for one in (answer.json or {})["errors"]] == faults
    assert all(one["detail"] for one in (answer.json or {})["errors"])
    assert not any(digits in answer.text for digits in ("0018", "1010100293"))


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ([{"number": 5}], 422, ["/0/number"]),
        ([{"number": "a"}, {"number": "a", "on": 20260101}], 422, ["/1/on"]),
        ([{"number": "a", "a/b~": 1}], 422, ["/0/a~1b~0"]),
        ([{}], 422, ["/0"]),
        ([[]], 422, ["/0"]),
        ([None, "x"], 422, ["/0", "/1"]),
        ({"number": "a"}, 422, [""]),
        ("null", 422, [""]),
        ([{"number": "a"}] * 501, 422, [""]),
        ([{"number": True}, {"name": {"a": 1}}, {"on": []}], 422, ["/0/number", "/1/name", "/2/on"]),
        ([{"name": "a\x00b"}], 422, ["/0/name"]),
        ([{"name": "a\u202eb"}], 422, ["/0/name"]),
        ('[{"name":"a"},{"number":"a","number":"b"}]', 422, ["/1/number"]),
        ('[{"on":"2026-01-01","number":"a","\\u006fn":"2026-01-02"}]', 422, ["/0/on"]),
        ('[{"name":NaN}]', 422, ["/0/name"]),
        ('[{"name":"\\ud800"}]', 400, None),
        ("[" * 100_000, 400, None),
        ('[{"a":' * 5_000 + "1" + "}]" * 5_000, 400, None),
        ('{"a":' + "9" * 10_000 + "}", 400, None),
        (b"\xff\xfe[\x00]\x00", 400, None),
        (b"\xef\xbb\xbf[]", 400, None),
        ("", 400, None),
        ("x" * 1_000_000, 413, None),
        (" " * api.LARGEST_BODY + "[]", 413, None),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(
    filled: SmallSite, body: Any, status: int, pointers: list[str] | None
) -> None:
    answer = post(filled, body)
    said = answer.json or {}
    assert (answer.status_code, answer.content_type, said["status"]) == (status, PROBLEM, status)
    assert [one["pointer"] for one in said["errors"]] == pointers if pointers else "errors" not in said


def test_many_faults_are_not_all_told(filled: SmallSite) -> None:
    assert len((post(filled, [{"number": 1}] * 400).json or {})["errors"]) == api.MOST_FAULTS


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_kind_of_body_is_a_problem(filled: SmallSite, kind: str) -> None:
    assert post(filled, "[]", content_type=kind).status_code == 415


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/api/", "GET", 404),
        ("/api/v1/nothing", "GET", 404),
        ("/api/v1/verify/", "GET", 404),
        ("/api/v1/certificates/ABC-2024-009", "GET", 404),
        ("/api/v1/certificates/%00", "GET", 404),
        ("/api/v1/certificates/%D0%90BC-2024-001", "GET", 404),
        ("/api/v1/certificates/ABC-2024-001?on=2025-01-01", "GET", 400),
        ("/api/v1/verify", "DELETE", 405),
        ("/api/v1/certificates/ABC-2024-001", "POST", 405),
    ],
)
def test_every_error_is_a_problem_that_every_page_may_read(
    filled: SmallSite, address: str, method: str, status: int
) -> None:
    answer = filled.visitor.client.open(address, method=method)
    assert (answer.status_code, answer.content_type, (answer.json or {})["status"]) == (status, PROBLEM, status)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_mistake_of_ours_is_a_problem_too(filled: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(api, "_said", lambda _questions: 1 / 0)
    answer = get(filled, {"number": "a"})
    assert (answer.status_code, answer.content_type) == (500, PROBLEM)
    assert "division" not in answer.text


def test_a_register_that_does_not_answer_is_a_problem_too(filled: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_questions: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(api, "_said", away)
    answer = get(filled, {"number": "a"})
    assert (answer.status_code, answer.content_type, answer.headers["Retry-After"]) == (503, PROBLEM, "60")


def test_a_script_may_ask_first(filled: SmallSite) -> None:
    answer = filled.visitor.client.options("/api/v1/verify", headers={"Origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "POST"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert "Set-Cookie" not in answer.headers


def test_a_problem_speaks_the_asker_s_language(filled: SmallSite) -> None:
    said = {
        language: filled.visitor.fetch("/api/v1/verify?number=a&on=x", status=400, accept_language=language)
        for language in ("nb", "nl", "bg", "en")
    }
    assert [answer.headers["Content-Language"] for answer in said.values()] == list(said)
    assert all("accept-language" in answer.vary for answer in said.values())
    assert len({(answer.json or {})["errors"][0]["detail"] for answer in said.values()}) == len(said)


def test_pages_are_still_pages(visitor: Visitor) -> None:
    assert visitor.fetch("/en/api", status=404).content_type == "text/html; charset=utf-8"
    assert "Access-Control-Allow-Origin" not in visitor.fetch("/en/").headers


def test_the_example_on_the_page_works(visitor: Visitor) -> None:
    page = visitor.get("/en/data")
    for link in page.values("a[href*='/api/v1/'], a[href*='watch.atom']", "href"):
        visitor.fetch(link.removeprefix("http://localhost"))
    answer = visitor.client.post("/api/v1/verify", data=page.words("pre")[0], content_type="application/json")
    assert [one["outcome"] for one in answer.json or []] == ["certificate", "no-certificate"]


def test_the_questions_of_the_api_are_those_of_the_register() -> None:
    assert Asked.__dataclass_fields__.keys() == {
        "number", "organisation_number", "slug", "name", "on", "until", "as_known", "register_code"
    }  # fmt: skip


def test_a_certificate_s_number_is_no_person_s() -> None:
    """However long it is: its year and its digits together could be one."""
    numbers = [f"SPA-2023-{number:06}" for number in range(2000)]
    assert [one for one in numbers if shapes.Question.model_validate({"number": one}).number != one] == []

"""The page of verification: every way of asking, and a wrong question that must not look answered."""

import pytest

from tests.visitor import Visitor


@pytest.mark.parametrize(
    "question",
    [
        "number=SPA-2023-001",
        "number=spa-2023-001",
        "q=SPA-2023-001",
        "q=SPA%202023%20001",
        "q=SPA%E2%80%932023%E2%80%93001",
        "firm=asker-taxi",
        "q=Asker+Taxi+AS",
        "q=asker+taxi+as",
    ],
)
def test_every_way_of_asking_leads_to_the_verdict(visitor: Visitor, question: str) -> None:
    page = visitor.get(f"/en/verify?{question}&on=2026-03-12")
    assert page.one("[data-verdict]")["data-verdict"] == "valid"
    assert page.words("[data-verdict] h2") == [
        "Yes. The certificate of Asker Taxi AS is valid. This answer is for 12 March 2026."
    ]


@pytest.mark.parametrize("day", ["2026-03-12", "12.3.2026", "12/03/2026", "12-03-2026"])
def test_a_day_is_read_as_people_write_it(visitor: Visitor, day: str) -> None:
    assert "12 March 2026" in visitor.get(f"/en/verify?firm=asker-taxi&on={day}").words("[data-verdict] h2")[0]


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("firm=asker-taxi&on=31-02-2026", "This day does not exist. Check the day and the month."),
        ("firm=asker-taxi&on=0000-01-01", "This day does not exist. Check the day and the month."),
        ("firm=asker-taxi&on=tomorrow", "Write the day like 12.3.2026 or 2026-03-12."),
        ("firm=asker-taxi&on=%D9%A2%D9%A0%D9%A2%D9%A6-01-01", "Write the day like 12.3.2026 or 2026-03-12."),
        ("firm=asker-taxi&from=2026-01-01&to=2026-02-01", "This page checks one day at a time. Please give one day."),
        ("id=12345", "An organisation number has nine or ten digits."),
        ("number=SPA-2023-001&firm=pals", "Ask about one certificate or one firm at a time."),
        ("firm=pals&on=2026-01-01&on=2027-01-01", "Ask about one certificate or one firm at a time."),
        (
            "on=2026-01-01",
            "Write the number of the certificate, the organisation number or the name of the firm.",
        ),
    ],
)
def test_a_wrong_question_does_not_look_answered(visitor: Visitor, question: str, error: str) -> None:
    page = visitor.get(f"/en/verify?{question}", status=400)
    assert page.words(".ds-validation-message") == [error]
    assert page.all("[data-verdict]") == []


def test_a_wrong_day_loses_nothing(visitor: Visitor) -> None:
    page = visitor.get("/nb/verify?q=Asker+Taxi+AS&on=31-02-2026", status=400)
    assert page.values("main input", "value") == ["Asker Taxi AS", "31-02-2026"]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("firm=proximus", "none"),
        ("id=0202.239.951", "none"),
        ("id=BE0202239951", "none"),
        ("firm=nobody", "none"),
        ("number=XYZ-1900-001", "none"),
        ("number=%C5%BFpa-2023-001", "none"),
        ("q=%25", "none"),
        ("firm=asker-taxi&on=2023-04-20", "not-yet-valid"),
    ],
)
def test_a_definite_no(visitor: Visitor, question: str, verdict: str) -> None:
    for language in ("nb", "nl", "bg", "en"):
        page = visitor.get(f"/{language}/verify?{question}")
        assert page.one("[data-verdict]")["data-verdict"] == verdict


def test_a_day_to_come_says_what_the_answer_rests_on(visitor: Visitor) -> None:
    page = visitor.get("/en/verify?firm=asker-taxi&on=2030-01-01")
    assert page.words(".verdict-why") == ["This day is still to come. The answer follows from what was decided so far."]


def test_a_name_that_could_be_several_asks_back(visitor: Visitor) -> None:
    page = visitor.get("/nl/verify?q=asker&on=2026-03-12")
    assert page.all("[data-verdict]") == []
    assert {"asker-taxi", "asker-produkt", "asker-kommune"} <= set(page.values("main [data-id]", "data-id"))
    assert "/nl/verify?firm=asker-taxi&on=2026-03-12" in page.values("main .row a", "href")

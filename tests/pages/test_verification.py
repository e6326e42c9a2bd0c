"""The page of verification: every way of asking, and a wrong question that must not look answered."""

import gc
import re
from datetime import date, timedelta
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from sqlmodel import Session
from stdnum.bg import egn

from portal.kept import Kept
from portal.words import LANGUAGES, DecisionKind, LocalText
from tests import make, small_register
from tests.batch import sending
from tests.pages.conftest import SmallSite
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
        ("firm=asker-taxi&from=2026-01-01", "A period needs its first day and its last day."),
        ("firm=asker-taxi&from=2026-02-01&to=2026-01-01", "The last day lies before the first."),
        ("firm=asker-taxi&on=2026-01-01&from=2026-01-01&to=2026-02-01", "Give one day or a whole period, not both."),
        ("firm=asker-taxi&from=x&to=2026-02-01", "Write the day like 12.3.2026 or 2026-03-12."),
        ("firm=asker-taxi&as_known=yesterday", "Write the instant like 2026-03-12 or 2026-03-12T14:30:00Z."),
        (
            "id=12345",
            "This is no organisation number. One from Norway or Bulgaria has nine digits, one from Belgium has ten.",
        ),
        (
            "q=0202.239.952",
            "The check digit of this number is wrong. Look for a slip in one of its digits.",
        ),
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
    assert page.values("main input", "value") == ["Asker Taxi AS", "31-02-2026", "", ""]
    page = visitor.get("/nb/verify?q=Asker+Taxi+AS&from=1.2.2026&to=31-02-2026&as_known=2026-11-22", status=400)
    assert page.values("main input", "value") == ["Asker Taxi AS", "", "1.2.2026", "31-02-2026", "2026-11-22"]


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


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("id=974760673", "No. This register knows no organisation with the number 974760673."),
        ("number=XYZ-1900-001", "No. This register has no certificate with the number XYZ-1900-001."),
        ("q=%25", "No. This register has no certificate for “%”."),
        ("firm=proximus", "No. Proximus has no certificate in this register."),
    ],
)
def test_a_no_says_what_is_not_there_and_what_the_register_holds(
    visitor: Visitor, question: str, sentence: str
) -> None:
    page = visitor.get(f"/en/verify?{question}")
    assert page.words("[data-verdict] h2") == [sentence]
    assert page.words("[aria-labelledby=complete] li") == [
        (
            "Sosial Profil Asker (social certification in Asker): Only the first course is entered, as it was "
            "published. It is not known whether later courses took place. We do not know from which day on all "
            "decisions are here."
        )
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_buyer_gets_wording_in_each_language_and_the_conditions(visitor: Visitor, language: str) -> None:
    for address in ("verify?firm=asker-taxi", "certificates/SPA-2023-001", "verify?firm=proximus"):
        page = visitor.get(f"/{language}/{address}")
        assert sorted(page.values("blockquote.wording", "lang")) == sorted(LANGUAGES)
        assert page.values("blockquote.wording", "lang")[0] == language
        assert len(page.all("[aria-labelledby=buyers] dt")) == 5
    page = visitor.get("/en/verify?firm=asker-taxi")
    for said, equivalent in (
        ("nb", "likeverdig"),
        ("nl", "gelijkwaardig"),
        ("bg", "еквивалентен"),
        ("en", "equivalent"),
    ):
        assert equivalent in page.words(f"blockquote[lang={said}]")[0]
    assert page.words("[aria-labelledby=buyers] dd")[1:] == ["Not stated by the scheme."] * 4
    assert "article 20" in page.words("[aria-labelledby=buyers] > p")[-1]


def test_the_title_says_the_answer_and_the_statement_comes_before_the_history(visitor: Visitor) -> None:
    page = visitor.get("/en/verify?number=SPA-2023-001&on=2026-03-12")
    sentence = "Yes. The certificate of Asker Taxi AS is valid. This answer is for 12 March 2026."
    assert page.title == f"Check a certificate: {sentence} – Inclusive employers"
    sections = [str(one["aria-labelledby"]) for one in page.all("main section[aria-labelledby]")]
    assert sections == ["statement", "history", "buyers", "form"]
    assert page.values("#statement ~ p a.ds-button", "href") == [
        "/en/verify/statement.pdf?number=SPA-2023-001&on=2026-03-12"
    ]


PERSONAL = "7523169263"
"""A Bulgarian personal number that nobody has: python-stdnum's own example, of somebody born in 1875."""


@pytest.mark.parametrize(
    "question",
    [
        "id=7523169263",
        "q=752316+926+3",
        "q=%D0%95%D0%93%D0%9D+7523169263",
        "number=7523169263",
        "firm=7523169263",
        "firm=pals&on=7523169263",
        "q=7523169264",
        "firm=pals&firm=7523169263",
        "firm=pals&other=7523169263",
        "id=BG7523169263",
        "id=15108695088",
        "q=85.07.30-033+28",
    ],
)
def test_the_number_of_a_person_is_in_no_answer_and_in_no_memory(visitor: Visitor, site: Flask, question: str) -> None:
    digits = re.sub("[^0-9]", "", unquote_plus(question.rpartition("=")[2]))
    sentence = "This could be the number of a person."
    for language in LANGUAGES:
        page = visitor.get(f"/{language}/verify?{question}", status=400)
        assert digits not in re.sub("[ .-]", "", page.text)
        assert page.values("main input", "value")[0] == ""
    assert page.words(".ds-validation-message")[0].startswith(sentence)
    assert digits not in repr([vars(one) for one in gc.get_objects() if isinstance(one, Kept)])
    assert site.view_functions["verification.ask"] not in {
        view for view in site.view_functions.values() if getattr(view, "repeatable", False)
    }


def test_a_number_that_could_be_a_person_is_answered_only_when_it_is_called_belgian(visitor: Visitor) -> None:
    number = next(
        f"{stem:08}{97 - stem % 97:02}"
        for stem in range(10_101_000, 10_131_999)
        if egn.is_valid(f"{stem:08}{97 - stem % 97:02}")
    )
    page = visitor.get(f"/en/verify?id={number}", status=400)
    assert number not in page.text
    assert visitor.get(f"/en/verify?id=BE{number}").one("[data-verdict]")["data-verdict"] == "none"


def test_a_period_without_a_gap_and_one_with(visitor: Visitor) -> None:
    page = visitor.get("/en/verify?firm=asker-taxi&from=2025-01-01&to=2026-01-01")
    assert page.words("[data-verdict] h2") == [
        "Yes. The certificate of Asker Taxi AS is valid on every day from 1 January 2025 to 1 January 2026."
    ]
    page = visitor.get("/en/verify?firm=asker-taxi&from=2023-01-01&to=2023-12-31")
    assert page.words("[data-verdict] h2") == [
        "No. The certificate of Asker Taxi AS is not valid on every day from 1 January 2023 to 31 December 2023."
    ]
    assert page.words("[data-period=gap]") == ["1 January 2023 to 20 April 2023 Not valid yet"]
    assert page.words("[data-period=covered]") == ["21 April 2023 to 31 December 2023 Valid"]


def test_what_was_known_before_the_register_was_filled(visitor: Visitor) -> None:
    page = visitor.get("/en/verify?number=SPA-2023-001&as_known=2000-01-01")
    assert page.one("[data-verdict]")["data-verdict"] == "none"
    assert "This is the answer as it was known then. What was recorded later is left out." in page.words(".verdict-why")
    again = next(one for one in page.all("main a") if one.text == "See what is known now")
    assert "as_known" not in str(again["href"])


def fill_units(session: Session) -> None:
    """An establishment whose legal unit's certificate does not cover it, one whose does, and a correction."""
    owner = make.organisation(session, "owner")
    for name, covers in (("narrow", False), ("wide", True)):
        scheme = make.scheme(session, f"scheme-{name}", owner)
        holder = make.organisation(session, name)
        make.organisation(session, f"{name}-unit", parent_id=holder.id)
        held = make.certificate(session, f"{name.upper()}-2024-001", holder, scheme, covers_units=covers)
        known = {"recorded_at": make.NOW - timedelta(days=30), "reason_code": "own-code"}
        granted, until = date(2024, 1, 1), date(2027, 3, 31)
        make.decision(session, held.id or 0, DecisionKind.GRANTED, granted, valid_until=until, **known)
        wrong = make.decision(session, held.id or 0, DecisionKind.SUSPENDED, date(2025, 3, 1), **known)
        right = {"corrects": wrong.place, "voids": True, "reason_code": "recorded-wrongly", "criteria": "2"}
        make.decision(session, held.id or 0, DecisionKind.CORRECTED, date(2025, 3, 1), **right)


@pytest.mark.parametrize(
    ("day", "until", "said"),
    [
        (1, date(2026, 6, 30), ["recorded wrongly. The day itself is right.", "Valid until 30 June 2026."]),
        (1, None, ["recorded wrongly. The day itself is right.", "No expiry is stated."]),
        (2, date(2026, 12, 31), ["recorded wrongly. It holds from 2 January 2026.", "Valid until 31 December 2026."]),
    ],
)
def test_a_correction_says_what_was_wrong(small: SmallSite, day: int, until: date | None, said: list[str]) -> None:
    def fill(session: Session) -> None:
        scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
        grant = (DecisionKind.GRANTED, date(2026, 1, 1), date(2026, 12, 31))
        held = make.certificate(session, "ABC-2026-001", make.organisation(session, "firm"), scheme, grant)
        right = {"corrects": 1, "valid_until": until}
        make.decision(session, held.id or 0, DecisionKind.CORRECTED, date(2026, 1, day), **right)

    small.fill(fill)
    notes = small.visitor.get("/en/certificates/ABC-2026-001").words(".timeline li:first-child .quiet-note")
    assert notes == [f"“Granted” on 1 January 2026 was {said[0]}", said[1]]


def test_a_reason_in_another_language_says_in_which(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
        held = make.certificate(session, "ABC-2026-001", make.organisation(session, "firm"), scheme)
        text = LocalText({"en": "Every criterion is met."})
        make.decision(session, held.id or 0, DecisionKind.GRANTED, date(2026, 1, 1), reason=text)

    small.fill(fill)
    for address in ("/nl/certificates/ABC-2026-001", "/nl/verify?number=ABC-2026-001"):
        assert "Every criterion is met." in small.visitor.get(address).words(".timeline [lang=en]")
        assert "Every criterion is met." in small.visitor.get(address.replace("nl", "en", 1)).words(".timeline p")
        assert not small.visitor.get(address.replace("nl", "en", 1)).all(".timeline [lang]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_establishments_corrections_and_what_expires_are_explained(small: SmallSite, language: str) -> None:
    small.fill(fill_units)
    narrow = small.visitor.get(f"/{language}/verify?firm=narrow-unit")
    wide = small.visitor.get(f"/{language}/verify?firm=wide-unit&on=2028-01-01")
    corrected = small.visitor.get(f"/{language}/verify?number=NARROW-2024-001&from=2025-01-01&to=2025-12-31")
    certificate = small.visitor.get(f"/{language}/certificates/NARROW-2024-001")
    assert [page.one("[data-verdict]")["data-verdict"] for page in (narrow, wide, corrected)] == [
        "none",
        "expired",
        "valid",
    ]
    before = "as_known=2026-11-22T11:59:59.999999%2B00:00"
    assert any(before in address for address in corrected.values("main a", "href"))
    assert any(before in address for address in certificate.values("main .timeline a", "href"))
    if language == "en":
        assert narrow.words("[data-verdict] h2") == ["No. The certificate of Narrow does not cover Narrow-Unit."]
        assert "The certificate expires before then. No renewal is on record." in wide.words(".verdict-why")
        assert wide.words(".verdict-why")[0].startswith("Wide holds the certificate.")
        assert (
            "Something that was recorded later changed this answer. Before, the register said something else."
            in corrected.words(".verdict-why")
        )
        notes = " ".join(certificate.words(".timeline .quiet-note"))
        assert "“Put on hold” on 1 March 2025 never counted: it was recorded wrongly." in notes
        assert "This was recorded wrongly, and corrected on 22 November 2026." in notes
        assert "Reason: an earlier decision was recorded wrongly. Criteria, version: 2." in notes
        assert "Reason: own-code." in notes
    earlier = small.visitor.get(f"/{language}/verify?number=NARROW-2024-001&on=2025-06-01&{before}")
    assert earlier.one("[data-verdict]")["data-verdict"] == "suspended"
    at_first = small.visitor.get(f"/{language}/verify?number=NARROW-2024-001&as_known=2020-01-01")
    assert at_first.one("[data-verdict]")["data-verdict"] == "none"


def test_a_day_to_come_says_what_the_answer_rests_on(visitor: Visitor) -> None:
    page = visitor.get("/en/verify?firm=asker-taxi&on=2030-01-01")
    assert page.words(".verdict-why") == [
        "This day is still to come. The answer follows from what was decided so far.",
        "No decision that takes effect later is on record.",
        "No expiry is stated. So the certificate counts as valid until a decision says otherwise.",
    ]


def test_a_name_that_could_be_several_asks_back(visitor: Visitor) -> None:
    page = visitor.get("/nl/verify?q=asker&on=2026-03-12")
    assert page.all("[data-verdict]") == []
    assert {"asker-taxi", "asker-produkt", "asker-kommune"} <= set(page.values("main [data-id]", "data-id"))
    assert "/nl/verify?firm=asker-taxi&on=2026-03-12" in page.values("main .row a", "href")


def test_a_period_says_until_when_the_certificate_is_valid_at_its_end(small: SmallSite) -> None:
    """Else a yes until 2028 would stand beside "valid until 2027": a renewal within the period counts."""

    def renew(session: Session) -> None:
        until = date(2029, 1, 1)
        make.decision(session, 1, DecisionKind.RENEWED, date(2026, 11, 1), valid_until=until)

    small.fill(small_register.fill)
    small.fill(renew)
    page = small.visitor.get("/en/verify?number=X-1&from=2025-06-01&to=2028-01-01")
    assert page.one("[data-verdict]")["data-verdict"] == "valid"
    assert "1 January 2029" in page.words(".verdict-facts dd")
    days = {"from_": "2025-06-01", "to": "2028-01-01"}
    answer = sending.post(
        small.visitor.client, "/en/verify/batch", file=None, list="asker-taxi", format="csv", **days
    ).text
    assert "asker-taxi,Valid on all days,2029-01-01," in answer


def test_the_page_of_a_scheme_says_how_complete_it_is(visitor: Visitor) -> None:
    page = visitor.get("/en/schemes/sosial-profil-asker")
    assert page.words("[aria-labelledby=holders] > p")[0] == (
        "Only the first course is entered, as it was published. It is not known whether later courses took place. "
        "We do not know from which day on all decisions are here."
    )


def test_conditions_are_counted_as_the_directive_counts_them(visitor: Visitor) -> None:
    def letters(language: str) -> list[str]:
        page = visitor.get(f"/{language}/verify?firm=asker-taxi")
        return [words[:2] for words in page.words("[aria-labelledby=buyers] dt")]

    assert letters("nl") == ["a)", "b)", "c)", "d)", "e)"]
    assert letters("bg") == ["а)", "б)", "в)", "г)", "д)"]

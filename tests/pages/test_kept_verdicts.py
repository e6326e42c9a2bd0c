"""Verdicts that somebody wanted kept: unchanged for ever, under a reference, with nothing about who asked."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from portal.register import kept_verdicts
from portal.store import Store
from portal.tables import Certificate, KeptVerdict, Organisation
from portal.words import LANGUAGES, DecisionKind
from tests import make
from tests.pages.conftest import SmallSite
from tests.small_register import fill
from tests.visitor import page_of

QUESTION = {"firm": "asker-taxi", "on": "2026-03-12"}
REFERENCE = re.compile(r"([0-9A-HJKMNP-TV-Z]{7}-){2}[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]{6}")


def keep(site: SmallSite, question: dict[str, str], language: str = "en") -> TestResponse:
    """Send the form that keeps a verdict."""
    return site.visitor.client.post(f"/{language}/verify/kept", data=question)


def kept(site: SmallSite) -> list[tuple[str, str]]:
    """Give the reference and the body of everything that is kept."""
    with site.store.reading() as session:
        return [(row.reference, row.body) for row in session.exec(select(KeptVerdict))]


def test_what_is_kept_stays_as_it_was_in_every_language_whatever_becomes_of_the_register(small: SmallSite) -> None:
    small.fill(fill)
    answer = keep(small, QUESTION)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert REFERENCE.fullmatch(address.removeprefix("/en/verify/kept/"))
    before = {language: small.visitor.get(f"/{language}{address[3:]}").text for language in LANGUAGES}

    def change(session: Session) -> None:
        held = session.exec(select(Certificate)).one()
        make.decision(session, held.id or 0, DecisionKind.WITHDRAWN, date(2026, 1, 1))
        session.exec(select(Organisation).where(Organisation.slug == "asker-taxi")).one().name = "Another AS"

    small.fill(change)
    assert small.visitor.get(f"/en/verify?{urlencode(QUESTION)}").values("[data-verdict]", "data-verdict") == [
        "withdrawn"
    ]
    for language in LANGUAGES:
        page = small.visitor.get(f"/{language}{address[3:]}")
        assert page.text == before[language]
        assert page.one("[data-verdict]")["data-verdict"] == "valid"
        assert f"/{language}/verify?firm=asker-taxi&on=2026-03-12" in page.values("main a", "href")


def test_nothing_is_kept_of_who_asked(small: SmallSite) -> None:
    small.fill(fill)
    headers = {"User-Agent": "Somebody 1.0", "Referer": "https://buyer.example/", "X-Forwarded-For": "192.0.2.7"}
    small.visitor.client.post("/bg/verify/kept", data=QUESTION, headers=headers)
    ((_, body),) = kept(small)
    assert json.loads(body)["asked"] == QUESTION
    assert not any(word in body for word in ("Somebody", "buyer", "192.0.2", "bg/"))
    with small.store.reading() as session:
        assert set(KeptVerdict.model_fields) == {"reference", "body", "made_at"}
        assert session.exec(select(KeptVerdict.made_at)).one() == make.NOW


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"id": "7523169263"}, 400),
        ({"firm": "asker-taxi", "on": "7523169263"}, 400),
        ({"firm": "asker-taxi", "on": "31.2.2026"}, 400),
        ({}, 400),
        ({"q": "whatever somebody wants to say"}, 200),
        ({"number": "Whatever somebody wants to say"}, 200),
        ({"firm": "whatever-somebody-wants-to-say"}, 200),
    ],
)
def test_what_is_no_answer_is_not_kept(small: SmallSite, question: dict[str, str], status: int) -> None:
    small.fill(fill)
    answer = keep(small, question)
    assert answer.status_code == status
    assert "7523169263" not in answer.get_data(as_text=True)
    assert kept(small) == []
    for address in page_of("/en/verify/kept", answer).values(".languages a", "href"):
        small.visitor.fetch(address, status=None if "?" not in address else status)
        assert address.partition("?")[0] in {f"/{language}/verify" for language in LANGUAGES}


@pytest.mark.parametrize("question", [{"number": "X-99"}, {"id": "974 760 673"}])
def test_a_definite_no_can_be_kept(small: SmallSite, question: dict[str, str]) -> None:
    small.fill(fill)
    page = small.visitor.get(keep(small, question).headers["Location"])
    assert page.one("[data-verdict]")["data-verdict"] == "none"


def test_a_period_and_what_was_known_are_kept_as_they_were_asked(small: SmallSite) -> None:
    small.fill(fill)
    known = "2026-11-22T13:00:00+01:00"
    question = {"number": "X-1", "from": "2025-06-01", "to": "2027-06-01", "as_known": known}
    page = small.visitor.get(keep(small, question).headers["Location"])
    assert page.words("[data-period=gap]") == ["2 January 2027 to 1 June 2027 Expired"]
    again = "/en/verify?number=X-1&from=2025-06-01&to=2027-06-01&as_known=2026-11-22T13%3A00%3A00%2B01%3A00"
    assert again.replace("%3A", ":") in page.values("main a", "href")


def test_a_reference_is_read_however_it_was_copied(small: SmallSite) -> None:
    small.fill(fill)
    address = keep(small, QUESTION).headers["Location"]
    reference = address.rpartition("/")[2]
    plain = reference.replace("-", "").lower().replace("0", "o").replace("1", "l")
    assert small.visitor.fetch(f"/en/verify/kept/{plain}", status=301).headers["Location"] == address
    for nothing in ("0" * 26, "x", "0000000-0000000-000000-000001", "U" * 26, "%00"):
        small.visitor.get(f"/en/verify/kept/{kept_verdicts.read(nothing) or nothing}", status=404)


def test_reading_keeps_nothing(small: SmallSite) -> None:
    small.fill(fill)
    small.visitor.fetch("/en/verify/kept", status=405)
    small.visitor.get("/en/verify?firm=asker-taxi")
    assert kept(small) == []


def test_what_is_too_large_is_not_kept(store: Store) -> None:
    with store.writing() as session, pytest.raises(kept_verdicts.TooLargeError):
        kept_verdicts.keep(session, "я" * kept_verdicts.LARGEST, make.NOW, most=1)
    with store.writing() as session:
        references = {kept_verdicts.keep(session, "{}", make.NOW, most=100) for _ in range(100)}
    assert len(references) == 100
    assert all(kept_verdicts.read(reference) == reference for reference in references)


def test_nobody_can_fill_the_disk(store: Store) -> None:
    """So many in any 24 hours, however they are asked for; what is kept stays, and the next day has room again."""

    def keep_after(hours: int) -> str:
        with store.writing() as session:
            return kept_verdicts.keep(session, "{}", make.NOW + timedelta(hours=hours), most=2)

    first, _ = keep_after(0), keep_after(10)
    for hours in (10, 23):
        with pytest.raises(kept_verdicts.FullError):
            keep_after(hours)
    keep_after(24)
    with store.reading() as session:
        assert kept_verdicts.by_reference(session, first)
        assert len(session.exec(select(KeptVerdict)).all()) == 3


def test_where_no_more_are_kept_today_the_answer_is_given_all_the_same(small: SmallSite) -> None:
    small.fill(fill)
    small.app.extensions["portal"] = replace(small.portal, settings=replace(small.settings, kept_a_day=1))
    keep(small, QUESTION)
    before = kept(small)
    page = page_of("/en/verify/kept", keep(small, QUESTION))
    assert (page.status, kept(small)) == (503, before)
    assert page.one("[data-verdict]")["data-verdict"] == "valid"
    (said,) = page.words("main [data-kind-of-note=warning]")
    assert said.startswith("This answer was not kept: the limit for today is reached.")
    assert page.all("main form[method=post]") == []

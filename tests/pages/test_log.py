"""The page of the log: its entries in words, older and newer ones, and what it is for."""

import pytest

from portal.words import LANGUAGES
from tests import logged, queries
from tests.pages.conftest import SmallSite


@pytest.fixture
def decided(small: SmallSite) -> SmallSite:
    """A site whose register was decided on and signed."""
    logged.register(small.store, small.settings.instance)
    return small


def positions(site: SmallSite, address: str) -> list[int]:
    return [int(value) for value in site.visitor.get(address).values("[data-position]", "data-position")]


def test_the_newest_entries_stand_first_and_older_ones_follow(decided: SmallSite) -> None:
    page = decided.visitor.get("/en/log")
    assert page.values("[data-total]", "data-total") == [str(logged.ENTRIES)]
    assert positions(decided, "/en/log") == list(range(logged.ENTRIES - 1, logged.ENTRIES - 21, -1))
    older = str(page.one("a[rel=next]")["href"])
    assert older == f"/en/log?from={logged.ENTRIES - 21}"
    assert positions(decided, older) == list(range(logged.ENTRIES - 21, -1, -1))
    back = decided.visitor.get(older)
    assert back.one("a[rel=prev]")["href"] == "/en/log"
    assert back.all("a[rel=next]") == []


def test_an_entry_says_what_was_decided(decided: SmallSite) -> None:
    said = {
        position: " ".join(decided.visitor.get("/en/log").words(f"[data-position='{position}']"))
        for position in (27, 24, 8, 16)
    }
    assert "Corrected: decision 2 never counted." in said[27]
    assert "Corrected: decision 4 holds from 2 January 2025. Valid until 30 June 2027." in said[24]
    assert "Put on hold, from 1 May 2024." in said[8]
    assert "Certificate ABC-2024-000" in said[8]
    assert "Firm-0" in said[8]
    assert "Entry 8, recorded on 22 November 2026" in said[8]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_ends_once(decided: SmallSite, language: str) -> None:
    text = " ".join(decided.visitor.get(f"/{language}/log").words("[data-position]"))
    assert ".." not in text.replace("\u202f", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["x", "-1", "5000", "9" * 30, "%00", "%3Cb%3E"])
def test_what_cannot_be_read_is_no_error(decided: SmallSite, language: str, asked: str) -> None:
    page = decided.visitor.get(f"/{language}/log?from={asked}")
    assert len(page.all("[data-position]")) == 20
    assert bool(page.all("[data-kind-of-note=warning]")) == (asked not in ("5000", "%00"))


def test_an_empty_log_says_so(small: SmallSite) -> None:
    page = small.visitor.get("/nb/log")
    assert "Ingenting er vedtatt ennå." in page.words("[data-total='0']")
    assert page.all("code") == []


def test_the_signed_number_stands_there(decided: SmallSite) -> None:
    page, note = decided.visitor.get("/nl/log"), decided.visitor.fetch("/log/checkpoint").text
    assert page.one("code.note").get_text() == note
    root = decided.visitor.fetch(f"/log/proof/inclusion?position=0&size={logged.ENTRIES}").json
    assert root
    assert root["root"] in page.words("code.hash")


def test_a_firm_that_is_not_shown_is_named_without_links(decided: SmallSite) -> None:
    with decided.store.writing() as session:
        session.connection().exec_driver_sql("UPDATE organisation SET listed = false WHERE slug = 'firm-7'")
    page = decided.visitor.get("/en/log")
    assert page.all("[data-position='27'] a") == []
    assert len(page.all("[data-position='26'] a, [data-position='24'] a")) == 2


def test_it_takes_few_queries(decided: SmallSite) -> None:
    decided.visitor.get("/en/log")
    with queries.counted(decided.portal.store) as statements:
        decided.visitor.get("/en/log")
    assert len(statements) <= 6, statements


@pytest.mark.parametrize("address", ["/en/", "/en/about", "/en/data"])
def test_other_pages_lead_to_it(decided: SmallSite, address: str) -> None:
    assert decided.visitor.get(address).all("a[href='/en/log']")

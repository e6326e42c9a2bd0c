"""The number of a person in a search box finds nothing, is shown to nobody and stays in no memory."""

import gc

import pytest
from sqlmodel import Session

from portal.kept import Kept
from portal.words import DecisionKind
from tests import make
from tests.pages.conftest import SmallSite

NUMBER = "7523169263"
"""A Bulgarian personal number that nobody has: python-stdnum's own example, of somebody born in 1875."""


def fill(session: Session) -> None:
    """A firm whose name holds the number: whoever asks the engine finds it."""
    firm = make.organisation(session, "firm", name=f"Bakery {NUMBER}")
    scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
    make.certificate(session, "ABC-2024-001", firm, scheme, (DecisionKind.GRANTED, make.TODAY, None))


@pytest.fixture
def filled(small: SmallSite) -> SmallSite:
    small.fill(fill)
    return small


def remembered() -> str:
    """Everything that the memories of this process hold."""
    return repr([vars(one) for one in gc.get_objects() if isinstance(one, Kept)])


@pytest.mark.parametrize("text", [NUMBER, "752316+926+3", f"Bakery+{NUMBER}", f"BG{NUMBER}"])
@pytest.mark.parametrize("address", ["search?q=", "firms?country=NO&q=", "measures?sort=name&q="])
def test_a_list_neither_finds_it_nor_shows_it_nor_keeps_it(filled: SmallSite, address: str, text: str) -> None:
    page = filled.visitor.get(f"/en/{address}{text}")
    assert page.one("[data-total]")["data-total"] == "0"
    assert page.one(".search-box input[type=search]")["value"] == ""
    assert NUMBER not in page.text.replace("+", "").replace("%20", "")
    assert "752316" not in remembered()


def test_without_the_number_the_same_is_found_and_kept(filled: SmallSite) -> None:
    assert filled.visitor.get("/en/firms?q=bakery").one("[data-total]")["data-total"] == "1"
    assert "q=bakery" in remembered()


@pytest.mark.parametrize("query", ["place=", "sort=", "page=", "other="])
def test_it_is_not_shown_where_it_asks_nothing(filled: SmallSite, query: str) -> None:
    assert NUMBER not in filled.visitor.get(f"/en/measures?{query}{NUMBER}").text
    assert f"{query}{NUMBER}" not in remembered()


@pytest.mark.parametrize("page", ["", "about", "verify", "schemes/scheme"])
def test_no_page_leads_to_itself_in_other_languages_with_it(filled: SmallSite, page: str) -> None:
    assert f"name={NUMBER}" not in filled.visitor.fetch(f"/en/{page}?name={NUMBER}", status=None).text
    assert f"name={NUMBER}" not in remembered()


@pytest.mark.parametrize("text", [NUMBER, f"Bakery+{NUMBER}"])
def test_nothing_is_suggested_for_it(filled: SmallSite, text: str) -> None:
    assert (filled.visitor.fetch("/en/suggest?q=bak").json or {})["suggestions"]
    answer = filled.visitor.fetch(f"/en/suggest?q={text}")
    assert (answer.json or {})["suggestions"] == []
    assert NUMBER not in answer.text
    assert f"q={text}" not in remembered()

"""Lists and searches agree: one table of cases runs through the directory, the catalogue and the search."""

import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.page_rules import Page
from tests.visitor import Visitor

ASKER_FIRMS = [
    "amorosa",
    "asker-taxi",
    "bergvang",
    "ec-play",
    "extra-produkter",
    "festus",
    "industrisom-og-handtverk",
    "marcus-nilsson",
    "pals",
    "plantefryd",
    "sedgwich-norway",
    "torstvedt",
]
SIGNATORIES = ["accenture", "diversicom", "duo-for-a-job", "proximus", "securex", "sodexo", "vdab"]


def ids(page: Page) -> list[str]:
    return [str(found["data-id"]) for found in page.soup.select("#results [data-id]")]


def total(page: Page) -> int:
    return int(str(page.soup.select_one("[data-total]")["data-total"]))  # type: ignore[index]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", sorted(ASKER_FIRMS + SIGNATORIES)),
        ("relation=certified", ASKER_FIRMS),
        ("relation=signatory", SIGNATORIES),
        ("relation=member", []),
        ("relation=certified&relation=signatory", sorted(ASKER_FIRMS + SIGNATORIES)),
        ("country=NO", ASKER_FIRMS),
        ("country=BE&relation=certified", []),
        ("place=no-3203", ASKER_FIRMS),
        ("place=no-county-32", ASKER_FIRMS),
        ("place=be-vlg", ["vdab"]),
        ("scheme=charter-decent-work-for-all", SIGNATORIES),
        ("status=valid", ASKER_FIRMS),
        ("status=withdrawn", []),
        ("industry=nace2-h", ["asker-taxi"]),
        ("q=taxi", ["asker-taxi"]),
        ("q=TAXI&country=NO", ["asker-taxi"]),
        ("q=taxi&country=BE", []),
    ],
)
@pytest.mark.parametrize("language", ["nb", "bg"])
def test_the_directory(visitor: Visitor, language: str, question: str, expected: list[str]) -> None:
    page = visitor.get(f"/{language}/firms?{question}")
    assert (sorted(ids(page)), total(page)) == (expected, len(expected))
    both = "&".join(re.findall("(?:q|country)=[^&]*", question))
    listed, found = visitor.get(f"/{language}/firms?{both}"), visitor.get(f"/{language}/search?kind=firm&{both}")
    assert (ids(found), total(found)) == (ids(listed), total(listed))


@pytest.mark.parametrize("address", ["firms", "measures", "search?q=a"])
def test_counts_beside_filters_are_what_the_filter_then_shows(visitor: Visitor, address: str) -> None:
    page = visitor.get(f"/nl/{address}")
    options = page.soup.select("[data-facet]")
    assert options
    for option in options[::5]:
        joint = "&" if "?" in address else "?"
        shown = visitor.get(f"/nl/{address}{joint}{option['data-facet']}={option['data-value']}")
        assert total(shown) == int(str(option["data-count"])), f"{option['data-facet']}={option['data-value']}"


def test_pages_of_a_list_hold_everything_once(visitor: Visitor) -> None:
    numbers = [ids(visitor.get(f"/en/measures?page={number}")) for number in (1, 2, 3, 4)]
    assert [len(found) for found in numbers] == [20, 20, 20, 10]
    assert len({slug for found in numbers for slug in found}) == 70


def test_names_stand_in_the_order_of_the_alphabet(visitor: Visitor) -> None:
    page = visitor.get("/nb/measures?country=NO&sort=name")
    names = [title.get_text() for title in page.soup.select("#results .card-title")]
    assert names[:3] == ["Arba Inkludering", "Arbeid med støtte", "Arbeidsforberedende trening"]


@pytest.mark.parametrize(
    ("question", "ignored"),
    [
        ("page=abc", "page=abc"),
        ("page=0", "page=0"),
        ("page=-1", "page=-1"),
        ("page=99999999999999999999", "page=99999999999999999999"),
        ("page=999", "page=999"),
        ("country=XX", "country=XX"),
        ("sort=worst", "sort=worst"),
        ("target_group=%00x%EF%BF%BE", "target_group=x"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(visitor: Visitor, question: str, ignored: str) -> None:
    page = visitor.get(f"/en/firms?{question}")
    notice = page.soup.select_one("#results .notice")
    assert notice is not None
    assert notice.get_text().strip().endswith(ignored)
    assert total(page) == 19


def test_a_long_question_is_cut_and_said(visitor: Visitor) -> None:
    page = visitor.get("/en/search?q=" + "taxi%20" * 100)
    assert "first 200 characters" in str(page.soup.select_one("#results"))


def test_an_empty_list_offers_what_is_nearest(visitor: Visitor) -> None:
    page = visitor.get("/en/firms?q=taxi&country=BE")
    offered = [(link.get_text(), link["href"]) for link in page.soup.select(".suggestions a")]
    assert offered == [
        ("Without “Belgium”: 1 result", "/en/firms?q=taxi"),
        ("Without “taxi”: 7 results", "/en/firms?country=BE"),
    ]


@given(st.text(max_size=60))
@example("*a* OR ~9 ((((")
@example("NOT NOT a")
@example("\ud800")
@example("' OR 1=1 --")
@example("<script>alert(1)</script>")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(site: Flask, text: str) -> None:
    answer = site.test_client().get("/nb/firms", query_string={"q": text.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("language", ["nb", "nl", "bg", "en"])
def test_the_examples_on_the_home_page_find_something(visitor: Visitor, language: str) -> None:
    links = visitor.get(f"/{language}/").soup.select(".examples a")
    assert len(links) == 3
    for link in links:
        assert total(visitor.get(str(link["href"]))) > 0, link["href"]


@pytest.mark.parametrize(("address", "title"), [("search", "Search"), ("firms", "Firms"), ("measures", "Measures")])
def test_the_title_of_a_list_names_what_was_sought(visitor: Visitor, address: str, title: str) -> None:
    assert visitor.get(f"/en/{address}?q=<b>taxi").title == f"{title}: <b>taxi – Inclusive employers"
    assert visitor.get(f"/en/{address}").title == f"{title} – Inclusive employers"
    nothing = visitor.get(f"/en/{address}?q=xyzzyx")
    assert nothing.words(".empty h2") == ["We found nothing"]

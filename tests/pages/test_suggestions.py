"""Suggestions for the script of the search boxes: each leads somewhere that has it, and nothing odd is an error."""

import json
from urllib.parse import quote

import pytest
from flask import Flask

from portal.settings import Settings
from portal.words import LANGUAGES
from tests.page_rules import CONTENT_SECURITY_POLICY
from tests.pages.conftest import SmallSite
from tests.visitor import Visitor

TYPED = {
    "": [
        "as",
        "ask",
        "lonn",
        "wage",
        "flyk",
        "sof",
        "tra",
        "belg",
        "vl",
        "men",
        "soc",
        "со",
        "раб",
        "мер",
        "ста",
        "ред",
    ],
    "firm": ["as", "be", "transp", "бел", "part", "tax"],
    "measure": ["lø", "loon", "jon", "мла", "young", "norw", "brus"],
}


def suggested(visitor: Visitor, language: str, text: str, kind: str = "") -> list[dict[str, str]]:
    """What is suggested, each with text, lang, kind, note and url."""
    answer = visitor.fetch(f"/{language}/suggest?q={quote(text)}" + (f"&kind={kind}" if kind else ""))
    found: list[dict[str, str]] = json.loads(answer.text)["suggestions"]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TYPED)
def test_every_suggestion_leads_to_what_it_says(visitor: Visitor, language: str, kind: str) -> None:
    shown = {one["url"]: one for text in TYPED[kind] for one in suggested(visitor, language, text, kind)}
    assert len(shown) >= 5
    for url, one in shown.items():
        page = visitor.look(url)
        assert url.startswith(f"/{language}/")
        if one["note"]:
            said = "".join(sign for sign in one["note"] if sign.isdecimal())
            assert page.one("[data-total]")["data-total"] == said, url
        elif "/search?" in url:
            assert page.one("[data-total]")["data-total"] != "0", url
        elif not one["lang"] and "/schemes/" not in url and "/gatherings/" not in url:  # these have no official name
            assert one["text"] in page.one("main").get_text(), url
        assert not kind or url.startswith(f"/{language}/{kind}s"), url


@pytest.mark.parametrize(
    ("language", "text", "kind", "first"),
    [
        ("nb", "asker t", "", ("Asker Taxi AS", "", "Bedrift", "", "/nb/firms/asker-taxi")),
        ("en", "refug", "", ("Refugees", "en", "Target group", "4 measures", "/en/measures?target_group=refugees")),
        (
            "en",
            "vluchtel",
            "",
            ("Vluchtelingen", "nl", "Target group", "4 measures", "/en/measures?target_group=refugees"),
        ),
        ("nl", "asker", "firm", ("Asker", "nb", "Plaats", "12 bedrijven", "/nl/firms?place=no-3203")),
        ("bg", "норве", "firm", ("Норвегия", "bg", "Държава", "12 фирми", "/bg/firms?country=NO")),
        (
            "en",
            "sosial pr",
            "firm",
            (
                "Sosial Profil Asker (social certification in Asker)",
                "en",
                "Scheme",
                "12 firms",
                "/en/firms?scheme=sosial-profil-asker",
            ),
        ),
        (
            "en",
            "sosial pr",
            "",
            (
                "Sosial Profil Asker (social certification in Asker)",
                "",
                "Scheme",
                "",
                "/en/schemes/sosial-profil-asker",
            ),
        ),
    ],
)
def test_the_first_suggestion(visitor: Visitor, language: str, text: str, kind: str, first: tuple[str, ...]) -> None:
    one = suggested(visitor, language, text, kind)[0]
    assert tuple(one[part] for part in ("text", "lang", "kind", "note", "url")) == first


def test_at_most_eight_are_suggested_and_counted(visitor: Visitor) -> None:
    answer = json.loads(visitor.fetch("/en/suggest?q=a").text)
    assert (answer["said"], len(answer["suggestions"])) == ("8 suggestions", 8)
    assert json.loads(visitor.fetch("/en/suggest?q=asker+taxi").text)["said"] == "1 suggestion"
    assert json.loads(visitor.fetch("/en/suggest?q=zzzz").text)["said"] == "No suggestions"


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_there_are_is_said_in_the_page_s_language(site: Flask, language: str) -> None:
    said = {one: json.loads(site.test_client().get(f"/{one}/suggest?q=as").text)["said"] for one in LANGUAGES}
    assert list(said.values()).count(said[language]) == 1


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%20", "kind=firm", "q=as&kind=x", "q=as&kind=scheme", "q=as&kind=%00", "q=%FF", "q=%F0%9F%98%80"],
)
def test_what_is_odd_suggests_nothing(visitor: Visitor, query: str) -> None:
    assert json.loads(visitor.fetch(f"/nl/suggest?{query}").text)["suggestions"] == []


def test_a_hostile_text_is_no_error(visitor: Visitor) -> None:
    for text in ("a" * 3000, "as " * 900, "<script>", '"as', "-as", "a*", "\x00\x01", "%"):
        visitor.fetch(f"/bg/suggest?q={quote(text)}")


def test_it_answers_like_every_page(visitor: Visitor) -> None:
    answer = visitor.fetch("/nb/suggest?q=as")
    assert answer.mimetype == "application/json"
    said = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert (said, answer.headers["Cache-Control"]) == (CONTENT_SECURITY_POLICY, "no-cache")
    assert visitor.fetch("/nb/suggest?q=as", status=304, if_none_match=answer.headers["ETag"]).text == ""


@pytest.mark.parametrize("path", ["", "search", "firms", "measures", "no-such-page"])
@pytest.mark.parametrize("language", ["nb", "bg"])
def test_every_search_box_knows_where_to_ask(visitor: Visitor, path: str, language: str) -> None:
    page = visitor.look(f"/{language}/{path}", status=None)
    box = page.one(".search-box input[type=search]")
    kind = f"?kind={path[:-1]}" if path in {"firms", "measures"} else ""
    assert (box["data-suggest"], box["name"]) == (f"/{language}/suggest{kind}", "q")
    assert "role" not in box.attrs, "without the script it is a plain search field"


def test_without_an_index_nothing_is_suggested_and_nothing_fails(small: SmallSite, started: list[Settings]) -> None:
    assert suggested(small.visitor, "nb", "asker") == []
    assert started == [small.settings]

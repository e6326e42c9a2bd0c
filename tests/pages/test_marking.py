"""What a search shows of why something was found: marked words, a reason where none is, what was meant, ways on."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from bs4.element import Tag
from sqlmodel import Session

from portal.current import index
from portal.finding import Finding
from portal.marking import marked
from portal.words import LANGUAGES, LocalText, Said
from tests import make
from tests.page_rules import Page, words_of
from tests.pages.conftest import SmallSite
from tests.visitor import Visitor

HOSTILE = "<b>Fisk</b> & <script>alert(1)</script> «Fisk» \"x\" 'y' 100 % s \ue001\ue004"


def card(page: Page, slug: str) -> Tag:
    """A result."""
    return page.one(f'#results [data-id="{slug}"]')


def marks(page: Page, slug: str) -> list[str]:
    """The marked words of a result."""
    return [words_of(mark) for mark in card(page, slug).select("mark")]


def reason(page: Page, slug: str) -> str:
    """Why a result was found, where it says so."""
    return " ".join(words_of(line) for line in card(page, slug).select(".card-why"))


@pytest.mark.parametrize(
    ("address", "slug", "words"),
    [
        ("nb/firms?q=taxi", "asker-taxi", ["Taxi"]),
        ("nb/search?q=arbeidsinkludering", "no-asker-arba", ["Arbeidsinkluderingsbedrift"]),
        ("nl/measures?q=langdurige+loonpremie", "no-varig-lonnstilskudd", ["Langdurige", "loonpremie"]),
        ("nb/measures?q=varig+lønnstilskudd", "no-varig-lonnstilskudd", ["Varig", "lønnstilskudd"]),
        ("bg/search?q=работодатели", "bg-stazhuvane", ["работодател"]),
        ("nl/search?q=agence+pour+une+vie+de+qualite", "aviq", ["Agence", "Vie", "Qualité"]),
    ],
)
def test_the_words_that_were_asked_for_are_marked(visitor: Visitor, address: str, slug: str, words: list[str]) -> None:
    page = visitor.get(f"/{address}")
    assert set(words) <= set(marks(page, slug))
    assert reason(page, slug) == ""


@pytest.mark.parametrize("address", ["nb/firms", "nb/search", "nl/measures?country=NO", "bg/search?q=", "nb/"])
def test_without_words_nothing_is_marked(visitor: Visitor, address: str) -> None:
    page = visitor.get(f"/{address}")
    assert page.all("mark, .card-why, .meant") == []


def test_a_name_in_another_language_keeps_it(visitor: Visitor) -> None:
    page = visitor.get("/bg/measures?q=lønnstilskudd")
    name = card(page, "no-varig-lonnstilskudd").select_one(".card-title a > span")
    assert name is not None
    assert (name["lang"], str(name)) == ("nb", '<span lang="nb">Varig <mark>lønnstilskudd</mark></span>')


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_found_by_a_topic_says_so_in_the_page_s_language(visitor: Visitor, language: str) -> None:
    label = {"nb": "flyktninger", "nl": "vluchtelingen", "bg": "бежанци", "en": "refugees"}
    page = visitor.get(f"/{language}/measures?q=vluchtelingen")
    assert reason(page, "eu-esf-plus").endswith(label[language])
    assert len(page.all(".card-why")) >= 3
    assert all(bool(found.select("mark")) != bool(found.select(".card-why")) for found in page.all("#results .card"))


def test_what_is_found_in_another_language_s_text_says_so(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        make.term(session, "countries", "NO")
        make.term(session, "measure_kinds", "kind")
        make.measure(
            session,
            "tiltak",
            (("measure_kinds", "kind"),),
            summary=LocalText({"nb": "Norsk sammendrag", "nl": "Nederlands woordje"}),
        )

    small.fill(fill)
    assert reason(small.visitor.get("/nb/measures?q=woordje"), "tiltak") == "Funnet i den nederlandske teksten"


@pytest.mark.parametrize(
    ("address", "slug", "said"),
    [
        ("nb/search?q=Agency+for+people+with+disabilities", "bg-ahu", "Funnet i den engelske teksten"),
        ('en/search?q="summer+job"', "no-mentor", "Found in more of its text"),
        ("nb/search?q=organisasjon", "bg-ahu", "Funnet gjennom: organisasjon"),
    ],
)
def test_that_it_is_of_a_kind_is_the_reason_only_where_nothing_else_is(
    visitor: Visitor, address: str, slug: str, said: str
) -> None:
    assert reason(visitor.get(f"/{address}"), slug) == said


def hostile(session: Session) -> None:
    """Add a firm and a measure whose texts look like a page's own."""
    make.term(session, "countries", "NO")
    scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
    firm = make.organisation(session, "fisk", name=HOSTILE, profile=LocalText({"nb": HOSTILE, "en": HOSTILE}))
    make.membership(session, firm, scheme)


@pytest.mark.parametrize("language", ["nb", "bg"])
def test_a_hostile_text_stays_a_text(small: SmallSite, language: str) -> None:
    small.fill(hostile)
    page = small.visitor.get(f"/{language}/search?q=fisk+alert+script+b+%3Cb%3E")
    found = card(page, "fisk")
    title = found.select_one(".card-title a")
    assert title is not None
    assert words_of(title) == HOSTILE
    assert found.select("b, script") == []
    assert {"Fisk", "alert", "script", "b"} <= set(marks(page, "fisk"))


def test_marks_escape_everything_around_them(visitor: Visitor) -> None:
    text = 'a<taxi>&"asker"&amp;\'\x02\x02\x03'
    with visitor.client.application.test_request_context("/", headers={"Accept-Language": "nb"}):
        found, other = (index().explain(asked, "nb") for asked in ("taxi asker", "qqqq"))
        texts = [Said(text, "nb"), None, Said("Taxi", "nb"), Said(text, "fr"), Said("", "fr"), Said("Asker taxi", "nb")]
        shown, unasked = (b"|".join(marked(texts, one)).decode() for one in (found, other))
    words = "a&lt;<mark>taxi</mark>&gt;&amp;&#34;<mark>asker</mark>&#34;&amp;amp;&#39;"
    names = "<mark>Taxi</mark>", "<mark>Asker</mark> <mark>taxi</mark>"
    assert shown == f'{words}||{names[0]}|<span lang="fr">{words}</span>||{names[1]}'
    assert unasked == shown.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(("page", "word"), [("firms", "taxi"), ("measures", "lønnstilskudd"), ("search", "taxi")])
def test_what_is_put_in_last_is_put_in_only_where_it_belongs(visitor: Visitor, page: str, word: str) -> None:
    asked = f"<!--cards--> {word} <!--facets-->"
    found = visitor.get(f"/nb/{page}?{urlencode({'q': asked})}")
    plain = visitor.get(f"/nb/{page}?q={word}")
    assert found.one("#q")["value"] == asked
    assert all(asked in words_of(found.one(place)) for place in ("title", ".summary", ".chip"))
    assert len(found.all(".facet")) == len(plain.all(".facet")) > 0
    assert [one["data-id"] for one in found.all(".card")] == [one["data-id"] for one in plain.all(".card")]
    assert found.all(".card")


@pytest.mark.parametrize(("query", "meant"), [("q=taxie&country=NO&page=1", "q=taxi&country=NO"), ("q=x", "q=taxi")])
def test_what_was_meant_keeps_the_filters(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, query: str, meant: str
) -> None:
    ask = Finding.ask
    monkeypatch.setattr(Finding, "ask", lambda self, asked: replace(ask(self, asked), meant="taxi"))
    page = visitor.get(f"/en/firms?{query}")
    assert (page.words(".meant"), page.values(".meant a", "href")) == (["Did you mean taxi?"], [f"/en/firms?{meant}"])


def test_a_hostile_meaning_stays_a_text(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Finding.ask
    monkeypatch.setattr(Finding, "ask", lambda self, asked: replace(ask(self, asked), meant=HOSTILE))
    page = visitor.get("/en/search?q=qqqqxyz")
    assert (page.words(".meant a"), page.all(".meant b")) == ([HOSTILE], [])


def test_an_empty_list_keeps_the_words_before_it_drops_them(visitor: Visitor) -> None:
    page = visitor.get("/en/firms?q=taxi&country=BE&relation=signatory")
    assert page.words(".suggestions a") == ["Without “taxi”: 7 results", "Search everything for “taxi”: 1 result"]
    page = visitor.get("/en/firms?q=taxi&country=BE&country=NO&relation=signatory")
    assert page.words(".suggestions a") == ["Without “Signatory”: 1 result", "Without “taxi”: 7 results"]


@pytest.mark.parametrize(("text", "is_number"), [("0202.239.951", True), ("NO 974 760 673 MVA", True), ("2026", False)])
def test_the_number_of_an_organisation_leads_to_its_certificates(visitor: Visitor, text: str, is_number: bool) -> None:
    page = visitor.get(f"/en/search?{urlencode({'q': text})}")
    assert (f"/en/verify?{urlencode({'q': text})}" in page.values(".notice a", "href")) is is_number


@pytest.mark.parametrize("text", ["0202239951", "0202.239.951", "BE 0202 239 951", "202239951", "BTW BE0202.239.951"])
@pytest.mark.parametrize(("path", "total"), [("search", "1"), ("firms", "1"), ("measures", "0")])
def test_an_organisation_is_found_by_its_number(visitor: Visitor, path: str, total: str, text: str) -> None:
    page = visitor.get(f"/en/{path}?{urlencode({'q': text})}")
    assert page.one("[data-total]")["data-total"] == total
    if total == "1":
        assert reason(page, "proximus") == "Found by its number"
        assert page.one("#q")["value"] == text


def test_a_certificate_is_found_by_its_number(visitor: Visitor) -> None:
    page = visitor.get("/nl/firms?q=spa-2023-004")
    assert len(page.all("article")) == 1
    assert page.words("mark, .card-why") == ["Gevonden via het nummer"]


def test_whose_number_was_asked_is_shown_whatever_the_filters_say(visitor: Visitor) -> None:
    page = visitor.get("/en/firms?q=BE+0202.239.951&country=NO&page=3")
    assert page.values("article", "data-id") == ["proximus"]
    assert page.words(".chip") == ["Remove filter: BE 0202.239.951"]


def test_an_organisation_that_is_no_firm_is_found_by_its_number(visitor: Visitor) -> None:
    assert visitor.get("/bg/search?q=0236363165").values("article", "data-kind") == ["organisation"]
    assert visitor.get("/bg/firms?q=0236363165").all("article") == []


def test_where_no_one_filter_helps_all_are_offered(visitor: Visitor) -> None:
    page = visitor.get("/en/firms?country=BE&relation=certified&status=withdrawn")
    assert page.words(".suggestions a") == ["Without any filter: 19 results"]


def test_an_empty_list_offers_a_search_among_everything(visitor: Visitor) -> None:
    page = visitor.get("/en/firms?q=mentor")
    (found,) = [link for link in page.all(".suggestions a") if "/search" in str(link["href"])]
    total = visitor.get(str(found["href"])).one("[data-total]")["data-total"]
    assert words_of(found) == f"Search everything for “mentor”: {total} results"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["search", "firms", "measures"])
def test_what_finds_nothing_tells_how_to_ask(visitor: Visitor, language: str, path: str) -> None:
    page = visitor.get(f"/{language}/{path}?q=qqqqxyz")
    assert page.one("[data-total]")["data-total"] == "0"
    assert page.values(".suggestions a", "href") == [f"/{language}/{path}"]
    assert '"' in words_of(page.one(".empty .quiet-note"))

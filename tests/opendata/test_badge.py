"""The address of a badge: always true, in four languages, for everybody's pages, and never guessing."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import etree  # type: ignore[import-untyped]
from sqlmodel import Session

from portal.app import create_app
from portal.opendata import badge
from portal.tables import Identifier, Organisation, Scheme
from portal.words import LANGUAGES, DecisionKind
from tests import make
from tests.pages.conftest import SmallSite, compiled, small  # noqa: F401 - fixtures
from tests.visitor import Visitor

SVG = "{http://www.w3.org/2000/svg}"
GRANTED = (DecisionKind.GRANTED, date(2026, 1, 1), date(2026, 12, 31))


def fill(session: Session) -> None:
    """A firm with a certificate for a year, one that holds nothing, two with the same number, an establishment."""
    scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
    firm = make.organisation(session, "firm", name="Bakeri & Kafé")
    make.certificate(session, "ABC-2026-001", firm, scheme, GRANTED)
    stranger = make.organisation(session, "stranger")
    same = [make.organisation(session, slug) for slug in ("norwegian", "bulgarian")]
    unit = make.organisation(session, "unit", parent_id=firm.id)
    for holder, register, number in (
        (firm, "NO-BRREG", "974760673"),
        (stranger, "BE-KBO", "0202239951"),
        (same[0], "NO-BRREG", "111111111"),
        (same[1], "BG-EIK", "111111111"),
        (unit, "NO-BRREG", "923609016"),
    ):
        session.add(Identifier(organisation_id=holder.id or 0, register_code=register, number=number))


@pytest.fixture
def filled(small: SmallSite) -> SmallSite:  # noqa: F811 - the fixture
    small.fill(fill, index=False)
    return small


def on(site: SmallSite, day: date) -> Visitor:
    """The same register on another day; nobody looks after its index."""
    app = create_app(replace(site.settings, today=day))
    app.extensions["watcher"].stop()
    return Visitor(app)


def words(visitor: Visitor, address: str, status: int = 200) -> list[str]:
    read = etree.fromstring(visitor.fetch(address, status=status).data)
    return [str(one.text) for one in read.iter(f"{SVG}text")]


def test_it_turns_by_itself(filled: SmallSite) -> None:
    said = {day: words(on(filled, day), "/badge/ABC-2026-001.svg")[:2] for day in (date(2025, 12, 31), make.TODAY)}
    assert said == {
        date(2025, 12, 31): ["Not valid yet", "from 1 January 2026"],
        make.TODAY: ["Valid", "until 31 December 2026"],
    }
    assert words(on(filled, date(2026, 12, 31)), "/badge/ABC-2026-001.svg")[0] == "Valid"
    assert words(on(filled, date(2027, 1, 1)), "/badge/ABC-2026-001.svg")[:2] == ["Expired", "since 1 January 2027"]


@pytest.mark.parametrize(
    ("kind", "status"), [(DecisionKind.SUSPENDED, "On hold"), (DecisionKind.WITHDRAWN, "Taken back")]
)
def test_a_decision_shows_at_once(filled: SmallSite, kind: DecisionKind, status: str) -> None:
    before = filled.visitor.fetch("/badge/ABC-2026-001.svg")
    filled.fill(lambda session: make.decision(session, 1, kind, make.TODAY), index=False)
    assert words(filled.visitor, "/badge/ABC-2026-001.svg")[0] == status
    filled.visitor.fetch("/badge/ABC-2026-001.svg", if_none_match=before.headers["ETag"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_four_languages(filled: SmallSite, language: str) -> None:
    answer = filled.visitor.fetch(f"/badge/ABC-2026-001.svg?lang={language}")
    read = etree.fromstring(answer.data)
    assert (read.get("lang"), answer.headers["Content-Language"]) == (language, language)
    assert words(filled.visitor, f"/badge/ABC-2026-001.svg?lang={language}")[0] == {
        "nb": "Gyldig", "nl": "Geldig", "bg": "Валиден", "en": "Valid"
    }[language]  # fmt: skip


@pytest.mark.parametrize("asked", ["", "?lang=", "?lang=xx", "?lang=nb%00", "?lang=../nb"])
def test_without_a_language_it_is_in_english(filled: SmallSite, asked: str) -> None:
    assert words(filled.visitor, f"/badge/abc-2026-001.svg{asked}")[0] == "Valid"


@pytest.mark.parametrize(
    "address",
    [
        "974760673", "974%20760%20673", "NO974760673MVA", "974.760.673%20mva",
        "no/974760673", "no-brreg/974760673", "NO-BRREG/974760673",
    ],
)  # fmt: skip
def test_by_the_number_of_the_organisation(filled: SmallSite, address: str) -> None:
    assert "ABC-2026-001" in words(filled.visitor, f"/badge/{address}.svg")


def test_who_holds_nothing_is_said_to(filled: SmallSite) -> None:
    assert words(filled.visitor, "/badge/0202.239.951.svg")[:3] == [
        "No certificate",
        "None in this register.",
        "Stranger",
    ]
    assert "None covers this unit." in words(filled.visitor, "/badge/923609016.svg")


@pytest.mark.parametrize(
    "number",
    ["ABC-2026-002", "000000000", "be-kbo/974760673", "xx/974760673", "x", "%00", "%F0%9F%98%80", "%D0%90BC-2026-001",
     "%ED%A0%80", "a" * 5000, "%3Cscript%3E", "../../etc/passwd", "7501020018", "bg/7523169263", "974760672"],
)  # fmt: skip
def test_an_unknown_number_is_said_to_be_and_not_repeated(filled: SmallSite, number: str) -> None:
    answer = filled.visitor.fetch(f"/badge/{number}.svg", status=404)
    if answer.content_type.startswith("image/"):
        assert "Unknown number" in [one.text for one in etree.fromstring(answer.data).iter(f"{SVG}text")]
        assert number.rsplit("/", maxsplit=1)[-1] not in answer.text or len(number) < 3


def test_two_with_one_number_are_told_apart_by_the_register(filled: SmallSite) -> None:
    assert words(filled.visitor, "/badge/111111111.svg", status=409)[0] == "Not clear whose"
    assert "Norwegian" in words(filled.visitor, "/badge/no-brreg/111111111.svg")
    assert "Bulgarian" in words(filled.visitor, "/badge/bg/111111111.svg")


@pytest.mark.parametrize(("number", "status"), [("ABC-2026-001", 200), ("nobody", 404), ("111111111", 409)])
def test_it_may_stand_on_every_page_and_do_nothing_there(filled: SmallSite, number: str, status: int) -> None:
    answer = filled.visitor.fetch(f"/badge/{number}.svg", status=status)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors *"
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    assert "Set-Cookie" not in answer.headers


def test_pages_are_still_not_framed(filled: SmallSite) -> None:
    assert filled.visitor.fetch("/en/certificates/ABC-2026-001").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("encoding", ["", "br"])
def test_who_has_it_gets_only_the_news_that_it_is_the_same(filled: SmallSite, encoding: str) -> None:
    first = filled.visitor.fetch("/badge/ABC-2026-001.svg", accept_encoding=encoding)
    etag = first.headers["ETag"]
    for address in ("/badge/ABC-2026-001.svg", "/badge/ABC-2026-001.svg?again=1"):  # from memory, and anew
        again = filled.visitor.fetch(address, status=304, accept_encoding=encoding, if_none_match=etag)
        assert again.data == b""


@pytest.mark.parametrize(
    ("instant", "kept"),
    [
        (datetime(2026, 11, 22, 22, 44, 59, tzinfo=UTC), "public, max-age=300"),
        (datetime(2026, 11, 22, 22, 45, tzinfo=UTC), "public, max-age=0, must-revalidate"),
        (datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC), "public, max-age=0, must-revalidate"),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "public, max-age=300"),
    ],
)
def test_no_copy_outlives_its_day(
    filled: SmallSite, monkeypatch: pytest.MonkeyPatch, instant: datetime, kept: str
) -> None:
    """Midnight in Oslo is 23:00 in UTC."""
    monkeypatch.setattr(badge, "now", lambda: instant)
    assert filled.visitor.fetch("/badge/ABC-2026-001.svg").headers["Cache-Control"] == kept


@pytest.mark.parametrize("address", ["firms/firm", "certificates/ABC-2026-001"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_to_copy_lead_to_the_verdict(filled: SmallSite, address: str, language: str) -> None:
    page = filled.visitor.get(f"/{language}/{address}")
    (lines,) = [area.get_text() for area in page.all("textarea")]
    copied = etree.fromstring(lines.replace('">', '"/>').replace("/><img", "><img"))
    image = copied.find("img")
    assert image.get("src") == f"http://localhost/badge/ABC-2026-001.svg?lang={language}"
    assert "Bakeri & Kafé" in image.get("alt")
    filled.visitor.fetch(image.get("src").removeprefix("http://localhost"))
    verdict = filled.visitor.get(copied.get("href").removeprefix("http://localhost"))
    assert verdict.one("[data-verdict]")["data-verdict"] == "valid"
    assert [one.get("hidden") is not None for one in page.all("[data-copy]")] == [True]


def test_of_several_certificates_each_badge_has_a_heading_of_its_own(filled: SmallSite) -> None:
    assert filled.visitor.get("/en/firms/firm").words("h3[id^=badge-]") == ["Badge for your own pages"]
    second = date(2026, 6, 1)

    def fill_second(session: Session) -> None:
        firm, scheme = session.get_one(Organisation, 2), session.get_one(Scheme, 1)
        make.certificate(session, "ABC-2026-002", firm, scheme, (DecisionKind.GRANTED, second, None))

    filled.fill(fill_second, index=False)
    said = filled.visitor.get("/en/firms/firm").words("h3[id^=badge-]")
    assert said == [f"Badge for your own pages ABC-2026-00{place}" for place in (2, 1)]


def test_a_fictional_register_says_so(filled: SmallSite) -> None:
    filled.app.extensions["portal"] = replace(filled.portal, fictional=True)
    assert words(filled.visitor, "/badge/ABC-2026-001.svg")[-1] == "Fictional, for trials"
    assert words(filled.visitor, "/badge/0202239951.svg")[-1] == "Fictional, for trials"

"""What machines read: linked data, feeds, the calendar, the map of the site. Each is read by an independent reader."""

import json
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from lxml import etree  # type: ignore[import-untyped]

from portal.words import LANGUAGES
from tests.visitor import Visitor

NAMES = {"a": "http://www.w3.org/2005/Atom", "s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
XHTML = "{http://www.w3.org/1999/xhtml}link"


def linked(visitor: Visitor, address: str) -> list[dict[str, Any]]:
    page = visitor.get(address)
    return [json.loads(script.get_text()) for script in page.all('script[type="application/ld+json"]')]


def of_type(found: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(one for one in found if one["@type"] == kind)


def test_a_firm_is_an_organisation_with_its_certificate(visitor: Visitor) -> None:
    firm = of_type(linked(visitor, "/en/firms/asker-taxi"), "Organization")
    assert firm["name"] == "Asker Taxi AS"
    assert firm["hasCertification"] == [
        {
            "@type": "Certification",
            "name": "Sosial Profil Asker (social certification in Asker)",
            "certificationIdentification": "SPA-2023-001",
            "certificationStatus": "https://schema.org/CertificationActive",
            "url": "http://localhost/en/certificates/SPA-2023-001",
            "issuedBy": {"@type": "Organization", "name": "Asker Næringsforening"},
            "validFrom": "2023-04-21",
        }
    ]


def test_a_signatory_has_no_certification(visitor: Visitor) -> None:
    firm = of_type(linked(visitor, "/en/firms/proximus"), "Organization")
    assert "hasCertification" not in firm
    assert firm["identifier"] == [{"@type": "PropertyValue", "propertyID": "BE-KBO", "value": "0202239951"}]


def test_a_measure_is_a_service_of_the_public_sector(visitor: Visitor) -> None:
    measure = of_type(linked(visitor, "/nl/measures/no-mentor"), "GovernmentService")
    assert (measure["name"], measure["areaServed"]) == ("Mentor (tilskudd til mentor)", "NO")
    assert measure["provider"] == [{"@type": "Organization", "name": "Nav (Arbeids- og velferdsetaten)"}]


@pytest.mark.parametrize(
    ("slug", "start"),
    [
        ("athens-conference", "2024-10-18"),
        ("nasor-national-forum-2024", None),
        ("spa-2023-course-2", None),
        ("nasor-regional-meetings", None),
    ],
)
def test_only_a_gathering_whose_day_is_known_is_an_event(visitor: Visitor, slug: str, start: str | None) -> None:
    events = [one["startDate"] for one in linked(visitor, f"/bg/gatherings/{slug}") if one["@type"] == "Event"]
    assert events == ([start] if start else [])


@pytest.mark.parametrize("address", ["firms/asker-taxi", "measures/no-mentor", "schemes/nasor-membership"])
def test_every_page_below_another_says_the_way(visitor: Visitor, address: str) -> None:
    crumbs = of_type(linked(visitor, f"/nb/{address}"), "BreadcrumbList")["itemListElement"]
    assert [crumb["position"] for crumb in crumbs] == [1, 2, 3]
    assert crumbs[0]["item"] == "http://localhost/nb/"


def test_the_home_page_says_how_to_search(visitor: Visitor) -> None:
    site = of_type(linked(visitor, "/nl/"), "WebSite")
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://localhost/nl/search?q={search_term_string}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_of_newly_certified_firms(visitor: Visitor, language: str) -> None:
    feed = etree.fromstring(visitor.fetch(f"/{language}/firms.atom").data)
    entries = feed.findall("a:entry", NAMES)
    assert len(entries) == 12
    assert entries[0].findtext("a:title", namespaces=NAMES) == "Asker Taxi AS"
    assert {entry.findtext("a:updated", namespaces=NAMES) for entry in entries} == {"2023-04-21T00:00:00+00:00"}
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_holds_only_known_days(visitor: Visitor, language: str) -> None:
    calendar: Any = Calendar.from_ical(visitor.fetch(f"/{language}/gatherings.ics").data)
    events = {str(event["uid"]): (event["dtstart"].dt, event["dtend"].dt) for event in calendar.walk("VEVENT")}
    assert events == {
        "athens-conference@gatherings": (date(2024, 10, 18), date(2024, 10, 20)),
        "spa-2023-course-1-gathering-3@gatherings": (date(2023, 4, 21), date(2023, 4, 22)),
        "spa-2023-course-1-certification@gatherings": (date(2023, 4, 21), date(2023, 4, 22)),
        "targovishte-regional-meeting-2020@gatherings": (date(2020, 2, 13), date(2020, 2, 14)),
        "charter-handover@gatherings": (date(2016, 12, 5), date(2016, 12, 6)),
    }


def test_the_map_of_the_site_names_every_page_in_every_language(visitor: Visitor) -> None:
    found = etree.fromstring(visitor.fetch("/sitemap.xml").data)
    pages = {
        str(url.findtext("s:loc", namespaces=NAMES)): {
            link.get("hreflang"): link.get("href") for link in url.iter(XHTML)
        }
        for url in found.findall("s:url", NAMES)
    }
    assert len(pages) == 4 * (11 + 3 + 70 + 19 + 23 + 12)
    for address, others in pages.items():
        assert set(others) == {*LANGUAGES, "x-default"}
        assert address in others.values()
        assert others["x-default"] == others["en"]


def test_files_at_the_root(visitor: Visitor) -> None:
    assert visitor.fetch("/robots.txt").text == ("User-agent: *\nAllow: /\nSitemap: http://localhost/sitemap.xml\n")
    assert visitor.fetch("/healthz").text == "ok\n"
    assert visitor.fetch("/readyz").text == "ready\n"
    security = visitor.fetch("/.well-known/security.txt").text
    assert security.startswith("Contact: http://localhost/en/about#report\nExpires: 2027-05-21T00:00:00Z\n")
    assert visitor.fetch("/favicon.ico").data[:4] == b"\0\0\1\0"
    described = etree.fromstring(visitor.fetch("/bg/opensearch.xml").data)
    assert [url.get("template") for url in described.iter("{*}Url")] == ["http://localhost/bg/search?q={searchTerms}"]

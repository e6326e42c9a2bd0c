"""The feeds of changes: valid Atom in four languages, the same ids for ever, and nothing that bad input can break."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from sqlmodel import Session

from portal.words import LANGUAGES, DecisionKind
from tests import make
from tests.pages.conftest import SmallSite, compiled, small  # noqa: F401 - fixtures
from tests.visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = make.NOW + timedelta(hours=1)
FEEDS = (
    "schemes/scheme.atom",
    "firms/firm.atom",
    "watch.atom?number=ABC-2024-001&firm=other&number=ABC-1900-001",
    "schemes/empty.atom",
    "firms/other.atom",
)


def fill(session: Session) -> None:
    """A certificate with every kind of decision, one that expired by itself, and schemes and firms without any."""
    owner = make.organisation(session, "owner")
    scheme = make.scheme(session, "scheme", owner)
    make.scheme(session, "empty", owner)
    charter = make.scheme(session, "charter", owner)
    firm = make.organisation(session, "firm", name="Bakeri & <Kafé>")
    make.signature(session, make.organisation(session, "other"), charter)
    one = make.certificate(
        session,
        "ABC-2024-001",
        firm,
        scheme,
        (DecisionKind.GRANTED, date(2024, 1, 1), date(2025, 12, 31)),
        (DecisionKind.SUSPENDED, date(2025, 2, 1), None),
        (DecisionKind.RESTORED, date(2025, 4, 1), None),
        (DecisionKind.RENEWED, date(2026, 1, 1), None),
    )
    corrected = {"corrects": 2, "voids": True, "reason": make.texts("A slip of the pen.\x07 "), "recorded_at": LATER}
    make.decision(session, one.id or 0, DecisionKind.CORRECTED, date(2025, 2, 1), **corrected)
    make.decision(session, one.id or 0, DecisionKind.WITHDRAWN, date(2026, 12, 24))
    make.certificate(
        session, "ABC-2024-002", firm, scheme, (DecisionKind.GRANTED, date(2024, 1, 1), date(2026, 11, 20))
    )


@pytest.fixture
def filled(small: SmallSite) -> SmallSite:  # noqa: F811 - the fixture
    small.fill(fill, index=False)
    return small


def faults(feed: Any, address: str) -> list[str]:
    """What is wrong with a feed by RFC 4287, sections 3 and 4."""
    found = []
    for holder in (feed, *feed.findall(f"{ATOM}entry")):
        found += [f"no {name}" for name in ("id", "title", "updated") if not holder.findtext(f"{ATOM}{name}")]
        found += [f"two {name}" for name in ("id", "title", "updated") if len(holder.findall(f"{ATOM}{name}")) > 1]
        if datetime.fromisoformat(holder.findtext(f"{ATOM}updated")).utcoffset() is None:
            found.append("an instant without its offset")
        if not re.match(r"[a-z]+:\S+$", holder.findtext(f"{ATOM}id")):
            found.append("an id that is no IRI")
        links = [(one.get("rel"), one.get("type"), one.get("hreflang")) for one in holder.findall(f"{ATOM}link")]
        if len(set(links)) != len(links) or "alternate" not in {rel for rel, *_ in links}:
            found.append(f"links {links}")
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    found += ["two with one id"] if len(set(ids)) != len(ids) else []
    found += [] if feed.findtext(f"{ATOM}author/{ATOM}name") else ["no author"]
    (own,) = [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"]
    return found + ([] if own == f"http://localhost{address}" else [f"self is {own}"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_valid_in_every_language(filled: SmallSite, address: str, language: str) -> None:
    answer = filled.visitor.fetch(f"/{language}/{address}")
    feed = etree.fromstring(answer.data)
    own = f"/{language}/watch.atom?number=ABC-2024-001&number=ABC-1900-001&firm=other"
    assert faults(feed, own if "watch" in address else f"/{language}/{address}") == []
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for link in feed.iter(f"{ATOM}link"):
        filled.visitor.fetch(link.get("href").removeprefix("http://localhost"))


def entries(visitor: Visitor, address: str) -> list[tuple[str, str, str]]:
    feed = etree.fromstring(visitor.fetch(address).data)
    read = feed.findall(f"{ATOM}entry")
    return [tuple(one.findtext(f"{ATOM}{name}") for name in ("title", "updated", "summary")) for one in read]


def test_it_tells_every_decision_in_effect_and_every_expiry(filled: SmallSite) -> None:
    said = entries(filled.visitor, "/en/schemes/scheme.atom")
    assert sorted(title for title, *_ in said) == sorted(
        f"Bakeri & <Kafé>: {word}"
        for word in ("Granted", "Put on hold", "Restored", "Renewed", "Corrected", "Granted", "Expired")
    )
    instants = [datetime.fromisoformat(updated) for _, updated, _ in said]
    assert instants == sorted(instants, reverse=True)


def test_it_says_what_happened_in_words(filled: SmallSite) -> None:
    said = {title.partition(": ")[2]: summary for title, _, summary in entries(filled.visitor, "/en/firms/firm.atom")}
    about = ("Certificate ABC-2024-001, scheme en.", "Certificate ABC-2024-002, scheme en.")
    wrong = "An earlier entry was wrong: Put on hold. It never counted. A slip of the pen. en"
    assert said["Corrected"] == f"{about[0]} {wrong}"
    assert said["Expired"] == f"{about[1]} It has expired. The first day without it: 21 November 2026."
    assert said["Renewed"] == f"{about[0]} The decision holds from 1 January 2026."


def test_an_expiry_is_told_from_the_midnight_of_the_scheme_s_zone(filled: SmallSite) -> None:
    filled.fill(lambda session: make.decision(session, 2, DecisionKind.RENEWED, make.TODAY), index=False)
    (expiry,) = [one for one in entries(filled.visitor, "/en/firms/firm.atom") if one[0].endswith("Expired")]
    assert expiry[1] == "2026-11-22T12:00:00+00:00"  # recorded later than it expired


def ids(visitor: Visitor, address: str) -> list[str]:
    feed = etree.fromstring(visitor.fetch(address).data)
    return [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]


def test_an_entry_has_the_same_id_wherever_and_whenever_it_is_told(filled: SmallSite) -> None:
    scheme = ids(filled.visitor, "/en/schemes/scheme.atom")
    assert scheme == ids(filled.visitor, "/bg/firms/firm.atom")
    assert scheme == ids(filled.visitor, "/nb/watch.atom?number=abc%202024%20001&number=ABC-2024-002")
    assert all(one.startswith("urn:uuid:") for one in scheme)
    filled.fill(lambda session: make.decision(session, 2, DecisionKind.RENEWED, make.TODAY), index=False)
    assert set(scheme) < set(ids(filled.visitor, "/en/schemes/scheme.atom"))


@pytest.mark.parametrize("encoding", ["", "br"])
@pytest.mark.parametrize("address", FEEDS)
def test_who_has_it_gets_only_the_news_that_it_is_the_same(filled: SmallSite, address: str, encoding: str) -> None:
    etag = filled.visitor.fetch(f"/nl/{address}", accept_encoding=encoding).headers["ETag"]
    assert filled.visitor.fetch(f"/nl/{address}", status=304, accept_encoding=encoding, if_none_match=etag).data == b""


def test_what_is_not_known_is_counted_and_not_repeated(filled: SmallSite) -> None:
    answer = filled.visitor.fetch("/en/watch.atom?number=ABC-1900-001&firm=nobody&firm=firm")
    assert "2 of them are not known here." in answer.text
    assert "1900" not in re.sub(r"<(id|link)\b.*", "", answer.text)


@pytest.mark.parametrize(
    "query",
    [
        "number=7501020018", "firm=01010750160", "", "number=", "firm=", "numbers=ABC-2024-001", "number=%00",
        "&".join(f"number=A-{n}" for n in range(51)),
        "&".join(f"number=A-{n}&firm=f-{n}" for n in range(26)),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_followed_is_refused_in_words(filled: SmallSite, query: str) -> None:
    said = {
        language: filled.visitor.fetch(f"/{language}/watch.atom?{query}", status=400).json or {}
        for language in LANGUAGES
    }
    assert len({one["detail"] for one in said.values()}) == len(LANGUAGES)


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"number=A-{n}" for n in range(50)), "number=A-1&" * 500 + "number=A-1", "number=%00%ED%A0%80",
        "firm=..%2F..&number=%3Cscript%3E", f"firm={'x' * 5000}", "number=%F0%9F%98%80&firm=%D0%90", "firm=a%00b",
    ],
)  # fmt: skip
def test_whatever_a_list_names_it_is_a_feed(filled: SmallSite, query: str) -> None:
    feed = etree.fromstring(filled.visitor.fetch(f"/en/watch.atom?{query}").data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("address", ["schemes/nobody", "firms/nobody", "firms/owner", "schemes/%00", "firms/a.b"])
def test_what_does_not_exist_has_no_feed(filled: SmallSite, address: str) -> None:
    filled.visitor.get(f"/nb/{address}.atom", status=404)


@pytest.mark.parametrize("address", ["firms/firm", "schemes/scheme", "certificates/ABC-2024-002"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_leads_to_its_feed(filled: SmallSite, address: str, language: str) -> None:
    page = filled.visitor.get(f"/{language}/{address}")
    (told,) = page.values('head link[type="application/atom+xml"]', "href")
    assert page.values('main a[type="application/atom+xml"]', "href") == [told]
    assert faults(etree.fromstring(filled.visitor.fetch(told).data), told) == []


def test_the_feed_of_new_firms_is_in_the_reader_s_language(visitor: Visitor) -> None:
    said = {language: entries(visitor, f"/{language}/firms.atom")[0][2] for language in LANGUAGES}
    assert len({one.split(":")[0].split()[0] for one in said.values()}) == len(LANGUAGES)

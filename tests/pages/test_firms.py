"""The directory and a firm's page: the index finds, the store decides."""

import time
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portal import finding
from portal.app import create_app
from portal.settings import Settings
from portal.tables import Membership, Organisation, Scheme
from portal.words import DecisionKind, SchemeKind, Status
from tests import make
from tests.pages.conftest import SmallSite
from tests.queries import counted
from tests.visitor import Visitor

NOTICE = "Search is being set up again; this answer comes straight from the register"
GRANTED = (DecisionKind.GRANTED, date(2023, 4, 21), None)


def certified(session: Session, count: int) -> None:
    """Add a place, a term, a scheme and so many certified firms."""
    make.place(session)
    make.term(session, "workplace_offers", "internship")
    make.term(session, "countries", "NO")
    scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
    for number in range(1, count + 1):
        firm = make.organisation(
            session, f"firm-{number:03}", (("workplace_offers", "internship"),), place_id="no-3203"
        )
        make.certificate(session, f"A-2023-{number:03}", firm, scheme, GRANTED)


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/nb/firms", 7), ("/nb/firms?q=firm&country=NO&offer=internship", 7), ("/nb/search?kind=firm", 7)],
)
def test_a_list_sends_as_many_queries_for_one_as_for_many(
    small: SmallSite, count: int, address: str, queries: int
) -> None:
    small.fill(lambda session: certified(session, count))
    with counted(small.portal.store) as statements:
        page = small.visitor.get(address)
    assert page.one("[data-total]")["data-total"] == str(count)
    assert len(page.all("#results [data-id]")) == min(count, 20)
    assert len(statements) == queries, "\n".join(statements)


def test_what_was_read_is_not_read_again_until_something_changes(small: SmallSite) -> None:
    small.fill(lambda session: certified(session, 3))
    small.visitor.get("/nb/firms")
    with counted(small.portal.store) as statements:
        small.visitor.get("/nb/firms")  # the page as it was given
        small.visitor.get("/nb/firms?sort=newest")  # another page of the same cards
        small.visitor.get("/nb/firms?q=firm&country=NO")
    assert statements == []
    small.fill(lambda session: make.place(session, "no-0301"))
    with counted(small.portal.store) as statements:
        small.visitor.get("/nb/firms")
    assert len(statements) == 7


def test_a_stale_index_cannot_make_a_withdrawn_certificate_look_valid(small: SmallSite) -> None:
    small.fill(lambda session: certified(session, 2))

    def withdraw(session: Session) -> None:
        make.decision(session, 1, DecisionKind.WITHDRAWN, make.TODAY)

    small.fill(withdraw, index=False)
    everything = small.visitor.get("/en/firms")
    assert everything.values('[data-id="firm-001"] [data-status]', "data-status") == ["withdrawn"]
    assert everything.values('[data-id="firm-002"] [data-status]', "data-status") == ["valid"]
    valid = small.visitor.get("/en/firms?status=valid")
    assert valid.values("#results [data-id]", "data-id") == ["firm-002"]


def test_a_firm_whose_certificate_was_taken_back_says_so_and_gives_no_day_until_which_it_is_valid(
    small: SmallSite,
) -> None:
    def fill(session: Session) -> None:
        certified(session, 0)
        scheme = session.exec(select(Scheme)).one()
        for slug in ("kept", "lost"):
            granted = (DecisionKind.GRANTED, date(2026, 1, 1), date(2031, 1, 1))
            make.certificate(session, slug.upper(), make.organisation(session, slug), scheme, granted)
        make.decision(session, 2, DecisionKind.WITHDRAWN, date(2026, 6, 1))

    small.fill(fill)
    taken_back = "The certificate has been taken back. It does not become valid again."
    for slug, meaning, until in (("kept", [], ["1 January 2031"]), ("lost", [taken_back], [])):
        assert small.visitor.get(f"/en/firms/{slug}").words("[aria-labelledby=meaning] strong") == meaning
        for address in (f"firms/{slug}", f"certificates/{slug.upper()}", f"verify?number={slug.upper()}"):
            page = small.visitor.get(f"/en/{address}")
            assert page.words('dt:-soup-contains("Valid until") + dd') == until, address


def test_a_job_seeker_reads_where_to_turn(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        certified(session, 1)
        owner = session.exec(select(Organisation).where(Organisation.slug == "owner")).one()
        session.add(Membership(scheme_id=1, organisation_id=owner.id or 0))
        owner.website = "https://owner.example/jobs"

    small.fill(fill)
    ways = "/en/measures?country=NO&for_whom=job_seeker"
    for slug, first in (("owner", "https://owner.example/jobs"), ("firm-001", "/en/organisations/owner")):
        assert small.visitor.get(f"/en/firms/{slug}").values("[aria-labelledby=contact] a", "href") == [first, ways]


def test_a_firm_that_holds_nothing_today_or_is_not_confirmed_in_time_comes_after_the_others(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        certified(session, 4)
        make.decision(session, 1, DecisionKind.WITHDRAWN, make.TODAY)
        late = session.exec(select(Organisation).where(Organisation.slug == "firm-002")).one()
        late.confirmed_on, late.due_on = make.TODAY - timedelta(days=400), make.TODAY - timedelta(days=1)

    small.fill(fill)
    found = small.visitor.get("/en/firms?q=firm").values("#results [data-id]", "data-id")
    assert found == ["firm-003", "firm-004", "firm-001", "firm-002"]
    assert small.visitor.get("/en/firms?q=firm+001").values("#results [data-id]", "data-id")[0] == "firm-001"


WITHOUT_AN_INDEX = ("", "firms/firm-001", "verify?number=A-2023-001", "verify?q=nobody", "certificates/A-2023-001")


@pytest.mark.parametrize("address", ["firms", "firms?q=firm&country=NO&offer=internship", "search?q=firm&kind=firm"])
def test_without_an_index_the_register_answers_and_says_so(
    small: SmallSite, started: list[Settings], address: str
) -> None:
    small.fill(lambda session: certified(session, 2), index=False)
    assert small.visitor.fetch("/readyz", status=503).text == "not ready: index\n"
    page = small.visitor.get(f"/en/{address}")
    assert sorted(page.values("#results [data-id]", "data-id")) == ["firm-001", "firm-002"]
    assert NOTICE in page.text
    assert started == [small.settings] * len(started) != []
    for other in WITHOUT_AN_INDEX:
        assert NOTICE not in small.visitor.get(f"/en/{other}").text


def test_without_an_index_a_large_register_asks_to_wait_and_everything_but_the_search_goes_on(
    small: SmallSite, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    small.fill(lambda session: certified(session, 1), index=False)
    monkeypatch.setattr(finding, "MOST", 1)
    assert small.visitor.get("/nb/firms", status=503).headers["retry-after"] == "60"
    assert started
    for other in WITHOUT_AN_INDEX:
        small.visitor.get(f"/nb/{other}")


def test_a_missing_index_is_made_anew_by_itself(small: SmallSite) -> None:
    small.fill(lambda session: certified(session, 1), index=False)
    page = small.visitor.get("/en/firms")
    assert NOTICE in page.text
    deadline = time.monotonic() + 60
    while NOTICE in page.text and time.monotonic() < deadline:
        time.sleep(0.1)
        page = small.visitor.look("/en/firms")
    assert (NOTICE in page.text, page.values("#results [data-id]", "data-id")) == (False, ["firm-001"])
    assert small.visitor.fetch("/readyz").status_code == 200


def test_no_connection_is_open_when_the_app_is_made(small: SmallSite) -> None:
    """A server forks after that, and two processes must not share a connection."""
    assert create_app(small.settings).extensions["portal"].store.engine.pool.checkedin() == 0


def test_a_database_that_does_not_answer_is_said_and_forgotten(small: SmallSite) -> None:
    small.fill(lambda session: certified(session, 1))
    small.portal.store.close()
    small.store.close()
    file = small.settings.instance / "portal.db"
    file.rename(file.with_name("away"))
    file.mkdir()
    page = small.visitor.get("/en/firms/firm-001", status=503)
    assert (page.h1, page.headers["retry-after"]) == ("The register does not answer right now", "60")
    file.rmdir()
    file.with_name("away").rename(file)
    assert small.visitor.get("/en/firms/firm-001").h1 == "Firm-001"


HISTORIES: dict[Status, list[tuple[DecisionKind, date, date | None]]] = {
    Status.VALID: [(DecisionKind.GRANTED, date(2024, 1, 1), date(2027, 12, 31))],
    Status.EXPIRED: [(DecisionKind.GRANTED, date(2024, 1, 1), date(2025, 12, 31))],
    Status.SUSPENDED: [GRANTED, (DecisionKind.SUSPENDED, date(2026, 1, 1), None)],
    Status.WITHDRAWN: [GRANTED, (DecisionKind.WITHDRAWN, date(2026, 1, 1), None)],
    Status.NOT_YET_VALID: [(DecisionKind.GRANTED, date(2027, 1, 1), None)],
}


@pytest.mark.parametrize("status", Status)
def test_each_status_is_the_same_on_every_page(small: SmallSite, status: Status) -> None:
    def fill(session: Session) -> None:
        firm = make.organisation(session, "firm")
        make.certificate(session, "A-2024-001", firm, make.scheme(session, "scheme", firm), *HISTORIES[status])

    small.fill(fill)
    for language in ("nb", "nl", "bg", "en"):
        for address in ("firms", "firms/firm", "certificates/A-2024-001", "verify?number=A-2024-001", "search?q=firm"):
            page = small.visitor.get(f"/{language}/{address}")
            assert set(page.values("main [data-status]", "data-status")) == {status.value}, address
        verdict = small.visitor.get(f"/{language}/verify?firm=firm")
        assert verdict.one("[data-verdict]")["data-verdict"] == status.value


def test_the_three_relations_never_look_alike(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        owner = make.organisation(session, "owner")
        make.certificate(
            session, "A-2023-001", make.organisation(session, "holder"), make.scheme(session, "one", owner), GRANTED
        )
        association = make.scheme(session, "two", owner, SchemeKind.MEMBERSHIP)
        make.membership(session, make.organisation(session, "member"), association)
        make.signature(
            session, make.organisation(session, "signer"), make.scheme(session, "three", owner, SchemeKind.CHARTER)
        )

    small.fill(fill)
    page = small.visitor.get("/en/firms")
    marks = {
        str(card["data-id"]): (card.select_one("[data-relation]") or card).decode_contents()
        for card in page.all("#results [data-id]")
    }
    assert sorted(marks) == ["holder", "member", "signer"]
    assert len(set(marks.values())) == 3
    assert page.values("[data-relation]", "data-relation") == ["certified", "member", "signatory"]
    for slug, certificate in (("holder", True), ("member", False), ("signer", False)):
        assert bool(small.visitor.get(f"/en/firms/{slug}").all('a[href*="verify?firm="]')) is certificate


def test_an_unlisted_organisation_shows_nowhere(small: SmallSite) -> None:
    def fill(session: Session) -> None:
        make.term(session, "organisation_roles", "association")
        hidden = make.organisation(session, "hidden", name="Skjult AS", listed=False, profile=make.texts("Skjult"))
        shown = make.organisation(session, "shown", name="Synlig AS")
        scheme = make.scheme(session, "scheme", shown)
        make.certificate(session, "A-2023-001", hidden, scheme, GRANTED)
        make.certificate(session, "A-2023-002", shown, scheme, GRANTED)

    small.fill(fill)
    assert "Synlig AS" in small.visitor.get("/nb/firms").text
    for address in ("firms", "search?q=skjult", "schemes/scheme", "", "verify?number=A-2023-001"):
        assert "Skjult AS" not in small.visitor.get(f"/nb/{address}").text, address
    assert small.visitor.get("/nb/verify?q=Skjult+AS").values("main [data-id]", "data-id") == ["shown"]
    for address in ("firms/hidden", "organisations/hidden", "certificates/A-2023-001"):
        small.visitor.get(f"/nb/{address}", status=404)
    for address in ("/sitemap.xml", "/nb/firms.atom"):
        text = small.visitor.fetch(address).text
        assert ("hidden" in text, "Skjult" in text, "shown" in text) == (False, False, True)


@pytest.mark.parametrize("typed", ["SPA-2023-001", "spa2023001", "SPA 2023 001"])
@pytest.mark.parametrize("listing", ["search", "firms"])
def test_the_number_of_a_certificate_finds_whoever_holds_it(visitor: Visitor, listing: str, typed: str) -> None:
    assert visitor.get(f"/nb/{listing}?q={typed}").values("#results .card", "data-id")[0] == "asker-taxi"


def test_a_firm_that_is_also_a_provider_has_one_address(visitor: Visitor) -> None:
    moved = visitor.fetch("/nl/organisations/vdab", status=301)
    assert moved.location == "/nl/firms/vdab"


def test_what_is_not_known_says_so(visitor: Visitor) -> None:
    facts = visitor.get("/en/firms/pals").one("aside").get_text(" ", strip=True)
    assert facts.startswith(
        "In short Place Asker , Norway (inferred, not stated) Industry Not stated Size Not stated "
        "Organisation number Not stated Website Not stated"
    )

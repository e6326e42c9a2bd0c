"""Firms are the organisations that hold, joined or signed something."""

from datetime import date

import pytest

from portal.register import firm_cards, firms, vocabularies
from portal.store import Store
from portal.words import DecisionKind, Relation, SchemeKind, Status
from tests import make
from tests.queries import counted

GRANTED = (DecisionKind.GRANTED, date(2023, 4, 21), None)


@pytest.fixture
def register(store: Store) -> Store:
    """Three firms of the three relations, an organisation that is no firm, and an unlisted holder."""
    with store.writing() as session:
        make.term(session, "workplace_offers", "internship")
        owner = make.organisation(session, "owner")
        certification = make.scheme(session, "certification", owner)
        association = make.scheme(session, "association", owner, SchemeKind.MEMBERSHIP)
        charter = make.scheme(session, "charter", owner, SchemeKind.CHARTER)
        holder = make.organisation(session, "holder", (("workplace_offers", "internship"),))
        make.certificate(session, "A-1", holder, certification, GRANTED)
        make.signature(session, holder, charter)
        make.membership(session, make.organisation(session, "member"), association)
        make.membership(session, make.organisation(session, "gone"), association, ended_on=date(2025, 1, 1))
        make.signature(session, make.organisation(session, "signatory"), charter)
        hidden = make.organisation(session, "hidden", listed=False)
        make.certificate(session, "A-2", hidden, certification, GRANTED)
    return store


def test_the_three_relations_stay_apart(register: Store) -> None:
    with register.reading() as session:
        terms = vocabularies.read(session)
        found = firms.cards(session, ["signatory", "holder", "member", "nobody", "hidden", "owner"], terms, make.NOW)
    assert [(firm.slug, firm.relations, firm.statuses) for firm in found] == [
        ("signatory", (Relation.SIGNATORY,), ()),
        ("holder", (Relation.CERTIFIED, Relation.SIGNATORY), (Status.VALID,)),
        ("member", (Relation.MEMBER,), ()),
    ]


def test_a_membership_that_ended_makes_no_firm(register: Store) -> None:
    with register.reading() as session:
        assert firms.by_slug(session, "gone", vocabularies.read(session), make.NOW) is None


def test_a_firm_carries_its_offers_in_every_language(register: Store) -> None:
    with register.reading() as session:
        firm = firms.by_slug(session, "holder", vocabularies.read(session), make.NOW)
    assert firm is not None
    assert [offer.pick("bg").text for offer in firm.organisation.offers] == ["internship bg"]


def test_newest_certified(register: Store) -> None:
    with register.writing() as session:
        owner = make.organisation(session, "newer")
        make.certificate(
            session, "A-3", owner, make.scheme(session, "other", owner), (DecisionKind.GRANTED, date(2024, 1, 1), None)
        )
    with register.reading() as session:
        found = firms.newest_certified(session, 5, vocabularies.read(session), make.NOW)
    assert [firm.slug for firm in found] == ["newer", "holder"]


def test_firms_of_a_scheme(register: Store) -> None:
    with register.reading() as session:
        found, total = firms.of_scheme(session, 3, 1, vocabularies.read(session), make.NOW)
        assert ([firm.slug for firm in found], total) == (["holder"], 2)


@pytest.mark.parametrize("slugs", [["holder"], ["holder", "member", "signatory"]])
def test_the_number_of_queries_does_not_grow(register: Store, slugs: list[str]) -> None:
    with register.reading() as session:
        terms = vocabularies.read(session)
        with counted(register) as statements:
            found = firms.cards(session, slugs, terms, make.NOW)
    assert [firm.slug for firm in found] == slugs
    assert len(statements) == 7, "\n".join(statements)


@pytest.mark.parametrize("slugs", [["holder"], ["member", "signatory", "nobody", "hidden", "gone", "holder"]])
def test_cards_take_as_many_queries_for_one_firm_as_for_several(register: Store, slugs: list[str]) -> None:
    with register.reading() as session:
        firm_cards.read(session, slugs, make.NOW)  # places are kept
        with counted(register) as statements:
            found = firm_cards.read(session, slugs, make.NOW)
    assert [card.slug for card in found] == [slug for slug in slugs if slug in ("holder", "member", "signatory")]
    assert len(statements) == 4, "\n".join(statements)

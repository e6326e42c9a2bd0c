"""Many questions at once are answered as each is alone, with as many queries for many as for few."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from portal.register import batches
from portal.register.verification import Asked, Outcome, verify
from portal.store import Store
from portal.tables import Identifier
from portal.words import DecisionKind, SchemeKind
from tests import make
from tests.queries import counted

PERIODS = {
    "today": (None, None),
    "a day": (date(2024, 6, 1), None),
    "a day to come": (date(2030, 1, 1), None),
    "a period": (date(2023, 6, 1), date(2025, 6, 1)),
    "a period of one day": (date(2024, 6, 1), date(2024, 6, 1)),
}
ASKED = {
    "a number": Asked(number="A-2023-001"),
    "a number in small letters": Asked(number=" a-2023-001 "),
    "a withdrawn certificate": Asked(number="A-2024-001"),
    "a corrected certificate": Asked(number="A-2022-009"),
    "a number that is none": Asked(number="Z-1900-001"),
    "a look-alike letter": Asked(number="ſ-2023-001"),
    "a certificate of an unlisted holder": Asked(number="A-2025-007"),
    "a holder of two, by organisation number": Asked(organisation_number="974760673"),
    "a holder by name": Asked(name="Holder AS"),
    "a holder by name in other letters": Asked(name="hOLDER as"),
    "a Cyrillic name": Asked(name="Пекарна ЕООД"),
    "a Cyrillic name in other letters": Asked(name="ПЕКАРНА еоод"),
    "a holder by slug": Asked(slug="holder"),
    "a signatory": Asked(name="Signatory"),
    "a member": Asked(name="Member"),
    "an organisation with nothing": Asked(name="Stranger"),
    "an unlisted organisation": Asked(name="Unlisted"),
    "an unlisted one by its number": Asked(organisation_number="987654325"),
    "a name that two have": Asked(name="Twin"),
    "a name in no letters of ours": Asked(name="Ἀθῆναι 東京 %_'\""),
    "nobody": Asked(name="Nobody"),
    "a number that two have": Asked(organisation_number="102030405"),
    "a number that two have, of the register named": Asked(organisation_number="102030405", register_code="BG-EIK"),
    "a number that two have, of another register": Asked(organisation_number="102030405", register_code="LEI"),
    "the old Belgian form": Asked(organisation_number="202239951"),
    "the old Belgian form, called Belgian": Asked(organisation_number="202239951", register_code="BE-KBO"),
    "the old Belgian form, called Norwegian": Asked(organisation_number="202239951", register_code="NO-BRREG"),
    "a number in a register we do not read": Asked(organisation_number="5566778899"),
    "no such organisation number": Asked(organisation_number="000000000"),
    "an establishment that is covered": Asked(name="Covered Branch"),
    "an establishment that is not": Asked(name="Branch"),
    "an establishment with its own": Asked(organisation_number="923609016"),
    "an establishment of an unlisted unit": Asked(name="Orphan"),
    "an establishment of one with nothing": Asked(name="Small Branch"),
}


@pytest.fixture
def register(store: Store) -> Store:
    """Something of every kind."""
    with store.writing() as session:
        fill(session)
    return store


def fill(session: Session) -> None:
    holder = make.organisation(session, "holder", name="Holder AS")
    scheme = make.scheme(session, "scheme", holder)
    other = make.scheme(session, "other", holder)
    unlisted = make.organisation(session, "unlisted", listed=False)
    granted, withdrawn = DecisionKind.GRANTED, DecisionKind.WITHDRAWN
    first = date(2023, 1, 1)
    for organisation, number in ((holder, "974760673"), (unlisted, "987654325")):
        session.add(Identifier(organisation_id=organisation.id or 0, register_code="NO-BRREG", number=number))
    ends = ((granted, date(2024, 1, 1), None), (withdrawn, date(2025, 1, 1), None))
    make.certificate(session, "A-2024-001", holder, scheme, *ends)
    make.certificate(session, "A-2023-001", holder, other, (granted, first, date(2024, 12, 31)))
    make.certificate(session, "A-2025-007", unlisted, scheme, (granted, first, None))
    bakery = make.organisation(session, "bakery", name="Пекарна ЕООД", name_language="bg", country="BG")
    corrected = make.certificate(session, "A-2022-009", bakery, scheme, (granted, date(2022, 1, 1), None))
    later = {"corrects": 1, "valid_until": date(2024, 1, 31)}
    make.decision(session, corrected.id or 0, DecisionKind.CORRECTED, date(2022, 2, 1), **later)
    whole = make.organisation(session, "whole")
    make.certificate(session, "A-2023-010", whole, scheme, (granted, first, None), covers_units=True)
    make.organisation(session, "covered-branch", name="Covered Branch", parent_id=whole.id)
    make.organisation(session, "branch", parent_id=holder.id)
    make.organisation(session, "orphan", parent_id=unlisted.id)
    own = make.organisation(session, "own-branch", parent_id=holder.id)
    session.add(Identifier(organisation_id=own.id or 0, register_code="NO-BRREG", number="923609016"))
    make.certificate(session, "A-2023-011", own, scheme, (granted, first, None))
    stranger = make.organisation(session, "stranger")
    make.organisation(session, "small-branch", name="Small Branch", parent_id=stranger.id)
    for slug, register in (("twin-1", "NO-BRREG"), ("twin-2", "BG-EIK")):
        twin = make.organisation(session, slug, name="Twin")
        session.add(Identifier(organisation_id=twin.id or 0, register_code=register, number="102030405"))
    for register, number in (("BE-KBO", "0202239951"), ("XX-OTHER", "5566778899")):
        session.add(Identifier(organisation_id=stranger.id or 0, register_code=register, number=number))
    charter = make.scheme(session, "charter", holder, SchemeKind.CHARTER)
    association = make.scheme(session, "association", holder, SchemeKind.MEMBERSHIP)
    make.signature(session, make.organisation(session, "signatory"), charter)
    make.membership(session, make.organisation(session, "member"), association)


@pytest.mark.parametrize("period", PERIODS)
def test_each_answer_is_the_one_that_is_given_alone(register: Store, period: str) -> None:
    on, until = PERIODS[period]
    asked = [replace(one, on=on, until=until) for one in ASKED.values()]
    with register.reading() as session:
        together = list(batches.verdicts(session, asked, make.NOW))
        alone = [verify(session, one, make.NOW) for one in asked]
    assert dict(zip(ASKED, together, strict=True)) == dict(zip(ASKED, alone, strict=True))
    assert {one.outcome for one in together} == set(Outcome)


def test_a_batch_of_one_and_the_borders_of_chunks(register: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 4)
    asked = list(ASKED.values())
    with register.reading() as session:
        alone = [verify(session, one, make.NOW) for one in asked]
        assert list(batches.verdicts(session, asked, make.NOW)) == alone
        assert list(batches.verdicts(session, asked[:1], make.NOW)) == alone[:1]
        assert list(batches.verdicts(session, [], make.NOW)) == []


def test_many_cost_as_many_queries_as_few(register: Store) -> None:
    numbers = []
    for asked in (list(ASKED.values()), list(ASKED.values()) * 7):
        with register.reading(live=True) as session, counted(register) as statements:
            assert len(list(batches.verdicts(session, asked, make.NOW))) == len(asked)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 20


def test_a_period_that_ends_before_it_begins(register: Store) -> None:
    asked = Asked(name="Holder AS", on=date(2024, 1, 2), until=date(2024, 1, 1))
    with register.reading() as session, pytest.raises(ValueError, match="ends before"):
        list(batches.verdicts(session, [asked], make.NOW))

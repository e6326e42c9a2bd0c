"""One question, one answer: what verification says of certificates, firms and strangers."""

from dataclasses import replace
from datetime import date

import pytest

from portal.register.verification import Asked, Outcome, verify
from portal.store import Store
from portal.tables import Identifier
from portal.words import DecisionKind, SchemeKind, Status
from tests import make

DAY = date(2026, 3, 12)


@pytest.fixture
def register(store: Store) -> Store:
    """A holder of two certificates, one withdrawn; a signatory; an organisation with nothing."""
    with store.writing() as session:
        holder = make.organisation(session, "holder", name="Holder AS")
        scheme = make.scheme(session, "scheme", holder)
        charter = make.scheme(session, "charter", holder, SchemeKind.CHARTER)
        session.add(Identifier(organisation_id=holder.id or 0, register_code="NO-BRREG", number="974760673"))
        make.certificate(
            session,
            "A-2024-001",
            holder,
            scheme,
            (DecisionKind.GRANTED, date(2024, 1, 1), None),
            (DecisionKind.WITHDRAWN, date(2025, 1, 1), None),
        )
        make.certificate(session, "A-2023-001", holder, scheme, (DecisionKind.GRANTED, date(2023, 1, 1), None))
        make.signature(session, make.organisation(session, "signatory"), charter)
        make.organisation(session, "stranger")
    return store


@pytest.mark.parametrize(
    "asked",
    [Asked(number="a-2023-001"), Asked(organisation_number="974760673"), Asked(slug="holder"), Asked(name="holder as")],
)
def test_every_way_of_asking_finds_the_valid_certificate(register: Store, asked: Asked) -> None:
    with register.reading() as session:
        verdict = verify(session, replace(asked, on=DAY), make.NOW)
    assert (verdict.outcome, verdict.status, verdict.on) == (Outcome.CERTIFICATE, Status.VALID, DAY)
    assert verdict.certificates[0].number == "A-2023-001"


def test_a_withdrawn_certificate_is_named_as_such(register: Store) -> None:
    with register.reading() as session:
        verdict = verify(session, Asked(number="A-2024-001", on=DAY), make.NOW)
    assert verdict.status is Status.WITHDRAWN


def test_the_same_day_gives_the_same_answer_whenever_it_is_asked(register: Store) -> None:
    with register.reading() as session:
        early = verify(session, Asked(number="A-2024-001", on=date(2024, 6, 1)), make.NOW)
        late = verify(session, Asked(number="A-2024-001", on=date(2024, 6, 1)), make.NOW.replace(year=2040))
    assert early.status is late.status is Status.VALID


@pytest.mark.parametrize(
    ("asked", "outcome", "other"),
    [
        (Asked(slug="signatory"), Outcome.NO_CERTIFICATE, True),
        (Asked(slug="stranger"), Outcome.NO_CERTIFICATE, False),
        (Asked(slug="nobody"), Outcome.UNKNOWN, False),
        (Asked(number="Z-1"), Outcome.UNKNOWN, False),
        (Asked(organisation_number="000000000"), Outcome.UNKNOWN, False),
        (Asked(name="Holder"), Outcome.UNKNOWN, False),
    ],
)
def test_a_definite_no(register: Store, asked: Asked, outcome: Outcome, other: bool) -> None:
    with register.reading() as session:
        verdict = verify(session, asked, make.NOW)
    assert (verdict.outcome, verdict.other_relations, verdict.status) == (outcome, other, None)

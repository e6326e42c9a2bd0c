"""One question, one answer: what verification says of certificates, firms and strangers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from portal.register.organisations import OrganisationFact
from portal.register.verification import Asked, Outcome, verify
from portal.store import Store
from portal.tables import Identifier, Organisation, Scheme
from portal.words import DecisionKind, SchemeKind, Status
from tests import make
from tests.queries import counted

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


@pytest.fixture
def units(store: Store) -> Store:
    """A legal unit with two certificates, one of which covers its establishments; a correction in the other."""
    with store.writing() as session:
        owner = make.organisation(session, "owner")
        scheme, wide = make.scheme(session, "scheme", owner), make.scheme(session, "wide", owner)
        for name, of in (("narrow-holder", scheme), ("wide-holder", wide)):
            holder = make.organisation(session, name)
            make.organisation(session, f"{name}-unit", parent_id=holder.id)
            grant = (DecisionKind.GRANTED, date(2024, 1, 1), date(2026, 12, 31))
            held = make.certificate(session, f"{of.slug.upper()}-2024-001", holder, of, grant, covers_units=of is wide)
            wrong = make.decision(session, held.id or 0, DecisionKind.SUSPENDED, date(2025, 3, 1))
            make.decision(
                session,
                held.id or 0,
                DecisionKind.CORRECTED,
                date(2025, 3, 1),
                corrects=wrong.place,
                voids=True,
                recorded_at=LATER,
            )
    return store


def slug_of(one: OrganisationFact | None) -> str | None:
    return one.slug if one else None


LATER = make.NOW + timedelta(days=1)


def test_an_establishment_is_not_covered_unless_the_scope_says_so(units: Store) -> None:
    with units.reading() as session:
        narrow = verify(session, Asked(slug="narrow-holder-unit", on=DAY), LATER)
        wide = verify(session, Asked(slug="wide-holder-unit", on=DAY), LATER)
        itself = verify(session, Asked(slug="narrow-holder", on=DAY), LATER)
    assert (narrow.outcome, narrow.unit_not_covered) == (Outcome.NO_CERTIFICATE, True)
    assert slug_of(narrow.holder) == "narrow-holder"
    assert (wide.status, wide.unit_not_covered) == (Status.VALID, False)
    assert slug_of(wide.holder) == "wide-holder"
    assert slug_of(wide.organisation) == "wide-holder-unit"
    assert (itself.status, itself.holder) == (Status.VALID, itself.organisation)


def test_an_establishment_can_have_a_certificate_of_its_own_beside_that_of_its_legal_unit(units: Store) -> None:
    with units.writing() as session:
        unit = session.exec(select(Organisation).where(Organisation.slug == "wide-holder-unit")).one()
        scheme = session.exec(select(Scheme).where(Scheme.slug == "scheme")).one()
        expired = (DecisionKind.GRANTED, date(2020, 1, 1), date(2021, 1, 1))
        make.certificate(session, "SCHEME-2020-001", unit, scheme, expired)
    with units.reading() as session:
        verdict = verify(session, Asked(slug="wide-holder-unit", on=DAY), LATER)
    assert [one.number for one in verdict.certificates] == ["WIDE-2024-001", "SCHEME-2020-001"]
    assert slug_of(verdict.holder) == "wide-holder"


def test_a_correction_that_changed_the_answer_is_said_and_what_was_known_before_can_be_asked(units: Store) -> None:
    asked = Asked(slug="narrow-holder", on=date(2025, 3, 2))
    with units.reading() as session:
        now = verify(session, asked, LATER)
        before = verify(session, replace(asked, as_known=LATER - timedelta(microseconds=1)), LATER)
        other_day = verify(session, replace(asked, on=date(2025, 2, 1)), LATER)
    assert (now.status, now.corrected) == (Status.VALID, True)
    assert (before.status, before.corrected) == (Status.SUSPENDED, False)
    assert (other_day.status, other_day.corrected) == (Status.VALID, False)


def test_a_period_names_its_gaps_by_day(units: Store) -> None:
    with units.reading() as session:
        verdict = verify(session, Asked(slug="narrow-holder", on=date(2026, 6, 1), until=date(2027, 5, 31)), LATER)
        with pytest.raises(ValueError, match="ends before"):
            verify(session, Asked(slug="narrow-holder", on=DAY, until=DAY - timedelta(days=1)), LATER)
    assert [(one.first, one.last, one.status) for one in verdict.gaps] == [
        (date(2027, 1, 1), date(2027, 5, 31), Status.EXPIRED)
    ]
    assert (verdict.holds, verdict.lies_ahead) == (False, True)


@pytest.mark.parametrize(
    ("first", "last", "best", "holds"),
    [
        (date(2024, 6, 1), date(2026, 5, 31), "WIDE-2020-001", True),  # the newest ends on the way
        (date(2019, 1, 1), date(2026, 5, 31), "WIDE-2020-001", False),  # on the first day none is valid
        (date(2024, 6, 1), date(2024, 6, 30), "SCHEME-2023-001", True),  # both cover it: the newest
        (date(2022, 6, 1), date(2023, 12, 31), "WIDE-2020-001", True),
    ],
)
def test_of_several_certificates_the_one_that_covers_most_of_a_period_counts(
    units: Store, first: date, last: date, best: str, holds: bool
) -> None:
    with units.writing() as session:
        of = {one.slug: one for one in session.exec(select(Scheme)).all()}
        firm = make.organisation(session, "firm")
        make.certificate(session, "WIDE-2020-001", firm, of["wide"], (DecisionKind.GRANTED, date(2020, 1, 1), None))
        short = (DecisionKind.GRANTED, date(2023, 1, 1), date(2025, 1, 1))
        make.certificate(session, "SCHEME-2023-001", firm, of["scheme"], short)
    with units.reading() as session:
        verdict = verify(session, Asked(slug="firm", on=first, until=last), LATER)
    assert (verdict.certificates[0].number, verdict.holds) == (best, holds)


def test_a_number_of_two_registers_is_not_guessed(register: Store) -> None:
    with register.writing() as session:
        other = make.organisation(session, "other")
        session.add(Identifier(organisation_id=other.id or 0, register_code="BG-EIK", number="974760673"))
        session.add(Identifier(organisation_id=other.id or 0, register_code="BE-KBO", number="0202239951"))
    with register.reading() as session:
        either = verify(session, Asked(organisation_number="974760673"), make.NOW)
        norwegian = verify(session, Asked(organisation_number="974760673", register_code="NO-BRREG"), make.NOW)
        old_form = verify(session, Asked(organisation_number="202239951"), make.NOW)
    assert either.outcome is Outcome.UNKNOWN
    assert slug_of(norwegian.organisation) == "holder"
    assert slug_of(old_form.organisation) == "other"


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        (Asked(number="A-2023-001", on=DAY), 6),
        (Asked(slug="holder", on=DAY, until=DAY), 6),
        (Asked(organisation_number="974760673"), 7),
        (Asked(number="Z-1"), 2),
    ],
)
def test_a_verdict_takes_few_queries(register: Store, asked: Asked, queries: int) -> None:
    with register.reading() as session:
        verify(session, asked, make.NOW)  # terms and what the register holds are kept
    with register.reading() as session, counted(register) as statements:
        verify(session, asked, make.NOW)
    assert len(statements) <= queries, statements


@pytest.mark.parametrize(
    ("effective", "recorded", "changed"),
    [
        (date(2025, 6, 1), datetime(2025, 6, 1, 9, tzinfo=UTC), False),
        (date(2025, 6, 1), datetime(2025, 9, 1, 9, tzinfo=UTC), True),
        (date(2026, 6, 1), datetime(2025, 9, 1, 9, tzinfo=UTC), False),
    ],
)
def test_a_decision_recorded_after_the_day_it_changes_is_told(
    store: Store, effective: date, recorded: datetime, changed: bool
) -> None:
    with store.writing() as session:
        holder = make.organisation(session, "holder")
        row = make.certificate(session, "A-2023-001", holder, make.scheme(session, "scheme", holder))
        granted = datetime(2024, 2, 1, tzinfo=UTC)  # recorded after it took effect, as all of it was
        make.decision(session, row.id or 0, DecisionKind.GRANTED, date(2023, 1, 1), recorded_at=granted)
        make.decision(session, row.id or 0, DecisionKind.SUSPENDED, effective, recorded_at=recorded)
    with store.reading() as session:
        verdict = verify(session, Asked(number="A-2023-001", on=date(2025, 7, 1)), make.NOW)
    assert verdict.corrected is changed

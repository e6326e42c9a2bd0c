"""A small register with something in every table that the index shows: quick to write and to index."""

from datetime import date

from sqlmodel import Session

from portal.tables import Gathering, MeasureProvider, SchemeTerm
from portal.words import Certainty, DecisionKind, GatheringState, LocalText, Precision, SchemeKind
from tests import make

ALL = 10
"""Entries of the register."""


def fill(session: Session) -> None:
    """Write a small register with something in every table that the index shows."""
    held = (("target_groups", "refugees"), ("workplace_offers", "work-training"))
    described = (("measure_kinds", "wage-subsidy"), *held[:1])
    for vocabulary, term in sorted({*held, *described}):
        make.term(session, vocabulary, term)
    make.place(session, "no-32")
    make.place(session, "no-3203", parent="no-32")
    firms = [make.organisation(session, slug, held, place_id="no-3203") for slug in ("asker-taxi", "bakeri", "coop")]
    owner = make.organisation(session, "owner")
    provider = make.organisation(session, "provider")
    schemes = [make.scheme(session, f"scheme-{kind}", owner, kind) for kind in SchemeKind]
    session.add(SchemeTerm(scheme_id=schemes[0].id or 0, vocabulary="target_groups", term_id="refugees"))
    make.certificate(session, "X-1", firms[0], schemes[0], (DecisionKind.GRANTED, date(2025, 1, 1), date(2027, 1, 1)))
    make.membership(session, firms[1], schemes[1])
    make.signature(session, firms[2], schemes[2])
    measure = make.measure(session, "wage-subsidy", described, place_id="no-3203")
    session.add(MeasureProvider(measure_id=measure.id or 0, organisation_id=provider.id or 0))
    session.add(
        Gathering(
            slug="meeting",
            kind="meeting",
            titles=make.texts("meeting"),
            precision=Precision.DAY,
            year_certainty=Certainty.STATED,
            state=GatheringState.PLANNED,
            country="NO",
            provenance=LocalText(),
            checked_on=make.TODAY,
        )
    )

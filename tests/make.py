"""Makes rows for tests: each function adds one thing with sensible values, and what a test cares about is named."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from portal.tables import (
    Certificate,
    Decision,
    Measure,
    MeasureTerm,
    Membership,
    Organisation,
    OrganisationTerm,
    Place,
    Scheme,
    Signature,
    Term,
)
from portal.words import (
    LANGUAGES,
    Certainty,
    Confidence,
    DecisionKind,
    ForWhom,
    LocalText,
    MeasureState,
    SchemeKind,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


def texts(text: str) -> LocalText:
    """Give a text that differs in each language."""
    return LocalText({language: f"{text} {language}" for language in LANGUAGES})


def place(session: Session, place_id: str = "no-3203", parent: str | None = None, country: str = "NO") -> Place:
    """Add a place."""
    row = Place(id=place_id, country=country, level="municipality", parent_id=parent, names=texts(place_id))
    session.add(row)
    session.flush()
    return row


def term(session: Session, vocabulary: str, term_id: str, position: int = 0, synonyms: str = "") -> Term:
    """Add a controlled term; `synonyms` are lines, the same in every language."""
    same = LocalText(dict.fromkeys(LANGUAGES, synonyms) if synonyms else {})
    row = Term(vocabulary=vocabulary, id=term_id, position=position, labels=texts(term_id), synonyms=same)
    session.add(row)
    session.flush()
    return row


def organisation(session: Session, slug: str, terms: tuple[tuple[str, str], ...] = (), **values: Any) -> Organisation:
    """Add an organisation; `terms` are pairs of vocabulary and term, which must exist."""
    known: dict[str, Any] = {
        "name": slug.title(),
        "name_language": "nb",
        "names": LocalText(),
        "country": "NO",
        "profile": texts(f"About {slug}"),
        "provenance": LocalText(),
        "confidence": Confidence.HIGH,
        "checked_on": TODAY,
    }
    row = Organisation(slug=slug, **(known | values))
    session.add(row)
    session.flush()
    for vocabulary, term_id in terms:
        session.add(OrganisationTerm(organisation_id=row.id or 0, vocabulary=vocabulary, term_id=term_id))
    session.flush()
    return row


def scheme(session: Session, slug: str, owner: Organisation, kind: SchemeKind = SchemeKind.CERTIFICATION) -> Scheme:
    """Add a scheme."""
    row = Scheme(
        slug=slug,
        kind=kind,
        time_zone="Europe/Oslo",
        country="NO",
        owner_id=owner.id or 0,
        names=texts(slug),
        short=texts("short"),
        what=texts("what"),
        who=texts("who"),
        why=texts("why"),
        limits=texts("limits"),
        provenance=LocalText(),
        confidence=Confidence.HIGH,
        checked_on=TODAY,
    )
    session.add(row)
    session.flush()
    return row


def certificate(
    session: Session,
    number: str,
    held_by: Organisation,
    of: Scheme,
    *decisions: tuple[DecisionKind, date, date | None],
    covers_units: bool = False,
) -> Certificate:
    """Add a certificate with its decisions: kind, day it takes effect, last day of validity."""
    row = Certificate(
        number=number,
        scheme_id=of.id or 0,
        organisation_id=held_by.id or 0,
        scope=LocalText(),
        covers_units=covers_units,
    )
    session.add(row)
    session.flush()
    for kind, day, until in decisions:
        decision(session, row.id or 0, kind, day, valid_until=until)
    return row


def decision(session: Session, certificate_id: int, kind: DecisionKind, day: date, **values: Any) -> Decision:
    """Add a decision after those that a certificate has. It is in no log: see `portal.register.deciding`."""
    before = session.exec(select(func.count()).where(col(Decision.certificate_id) == certificate_id)).one()
    known: dict[str, Any] = {"recorded_at": NOW, "reason": LocalText()}
    row = Decision(certificate_id=certificate_id, place=before + 1, kind=kind, effective_on=day, **(known | values))
    session.add(row)
    session.flush()
    return row


def membership(session: Session, member: Organisation, of: Scheme, ended_on: date | None = None) -> Membership:
    """Add a membership."""
    row = Membership(scheme_id=of.id or 0, organisation_id=member.id or 0, ended_on=ended_on)
    session.add(row)
    session.flush()
    return row


def signature(session: Session, signed_by: Organisation, under: Scheme) -> Signature:
    """Add a signature under a charter."""
    row = Signature(scheme_id=under.id or 0, organisation_id=signed_by.id or 0, certainty=Certainty.STATED)
    session.add(row)
    session.flush()
    return row


def measure(session: Session, slug: str, terms: tuple[tuple[str, str], ...] = (), **values: Any) -> Measure:
    """Add a measure; `terms` are pairs of vocabulary and term, which must exist."""
    known: dict[str, Any] = {
        "country": "NO",
        "official_name": slug.title(),
        "official_language": "nb",
        "names": texts(slug),
        "summary": texts(f"About {slug}"),
        "for_whom": ForWhom.BOTH,
        "duration": texts("one year"),
        "provider_text": texts("provider"),
        "legal_basis": LocalText(),
        "agency": texts("agency"),
        "decided_by": LocalText(),
        "contract": LocalText(),
        "residence": LocalText(),
        "state": MeasureState.ACTIVE,
        "confidence": Confidence.HIGH,
        "source": "https://example.org/",
        "provenance": LocalText(),
        "checked_on": TODAY,
    }
    row = Measure(slug=slug, **(known | values))
    session.add(row)
    session.flush()
    for position, (vocabulary, term_id) in enumerate(terms):
        session.add(MeasureTerm(measure_id=row.id or 0, vocabulary=vocabulary, term_id=term_id, position=position))
    session.flush()
    return row

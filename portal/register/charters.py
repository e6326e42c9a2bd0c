"""Charters: who signed, and what they promised."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.register.vocabularies import Vocabularies
from portal.tables import Commitment, Scheme, Signature
from portal.words import Certainty, LocalText, Precision


@dataclass(frozen=True)
class CommitmentFact:
    """One promise."""

    kind: LocalText
    text: LocalText
    amount: int | None
    due_on: date | None


@dataclass(frozen=True)
class SignatureFact:
    """An organisation's signature under a charter, with the promises it made itself."""

    organisation_id: int
    scheme_slug: str
    scheme_names: LocalText
    signed_on: date | None
    precision: Precision
    certainty: Certainty
    sources: tuple[str, ...]
    commitments: tuple[CommitmentFact, ...]


def signed(
    session: Session, organisation_ids: Collection[int], vocabularies: Vocabularies
) -> Mapping[int, tuple[SignatureFact, ...]]:
    """Give the signatures of these organisations. Two queries."""
    statement = (
        select(Signature, Scheme.slug, col(Scheme.names))
        .join(Scheme, col(Signature.scheme_id) == col(Scheme.id))
        .where(col(Signature.organisation_id).in_(sorted(organisation_ids)))
        .order_by(col(Signature.id))
    )
    rows = session.exec(statement).all()
    promises = _commitments(session, [row[0].id or 0 for row in rows], vocabularies)
    found: dict[int, list[SignatureFact]] = {}
    for row, slug, names in rows:
        fact = SignatureFact(
            organisation_id=row.organisation_id,
            scheme_slug=slug,
            scheme_names=names,
            signed_on=row.signed_on,
            precision=row.signed_precision,
            certainty=row.certainty,
            sources=row.sources,
            commitments=tuple(promises.get(row.id or 0, ())),
        )
        found.setdefault(row.organisation_id, []).append(fact)
    return {key: tuple(facts) for key, facts in found.items()}


def _commitments(
    session: Session, signature_ids: Collection[int], vocabularies: Vocabularies
) -> Mapping[int, list[CommitmentFact]]:
    found: dict[int, list[CommitmentFact]] = {}
    wanted = col(Commitment.signature_id).in_(sorted(signature_ids))
    for row in session.exec(select(Commitment).where(wanted).order_by(col(Commitment.id))):
        label = vocabularies.label(row.vocabulary, row.kind)
        found.setdefault(row.signature_id, []).append(CommitmentFact(label, row.text, row.amount, row.due_on))
    return found

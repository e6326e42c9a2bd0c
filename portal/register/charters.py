"""Charters: who signed, and what they promised."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col

from portal.register.vocabularies import Vocabularies
from portal.tables import Commitment, Scheme, Signature, metadata
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


_SIGNED: Final = (
    sqlalchemy.select(
        *metadata.tables["signature"].c,
        col(Scheme.slug).label("scheme_slug"),
        col(Scheme.names).label("scheme_names"),
    )
    .join(Scheme, col(Signature.scheme_id) == col(Scheme.id))
    .where(col(Signature.organisation_id).in_(bindparam("these", expanding=True)))
    .order_by(col(Signature.id))
)
_PROMISED: Final = (
    sqlalchemy.select(*metadata.tables["commitment"].c)
    .where(col(Commitment.signature_id).in_(bindparam("these", expanding=True)))
    .order_by(col(Commitment.id))
)


def signed(
    session: Session, organisation_ids: Collection[int], vocabularies: Vocabularies
) -> Mapping[int, tuple[SignatureFact, ...]]:
    """Give the signatures of these organisations. Two queries at most."""
    rows = session.connection().execute(_SIGNED, {"these": sorted(organisation_ids)}).all()
    promises = _commitments(session, [row.id for row in rows], vocabularies)
    found: dict[int, list[SignatureFact]] = {}
    for row in rows:
        fact = SignatureFact(
            organisation_id=row.organisation_id,
            scheme_slug=row.scheme_slug,
            scheme_names=row.scheme_names,
            signed_on=row.signed_on,
            precision=row.signed_precision,
            certainty=row.certainty,
            sources=row.sources,
            commitments=tuple(promises.get(row.id, ())),
        )
        found.setdefault(row.organisation_id, []).append(fact)
    return {key: tuple(facts) for key, facts in found.items()}


def _commitments(
    session: Session, signature_ids: Collection[int], vocabularies: Vocabularies
) -> Mapping[int, list[CommitmentFact]]:
    found: dict[int, list[CommitmentFact]] = {}
    if not signature_ids:
        return found
    for row in session.connection().execute(_PROMISED, {"these": sorted(signature_ids)}):
        label = vocabularies.label(row.vocabulary, row.kind)
        found.setdefault(row.signature_id, []).append(CommitmentFact(label, row.text, row.amount, row.due_on))
    return found

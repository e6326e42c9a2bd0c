"""Memberships: who belongs to which association."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, or_

from portal.tables import Membership, Scheme, metadata
from portal.words import LocalText, Precision


@dataclass(frozen=True)
class MembershipFact:
    """An organisation's membership of an association."""

    organisation_id: int
    scheme_slug: str
    scheme_names: LocalText
    since: date | None
    precision: Precision
    sources: tuple[str, ...]


_JOINED: Final = (
    sqlalchemy.select(
        *metadata.tables["membership"].c,
        col(Scheme.slug).label("scheme_slug"),
        col(Scheme.names).label("scheme_names"),
    )
    .join(Scheme, col(Membership.scheme_id) == col(Scheme.id))
    .where(col(Membership.organisation_id).in_(bindparam("these", expanding=True)))
    .where(or_(col(Membership.ended_on).is_(None), col(Membership.ended_on) > bindparam("today")))
    .order_by(col(Membership.id))
)


def joined(
    session: Session, organisation_ids: Collection[int], today: date
) -> Mapping[int, tuple[MembershipFact, ...]]:
    """Give the memberships of these organisations that have not ended. One query."""
    found: dict[int, list[MembershipFact]] = {}
    for row in session.connection().execute(_JOINED, {"these": sorted(organisation_ids), "today": today}):
        fact = MembershipFact(
            row.organisation_id, row.scheme_slug, row.scheme_names, row.since, row.since_precision, row.sources
        )
        found.setdefault(row.organisation_id, []).append(fact)
    return {key: tuple(facts) for key, facts in found.items()}

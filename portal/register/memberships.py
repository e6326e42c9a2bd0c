"""Memberships: who belongs to which association."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from portal.tables import Membership, Scheme
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


def joined(
    session: Session, organisation_ids: Collection[int], today: date
) -> Mapping[int, tuple[MembershipFact, ...]]:
    """Give the memberships of these organisations that have not ended. One query."""
    statement = (
        select(Membership, Scheme.slug, col(Scheme.names))
        .join(Scheme, col(Membership.scheme_id) == col(Scheme.id))
        .where(col(Membership.organisation_id).in_(sorted(organisation_ids)))
        .where(or_(col(Membership.ended_on).is_(None), col(Membership.ended_on) > today))
        .order_by(col(Membership.id))
    )
    found: dict[int, list[MembershipFact]] = {}
    for row, slug, names in session.exec(statement):
        fact = MembershipFact(row.organisation_id, slug, names, row.since, row.since_precision, row.sources)
        found.setdefault(row.organisation_id, []).append(fact)
    return {key: tuple(facts) for key, facts in found.items()}

"""What was changed in the register, and which entries of the search index that touches."""

from collections.abc import Collection
from typing import Final

from sqlmodel import Session, col, delete, func, select

from portal.tables import Change, Measure, MeasureProvider, Organisation, Scheme
from portal.tables.shown import EVERYTHING, SHOWN

MOST: Final = 500
"""Changed things that are put into the index one by one; for more it is built anew."""
KEPT: Final = 20_000
"""Change records that are kept: who has not looked for longer than that builds anew."""
_SHARED: Final = frozenset({"place", "term", "scheme", EVERYTHING})
"""What many entries have in common, so that any of them may read differently."""


def newest(session: Session) -> int:
    """Give the number of the newest change, which grows with every change to what is shown; 0 when there is none."""
    return session.exec(select(func.max(Change.id))).one() or 0


def since(session: Session, position: int) -> frozenset[str] | None:
    """Give the keys of the index entries that were touched after a position that `newest` once gave.

    A touched entry may be new, different, or no more: an organisation that became a firm gives "organisation:…" and
    "firm:…". None: it was too much, or it cannot be said; everything may be different.
    """
    if position == newest(session):
        return frozenset()
    if session.get(Change, position) is None:  # forgotten meanwhile, or from another life of the database
        return None
    statement = select(Change.source, Change.key).where(col(Change.id) > position).distinct().limit(MOST + 1)
    found = session.exec(statement).all()
    if len(found) > MOST or any(source in _SHARED or key == EVERYTHING for source, key in found):
        return None
    slugs: dict[str, set[str]] = {"organisation": set(), "measure": set(), "scheme": set(), "gathering": set()}
    for source, key in found:
        slugs[SHOWN[source].owner or source].add(key)
    slugs["measure"] |= _provided_by(session, slugs["organisation"])
    slugs["scheme"] |= _owned_by(session, slugs["organisation"])
    kinds = {"firm": slugs["organisation"], **slugs}
    return frozenset(f"{kind}:{slug}" for kind, some in kinds.items() for slug in some)


def forget(session: Session) -> None:
    """Delete all change records but the newest `KEPT`. In the transaction of a writing session."""
    session.execute(delete(Change).where(col(Change.id) <= newest(session) - KEPT))


def _provided_by(session: Session, slugs: Collection[str]) -> set[str]:
    """Give the measures that these organisations provide: their entries name them."""
    statement = (
        select(Measure.slug)
        .join(MeasureProvider, col(MeasureProvider.measure_id) == col(Measure.id))
        .join(Organisation, col(MeasureProvider.organisation_id) == col(Organisation.id))
        .where(col(Organisation.slug).in_(sorted(slugs)))
    )
    return set(session.exec(statement)) if slugs else set()


def _owned_by(session: Session, slugs: Collection[str]) -> set[str]:
    """Give the schemes that these organisations own: their entries name them."""
    statement = select(Scheme.slug).join(Organisation, col(Scheme.owner_id) == col(Organisation.id))
    return set(session.exec(statement.where(col(Organisation.slug).in_(sorted(slugs))))) if slugs else set()

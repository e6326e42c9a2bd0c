"""What happens to rows whose entries left the content's files: they go, unless something still points at them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from portal.register.content import Content
from portal.register.seeding.merging import Merge, StillNeededError
from portal.tables import (
    Cohort,
    Commitment,
    Gathering,
    GatheringOrganisation,
    Identifier,
    Measure,
    MeasureAmount,
    MeasureProvider,
    MeasureRelation,
    MeasureTerm,
    MeasureTier,
    Membership,
    Organisation,
    OrganisationTerm,
    Place,
    Scheme,
    SchemeFact,
    SchemePartner,
    SchemeTerm,
    Signature,
    Term,
)


@dataclass(frozen=True)
class Kind:
    """A kind of row that may leave: its table, the keys that a content has, how to find a row, and its parts."""

    model: type[SQLModel]
    keys: Callable[[Content], Iterable[str]]
    find: Callable[[Session, type[Any], str], Any]
    parts: tuple[tuple[type[SQLModel], str], ...] = ()


def leave(merge: Merge, content: Content) -> list[str]:
    """Remove the rows that earlier content brought and this one no longer has; give a sentence for each that cannot.

    An organisation that something still points at is no longer listed; certificates and decisions stay for ever.
    """
    refused: list[str] = []
    for kind in KINDS:
        name = str(kind.model.__tablename__)
        for key in merge.gone(name, kind.keys(content)):
            if row := kind.find(merge.session, kind.model, key):
                refused += _leave(merge, row, key, kind)
    return refused


def _leave(merge: Merge, row: SQLModel, key: str, kind: Kind) -> Iterator[str]:
    try:
        merge.remove(row, kind.parts)
    except StillNeededError as error:
        if isinstance(row, Organisation):
            merge.changed += row.listed
            row.listed = False
            merge.session.flush()
        else:
            yield f"{key} is no longer in the files, but the register still needs it ({error})."


def _by_slug(session: Session, model: type[Any], slug: str) -> Any:
    return session.exec(select(model).where(model.slug == slug)).first()


def _by_id(session: Session, model: type[Any], place_id: str) -> Any:
    return session.get(model, place_id)


def _by_term(session: Session, model: type[Any], key: str) -> Any:
    return session.get(model, tuple(key.split("/")))


def _by_ends(session: Session, model: type[Any], key: str) -> Any:
    scheme, organisation = key.split("/")
    statement = (
        select(model)
        .join(Scheme, col(Scheme.id) == model.scheme_id)
        .join(Organisation, col(Organisation.id) == model.organisation_id)
        .where(col(Scheme.slug) == scheme, col(Organisation.slug) == organisation)
    )
    return session.exec(statement).first()


KINDS = (
    Kind(
        Signature,
        lambda c: (f"{e.scheme}/{e.organisation}" for e in c.signatures),
        _by_ends,
        ((Commitment, "signature_id"),),
    ),
    Kind(Membership, lambda c: (f"{e.scheme}/{e.organisation}" for e in c.memberships), _by_ends),
    Kind(Gathering, lambda c: (e.id for e in c.gatherings), _by_slug, ((GatheringOrganisation, "gathering_id"),)),
    Kind(
        Measure,
        lambda c: (e.id for e in c.measures),
        _by_slug,
        (
            (MeasureTerm, "measure_id"),
            (MeasureAmount, "measure_id"),
            (MeasureTier, "measure_id"),
            (MeasureRelation, "measure_id"),
            (MeasureProvider, "measure_id"),
        ),
    ),
    Kind(Cohort, lambda c: (cohort.id for e in c.schemes for cohort in e.cohorts), _by_slug),
    Kind(
        Scheme,
        lambda c: (e.id for e in c.schemes),
        _by_slug,
        ((SchemeFact, "scheme_id"), (SchemePartner, "scheme_id"), (SchemeTerm, "scheme_id")),
    ),
    Kind(
        Organisation,
        lambda c: (e.id for e in c.organisations),
        _by_slug,
        ((Identifier, "organisation_id"), (OrganisationTerm, "organisation_id")),
    ),
    Kind(Place, lambda c: (e.id for e in c.places), _by_id),
    Kind(Term, lambda c: (f"{name}/{e.id}" for name, terms in c.vocabularies.items() for e in terms), _by_term),
)
"""In the order in which they can leave: what points at something goes before it."""

"""Loads the content into the register: all of it in one transaction, repeatable, each row kept under its own key.

A second run with the same files changes nothing. Changed entries change their rows in place. Decisions are only added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from portal.register import state
from portal.register.content import Content
from portal.register.seeding import certificates, measures, organisations, places, schemes
from portal.register.seeding.certificates import AppendOnlyError
from portal.register.seeding.ids import Ids
from portal.register.seeding.leaving import leave
from portal.register.seeding.merging import Merge
from portal.tables import RegisterState


class SeedingError(Exception):
    """The content cannot be loaded into this register: every reason as a sentence."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep the problems."""
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Seeded:
    """How many entries the content has, and how many rows of the register it changed."""

    measures: int
    organisations: int
    certificates: int
    signatures: int
    memberships: int
    schemes: int
    gatherings: int
    places: int
    terms: int
    rows_added: int
    rows_changed: int
    rows_removed: int

    @property
    def changed(self) -> bool:
        """Say whether anything was written."""
        return bool(self.rows_added or self.rows_changed or self.rows_removed)


def seed(session: Session, content: Content, now: datetime) -> Seeded:
    """Load all content in the transaction of a writing session; new decisions are recorded at `now`.

    Raises `SeedingError`, and the transaction must then not be kept, when the register is a demo, when a recorded
    decision would change, or when something the register still needs has left the files.
    """
    if state.is_fictional(session):
        raise SeedingError(["This register is a demo in which nothing is real; real content does not go into it."])
    if is_current(session, content.digest):
        return _seeded(content, Merge(session))
    merge = Merge(session)
    try:
        fill(merge, content, now)
    except IntegrityError as error:
        # For example a number or a prefix that an editor has meanwhile given to something else.
        raise SeedingError([f"The register already holds something that the files claim: {error.orig}"]) from error
    session.merge(RegisterState(name=state.CONTENT, value=content.digest))
    session.flush()
    return _seeded(content, merge)


def is_current(session: Session, digest: str) -> bool:
    """Say whether the content with this digest is what was loaded last."""
    known = session.get(RegisterState, state.CONTENT)
    return known is not None and known.value == digest


def fill(merge: Merge, content: Content, now: datetime) -> None:
    """Put every row in place. Raises `SeedingError`."""
    ids = Ids()
    places.load(merge, content)
    organisations.load(merge, content, ids)
    schemes.load(merge, content, ids)
    measures.load(merge, content, ids)
    try:
        certificates.load(merge, content, ids, now)
    except AppendOnlyError as error:
        raise SeedingError(error.sentences) from error
    if refused := leave(merge, content):
        raise SeedingError(refused)


def _seeded(content: Content, merge: Merge) -> Seeded:
    return Seeded(
        measures=len(content.measures),
        organisations=len(content.organisations),
        certificates=len(content.certificates),
        signatures=len(content.signatures),
        memberships=len(content.memberships),
        schemes=len(content.schemes),
        gatherings=len(content.gatherings),
        places=len(content.places),
        terms=sum(len(terms) for terms in content.vocabularies.values()),
        rows_added=merge.added,
        rows_changed=merge.changed,
        rows_removed=merge.removed,
    )

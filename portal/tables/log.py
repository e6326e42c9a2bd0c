"""The tables of the public log: an entry for each decision, the hashes over them, and what was signed of it.

Append-only, as decisions are: the database refuses to change or remove a row (`migrations.guarding`).
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from portal.tables.base import InstantColumn


class LogEntry(SQLModel, table=True):
    """A decision as it stands in the log."""

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 0, without a gap."""
    decision_id: int = Field(foreign_key="decision.id", unique=True)
    body: str
    """Everything the decision says, as canonical JSON (RFC 8785)."""


class LogNode(SQLModel, table=True):
    """A node of the Merkle tree over the entries (RFC 9162, 2.1.1) that has all of its leaves: it never changes."""

    level: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """0 for the hash of an entry."""
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 0 within its level: it covers the entries from place * 2**level."""
    hash: str = Field(max_length=64)
    """In hexadecimal digits."""


class Checkpoint(SQLModel, table=True):
    """A signed statement of how long the log is and what its hash is."""

    size: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    note: str
    """The whole signed note (C2SP tlog-checkpoint)."""
    made_at: datetime = Field(sa_type=InstantColumn)
    """For whoever looks into the database. The note does not sign it: it proves nothing, and no page shows it."""


class KeptVerdict(SQLModel, table=True):
    """A verdict that somebody wanted kept. Nothing says who."""

    reference: str = Field(primary_key=True, max_length=40)
    body: str
    """The verdict as canonical JSON."""
    made_at: datetime = Field(sa_type=InstantColumn, index=True)

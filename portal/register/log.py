"""The public log: every decision is an entry, in the order in which they were recorded, and nothing ever leaves it.

Entries are canonical JSON (RFC 8785); the Merkle tree over them (RFC 9162) shows with one hash that none was changed,
removed or slipped in. What a decision says stands in its entry whole, so the register's decisions can be made from the
log alone. Who signs the hash is `portal.evidence.checkpoints`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy
from sqlmodel import Session, col, func, select

from portal.register import merkle
from portal.tables import Certificate, Decision, LogEntry, LogNode, Organisation, Scheme, metadata
from portal.words import LocalText

VERSION: Final = 1
"""Of the form of an entry."""
BATCH: Final = 4_096
"""Entries that are read or written at a time: a power of two, so that batches begin where nodes begin."""
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
"""RFC 8785 for what stands in entries: names in ASCII, texts, whole numbers below 2**53, yes, no and nothing."""


@dataclass(frozen=True)
class Entry:
    """An entry of the log."""

    position: int
    body: str
    """Canonical JSON."""


@dataclass(frozen=True)
class Proof:
    """That an entry is among the first `size` ones: the hashes beside the way from it to the root."""

    position: int
    size: int
    root: bytes
    path: tuple[bytes, ...]


def size(session: Session) -> int:
    """Give the number of entries."""
    newest: int | None = session.exec(select(func.max(LogEntry.position))).one()
    return 0 if newest is None else newest + 1


def enter(session: Session, decisions: Sequence[Decision]) -> None:
    """Enter decisions that were just recorded, in their order. In the transaction that records them.

    Decisions are entered by whoever records them and never afterwards: one without an entry was slipped in.
    """
    _append(session, bodies(session, [decision.id or 0 for decision in decisions]))


def begin(session: Session) -> None:
    """Enter every decision of a register that has no log yet, in the order in which they were recorded."""
    if size(session) == 0:
        ids = session.exec(select(Decision.id).order_by(col(Decision.recorded_at), col(Decision.id))).all()
        _append(session, bodies(session, [one for one in ids if one is not None]))


def _append(session: Session, entries: Iterable[tuple[int, str]]) -> None:
    """Append entries, pairs of a decision's id and a body."""
    position, known = size(session), _Nodes(session)
    rows: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    for decision_id, body in entries:
        rows.append({"position": position, "decision_id": decision_id, "body": body})
        for level, place, found in merkle.completed(position, merkle.leaf_hash(body.encode()), known):
            known.add(level, place, found)
            nodes.append({"level": level, "place": place, "hash": found.hex()})
        position += 1
        if len(rows) >= BATCH:
            _write(session, rows, nodes)
    _write(session, rows, nodes)


def _write(session: Session, rows: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> None:
    if rows:
        session.flush()
        session.execute(sqlalchemy.insert(LogEntry), rows)
        session.execute(sqlalchemy.insert(LogNode), nodes)
        rows.clear()
        nodes.clear()


class _Nodes:
    """The nodes of the tree: those in the database, and those that are being added."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._added: dict[tuple[int, int], bytes] = {}

    def add(self, level: int, place: int, found: bytes) -> None:
        """Know a node that is being added."""
        self._added[level, place] = found

    def __call__(self, level: int, place: int) -> bytes:
        """Give a node; see `merkle.Node`."""
        found = self._added.get((level, place))
        if found is None:
            row = self._session.exec(
                select(LogNode.hash).where(col(LogNode.level) == level, col(LogNode.place) == place)
            ).one()
            found = self._added[level, place] = bytes.fromhex(row)
        return found


SAID: Final = (
    sqlalchemy.select(
        *metadata.tables["decision"].c,
        col(Certificate.number),
        col(Certificate.scope),
        col(Certificate.covers_units),
        col(Scheme.slug).label("scheme"),
        col(Organisation.slug).label("organisation"),
    )
    .join(Certificate, col(Decision.certificate_id) == col(Certificate.id))
    .join(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
    .join(Organisation, col(Certificate.organisation_id) == col(Organisation.id))
)
"""Every decision with what is said of its certificate."""


def bodies(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Give what the decisions with these ids say as the log writes it: pairs of id and canonical JSON, in order."""
    for first in range(0, len(ids), BATCH // 8):
        some = ids[first : first + BATCH // 8]
        rows = session.connection().execute(SAID.where(col(Decision.id).in_(some)))
        found = {row.id: body(row) for row in rows}
        yield from ((one, found[one]) for one in some if one in found)


def body(row: Any) -> str:
    """Give what a row of `SAID` says as canonical JSON. Nothing that may change later stands in it."""
    said: dict[str, Any] = {
        "v": VERSION,
        "certificate": row.number,
        "place": row.place,
        "decision": str(row.kind),
        "scheme": row.scheme,
        "organisation": row.organisation,
        "effective": row.effective_on.isoformat(),
        "effective_certainty": str(row.effective_certainty),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "recorded": row.recorded_at.isoformat(),
        "reason": row.reason_code,
        "text": _texts(row.reason),
        "criteria": row.criteria,
        "decided_by": row.decided_by,
        "approved_by": row.approved_by,
    }
    if row.place == 1:
        said |= {"scope": _texts(row.scope), "covers_units": bool(row.covers_units)}
    if row.corrects is not None or row.voids:
        said |= {"corrects": row.corrects, "voids": bool(row.voids)}
    return canonical(said)


def canonical(said: Mapping[str, Any]) -> str:
    """Give what an entry says as canonical JSON (RFC 8785), in a fifth of the time of a general writer."""
    return _CANONICAL.encode(said)


def _texts(text: LocalText) -> Mapping[str, str]:
    return dict(text.texts)


def entries(session: Session, first: int, last: int) -> tuple[Entry, ...]:
    """Give the entries from position first to last, both included; what is not there is left out."""
    wanted = select(LogEntry.position, LogEntry.body).where(
        col(LogEntry.position) >= first, col(LogEntry.position) <= last
    )
    return tuple(Entry(position, body) for position, body in session.exec(wanted.order_by(col(LogEntry.position))))


def everything(session: Session) -> Iterator[Entry]:
    """Give all entries in their order, some at a time."""
    first = 0
    while some := entries(session, first, first + BATCH - 1):
        yield from some
        first += BATCH


def line(entry: Entry) -> str:
    """Give an entry as machines read it: JSON with its position, its hash as a leaf, and what it says, canonical."""
    leaf = merkle.leaf_hash(entry.body.encode()).hex()
    return f'{{"entry":{entry.body},"leaf":"{leaf}","position":{entry.position}}}'


def root(session: Session, at: int) -> bytes:
    """Give the hash of the first `at` entries."""
    return merkle.root(at, _Nodes(session))


def position_of(session: Session, number: str, place: int) -> int | None:
    """Give the position of a decision: the number of its certificate and its place in the history."""
    wanted = (
        select(LogEntry.position)
        .join(Decision, col(LogEntry.decision_id) == col(Decision.id))
        .join(Certificate, col(Decision.certificate_id) == col(Certificate.id))
        .where(col(Certificate.number) == number, col(Decision.place) == place)
    )
    return session.exec(wanted).first()


def inclusion(session: Session, position: int, at: int) -> Proof:
    """Give the proof that an entry is among the first `at` ones.

    :raises ValueError: it is not
    """
    if at > size(session):
        raise ValueError(f"the log has fewer than {at} entries")
    nodes = _Nodes(session)
    return Proof(position, at, merkle.root(at, nodes), tuple(merkle.inclusion(position, at, nodes)))


def consistency(session: Session, before: int, at: int) -> tuple[bytes, ...]:
    """Give the proof that the log of `before` entries only grew to that of `at`.

    :raises ValueError: there is no such log
    """
    if at > size(session):
        raise ValueError(f"the log has fewer than {at} entries")
    return tuple(merkle.consistency(before, at, _Nodes(session)))

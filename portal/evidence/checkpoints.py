"""Checkpoints: how long the log is and what its hash is, signed (C2SP tlog-checkpoint on signed-note).

A checkpoint is made in the transaction that lengthens the log, so whoever changes the database afterwards cannot make
another one without the key.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from sqlmodel import Session, col, select

from portal.evidence.keys import Keys, public_key
from portal.register import log
from portal.tables import Checkpoint

ED25519: Final = b"\x01"
"""The kind of signature in a note (C2SP signed-note)."""
_DASH: Final = "\u2014 "


@dataclass(frozen=True)
class Signed:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes


class BadCheckpointError(ValueError):
    """A note that is no checkpoint of this log, or that none of its keys signed."""


def seal(session: Session, keys: Keys, now: datetime) -> None:
    """Sign what the log is now, in the transaction that lengthened it; nothing where that was signed before."""
    size = log.size(session)
    if size and session.get(Checkpoint, size) is None:
        session.add(Checkpoint(size=size, note=note(keys, size, log.root(session, size)), made_at=now))
        session.flush()


def note(keys: Keys, size: int, root: bytes) -> str:
    """Give a signed checkpoint."""
    text = f"{keys.origin}\n{size}\n{_coded(root)}\n"
    signature = keys.sign(text.encode())
    return f"{text}\n{_DASH}{keys.origin} {_coded(_key_id(keys.origin, keys.public[0]) + signature)}\n"


def newest(session: Session) -> Checkpoint | None:
    """Give the checkpoint of the longest log that was signed; None while nothing was."""
    return session.exec(select(Checkpoint).order_by(col(Checkpoint.size).desc()).limit(1)).first()


def read(signed: str, origin: str, public: Iterable[Mapping[str, Any]]) -> Signed:
    """Read a checkpoint and check that one of the public keys signed it.

    :raises BadCheckpointError: it is none, or of another log, or not signed by any of them
    """
    text, gap, signatures = signed.partition("\n\n")
    lines = text.split("\n")
    if not gap or len(lines) < 3 or lines[0] != origin or not (lines[1].isascii() and lines[1].isdecimal()):
        raise BadCheckpointError("this is no checkpoint of this log")
    known = {_key_id(origin, key): public_key(key) for key in public}
    for line in signatures.splitlines():
        name, _, coded = line.removeprefix(_DASH).rpartition(" ")
        found = _decoded(coded)
        if name == origin and (key := known.get(found[:4])):
            try:
                key.verify(found[4:], f"{text}\n".encode())
            except InvalidSignature:
                continue
            return Signed(origin, int(lines[1]), _decoded(lines[2]))
    raise BadCheckpointError("no key of this log signed this checkpoint")


def verifier_key(origin: str, jwk: Mapping[str, Any]) -> str:
    """Give a public key as tools for signed notes want it: name+hash+key."""
    raw = public_key(jwk).public_bytes_raw()
    return f"{origin}+{_key_id(origin, jwk).hex()}+{_coded(ED25519 + raw)}"


def _key_id(name: str, jwk: Mapping[str, Any]) -> bytes:
    raw = public_key(jwk).public_bytes_raw()
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""

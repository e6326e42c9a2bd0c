"""Checkpoints: how long the log is and what its hash is, signed (C2SP tlog-checkpoint on signed-note).

A checkpoint is made in the transaction that lengthens the log, so whoever changes the database afterwards cannot make
another one without the key.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from portal.evidence.keys import Keys, public_key, write
from portal.register import log
from portal.tables import Checkpoint

ED25519: Final = b"\x01"
"""The kind of signature in a note (C2SP signed-note)."""
FILE: Final = "checkpoint"
"""The file, beside the keys, that holds the newest checkpoint."""
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


def at(session: Session, size: int) -> str | None:
    """Give the checkpoint of the log of this size; None where none was signed."""
    found = session.get(Checkpoint, size)
    return found.note if found else None


class Reader:
    """Reads checkpoints of one log, and checks who signed them.

    :param public: the public keys of which one must have signed
    """

    def __init__(self, origin: str, public: Iterable[Mapping[str, Any]]) -> None:
        self._origin = origin
        self._known = {_key_id(origin, key): public_key(key) for key in public}

    def read(self, signed: str) -> Signed:
        """Read a checkpoint.

        :raises BadCheckpointError: it is none, or of another log, or none of the keys signed it
        """
        from cryptography.exceptions import InvalidSignature  # loaded where it is used, as in `keys`

        text, gap, signatures = signed.partition("\n\n")
        lines = text.split("\n")
        if not gap or len(lines) < 3 or lines[0] != self._origin or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
            raise BadCheckpointError("this is no checkpoint of this log")
        for line in signatures.splitlines():
            name, _, coded = line.removeprefix(_DASH).rpartition(" ")
            found = _decoded(coded)
            if line.startswith(_DASH) and name == self._origin and (key := self._known.get(found[:4])):
                try:
                    key.verify(found[4:], f"{text}\n".encode())
                except InvalidSignature:
                    continue
                return Signed(self._origin, int(lines[1]), _decoded(lines[2]))
        raise BadCheckpointError("no key of this log signed this checkpoint")


def read(signed: str, origin: str, public: Iterable[Mapping[str, Any]]) -> Signed:
    """Read a checkpoint, as `Reader` does."""
    return Reader(origin, public).read(signed)


def to_keep(session: Session, folder: Path) -> str | None:
    """Give the newest checkpoint where it is to be kept beside the keys; None where what is kept there stays.

    It stays where the database does not have the checkpoint that is kept: that is then the proof of what was changed.
    """
    found, before = newest(session), kept(folder)
    if found is None or before == found.note:
        return None
    if before is not None:
        size = (*before.split("\n"), "", "")[1]
        known = session.get(Checkpoint, int(size)) if re.fullmatch(r"[0-9]{1,18}", size) else None
        if known is None or known.note != before:
            return None
    return found.note


def keep(folder: Path, note: str) -> None:
    """Keep a checkpoint beside the keys, where whoever can only change the database does not reach it."""
    write(folder / "keys" / FILE, note)


def kept(folder: Path) -> str | None:
    """Give the checkpoint that is kept beside the keys of an instance folder; None: there is none, "": unreadable."""
    try:
        return (folder / "keys" / FILE).read_text("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def forget(folder: Path) -> None:
    """Keep no checkpoint any longer: for a register in which nothing is real, and which is made anew."""
    (folder / "keys" / FILE).unlink(missing_ok=True)


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
    """Give what is written in base64; nothing where it is written in any other than the one right way."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return found if _coded(found) == text else b""

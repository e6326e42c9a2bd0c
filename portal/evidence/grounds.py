"""What a verdict rests on: each decision as its entry of the public log, with the proof that the log holds it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from portal.evidence import checkpoints
from portal.register import log, standings
from portal.register.certificates import CertificateFact
from portal.register.standings import Entered


class NotInLogError(RuntimeError):
    """The register holds a decision that its public log does not: nothing can be stated of it."""


@dataclass(frozen=True)
class Grounds:
    """Entries of the log, and the signed checkpoint of the log that they are in."""

    checkpoint: str | None
    """A signed note; None while the log is empty."""
    size: int
    """The number of entries at the checkpoint."""
    root: bytes
    """The hash of the log at the checkpoint."""
    entries: tuple[tuple[Entered, tuple[bytes, ...]], ...]
    """Each with the hashes beside its way to the root (RFC 9162, 2.1.3)."""

    @property
    def said(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "checkpoint": self.checkpoint,
            "entries": [
                {
                    "position": one.position,
                    "entry": one.body,
                    "path": [base64.b64encode(beside).decode() for beside in path],
                }
                for one, path in self.entries
            ],
        }


def of(session: Session, held: Sequence[CertificateFact]) -> Grounds:
    """Give what certificates rest on, as far as their histories are given.

    :raises NotInLogError: a decision is not among the entries that the newest checkpoint signs
    """
    signed = checkpoints.newest(session)
    if signed is None:
        if held:
            raise NotInLogError("nothing was signed yet")
        return Grounds(None, 0, log.root(session, 0), ())
    known = {one.number: len(one.decisions) for one in held}
    found = [one for one in standings.entries(session, known) if one.place <= known[one.number]]
    if len(found) != sum(known.values()) or any(one.position >= signed.size for one in found):
        raise NotInLogError("a decision is in no entry")
    proofs = tuple((one, log.inclusion(session, one.position, signed.size).path) for one in found)
    return Grounds(signed.note, signed.size, log.root(session, signed.size), proofs)

"""What an audit finds."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What can be wrong."""

    ENTRY_GONE = "entry-gone"
    ENTRY_CHANGED = "entry-changed"
    DECISION_CHANGED = "decision-changed"
    DECISION_GONE = "decision-gone"
    DECISION_SLIPPED_IN = "decision-slipped-in"
    CERTIFICATE_SLIPPED_IN = "certificate-slipped-in"
    ENTRY_SLIPPED_IN = "entry-slipped-in"
    HASH_CHANGED = "hash-changed"
    CHECKPOINT_CHANGED = "checkpoint-changed"
    OTHER_HASH_SIGNED = "other-hash-signed"
    CUT_OFF = "cut-off"
    NOT_SIGNED = "not-signed"
    NOT_GUARDED = "not-guarded"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was recorded."""

    fault: Fault
    sentence: str
    position: int | None = None
    """Of the entry, or of the first that it can be."""
    certificate: str | None = None
    place: int | None = None
    """Of the decision in the certificate's history, from 1."""

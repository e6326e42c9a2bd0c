"""An entry beside its decision and its stored hash: which of them is another one than it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.register import log, merkle
from portal.register.auditing.findings import Fault, Finding

MOST_DIFFERENCES: Final = 3
"""Fields that a sentence names."""
_LONGEST: Final = 60
"""Letters of a value that a sentence shows."""


def stored(kept: str | None) -> bytes:
    """Give a stored hash as bytes; zeros where it is none, which fit to nothing."""
    try:
        found = bytes.fromhex(kept or "")
    except ValueError:
        found = b""
    return found if len(found) == len(merkle.EMPTY) else bytes(len(merkle.EMPTY))


def judged(position: int, row: Any, kept: str | None) -> tuple[Finding | None, bytes | None]:
    """Say what is wrong with an entry, and which hash to go on with; None: the stored one."""
    if row is None:
        return Finding(Fault.ENTRY_GONE, f"Entry {position} is missing.", position), None
    if isinstance(row, Exception):
        sentence = f"Entry {position}, or its decision, cannot be read: {str(row).partition(chr(10))[0]}."
        return Finding(Fault.DECISION_CHANGED, sentence, position), None
    if not isinstance(row.entry, str):
        return Finding(Fault.ENTRY_CHANGED, f"Entry {position} is no text.", position), None
    leaf = merkle.leaf_hash(row.entry.encode())
    is_kept = leaf.hex() == kept
    try:
        said = log.body(row) if row.organisation and row.scheme else None
        if said == row.entry and is_kept:
            return None, leaf
        return _differing(position, row, said, kept, is_kept=is_kept)
    except (ValueError, TypeError, AttributeError) as error:
        named = _Named.of(position, row.entry)
        return named.finding(
            Fault.DECISION_CHANGED, f"the decision cannot be read: {error}."
        ), leaf if is_kept else None


def _differing(
    position: int, row: Any, said: str | None, kept: str | None, *, is_kept: bool
) -> tuple[Finding | None, bytes | None]:
    """Say what of entry, decision and stored hash is another one than it was."""
    leaf = merkle.leaf_hash(row.entry.encode())
    named = _Named.of(position, row.entry if is_kept or said is None else said)
    if said is None:
        gone = "its decision is gone." if row.id is None else "its certificate, or what that belongs to, is gone."
        return named.finding(Fault.DECISION_GONE, gone), leaf if is_kept else None
    if is_kept:
        return named.finding(Fault.DECISION_CHANGED, f"the decision was changed: {_how(row.entry, said)}."), leaf
    if merkle.leaf_hash(said.encode()).hex() == kept:
        return named.finding(Fault.ENTRY_CHANGED, f"the entry was changed: {_how(said, row.entry)}."), None
    if said == row.entry and kept is None:
        return named.finding(Fault.HASH_CHANGED, "its stored hash is missing."), leaf
    if said == row.entry:
        return named.finding(Fault.ENTRY_CHANGED, "its stored hash is that of another entry."), leaf
    return named.finding(
        Fault.ENTRY_CHANGED, f"the entry does not say what the decision says: {_how(said, row.entry)}."
    ), (leaf)


@dataclass(frozen=True)
class _Named:
    """An entry as sentences name it."""

    position: int
    certificate: str | None
    place: int | None

    @classmethod
    def of(cls, position: int, body: str) -> "_Named":
        said = _read(body)
        number, place = said.get("certificate"), said.get("place")
        return cls(position, number if isinstance(number, str) else None, place if isinstance(place, int) else None)

    def finding(self, fault: Fault, sentence: str) -> Finding:
        name = f" ({self.certificate}, decision {self.place})" if self.certificate else ""
        return Finding(fault, f"Entry {self.position}{name}: {sentence}", self.position, self.certificate, self.place)


def _read(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _how(before: str, after: str) -> str:
    """Say in which fields two entries differ."""
    one, other = _read(before), _read(after)
    names = [
        name for name in sorted({*one, *other}) if one.get(name) != other.get(name) or (name in one) != (name in other)
    ]
    if not names:
        return "it is written in another way"
    some = [
        f"{name} is {_shown(other.get(name))} instead of {_shown(one.get(name))}" for name in names[:MOST_DIFFERENCES]
    ]
    return ", ".join([*some, *(["and more"] if len(names) > MOST_DIFFERENCES else [])])


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

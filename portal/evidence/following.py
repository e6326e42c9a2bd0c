"""Whether what a statement says follows from the decisions that it names, and whether the log holds those.

Nothing of a verdict is believed that can be worked out again: the rules are those of `portal.register.histories`.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.evidence import checkpoints
from portal.evidence.checkpoints import BadCheckpointError, Signed
from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.trust import Trust
from portal.register import histories, merkle
from portal.register.histories import DecisionFact, Period
from portal.words import DecisionKind, Status

Said = Mapping[str, Any]
Entries = Mapping[tuple[str, int], Said]
"""Entries of the log by the number of the certificate and the place in its history."""


def checkpoint_of(note: str | None, trust: Trust) -> Signed | None:
    """Read a checkpoint that one of the keys signed; None where there is none.

    :raises RefusedStatementError: none of them did
    """
    if note is None:
        return None
    try:
        return checkpoints.read(note, note.partition("\n")[0], trust.signing)
    except BadCheckpointError as error:
        raise RefusedStatementError(Fault.NOT_IN_LOG) from error


def entries_of(held: Sequence[Said], signed: Signed | None) -> Entries:
    """Read entries of the log, once each is shown to be among those that a checkpoint signs.

    :raises RefusedStatementError: one is not
    """
    found = {}
    for one in held:
        leaf = merkle.leaf_hash(one["entry"].encode())
        path = [base64.b64decode(beside, validate=True) for beside in one["path"]]
        if signed is None or not merkle.includes(leaf, one["position"], signed.size, path, signed.root):
            raise RefusedStatementError(Fault.NOT_IN_LOG)
        entry = json.loads(one["entry"])
        found[entry["certificate"], entry["place"]] = entry
    return found


def follows(verdict: Said, entries: Entries) -> None:
    """Check that a verdict follows from entries of the log.

    :raises RefusedStatementError: it does not, or names a decision that is in none of them
    """
    decided = [(one, _history(one, entries)) for one in verdict["certificates"]]
    if decided and entries[decided[0][0]["number"], 1]["organisation"] != verdict["holder"]["slug"]:
        raise RefusedStatementError(Fault.CONTRADICTED)
    for certificate, history in decided:
        if histories.status_on(history, date.fromisoformat(certificate["on"])) != Status(certificate["status"]):
            raise RefusedStatementError(Fault.CONTRADICTED)
    if "outcome" in verdict and not _adds_up(verdict, decided):
        raise RefusedStatementError(Fault.CONTRADICTED)


def _history(certificate: Said, entries: Entries) -> list[DecisionFact]:
    """Give a certificate's history from the log, once its decisions are those that the certificate names."""
    found = []
    for place, said in enumerate(certificate["decisions"], 1):
        entry = entries.get((certificate["number"], place))
        if entry is None:
            raise RefusedStatementError(Fault.NOT_IN_LOG)
        own = {
            **said,
            "scheme": certificate["scheme"],
            "organisation": entries[entry["certificate"], 1]["organisation"],
        }
        if any(own[name] != entry[name] for name in own):
            raise RefusedStatementError(Fault.CONTRADICTED)
        found.append(decision(entry))
    if not found:
        raise RefusedStatementError(Fault.NOT_IN_LOG)
    return found


def decision(entry: Said) -> DecisionFact:
    """Give what a status follows from, of a decision as an entry or a verdict says it."""
    until = entry["valid_until"]
    return DecisionFact(
        kind=DecisionKind(entry["decision"]),
        effective_on=date.fromisoformat(entry["effective"]),
        valid_until=date.fromisoformat(until) if until else None,
        corrects=entry.get("corrects"),
        voids=entry.get("voids", False),
    )


def _adds_up(verdict: Said, decided: Sequence[tuple[Said, Sequence[DecisionFact]]]) -> bool:
    """Say whether the answer of a verdict is that of its certificates."""
    if not decided:
        return verdict["outcome"] != "certificate" and not verdict["holds"]
    best = decided[0][0]
    if verdict["status"] != best["status"]:
        return False
    if verdict["until"] is None:
        return bool(verdict["holds"] == (best["status"] == Status.VALID))
    first, last = date.fromisoformat(verdict["on"]), date.fromisoformat(verdict["until"])
    of_scheme = [history for one, history in decided if one["scheme"] == best["scheme"]]
    days = histories.best_of([histories.periods(history, first, last) for history in of_scheme])
    gaps = [one for one in days if one.status is not Status.VALID]
    said = [*map(_period, verdict["covered"]), *map(_period, verdict["gaps"])]
    return verdict["holds"] == (not gaps) and sorted(said, key=lambda one: one.first) == list(days)


def _period(said: Said) -> Period:
    return Period(date.fromisoformat(said["from"]), date.fromisoformat(said["to"]), Status(said["status"]))

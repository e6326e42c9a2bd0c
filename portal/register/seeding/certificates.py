"""Loads what organisations hold: certificates with their decisions, signatures, memberships."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import col, select

from portal.register import histories, log
from portal.register.content import Content
from portal.register.content import certificates as entries
from portal.register.content.fields import When, local
from portal.register.deciding import SENTENCES
from portal.register.histories import DecisionFact
from portal.register.seeding.ids import Ids
from portal.register.seeding.merging import Merge
from portal.tables import Certificate, Commitment, Decision, Membership, Signature
from portal.words import Precision

BINDING = ("scheme_id", "organisation_id")
"""What never changes of a certificate: whom it was granted to, and by which scheme."""
GRANTED = ("scope", "covers_units")
"""What its grant says of it, and the public log has recorded."""
DECIDED = (
    "kind",
    "effective_on",
    "effective_certainty",
    "valid_until",
    "reason_code",
    "reason",
    "criteria",
    "corrects",
    "voids",
    "decided_by",
    "approved_by",
)


class AppendOnlyError(Exception):
    """The content says something else than what was recorded, or what cannot be: one sentence for each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        """Keep the sentences."""
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


def load(merge: Merge, content: Content, ids: Ids, now: datetime) -> None:
    """Put certificates, signatures and memberships in place; new decisions are recorded at `now`.

    Raises `AppendOnlyError` when a stored certificate or decision would change, or when a history cannot be.
    """
    if impossible := list(_impossible(content)):
        raise AppendOnlyError(impossible)
    wanted = [_certificate(entry, ids) for entry in content.certificates]
    if refused := list(_rebound(merge, wanted)):
        raise AppendOnlyError(refused)
    stored = {row.number: row for row in merge.rows(wanted, "number")}
    if refused := list(_load_decisions(merge, content, stored, now)):
        raise AppendOnlyError(refused)
    _load_signatures(merge, content, ids)
    merge.rows((_membership(entry, ids) for entry in content.memberships), *BINDING)


def _certificate(entry: entries.Certificate, ids: Ids) -> Certificate:
    return Certificate(
        number=entry.number,
        scheme_id=ids.schemes[entry.scheme],
        organisation_id=ids.organisations[entry.organisation],
        cohort_id=ids.cohorts[entry.cohort] if entry.cohort else None,
        scope=local(entry.scope),
        covers_units=entry.covers_units,
        sources=entry.sources,
    )


def _rebound(merge: Merge, wanted: Sequence[Certificate]) -> Iterator[str]:
    by_number = {row.number: row for row in wanted}
    statement = select(Certificate).where(col(Certificate.number).in_(sorted(by_number)))
    for stored in merge.session.exec(statement):
        row = by_number[stored.number]
        if any(getattr(stored, name) != getattr(row, name) for name in BINDING):
            yield (
                f"certificates.yaml, {stored.number}: the register has granted this number to another organisation or "
                "scheme; a certificate never changes hands. Give the new one a number of its own."
            )
        elif differing := [name for name in GRANTED if getattr(stored, name) != getattr(row, name)]:
            yield (
                f"certificates.yaml, {stored.number}: the register has granted this certificate with another "
                f"{', '.join(differing)}. What was granted never changes."
            )


def _impossible(content: Content) -> Iterator[str]:
    """Give a sentence for each decision that cannot follow those before it."""
    for entry in content.certificates:
        history: list[DecisionFact] = []
        for place, decision in enumerate(entry.decisions, 1):
            fact = DecisionFact(
                decision.kind,
                decision.effective_on,
                decision.valid_until,
                corrects=decision.corrects,
                voids=decision.voids,
            )
            if wrong := histories.refusal(history, fact):
                yield f"certificates.yaml, {entry.number}, decisions.{place}: {SENTENCES[wrong]}"
                break  # what follows rests on it
            history.append(fact)


def _load_decisions(merge: Merge, content: Content, stored: Mapping[str, Certificate], now: datetime) -> Iterator[str]:
    """Record the decisions that come after the stored ones; give a sentence for each that says something else."""
    history = _histories(merge, stored)
    added: list[Decision] = []
    for entry in content.certificates:
        certificate_id = stored[entry.number].id or 0
        for position, decision in enumerate(entry.decisions):
            row = _decision(decision, certificate_id, position + 1, now)
            before = history.get(certificate_id, [])
            if position >= len(before):
                merge.session.add(row)
                added.append(row)
            elif differing := [name for name in DECIDED if getattr(before[position], name) != getattr(row, name)]:
                yield (
                    f"certificates.yaml, {entry.number}, decisions.{position + 1}: the register has recorded this "
                    f"decision with another {', '.join(differing)}. A decision never changes; add a new one instead."
                )
    merge.session.flush()
    merge.added += len(added)
    log.enter(merge.session, added)


def _histories(merge: Merge, stored: Mapping[str, Certificate]) -> Mapping[int, list[Decision]]:
    found: dict[int, list[Decision]] = {}
    ids = sorted(row.id or 0 for row in stored.values())
    statement = select(Decision).where(col(Decision.certificate_id).in_(ids)).order_by(col(Decision.place))
    for row in merge.session.exec(statement):
        found.setdefault(row.certificate_id, []).append(row)
    return found


def _decision(entry: entries.Decision, certificate_id: int, place: int, now: datetime) -> Decision:
    return Decision(
        certificate_id=certificate_id,
        place=place,
        kind=entry.kind,
        effective_on=entry.effective_on,
        effective_certainty=entry.effective_certainty,
        recorded_at=now,
        valid_until=entry.valid_until,
        reason_code=entry.reason_code,
        reason=local(entry.reason),
        criteria=entry.criteria,
        corrects=entry.corrects,
        voids=entry.voids,
        decided_by=entry.decided_by,
        approved_by=entry.approved_by,
    )


def _load_signatures(merge: Merge, content: Content, ids: Ids) -> None:
    stored = merge.rows((_signature(entry, ids) for entry in content.signatures), *BINDING)
    of = {(row.scheme_id, row.organisation_id): row.id or 0 for row in stored}
    commitments = [
        Commitment(
            signature_id=of[ids.schemes[entry.scheme], ids.organisations[entry.organisation]],
            kind=promise.kind,
            amount=promise.amount,
            due_on=promise.due_on,
            text=local(promise.text),
        )
        for entry in content.signatures
        for promise in entry.commitments
    ]
    merge.parts(Commitment, "signature_id", of.values(), commitments, "signature_id", "kind", "due_on")


def _signature(entry: entries.Signature, ids: Ids) -> Signature:
    first, precision = _known(entry.signed_on)
    return Signature(
        scheme_id=ids.schemes[entry.scheme],
        organisation_id=ids.organisations[entry.organisation],
        signed_on=first,
        signed_precision=precision,
        certainty=entry.certainty,
        sources=entry.sources,
    )


def _membership(entry: entries.Membership, ids: Ids) -> Membership:
    first, precision = _known(entry.since)
    return Membership(
        scheme_id=ids.schemes[entry.scheme],
        organisation_id=ids.organisations[entry.organisation],
        since=first,
        since_precision=precision,
        ended_on=entry.ended_on,
        sources=entry.sources,
    )


def _known(when: When | None) -> tuple[date | None, Precision]:
    return (when.first, when.precision) if when else (None, Precision.UNKNOWN)

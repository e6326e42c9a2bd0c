"""Rebuilding: certificates and decisions are made from the log alone, so that the log is the register's own copy.

The log says everything that was decided, and names organisations and schemes by their slugs. What else is known of
them stands elsewhere; where they are missing, they are made with nothing but their slug, and are not shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlmodel import Session, col, func, select

from portal.register import log, merkle
from portal.register.rebuilding.lines import NoLogError, Said, in_batches
from portal.tables import Certificate, Decision, Organisation, Scheme
from portal.words import Certainty, Confidence, LocalText, SchemeKind

__all__ = ["NoLogError", "Rebuilt", "rebuild"]

UNKNOWN_ZONE: Final = "UTC"
"""Of a scheme of which nothing but its slug is known."""
UNKNOWN_COUNTRY: Final = "EU"


@dataclass
class Rebuilt:
    """What was made."""

    entries: int = 0
    certificates: int = 0
    root: bytes = merkle.EMPTY
    unknown: list[str] = field(default_factory=list)
    """The slugs of organisations and schemes that were not known."""


def rebuild(session: Session, lines: Iterable[str | bytes], today: date) -> Rebuilt:
    """Make the register of a log, in the transaction of a writing session.

    :param lines: as `log.line` gives them, from the first entry on
    :raises NoLogError: they are no log, or the database holds certificates or decisions already
    """
    taken = (select(one.id).limit(1) for one in (Certificate, Decision))
    if any(session.exec(one).first() is not None for one in taken) or log.size(session):
        raise NoLogError("This database holds decisions already. A register is rebuilt in one that has none.")
    made = Rebuilt()
    for some in in_batches(lines):
        _Batch(session, some, today, made).make()
        made.entries += len(some)
    made.root = log.root(session, made.entries)
    return made


class _Batch:
    """Some entries, made into rows."""

    def __init__(self, session: Session, entries: Sequence[tuple[str, Said]], today: date, made: Rebuilt) -> None:
        self._session = session
        self._entries = entries
        self._today = today
        self._made = made

    def make(self) -> None:
        """Make the rows, enter them in the log, and see that it says the same."""
        organisations = self._organisations({said.organisation for _, said in self._entries})
        schemes = self._schemes({said.scheme for _, said in self._entries})
        certificates = self._certificates(organisations, schemes)
        rows = [self._decision(said, certificates) for _, said in self._entries]
        self._session.add_all(rows)
        self._session.flush()
        log.enter(self._session, rows)
        first = self._made.entries
        entered = log.entries(self._session, first, first + len(rows) - 1)
        for (body, said), entry in zip(self._entries, entered, strict=True):
            if body != entry.body:
                raise NoLogError(
                    f"Entry {entry.position} ({said.certificate}, decision {said.place}) says what no decision says, "
                    "or says it of another certificate than before. Nothing was changed."
                )
        self._session.expunge_all()

    def _certificates(self, organisations: Mapping[str, int], schemes: Mapping[str, int]) -> dict[str, list[int]]:
        """Give the id of each certificate and the number of its decisions; those that are granted here are made."""
        known = self._counted()
        for _, said in self._entries:
            if said.place == 1 and said.certificate not in known:
                row = Certificate(
                    number=said.certificate,
                    scheme_id=schemes[said.scheme],
                    organisation_id=organisations[said.organisation],
                    scope=LocalText(said.scope),
                    covers_units=said.covers_units,
                )
                self._session.add(row)
                known[said.certificate] = [0, 0]
                self._made.certificates += 1
        self._session.flush()
        ids = {number: one for number, (one, _) in self._counted().items()}
        return {number: [ids[number], count] for number, (_, count) in known.items()}

    def _counted(self) -> dict[str, list[int]]:
        numbers = sorted({said.certificate for _, said in self._entries})
        counted = (
            select(Certificate.number, Certificate.id, func.count(col(Decision.id)))
            .outerjoin(Decision, col(Decision.certificate_id) == col(Certificate.id))
            .where(col(Certificate.number).in_(numbers))
            .group_by(col(Certificate.number), col(Certificate.id))
        )
        return {number: [one or 0, count] for number, one, count in self._session.exec(counted)}

    def _decision(self, said: Said, certificates: Mapping[str, list[int]]) -> Decision:
        certificate = certificates.get(said.certificate)
        if certificate is None or said.place != certificate[1] + 1:
            raise NoLogError(
                f"Decision {said.place} of {said.certificate} does not follow those before it. Nothing was changed."
            )
        certificate[1] += 1
        return Decision(
            certificate_id=certificate[0],
            place=said.place,
            kind=said.decision,
            effective_on=said.effective,
            effective_certainty=said.effective_certainty,
            recorded_at=said.recorded,
            valid_until=said.valid_until,
            reason_code=said.reason,
            reason=LocalText(said.text),
            criteria=said.criteria,
            corrects=said.corrects,
            voids=said.voids,
            decided_by=said.decided_by,
            approved_by=said.approved_by,
        )

    def _organisations(self, slugs: set[str]) -> Mapping[str, int]:
        """Give the ids of organisations by slug; those that are not known are made, and are not shown."""
        wanted = select(Organisation.slug, Organisation.id).where(col(Organisation.slug).in_(sorted(slugs)))
        known = {slug: one or 0 for slug, one in self._session.exec(wanted)}
        rows = [self._organisation(slug) for slug in sorted(slugs - set(known))]
        self._session.add_all(rows)
        self._session.flush()
        self._made.unknown += [row.slug for row in rows]
        return known | {row.slug: row.id or 0 for row in rows}

    def _organisation(self, slug: str) -> Organisation:
        return Organisation(
            slug=slug,
            name=slug,
            name_language="en",
            names=LocalText(),
            profile=LocalText(),
            provenance=LocalText(),
            confidence=Confidence.LOW,
            checked_on=self._today,
            listed=False,
        )

    def _schemes(self, slugs: set[str]) -> Mapping[str, int]:
        """Give the ids of schemes by slug; those that are not known are made, each with an owner that is not known."""
        wanted = select(Scheme.slug, Scheme.id).where(col(Scheme.slug).in_(sorted(slugs)))
        known = {slug: one or 0 for slug, one in self._session.exec(wanted)}
        missing = sorted(slugs - set(known))
        owners = {slug: f"owner-of-{slug}"[:80] for slug in missing}
        ids = self._organisations(set(owners.values())) if missing else {}
        rows = [
            Scheme(
                slug=slug,
                kind=SchemeKind.CERTIFICATION,
                time_zone=UNKNOWN_ZONE,
                country=UNKNOWN_COUNTRY,
                owner_id=ids[owners[slug]],
                owner_certainty=Certainty.UNKNOWN,
                names=LocalText({"en": slug}),
                confidence=Confidence.LOW,
                checked_on=self._today,
                short=LocalText(),
                what=LocalText(),
                who=LocalText(),
                why=LocalText(),
                limits=LocalText(),
                provenance=LocalText(),
            )
            for slug in missing
        ]
        self._session.add_all(rows)
        self._session.flush()
        self._made.unknown += missing
        return known | {row.slug: row.id or 0 for row in rows}

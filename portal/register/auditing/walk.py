"""The way through the log, one entry after the other."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select

from portal.register import log, merkle
from portal.register.auditing.entries import judged, stored
from portal.register.auditing.findings import Fault, Finding
from portal.tables import Certificate, Decision, LogEntry, Organisation, Scheme, metadata

_ENTRIES: Final = (
    sqlalchemy.select(
        col(LogEntry.position),
        col(LogEntry.decision_id),
        col(LogEntry.body).label("entry"),
        *metadata.tables["decision"].c,
        col(Certificate.number),
        col(Certificate.scope),
        col(Certificate.covers_units),
        col(Scheme.slug).label("scheme"),
        col(Organisation.slug).label("organisation"),
    )
    .outerjoin(Decision, col(LogEntry.decision_id) == col(Decision.id))
    .outerjoin(Certificate, col(Decision.certificate_id) == col(Certificate.id))
    .outerjoin(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
    .outerjoin(Organisation, col(Certificate.organisation_id) == col(Organisation.id))
    .order_by(col(LogEntry.position))
)


class Walk:
    """One way through the log, from its first entry to its last."""

    def __init__(self, session: Session) -> None:
        """Begin before the first entry; the session must see one state of the database to the end."""
        self._session = session
        self._newest: dict[int, bytes] = {}
        self.size = 0
        """Entries that were walked over."""
        self.doubtful = -1
        """The last position at which something was found."""
        self.stopped = False
        """Whether so many entries are missing that the walk ended before the end."""

    def root(self) -> bytes:
        """Give the hash of the entries that were walked over, computed anew."""
        return merkle.root(self.size, lambda level, _: self._newest[level])

    def steps(self) -> Iterator[list[Finding]]:
        """Go to the next entry; give what is wrong with it, and with the hashes that it completes."""
        end = log.size(self._session)
        while self.size < end:
            first, after = self.size, min(self.size + log.BATCH, end)
            rows = self._rows(first, after)
            if not rows and after < end:
                self.stopped = True
                yield [self._hole(first)]
                return
            hashes = self._hashes(first, after)
            for position in range(first, after):
                found = list(self._step(position, rows.get(position), hashes))
                if found:
                    self.doubtful = position
                yield found

    def _rows(self, first: int, after: int) -> Mapping[int, Any]:
        """Give the entries of some positions, each with its decision; an error where one cannot be read."""
        try:
            return {row.position: row for row in self._read(first, after)}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OperationalError) as error:
            if isinstance(error, OperationalError) and "UTF-8" not in str(error):
                raise
            if after - first == 1:
                return {first: error}
            middle = (first + after) // 2
            return {**self._rows(first, middle), **self._rows(middle, after)}

    def _read(self, first: int, after: int) -> Any:
        some = _ENTRIES.where(col(LogEntry.position) >= first, col(LogEntry.position) < after)
        return self._session.connection().execute(some)

    def _hashes(self, first: int, after: int) -> Mapping[tuple[int, int], str]:
        """Give the stored hashes that the entries of some positions complete."""
        found: dict[tuple[int, int], str] = {}
        table = metadata.tables["lognode"].c
        for level in range(after.bit_length()):
            wanted = sqlalchemy.select(table.place, table.hash).where(
                table.level == level, table.place >= first >> level, table.place < after >> level
            )
            found.update({(level, place): kept for place, kept in self._session.connection().execute(wanted)})
        return found

    def _hole(self, first: int) -> Finding:
        after = select(func.min(LogEntry.position)).where(col(LogEntry.position) >= first)
        next_one = self._session.exec(after).one()
        return Finding(Fault.ENTRY_GONE, f"Entries {first} to {next_one - 1} are missing.", first)

    def _step(self, position: int, row: Any, hashes: Mapping[tuple[int, int], str]) -> Iterator[Finding]:
        kept = hashes.get((0, position))
        finding, leaf = judged(position, row, kept)
        if finding:
            yield finding
        known = leaf or stored(kept)
        for level, place, found in merkle.completed(position, known, lambda level, _: self._newest[level]):
            if not place % 2:  # the other half of a pair is asked for no more
                self._newest[level] = found
            is_new = not finding and self.doubtful < place << level
            if is_new and hashes.get((level, place)) != found.hex():
                last = (place + 1 << level) - 1
                what = "is missing" if (level, place) not in hashes else "is another one"
                yield Finding(
                    Fault.HASH_CHANGED,
                    f"The stored hash of the entries {place << level} to {last} {what} (level {level}, place {place}).",
                    place << level,
                )
        self.size = position + 1

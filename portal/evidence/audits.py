"""The audit of the whole log: what is computed anew from the database is what this portal signed, and nothing else."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlmodel import Session, col, select

from portal.evidence.checkpoints import BadCheckpointError, Reader, Signed
from portal.evidence.keys import Keys
from portal.register.auditing import Fault, Finding, Walk, strays
from portal.tables import Checkpoint

BATCH: Final = 1_000
"""Checkpoints that are read at a time."""


class Audit:
    """One audit of the log.

    :param session: sees one state of the database to the end
    :param outside: checkpoints that are not in the database, each with what to call it
    """

    def __init__(self, session: Session, keys: Keys, outside: Mapping[str, str]) -> None:
        self._session = session
        self._reader = Reader(keys.origin, keys.public)
        self._outside = outside
        self._walk = Walk(session)
        self._signed = 0
        """The size of the longest log that was found signed as it is."""
        self.checkpoints = 0
        """Those in the database that were looked at."""

    @property
    def entries(self) -> int:
        """The number of entries that were walked over."""
        return self._walk.size

    def findings(self) -> Iterator[Finding]:
        """Give everything that is not as it was recorded; of entries the first one first. Nothing: the log is whole."""
        stored, held = self._stored(), dict[int, list[tuple[str, Signed]]]()
        for name, note in self._outside.items():
            try:
                signed = self._reader.read(note)
                held.setdefault(signed.size, []).append((name, signed))
            except BadCheckpointError as error:
                yield Finding(Fault.CHECKPOINT_CHANGED, f"{name} cannot be used: {error}.")
        row = next(stored, None)
        for found in self._walk.steps():
            yield from found
            for name, signed in held.pop(self._walk.size, []):
                yield from self._compared(name, signed)
            while row is not None and row[0] <= self._walk.size:
                yield from self._checked(*row)
                row = next(stored, None)
        yield from self._ended(row, held)
        yield from strays(self._session, self._walk.size)

    def _stored(self) -> Iterator[tuple[int, str]]:
        """Give the checkpoints in the database, the shortest log first."""
        last: int | None = None
        while True:
            some = select(Checkpoint.size, Checkpoint.note).order_by(col(Checkpoint.size)).limit(BATCH)
            rows = self._session.exec(some if last is None else some.where(col(Checkpoint.size) > last)).all()
            if not rows:
                return
            yield from rows
            last = rows[-1][0]

    def _checked(self, size: int, note: str) -> Iterator[Finding]:
        self.checkpoints += 1
        name = f"The checkpoint of {size} entries"
        try:
            signed = self._reader.read(note)
        except (BadCheckpointError, TypeError, AttributeError, UnicodeEncodeError) as error:
            yield Finding(Fault.CHECKPOINT_CHANGED, f"{name} was changed or slipped in: {error}.", size - 1)
            return
        if signed.size != size or len(note.splitlines()) != _LINES or not note.endswith("\n"):
            yield Finding(
                Fault.CHECKPOINT_CHANGED, f"{name} was changed: it is not the note that was signed.", size - 1
            )
            return
        yield from self._compared(name, signed)
        self._signed = size

    def _compared(self, name: str, signed: Signed) -> Iterator[Finding]:
        """Compare what was signed with the entries walked over, which are as many."""
        # What was found among the entries since the last one that was signed, was said already.
        if signed.root != self._walk.root() and self._walk.doubtful < self._signed:
            sentence = (
                f"{name} was signed with another hash: one of the entries {self._signed} to {signed.size - 1} was "
                "changed, removed or slipped in, and everything that shows it too."
            )
            yield Finding(Fault.OTHER_HASH_SIGNED, sentence, self._signed)
            self._walk.doubtful = signed.size - 1

    def _ended(self, longer: tuple[int, str] | None, held: Mapping[int, list[tuple[str, Signed]]]) -> Iterator[Finding]:
        """Say what the log's length shows: it was cut off, or nobody signed its end."""
        size = self._walk.size
        if self._walk.stopped:
            return
        names = [(longer[0], f"The checkpoint of {longer[0]} entries")] if longer else []
        names += [(one, name) for one, several in held.items() for name, _ in several if one]
        for one, name in names:
            sentence = f"{name} was signed for {one} entries, and there are only {size}: entry {size} was removed."
            yield Finding(Fault.CUT_OFF, sentence, size)
        if self._signed < size:
            which = f"Entry {size - 1} is" if size - self._signed == 1 else f"Entries {self._signed} to {size - 1} are"
            yield Finding(Fault.NOT_SIGNED, f"{which} in no checkpoint that this portal signed.", self._signed)


_LINES: Final = 5
"""Of a note with one signature: origin, size, hash, nothing, signature."""

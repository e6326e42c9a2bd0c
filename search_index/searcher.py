"""The index in a folder, for asking: its newest state, opened when it changed."""

import os
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from search_index.analysis import warm
from search_index.answering import answer, explain
from search_index.codec import read
from search_index.entry import Answer, IndexMissingError, Question, Suggestion
from search_index.explanation import Explanation
from search_index.pool import Segment
from search_index.schema import current, pointer, schema
from search_index.snapshot import Snapshot
from search_index.suggest import Suggestions

__all__ = ["Index", "IndexMissingError"]

DAMAGED_FOR = 5.0
"""Seconds until an index that did not open is tried again."""
SETTLED = 0.05
"""Seconds after which a folder's time of change tells whether it changed again; the clock of files ticks slowly."""


@dataclass(frozen=True)
class _Held:
    """An open index and what it was opened as."""

    process: int
    state: "_State"
    snapshot: Snapshot
    segments: Mapping[str, Segment] = field(default_factory=dict)


@dataclass(frozen=True)
class _State:
    """What can be seen of an index without opening it."""

    directory: Path
    table: str
    """The name of its table of contents, which is another after every change."""


class Index:
    """The index in a folder, for asking; one for all threads of a process.

    It notices by itself when the index was built again or changed: a look at one link and one directory a question.
    Whoever asks first then opens it; of one that was built again also all words are learnt before anybody is answered
    from it, half a second for fifty thousand. Meanwhile the others are answered from the one before.
    Memory: what `Snapshot` keeps, its columns and words, and for a moment twice that, when the index changed.

    :param folder: the folder that writer.build was given
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = str(pointer(folder))
        self._held: _Held | None = None
        self._seen: tuple[str, int, _State] | None = None
        self._opening = threading.Lock()
        self._completing = threading.Lock()
        self._suggestions = Suggestions()
        self._damaged: tuple[_State, float] | None = None

    def ask(self, question: Question) -> Answer:
        """Answer a question. No text, number or name in it is an error.

        :raises IndexMissingError: there is no usable index; the caller answers without one
        """
        return answer(self._snapshot(), question)

    def suggest(
        self, text: str, language: str, kinds: Sequence[str], topics: Sequence[str], size: int
    ) -> tuple[Suggestion, ...]:
        """Suggest what someone who has typed this far may want; see `suggest.Suggestions.ask`. Errors as of `ask`."""
        return self._suggestions.ask(self._snapshot(), text, language, kinds, topics, size)

    def explain(self, text: str, language: str) -> Explanation:
        """Explain what a question finds; see `explanation.Explanation`. Errors as of `ask`."""
        return explain(self._snapshot(), text, language)

    def warm(self) -> None:
        """Open the index and load the dictionaries now, so that the first visitor does not wait.

        :raises IndexMissingError: there is no usable index
        """
        warm()
        self._snapshot().warm()

    def generation(self) -> str:
        """Give a name for the state of the index: another one whenever the answer to any question may be another.

        It opens nothing. "" when there is no index. While new words are being learnt, it is yet another one.
        """
        try:
            state = self._state()
        except IndexMissingError:
            return ""
        held = self._held
        learning = held is not None and (held.state is not state or not held.snapshot.is_whole)
        return f"{state.directory.name}/{state.table}{'+' if learning else ''}"

    def opened(self) -> str:
        """Give the `generation` that questions are answered from; "" before the first one. While a newer one is being
        opened, others are answered from the one before."""
        held = self._held
        return f"{held.state.directory.name}/{held.state.table}" if held and held.process == os.getpid() else ""

    def _snapshot(self) -> Snapshot:
        """Give the newest state; while another thread opens it, the state before."""
        held, state = self._held, self._state()
        if held and held.state is state and held.process == os.getpid():
            return held.snapshot
        if held is None or held.process != os.getpid():
            self._opening.acquire()
        elif not self._opening.acquire(blocking=False):
            return held.snapshot
        try:
            return self._open()
        finally:
            self._opening.release()

    def _open(self) -> Snapshot:
        state, held = self._state(), self._held
        if held and held.process != os.getpid():
            held = None
        if held and held.state == state:  # another thread opened it while this one waited
            self._held = replace(held, state=state)
            return held.snapshot
        if self._damaged and self._damaged[0] == state and time.monotonic() < self._damaged[1]:
            raise IndexMissingError(f"the index in {state.directory} is damaged")
        try:
            opened = segments(state.directory, held.segments if held else {})
            snapshot = Snapshot(tuple(opened.values()), held.snapshot if held else None)
            if held and held.state.directory != state.directory:
                snapshot.complete()  # built anew: no answer mixes its entries with the words of the one before
        except Exception as error:
            if self._state() != state:  # replaced while we opened it
                return self._open()
            self._damaged = (state, time.monotonic() + DAMAGED_FOR)
            raise IndexMissingError(f"the index in {state.directory} does not open: {error!r}") from error
        if self._state() != state:  # changed while we opened it: we may have read either
            return self._open()
        self._held = _Held(os.getpid(), state, snapshot, opened)
        if held:
            threading.Thread(target=self._complete, args=(snapshot,), name="lexicon", daemon=True).start()
        return snapshot

    def _complete(self, snapshot: Snapshot) -> None:
        """Learn the new words wholly; while they come faster than that, only those of the newest state."""
        with self._completing:
            if self._held and self._held.snapshot is snapshot:
                with suppress(IndexMissingError):  # whoever asks next will be told
                    snapshot.lexicon  # noqa: B018
                    snapshot.complete()

    def _state(self) -> _State:
        """Look at the index: the same object as long as nothing changed."""
        try:
            name = os.readlink(self._pointer)  # noqa: PTH115  # pathlib takes ten times as long
            changed = os.stat(self._pointer).st_mtime_ns  # noqa: PTH116
            seen = self._seen
            if seen and seen[0] == name and seen[1] == changed:
                return seen[2]
            directory = current(self._folder)
            state = _State(directory, _table(directory))
        except OSError as error:
            raise IndexMissingError(f"no index in {self._folder}") from error
        if seen and seen[2] == state:
            state = seen[2]
        settled = time.time_ns() - changed > SETTLED * 1e9
        self._seen = (name, changed if settled else -1, state)
        return state


def _table(directory: Path) -> str:
    return max((file.name for file in directory.glob("_MAIN_*.toc")), key=lambda name: (len(name), name), default="")


def segments(directory: Path, known: Mapping[str, Segment]) -> dict[str, Segment]:
    """Read the segments of an index, but those that are known: of them only what was removed is new."""
    index = FileStorage(str(directory), supports_mmap=False).open_index(schema=schema())
    reader = index.reader()
    try:
        found = {}
        for leaf, _ in reader.leaf_readers():
            if leaf.segment() is None:  # Whoosh's stand-in for an index without any
                continue
            name = leaf.segment().segment_id()
            dead = frozenset(leaf.segment().deleted_docs())
            found[name] = replace(known[name], dead=dead) if name in known else read(directory, leaf)
        return found
    finally:
        reader.close()

"""Who answers questions: the index and, while none can be used, the register itself."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from portal import engine, reindex
from portal.generation import LOOKED_EVERY
from portal.register import indexing, state
from portal.settings import Settings
from portal.store import Store
from search_index.entry import Answer, IndexMissingError, Question, Reason, Suggestion
from search_index.explanation import Explanation
from search_index.memory import InMemory

MOST: Final = 20_000
"""Entries up to which a register answers without an index; a larger one asks visitors to wait."""
Given = TypeVar("Given")


class Finding:
    """Answers every question, whatever has become of the index; one for all threads of a process.

    Where the index is missing or damaged, of another version, or in a folder that cannot be read, the same analysis
    and ranking answer in memory, from entries that are read once and kept until the register changes. Meanwhile the
    index is made anew in the background.
    """

    def __init__(self, settings: Settings, store: Store, index: engine.Searching) -> None:
        """Make it; nothing is opened before the first question."""
        self._settings = settings
        self._store = store
        self._index = index
        self._instead: tuple[Hashable, InMemory] | None = None
        self._making = threading.Lock()
        self._named: Hashable = None
        self._until = 0.0
        self.behind = False
        """Whether the index is known to be behind the register, and cannot be changed."""

    def ask(self, question: Question) -> Answer:
        """Answer a question; `Answer.degraded` says that it came straight from the register.

        Raises `IndexMissingError` when the register is too large to do without an index, and `DatabaseError`.
        """
        if self.behind:
            try:
                return replace(self._in_memory().ask(question), degraded=True)
            except IndexMissingError:  # better an older answer than none
                return self._index.ask(question)
        answer = self._from_index(lambda: self._index.ask(question))
        if answer:
            self._instead = None
            return answer
        return replace(self._in_memory().ask(question), degraded=True)

    def suggest(
        self, text: str, language: str, kinds: Sequence[str], topics: Sequence[str], most: int
    ) -> Sequence[Suggestion]:
        """Suggest what someone who has typed this far may want, as `Index.suggest`; nothing without an index."""
        found = self._from_index(lambda: self._index.suggest(text, language, kinds, topics, most))
        return () if found is None else found

    def explain(self, text: str, language: str) -> Explanation:
        """Explain what a question finds, as `Index.explain`. Errors as of `ask`."""
        found = self._from_index(lambda: self._index.explain(text, language))
        return found or self._in_memory().explain(text, language)

    def reasons(
        self, explained: Explanation, text: str, language: str, keys: Sequence[str]
    ) -> Mapping[str, tuple[Reason, ...]]:
        """Say why entries were found, as `Explanation.reasons`, also where the index is damaged under the explanation.

        :param explained: what `explain` gave for the text and the language; it reads the index only now
        :return: nothing where neither the index nor the register can say it
        """
        found = self._from_index(lambda: explained.reasons(keys))
        if found is not None:
            return found
        try:
            return self._in_memory().explain(text, language).reasons(keys)
        except IndexMissingError:  # the list is there, and a line in it is no reason to go without
            return {}

    def warm(self) -> None:
        """Read the index now, or what stands in for it, so that the first visitor does not wait.

        Raises `IndexMissingError` when the register is too large to do without an index.
        """
        self._index.warm()

    def state(self) -> Hashable:
        """Give a name for the state of the index: two equal ones, and questions between them had the same answers.

        A change is seen within `generation.LOOKED_EVERY` seconds. While there is no index, or a newer one is being
        opened, every name is another: nothing made then is kept.
        """
        if time.monotonic() < self._until and not self.behind:
            return self._named
        there = self._index.generation()
        if not there or there != self._index.opened() or self.behind:
            return object()
        self._named, self._until = there, time.monotonic() + LOOKED_EVERY
        return there

    def _from_index(self, ask: Callable[[], Given]) -> Given | None:
        """Ask the index; None when it cannot answer."""
        try:
            return ask()
        except IndexMissingError:
            pass
        except Exception:  # a damaged file can raise anything, and no visitor shall see it
            logging.getLogger(__name__).exception("the search index failed")
        reindex.in_background(self._settings)
        return None

    def _in_memory(self) -> InMemory:
        with self._making:
            now = self._settings.now()
            with self._store.reading(live=True) as session:
                wanted = (self._store.generation(), state.days(session, now))
                if self._instead is None or self._instead[0] != wanted:
                    if indexing.count(session) > MOST:
                        raise IndexMissingError("no index, and the register is too large to answer without one")
                    made = InMemory.of(indexing.entries(session, now), indexing.topics(session))
                    self._instead = (wanted, made)
            return self._instead[1]

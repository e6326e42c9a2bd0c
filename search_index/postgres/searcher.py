"""The second engine: the index in a PostgreSQL database, which many web nodes share.

A node keeps nothing in files. It keeps the words and topics in memory, and sees before each question whether they are
still those of the database.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

import psycopg

from search_index.analysis import warm
from search_index.entry import Answer, IndexMissingError, Question, Suggestion
from search_index.explanation import Explanation
from search_index.postgres.answer import Asking
from search_index.postgres.connections import Connections, Cursor
from search_index.postgres.known import Known
from search_index.postgres.names import Names, PostgresExplanation, having, holding
from search_index.postgres.tables import FIND_STATE, State, Tables
from search_index.suggest import Suggestions

Result = TypeVar("Result")

TRIES: Final = 4
"""How often a question is asked when each time the build it read was removed meanwhile."""
AWAY_FOR: Final = 2.0
"""Seconds until a database that did not answer is asked again: waiting for it takes a visitor long."""
LOOKED_EVERY: Final = 0.25
"""Seconds for which a look at the state of the index holds."""
NAMES_KEPT: Final = 10.0
"""Seconds for which names are suggested that may since have been changed."""
_BEGIN: Final = f"begin isolation level repeatable read read only; {FIND_STATE}"
_ALIKE: Final = "select distinct term from {word} where term %% %s and entries > 0"


class PostgresIndex:
    """The index in a database, for asking, with the promises of `searcher.Index`; one for all threads of a process.

    Where a method of that one raises `IndexMissingError`, this one also does when the database does not answer.

    :param url: `postgresql+psycopg://…`: of the database, or of a replica of it
    """

    def __init__(self, url: str) -> None:
        self._connections = Connections(url)
        self._known: Known | None = None
        self._learning = threading.Lock()
        self._completing = threading.Lock()
        self._suggestions = Suggestions()
        self._names: tuple[State, float, Names] | None = None
        self._away_until = 0.0
        self._looked: tuple[float, str] = (0.0, "")

    def ask(self, question: Question) -> Answer:
        """Answer a question: `searcher.Index.ask`."""
        return self._reading(lambda cursor, known: Asking(cursor, known, question).answer())

    def suggest(
        self, text: str, language: str, kinds: Sequence[str], topics: Sequence[str], size: int
    ) -> tuple[Suggestion, ...]:
        """Suggest what someone who has typed this far may want: `searcher.Index.suggest`.

        Names are read again at most every NAMES_KEPT seconds.
        """
        return self._suggestions.ask(self._reading(self._newest_names), text, language, kinds, topics, size)

    def explain(self, text: str, language: str) -> Explanation:
        """Explain what a question finds: `searcher.Index.explain`."""

        def holding_now(keys: list[str]) -> Mapping[str, list[str]]:
            return self._reading(lambda cursor, known: holding(cursor, known, keys))

        return self._reading(lambda _, known: PostgresExplanation(known, holding_now, text, language))

    def warm(self) -> None:
        """Read the words and load the dictionaries now, so that the first visitor does not wait."""
        warm()
        self._reading(lambda _, known: known.lexicon.warm())

    def generation(self) -> str:
        """Give a name for the state of the index: `searcher.Index.generation`. It is up to LOOKED_EVERY seconds old.

        "" when there is no index, or the database does not answer.
        """
        until, found = self._looked
        if time.monotonic() >= until:
            found = self._look()
            self._looked = time.monotonic() + LOOKED_EVERY, found
        known = self._known
        return f"{found}+" if found and known and not known.is_whole else found

    def opened(self) -> str:
        """Give the `generation` that questions are answered from; "" before the first one."""
        return self._known.state.name if self._known else ""

    def close(self) -> None:
        """Let go of every connection."""
        self._connections.close()

    def _look(self) -> str:
        try:
            with self._connections.cursor() as cursor:
                state = State.read(cursor)
        except psycopg.Error:
            self._connections.close()
            return ""
        return state.name if state else ""

    def _newest_names(self, cursor: Cursor, known: Known) -> Names:
        found = self._names
        if found is None or (found[0] != known.state and time.monotonic() >= found[1]):

            def having_now(query: str) -> list[str]:
                return self._reading(lambda later, newest: having(later, newest, query))

            found = (known.state, time.monotonic() + NAMES_KEPT, Names(cursor, known, having_now))
            self._names = found
        return found[2]

    def _reading(self, work: Callable[[Cursor, Known], Result]) -> Result:
        """Do something with the newest state of the index; on a new connection where the kept ones had died."""
        if time.monotonic() < self._away_until:
            raise IndexMissingError("the database of the index did not answer a moment ago")
        for is_last in (False, True):
            try:
                return self._tried(work)
            except psycopg.Error as error:
                self._connections.close()
                if is_last or not isinstance(error, psycopg.OperationalError):
                    self._away_until = time.monotonic() + AWAY_FOR
                    raise IndexMissingError(f"the index in the database cannot be read: {error}") from error
        raise AssertionError  # the last time gives or raises

    def _tried(self, work: Callable[[Cursor, Known], Result]) -> Result:
        """Do it, and again when the build that was read was replaced and removed meanwhile."""
        for _ in range(TRIES):
            try:
                with self._connections.cursor() as cursor:
                    return work(cursor, self._current(cursor))
            except psycopg.errors.UndefinedTable as error:
                if "search_index.state" in str(error):
                    raise IndexMissingError("there is no index in the database") from error
        raise IndexMissingError("the tables of the index are not there")

    def _current(self, cursor: Cursor) -> Known:
        """Begin a transaction and give what is known in it."""
        cursor.execute(_BEGIN.encode())
        cursor.nextset()
        row = cursor.fetchone()
        if row is None:
            raise IndexMissingError("there is no index of this version in the database")
        state, known = State(*row), self._known
        if known is None or known.state != state:
            with self._learning:
                known = self._known
                if known is None or known.state != state:
                    known = self._known = Known(cursor, state, known, self._alike if state.trigrams else None)
                    if not known.is_whole:
                        threading.Thread(target=self._complete, args=(known,), name="lexicon", daemon=True).start()
        return known

    def _complete(self, known: Known) -> None:
        """Learn new words wholly; while they come faster than that, only those of the newest state."""
        with self._completing:
            if self._known is known:
                known.complete()

    def _alike(self, word: str, similarity: float) -> list[str]:
        known = self._known
        with self._connections.cursor() as cursor, cursor.connection.transaction():
            # A little less: PostgreSQL reckons with four bytes.
            limit = str(similarity - 0.001)
            cursor.execute("select set_config('pg_trgm.similarity_threshold', %s, true)", (limit,))
            cursor.execute(Tables(known.state.build if known else 0).sql(_ALIKE), (word,))
            return [term for (term,) in cursor.fetchall()]

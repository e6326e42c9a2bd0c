"""The same answers without any index: everything held in memory, for the time when no index can be used."""

import json
from collections.abc import Iterable, Sequence

from search_index.answering import answer, explain
from search_index.entry import Answer, Entry, Question, Suggestion, Topic
from search_index.explanation import Explanation
from search_index.pool import Pool
from search_index.schema import entry_facts, strengths, topic_facts
from search_index.snapshot import Snapshot
from search_index.suggest import Suggestions


class InMemory:
    """Entries and topics, for asking. Nothing of it is on a disk, and it never changes.

    :param snapshot: what it answers from
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._suggestions = Suggestions()

    @classmethod
    def of(cls, entries: Iterable[Entry], topics: Iterable[Topic] = ()) -> "InMemory":
        """Gather everything that can be found: about a second and 20 MB for a thousand entries.

        :raises ValueError: two entries have the same key
        """
        pool = Pool()
        keys: set[str] = set()
        for entry in entries:
            if entry.key in keys:
                raise ValueError(f"two entries have the key {entry.key!r}")
            keys.add(entry.key)
            facts = entry_facts(entry)
            names = json.dumps(facts["names"], ensure_ascii=False) if facts["names"] else ""
            pool.hold(facts, names, strengths(entry))
        for topic in topics:
            pool.hold_topic(topic_facts(topic))
        return cls(Snapshot((pool.segment(),)))

    def ask(self, question: Question) -> Answer:
        """Answer a question, as `searcher.Index.ask` does."""
        return answer(self._snapshot, question)

    def suggest(
        self, text: str, language: str, kinds: Sequence[str], topics: Sequence[str], size: int
    ) -> tuple[Suggestion, ...]:
        """Suggest what someone who has typed this far may want, as `searcher.Index.suggest` does."""
        return self._suggestions.ask(self._snapshot, text, language, kinds, topics, size)

    def explain(self, text: str, language: str) -> Explanation:
        """Explain what a question finds, as `searcher.Index.explain` does."""
        return explain(self._snapshot, text, language)

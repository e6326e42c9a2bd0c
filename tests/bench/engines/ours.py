"""The portal's own engine, asked as the portal asks it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from search_index.entry import Entry, Question, Topic
from search_index.searcher import Index
from search_index.writer import build, put
from tests.bench.engines.contract import PAGE, Asked, Found


class Ours:
    """search_index: words in four languages with their other forms, and topics as topics.

    It has no "any of these words": it widens a question by itself when nothing holds all words, so such a question
    here is one that nothing holds whole. The last word of a question is always also the beginning of a longer one, and
    a word that nothing holds is always also a mistyped one.
    """

    mistyped = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
        build(self._folder, entries, topics)

    def put(self, entry: Entry, topics: Sequence[Topic]) -> None:  # noqa: ARG002  # they are in the index
        put(self._folder, [entry])

    def open(self) -> None:
        self._index = Index(self._folder)
        self._index.warm()

    def ask(self, asked: Asked, facets: Sequence[str], size: int = PAGE) -> Found:
        text = " ".join(asked.words)
        if asked.how == "phrase":
            text = f'"{text}"'
        if asked.without:
            text = f"{text} -{asked.without}"
        answer = self._index.ask(Question(asked.language, text, filters=asked.filters, facets=tuple(facets), size=size))
        return Found(answer.total, [hit.key for hit in answer.hits], answer.counts, answer.widened)

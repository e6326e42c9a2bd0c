"""What a process keeps of the index in PostgreSQL: its words, the values of its facets, and its topics.

It is read once for each build and brought forward when the index changes: words remember since when they are as they
are, and values are only ever added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from search_index.entry import Topic
from search_index.language.misspelling import Spellings
from search_index.lexicon import Lexicon
from search_index.postgres.connections import Cursor
from search_index.postgres.tables import SPOKEN, State, Tables, lexeme
from search_index.recent import Recent
from search_index.schema import TOPICS
from search_index.topics import Topics

_WORDS: Final = "select term, language, entries > 0 from {word} where changed > %s"
_VALUES: Final = "select facet, value from {value} where code >= %s order by code"
_TOPIC_DIGEST: Final = "select md5(string_agg(digest, ',' order by key)) from {topic}"
_TOPICS: Final = "select key, kind, labels, synonyms, within from {topic} order by key"
_TOPICS_HELD: Final = "select distinct lexeme from {posting} where lexeme between %s and %s"

LAST: Final = "\U0010ffff"
"""No term comes after it."""
LARGEST_CACHE: Final = 8 * 2**20
"""Bytes of plans and the like that are kept."""
LEAST_ALIKE: Final = 0.1
"""The similarity below which looking through all words costs less than looking by trigrams."""

Alike = Callable[[str, float], Iterable[str]]
"""Gives the words of at least a similarity to another, as pg_trgm reckons it."""


class Known:
    """The words, values and topics of one state of the index: a `plan.Vocabulary`. It never changes.

    :param before: what was known before, if anything
    :param alike: None: the database has no trigrams
    """

    def __init__(self, cursor: Cursor, state: State, before: "Known | None", alike: Alike | None) -> None:
        self.state = state
        self._tables = Tables(state.build)
        self._alike = alike
        base = before if before and before.state.leads_to(state) else None
        self._words = self._read_words(cursor, base)
        cursor.execute(self._tables.sql(_VALUES), (len(base.values) if base else 0,))
        self.values: tuple[tuple[str, str], ...] = (*(base.values if base else ()), *cursor.fetchall())
        self.codes: dict[str, dict[str, int]] = defaultdict(dict)
        for code, (facet, value) in enumerate(self.values):
            self.codes[facet][value] = code
        cursor.execute(self._tables.sql("select id from {gone}"))
        self.gone = [number for (number,) in cursor]
        cursor.execute(self._tables.sql(_TOPIC_DIGEST))
        self._topic_digest = cursor.fetchone()
        self.topics: Topics = self._read_topics(cursor, before)
        cursor.execute(self._tables.sql(_TOPICS_HELD), (lexeme(TOPICS, ""), lexeme(TOPICS, LAST)))
        self._held = frozenset(found for (found,) in cursor)
        self.kept: Recent[Any] = Recent(LARGEST_CACHE)
        same = before is not None and before.topics is self.topics and before._words == self._words
        self.is_whole: bool = before is None or (before.is_whole and same)
        """Whether the lexicon knows all of every word, and none too many."""
        self.lexicon: Lexicon = self._whole() if before is None else before.lexicon if same else self._renewed(before)

    def _read_words(self, cursor: Cursor, base: "Known | None") -> dict[str, set[str]]:
        """Read the words of each language, or what has changed of them."""
        words = {language: set(base._words[language] if base else ()) for language in SPOKEN}
        cursor.execute(self._tables.sql(_WORDS), (base.state.generation if base else -1,))
        for term, language, is_there in cursor.fetchall():
            (words[language].add if is_there else words[language].discard)(term)
        return words

    def _read_topics(self, cursor: Cursor, before: "Known | None") -> Topics:
        if before and before._topic_digest == self._topic_digest:
            return before.topics
        cursor.execute(self._tables.sql(_TOPICS))
        return Topics(
            Topic(key, kind, labels, _tuples(synonyms), tuple(within)) for key, kind, labels, synonyms, within in cursor
        )

    def holds(self, topic: str) -> bool:
        """Say whether any entry has, or had, the topic with a key."""
        return lexeme(TOPICS, topic) in self._held

    def complete(self) -> None:
        """Make the lexicon whole, which takes a second for fifty thousand words. Meanwhile answers go on."""
        whole = self._whole()
        whole.warm()
        self.lexicon, self.is_whole = whole, True

    def _whole(self) -> Lexicon:
        return _Lexicon({language: sorted(some) for language, some in self._words.items()}, self.topics, self._alike)

    def _renewed(self, before: "Known") -> Lexicon:
        more = {language: sorted(some - before._words[language]) for language, some in self._words.items()}
        return before.lexicon.renewed(more, self.topics.terms)


class _Lexicon(Lexicon):
    """A lexicon that lets the database look for near words: the spellings of all words need not be in memory."""

    def __init__(self, words: Mapping[str, Iterable[str]], topics: Topics, alike: Alike | None) -> None:
        super().__init__(words, topics.terms)
        self._alike = alike
        self._of_topics = {term for some in topics.terms.values() for term in some if term in self}

    def _nearest(self, word: str, errors: int) -> list[str]:
        similarity = least_similarity(word, errors)
        if self._alike is None or similarity < LEAST_ALIKE:
            return super()._nearest(word, errors)
        found = {term for term in self._alike(word, similarity) if term in self}
        return Spellings(sorted(found | self._of_topics)).near(word, errors)


def least_similarity(word: str, errors: int) -> float:
    """Give the similarity that a word has at least to any that is so many typing errors away.

    Two swapped letters are in four trigrams, and any other error touches fewer. What two words share is measured
    against all trigrams that either has.
    """
    padded = f"  {word} "
    own = len({padded[place : place + 3] for place in range(len(padded) - 2)})
    return max(0.0, (own - 4 * errors) / (own + 4 * errors))


def _tuples(synonyms: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(some) for language, some in synonyms.items()}

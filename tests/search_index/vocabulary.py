"""What an engine knows of its words, without an engine; and short looks at a plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from search_index.analysis import LANGUAGES
from search_index.entry import Entry, Topic
from search_index.lexicon import Lexicon
from search_index.plan import Clause, Plan, read
from search_index.schema import NO_LANGUAGE, TOPICS, strengths, words_of
from search_index.topics import Topics


@dataclass(frozen=True)
class Known:
    """The words of some entries and topics."""

    lexicon: Lexicon
    topics: Topics
    held: frozenset[str] = frozenset()

    def holds(self, topic: str) -> bool:
        """Say whether any of the entries has a topic."""
        return topic in self.held

    def plan(self, text: str, language: str = "nb") -> Plan:
        """Read a question."""
        return read(text, language, self)

    def clause(self, text: str, language: str = "nb") -> Clause:
        """Read a question of one word."""
        (clause,) = (clause for clause in self.plan(text, language).clauses if clause.text)
        return clause

    def terms(self, text: str, language: str = "nb") -> dict[str, str]:
        """Give the terms that a word of a question stands for, and why."""
        return {one.term: one.why.value for one in self.clause(text, language).sought.alternatives}

    def named(self, text: str, language: str = "nb") -> set[str]:
        """Give the topics that a question names."""
        clauses = self.plan(text, language).clauses
        return {one.term for clause in clauses for one in clause.sought.everything() if one.field == TOPICS}


def known(entries: Iterable[Entry] = (), topics: Iterable[Topic] = ()) -> Known:
    """Know the words of entries and topics."""
    held: dict[str, set[str]] = {language: set() for language in (*LANGUAGES, NO_LANGUAGE)}
    topics_held: set[str] = set()
    for entry in entries:
        filled = strengths(entry)
        topics_held |= set(filled[TOPICS])
        for language, terms in held.items():
            terms |= set(filled[words_of(language)])
    read_topics = Topics(topics)
    return Known(Lexicon(held, read_topics.terms), read_topics, frozenset(topics_held))


def texts(**per_language: str) -> Known:
    """Know the words of one text in each language."""
    return known([Entry(key="measure:x", kind="measure", official_name="", names={}, texts=per_language)])


def topic(key: str, nb: str = "", nl: str = "", bg: str = "", en: str = "", **synonyms: tuple[str, ...]) -> Topic:
    """Make a topic."""
    labels = {"nb": nb, "nl": nl, "bg": bg, "en": en}
    return Topic(key, key.partition(":")[0], {language: label for language, label in labels.items() if label}, synonyms)

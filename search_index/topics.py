"""The topics of an index, and which of them the words of a question name.

A label or synonym is named wholly when each of its words that matter is in the question ("hull i cv"), and in part
when some are; the rarer a word is among all topics, the more of the name it is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from search_index.analysis import LANGUAGES, Word, fold, forms, words
from search_index.entry import Topic
from search_index.language.stopwords import is_needed_in_name
from search_index.schema import line_of
from search_index.weights import NAMED_IN_PART, SMALLEST_SHARE, SYNONYM

_BRACKETS = re.compile(r"\((\w+)\)$")


@dataclass(frozen=True, slots=True)
class _Name:
    """A label or synonym: how surely it is the topic's, and how much of it each of its words is."""

    topic: str
    factor: float
    shares: tuple[float, ...]


_Held = tuple[str, float, tuple[frozenset[str], ...]]
"""The key of a topic, the factor of a name of it, and the terms that may stand for each of its words."""


class Topics:
    """Topics by key, and by the words of their labels and synonyms."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.by_key = {topic.key: topic for topic in topics}
        self.areas = {key for topic in self.by_key.values() if topic.within for key in (topic.key, *topic.within)}
        """The keys of the topics that others lie in, or that lie in others: places and countries."""
        self.terms: Mapping[str, set[str]] = {language: set() for language in LANGUAGES}
        """Per language every word of a label or synonym."""
        self.spelled: dict[str, str] = {}
        """Every such word as it is written, in small letters, by its form without marks."""
        self._lines: dict[str, Sequence[tuple[str, list[str]]]] = {}
        named: dict[str, set[str]] = defaultdict(set)
        # Many places are called the same in several languages.
        raw = dict.fromkeys(name for topic in self.by_key.values() for name in self._read(topic))
        for key, _, held in raw:
            for term in {term for some in held for term in some}:
                named[term].add(key)
        self._names = [_Name(key, factor, _shares(held, named, len(self.by_key))) for key, factor, held in raw]
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, _, held) in enumerate(raw):
            for place, some in enumerate(held):
                for term in some:
                    self._places[term].append((number, place))

    def _read(self, topic: Topic) -> Iterator[_Held]:
        for language in LANGUAGES:
            label = topic.labels.get(language, "")
            others = (*topic.synonyms.get(language, ()), *self._in_brackets(label))
            for text, factor in ((label, 1.0), *((some, SYNONYM) for some in others)):
                of = None if _is_proper(text) else language
                held = [frozenset(_terms(word, of)) for word in words(text)]
                self.terms[language].update(*held)
                self.spelled.update((fold(part), part) for word in words(text) for part in word.parts)
                needed = [some for some, word in zip(held, words(text), strict=True) if _is_needed(word)]
                if needed or held:
                    yield topic.key, factor, tuple(needed or held)

    def _in_brackets(self, label: str) -> Iterator[str]:
        """Give the other name that stands in a label: "Vlaams Gewest (Vlaanderen)", but not "Luxembourg (Belgium)"."""
        found = _BRACKETS.search(label)
        if found and found[1][0].isupper() and found[1] not in self._every_label:
            yield found[1]

    @cached_property
    def _every_label(self) -> frozenset[str]:
        return frozenset(label for topic in self.by_key.values() for label in topic.labels.values())

    def saying(self, line: Sequence[str]) -> list[str]:
        """Give the keys of the topics in one of whose labels some words stand side by side.

        :param line: folded, at least one
        """
        text = f" {' '.join(line)} "
        return list(dict.fromkeys(key for key, label in self._labels.get(line[0], ()) if text in label))

    def names(self, key: str) -> Sequence[tuple[str, list[str]]]:
        """Give the labels and synonyms of a topic, each with its language, as folded words; each topic is read once."""
        if key not in self._lines:
            self._lines[key] = tuple(self._lines_of(self.by_key[key]))
        return self._lines[key]

    def _lines_of(self, topic: Topic) -> Iterator[tuple[str, list[str]]]:
        for language in LANGUAGES:
            for text in (topic.labels.get(language, ""), *topic.synonyms.get(language, ())):
                if line := line_of(words(text)):
                    yield language, line

    @cached_property
    def _labels(self) -> Mapping[str, list[tuple[str, str]]]:
        """For each word the labels that hold it, as their words, and their topics."""
        labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, topic in self.by_key.items():
            for label in dict.fromkeys(topic.labels.values()):
                line = line_of(words(label))
                for word in dict.fromkeys(line):
                    labels[word].append((key, f" {' '.join(line)} "))
        return labels

    def around(self, named: Mapping[str, float]) -> dict[str, float]:
        """Give what topics lie in, and how well it answers for them: the farther it reaches, the less."""
        found: dict[str, float] = {}
        for key, share in named.items():
            for distance, wider in enumerate(self.by_key[key].within, 1):
                found[wider] = max(share / distance, found.get(wider, 0.0))
        return found

    def is_place(self, word: str) -> bool:
        """Say whether a word names places and nothing else."""
        (named,) = self.named([{fold(word): 1.0}])
        return bool(named) and self.areas.issuperset(named)

    def named(self, asked: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
        """Give, for each word of a question, the keys of the topics that it names and how well it does.

        :param asked: for each word, stop words too, the terms that it stands for and how well each does
        """
        held: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        for place, some in enumerate(asked):
            for term, factor in some.items():
                for number, part in self._places.get(term, ()):
                    found = held[number][part]
                    found[place] = max(factor, found.get(place, 0.0))
        named: list[dict[str, float]] = [{} for _ in asked]
        for number, parts in held.items():
            name = self._names[number]
            whole = len(parts) == len(name.shares)
            share = 1.0 if whole else NAMED_IN_PART * sum(name.shares[part] for part in parts)
            if share >= SMALLEST_SHARE:
                for place, factor in ((place, factor) for found in parts.values() for place, factor in found.items()):
                    named[place][name.topic] = max(share * factor * name.factor, named[place].get(name.topic, 0.0))
        return named


def _is_proper(text: str) -> bool:
    """Say whether a text is a proper name, which is never inflected: "Namen" is no form of "nemen"."""
    return all(word[:1].isupper() for word in text.split())


def _is_needed(word: Word) -> bool:
    return len(word.parts) > 1 or is_needed_in_name(fold(word.whole))


def _terms(word: Word, language: str | None) -> Iterator[str]:
    yield fold(word.whole)
    for part in word.parts:
        if len(word.parts) == 1 or not part.isdecimal():  # "60 employees" names no "60-plusser"
            yield from forms(part, language)


def _shares(held: tuple[frozenset[str], ...], named: Mapping[str, set[str]], topics: int) -> tuple[float, ...]:
    """Give how much of a name each of its words is: the fewer topics it names, the more."""
    rarity = [log(1 + topics / max(len(named[term]) for term in some)) for some in held]
    return tuple(one / sum(rarity) for one in rarity)

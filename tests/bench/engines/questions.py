"""The questions of the bench, 64 of each class, made from the firms that are in the index."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence

from search_index.entry import Entry
from tests.bench.engines.contract import Asked
from tests.bench.engines.corpus import LANGUAGES, by_key, texts, topics, words

PER_CLASS = 64
SEEN = 1_000
"""Firms that words are taken from: the first ones, which are there at every size."""
CANDIDATES = 400
PREFIX = 4
"""Letters of the beginning of a word."""

ALPHABETS = {"bg": "абвгдежзийклмнопрстуфхцчшщъьюя"}
LATIN = "abcdefghijklmnopqrstuvwxyz"


def questions(first: Sequence[Entry], all_firms: Iterable[Entry]) -> dict[str, list[Asked]]:
    """Make the questions of each class.

    :param first: the first SEEN firms
    :param all_firms: all of them, to see that no firm holds all words of a question for any of them
    """
    maker = _Maker(first)
    made = {name: [make() for _ in range(PER_CLASS)] for name, make in maker.classes().items()}
    any_of = {name: [maker.any_of(count) for _ in range(CANDIDATES)] for name, count in ANY.items()}
    made |= _never_together(any_of, all_firms)
    return {name: made[name] for name in ORDER}


ANY = {"two words, any": 2, "three words, any": 3}
ORDER = (
    "common word",
    "rare word",
    "two words",
    "two words, any",
    "three words, any",
    "beginning of a word",
    "mistyped word",
    "phrase",
    "word without another",
    "word of a topic",
    "word and two filters",
    "two filters alone",
    "word and two counted filters",
)


class _Maker:
    def __init__(self, first: Sequence[Entry]) -> None:
        self._first = first
        self._chance = random.Random("questions")  # noqa: S311
        self._ranks = {
            language: {word: rank for rank, word in enumerate(words()[language].all)} for language in LANGUAGES
        }
        known = by_key(topics())
        self._held = {word for entry in first for text in texts(entry, known) for word in text.lower().split()}
        self._labelled = [topic for topic in topics() if topic.kind not in ("places", "countries")]

    def classes(self) -> dict[str, Callable[[], Asked]]:
        return {
            "common word": lambda: self._word(0, 40),
            "rare word": lambda: self._word(1_000, 10_000),
            "two words": self._two,
            "beginning of a word": self._beginning,
            "mistyped word": self._mistyped,
            "phrase": self._phrase,
            "word without another": self._without,
            "word of a topic": self._of_a_topic,
            "word and two filters": lambda: self._word(0, 400, ("offer", "size")),
            "two filters alone": lambda: Asked(self._language(), filters=self._filters(("offer", "size"))),
            "word and two counted filters": lambda: self._word(0, 400, ("country", "target_group")),
        }

    def any_of(self, count: int) -> Asked:
        language = self._language()
        some = dict.fromkeys(self._chance.choices(words()[language].all[100:1_000], k=count))
        return Asked(language, tuple(some), "any")

    def _language(self) -> str:
        return self._chance.choice(LANGUAGES)

    def _filters(self, facets: Sequence[str]) -> dict[str, tuple[str, ...]]:
        held = self._chance.choice(self._first).facets
        return {facet: held[facet][:1] for facet in facets}

    def _summary(self, first: int, last: int) -> tuple[str, list[str], list[str]]:
        """Give a language, the words of a firm's summary in it, and those of some ranks, two at least."""
        while True:
            language = self._language()
            summary = self._chance.choice(self._first).summaries[language].split()
            ranked = [word for word in dict.fromkeys(summary) if first <= self._ranks[language][word] < last]
            if len(ranked) > 1:
                return language, summary, ranked

    def _word(self, first: int, last: int, filtered: Sequence[str] = ()) -> Asked:
        language, _, ranked = self._summary(first, last)
        return Asked(language, (self._chance.choice(ranked),), filters=self._filters(filtered))

    def _two(self) -> Asked:
        language, _, ranked = self._summary(0, 400)
        return Asked(language, tuple(self._chance.sample(ranked, 2)))

    def _without(self) -> Asked:
        language = self._language()
        one, other = self._chance.sample(words()[language].all[:60], 2)
        return Asked(language, (one,), without=other)

    def _phrase(self) -> Asked:
        while True:
            language, summary, _ = self._summary(0, 10_000)
            place = self._chance.randrange(len(summary) - 1)
            pair = tuple(summary[place : place + 2])
            if max(self._ranks[language][word] for word in pair) < 400 and len(set(pair)) == 2:
                return Asked(language, pair, "phrase")

    def _beginning(self) -> Asked:
        language, _, ranked = self._summary(0, 1_000)
        return Asked(language, (self._chance.choice(ranked)[:PREFIX],), "prefix")

    def _mistyped(self) -> Asked:
        while True:
            language, _, ranked = self._summary(200, 5_000)
            word = self._chance.choice(ranked)
            place = self._chance.randrange(1, len(word))
            letter = self._chance.choice(ALPHABETS.get(language, LATIN))
            typed = word[:place] + self._chance.choice(("", letter, letter + word[place])) + word[place + 1 :]
            if len(word) > 6 and typed not in self._held:
                return Asked(language, (typed,), "mistyped")

    def _of_a_topic(self) -> Asked:
        language = self._language()
        label = self._chance.choice(self._labelled).labels[language]
        return Asked(language, (self._chance.choice(label.split()),))


def _never_together(candidates: Mapping[str, Sequence[Asked]], all_firms: Iterable[Entry]) -> dict[str, list[Asked]]:
    """Leave out the questions all of whose words some firm holds: our engine would not widen those."""
    known = by_key(topics())
    wanted = {word for some in candidates.values() for asked in some for word in asked.words}
    holding: dict[str, set[int]] = {word: set() for word in wanted}
    for number, entry in enumerate(all_firms):
        for word in wanted.intersection(" ".join(texts(entry, known)).split()):
            holding[word].add(number)
    found = {name: [asked for asked in some if _apart(asked, holding)][:PER_CLASS] for name, some in candidates.items()}
    if any(len(some) < PER_CLASS for some in found.values()):
        raise ValueError("too few questions for any of several words")
    return found


def _apart(asked: Asked, holding: Mapping[str, set[int]]) -> bool:
    held = [holding[word] for word in asked.words]
    return len(held) > 1 and all(held) and not set.intersection(*held)

"""Whether the answers are right: facets counted again in plain Python, and which firms hold the words literally."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from search_index.entry import Entry
from tests.bench.engines.contract import Asked
from tests.bench.engines.corpus import COUNTED, by_key, texts, topics
from tests.bench.engines.questions import ALPHABETS, LATIN, PREFIX
from tests.bench.engines.work import Whole

Facets = Mapping[str, tuple[str, ...]]


class WrongAnswerError(Exception):
    """An engine's answer is not what plain counting gives."""


class Register:
    """The firms as sets: what each has of the counted facets, and which hold the words of the questions."""

    def __init__(self, entries: Iterable[Entry], questions: Iterable[Asked]) -> None:
        self.facets: dict[str, Facets] = {}
        self._holding: dict[str, set[str]] = defaultdict(set)
        self._valued: dict[tuple[str, str], set[str]] = defaultdict(set)
        wanted = {term for asked in questions for some in _terms(asked) for term in some}
        known = by_key(topics())
        for entry in entries:
            self.facets[entry.key] = entry.facets
            held = {term for text in texts(entry, known) for term in _held(text.lower().split())}
            for term in held & wanted:
                self._holding[term].add(entry.key)
            for facet, values in entry.facets.items():
                for value in values:
                    self._valued[facet, value].add(entry.key)

    def literally(self, asked: Asked) -> set[str]:
        """Give the firms that hold the words as they stand."""
        held = [set().union(*(self._holding[term] for term in some)) for some in _terms(asked)]
        if asked.without:
            held[0] -= held.pop()
        if asked.how == "any":
            held = [set().union(*held)]
        filtered = [set().union(*(self._valued[name, one] for one in some)) for name, some in asked.filters.items()]
        return set.intersection(*held, *filtered)

    def counted(self, keys: Iterable[str], facet: str) -> dict[str, int]:
        """Count a facet over some firms."""
        return dict(Counter(value for key in keys for value in self.facets[key][facet]))


def _held(words: Sequence[str]) -> Iterable[str]:
    yield from words
    yield from (f"{word[:PREFIX]}*" for word in words)
    yield from (f"{one} {next_one}" for one, next_one in pairwise(words))


def _terms(asked: Asked) -> list[list[str]]:
    """Give for each word of a question the terms that answer it; the excluded word last."""
    if asked.how == "phrase":
        return [[" ".join(asked.words)]]
    if asked.how == "prefix":
        return [[f"{word}*"] for word in asked.words]
    if asked.how == "mistyped":
        return [sorted(_near(word, ALPHABETS.get(asked.language, LATIN))) for word in asked.words]
    return [[word] for word in (*asked.words, asked.without) if word]


def _near(word: str, letters: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    changed = {head + letter + rest for head, tail in cuts for letter in letters for rest in (tail, tail[1:])}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    return changed | swapped | {head + tail[1:] for head, tail in cuts}


def check(asked: Asked, answer: Whole, register: Register) -> float:
    """Check one whole answer.

    :return: the share of the firms that hold the words literally which was found
    :raises WrongAnswerError: the number or a facet is wrong
    """
    found = answer.found
    if len(set(found.keys)) != found.total or len(found.keys) != found.total:
        raise WrongAnswerError(f"{asked}: said {found.total}, gave {len(found.keys)}")
    for keys, facets in answer.bases:
        for facet in facets:
            right = register.counted(keys, facet)
            if dict(found.counts[facet]) != right:
                raise WrongAnswerError(f"{asked}: counted {facet} {dict(found.counts[facet])} where {right} is right")
    if {facet for _, facets in answer.bases for facet in facets} != set(COUNTED):
        raise WrongAnswerError(f"{asked}: not every facet was counted")
    literal = register.literally(asked)
    return len(literal.intersection(found.keys)) / len(literal) if literal else 1.0

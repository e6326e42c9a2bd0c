"""Why something was found: which words of a shown text answer the question, and what else does where none is shown."""

import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache, reduce
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from search_index.analysis import LANGUAGES, asked, fold, forms, words
from search_index.arrays import Strings
from search_index.entry import LONGEST_TEXT, Reason
from search_index.marks import Marks
from search_index.plan import Alternative, Clause, Plan, Sought
from search_index.schema import NO_LANGUAGE, PAIRS, TOPICS, words_of
from search_index.weights import Why

_LANGUAGE_OF: Final = {words_of(language): language for language in LANGUAGES} | {words_of(NO_LANGUAGE): ""}
_INSIDE: Final = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
"""What may stand inside a word and is no part of it, as `analysis` reads words."""
_WORD: Final = re.compile(rf"[^\W_]+(?:[{_INSIDE}]+[^\W_]*)*")
_COMPOUND: Final = re.compile(rf"({_WORD.pattern}(?:[-\u2010\u2011\u2212]{_WORD.pattern})*)")
LONGEST_KEPT: Final = 1000
"""Letters of a text that is kept as its words."""
OPEN, CLOSE = "\x02", "\x03"
"""What stands before and after each word that answers a question: control characters, which no page can show."""
_MARKED: Final = re.compile(f"{OPEN}(.*?){CLOSE}", re.DOTALL)
_NO_MARKS: Final = {ord(OPEN): None, ord(CLOSE): None}
Span = tuple[int, int]


class Evidence(Protocol):
    """What an engine tells of its entries, which are numbered in the order of their keys."""

    @property
    def keys(self) -> Sequence[str]:
        """The key of each entry, in order."""

    @property
    def latest(self) -> Mapping[str, int]:
        """The numbers of some entries, those that were given last among them, by key."""

    def postings(self, field: str, term: str) -> Any:
        """Give where a term stands in a field: None, or what has the numbers of entries in `entries`, in order."""


class _Answers(dict[str, str]):
    """Each word or hyphen compound of a text as it is marked: as a whole, or some of its parts, or not at all.

    A page shows the same words many times, so each is read once.
    """

    def __init__(self, terms: AbstractSet[str], language: str) -> None:
        super().__init__()
        self._terms = terms
        self._language = language

    def __missing__(self, written: str) -> str:
        found = self._part(written)
        if found == written and not written.isalnum():
            found = _WORD.sub(lambda part: self._part(part[0]), written)
        self[written] = found
        return found

    def _part(self, written: str) -> str:
        return written if self._terms.isdisjoint(_read(written, self._language)) else f"{OPEN}{written}{CLOSE}"


class Explanation:
    """Explains what one question found.

    :param evidence: the state of the index that was asked
    :param plan: that answered it
    :param text: of the question
    :param language: the page's language
    """

    def __init__(self, evidence: Evidence, plan: Plan, text: str, language: str) -> None:
        self._evidence = evidence
        self._plan = plan
        self._language = language
        self._phrases = _phrases(text[: LONGEST_TEXT + 1], language)
        self._terms: dict[str, set[str]] = defaultdict(set)
        for clause in self._plan.clauses:
            if clause.text and not clause.excluded:
                for one in _alternatives(clause.sought):
                    self._terms[_LANGUAGE_OF.get(one.field, one.field)].add(one.term)
        for some in (*LANGUAGES, NO_LANGUAGE):
            self._terms[some] |= self._terms[""]
        self._answers = {some: _Answers(self._terms[some], some) for some in (*LANGUAGES, NO_LANGUAGE)}

    def marked(self, text: str, language: str) -> str:
        """Give a text with `OPEN` and `CLOSE` around each word that answers the question; none lies in another.

        They are what the question finds, in whatever form: an inflected word, a compound, a mistyped one, each as a
        whole. The words of a phrase are marked where they stand side by side.

        :param language: the text's own
        """
        if OPEN in text or CLOSE in text:
            text = text.translate(_NO_MARKS)
        answers = self._answers[language if language in LANGUAGES else NO_LANGUAGE]
        parts = [*(_parts if len(text) <= LONGEST_KEPT else _parts.__wrapped__)(text)]
        parts[1::2] = map(answers.__getitem__, parts[1::2])
        found = "".join(parts)
        if not self._phrases:
            return found
        return _put(text, _apart(sorted({*_spans(found), *self._phrases.spans(text, language)})))

    def reasons(self, keys: Iterable[str]) -> Mapping[str, tuple[Reason, ...]]:
        """Give for each entry what each word of the question found in it: the surest reason for a word, each once.

        A word that an entry does not hold has none; neither has one that counts only beside another.

        :param keys: of entries; one that is unknown has no reasons
        """
        numbers = {key: number for key in keys if (number := self._number(key)) is not None}
        found: dict[int, dict[Reason, None]] = {number: {} for number in numbers.values()}
        for clause in self._plan.clauses:
            if clause.text and not clause.excluded:
                for number, reason in self._of(clause, set(found)).items():
                    found[number][reason] = None
        return {key: tuple(found[number]) for key, number in numbers.items()}

    def _number(self, key: str) -> int | None:
        if (number := self._evidence.latest.get(key)) is not None:
            return number
        keys = self._evidence.keys
        place = keys.bisect(key) if isinstance(keys, Strings) else bisect_left(keys, key)
        return place if place < len(keys) and keys[place] == key else None

    def _of(self, clause: Clause, wanted: set[int]) -> Mapping[int, Reason]:
        best: dict[int, Reason] = {}
        left = np.array(sorted(wanted), np.int32)
        for one in sorted(_alternatives(clause.sought), key=lambda one: (-one.factor, one.field, one.term)):
            held = self._evidence.postings(one.field, one.term) if left.size else None
            if held is not None and held.entries.size:
                there = held.entries.take(np.searchsorted(held.entries, left), mode="clip") == left
                best.update(dict.fromkeys(left[there].tolist(), _reason(one)))
                left = left[~there]
        if left.size and any(one.field == PAIRS for one in clause.sought.everything()):
            best.update(self._of_phrase(clause.text.split(), left))
        return best

    def _of_phrase(self, line: Sequence[str], entries: npt.NDArray[np.int32]) -> Iterator[tuple[int, Reason]]:
        """Give the reason of the entries that hold the words of a phrase in a text of one language."""
        for some in sorted((*LANGUAGES, NO_LANGUAGE), key=lambda some: some != self._language):
            held = [self._evidence.postings(words_of(some), word) for word in line]
            if all(one is not None for one in held):
                every = reduce(np.intersect1d, (one.entries for one in held), entries)
                yield from (
                    (number, Reason(Why.EXACT, language=_LANGUAGE_OF[words_of(some)])) for number in every.tolist()
                )
                entries = np.setdiff1d(entries, every)


def _phrases(text: str, language: str) -> Marks | None:
    """Give what marks the phrases of a question alone."""
    phrases = [said for said in asked(text).said if said.is_phrase and not said.is_unwanted]
    lines = (" ".join("-".join(word.parts) for word in said.words) for said in phrases)
    return Marks(" ".join(f'"{line}"' for line in lines), language) if phrases else None


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Leave out what lies in one before it."""
    done = 0
    for start, end in spans:
        if start >= done:
            yield start, end
            done = end


def _alternatives(sought: Sought) -> Iterator[Alternative]:
    yield from (one for one in sought.alternatives if one.field != PAIRS)
    for parts in sought.splits:
        for part in parts:
            yield from _alternatives(part)


def _reason(one: Alternative) -> Reason:
    if one.field == TOPICS:
        return Reason(Why.TOPIC, topic=one.term)
    return Reason(one.why, language=_LANGUAGE_OF[one.field])


@lru_cache(maxsize=2**12)
def _parts(text: str) -> tuple[str, ...]:
    """Take a text apart: what stands before its first word or hyphen compound, that one, what stands between, ….

    A list shows the same texts for many questions. Some 400 bytes for a card's text: its words stand in others too.
    """
    return tuple(map(sys.intern, _COMPOUND.split(text)))


def _spans(marked: str) -> Iterator[Span]:
    """Give where the marked words begin and end in the text without marks."""
    for nth, match in enumerate(_MARKED.finditer(marked)):
        start = match.start() - 2 * nth
        yield start, start + len(match[1])


def _put(text: str, spans: Iterable[Span]) -> str:
    """Put marks around some of a text."""
    parts, done = "", 0
    for start, end in spans:
        parts += text[done:start] + OPEN + text[start:end] + CLOSE
        done = end
    return parts + text[done:]


@lru_cache(maxsize=2**12)
def _read(written: str, language: str) -> frozenset[str]:
    """Give the terms that the index has of a word or hyphen compound as a whole."""
    found = {fold(word.whole) for word in words(written)}
    for word in words(written):
        if len(word.parts) == 1:
            found.update(forms(word.whole, language))
    return frozenset(found)

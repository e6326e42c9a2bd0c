"""Marks what answers a question in the texts that a page shows."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from search_index.analysis import LANGUAGES, WORD, asked, fold, forms, words
from search_index.entry import LONGEST_TEXT
from search_index.plan import Alternative, Plan, Sought
from search_index.schema import NO_LANGUAGE, PAIRS, line_of, words_of

LANGUAGE_OF: Final = {words_of(language): language for language in LANGUAGES} | {words_of(NO_LANGUAGE): ""}
"""The language of each field of words; "" for names of none."""
_INSIDE: Final = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
"""What may stand inside a word and is no part of it, as `analysis` reads words."""
_WORD: Final = re.compile(rf"[^\W_]+(?:[{_INSIDE}]+[^\W_]*)*")
_COMPOUND: Final = re.compile(rf"({_WORD.pattern}(?:[-\u2010\u2011\u2212]{_WORD.pattern})*)")
LONGEST_KEPT: Final = 1000
"""Letters of a text that is kept as its words."""
MOST_READ: Final = 300
"""Words of texts in one language that a marker keeps."""
OPEN, CLOSE = "\x02", "\x03"
"""What stands before and after each word that answers a question: control characters, which no page can show."""
_MARKED: Final = re.compile(f"{OPEN}(.*?){CLOSE}", re.DOTALL)
_NO_MARKS: Final = {ord(OPEN): None, ord(CLOSE): None}
Span = tuple[int, int]


class Marker:
    """Marks what answers one question. It reads no index, so whoever asks the same again can have the same.

    :param plan: that answers the question
    :param text: of the question
    """

    def __init__(self, plan: Plan, text: str) -> None:
        self._phrases = _phrases(text[: LONGEST_TEXT + 1])
        terms: dict[str, set[str]] = defaultdict(set)
        for clause in plan.clauses:
            if clause.text and not clause.excluded:
                for one in worded(clause.sought):
                    terms[LANGUAGE_OF.get(one.field, one.field)].add(one.term)
        self._answers = {some: _Answers(terms[some] | terms[""], some) for some in (*LANGUAGES, NO_LANGUAGE)}

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
        return _put(text, _apart(sorted({*_spans(found), *_side_by_side(text, self._phrases)})))


class _Answers(dict[str, str]):
    """Each word or hyphen compound of a text as it is marked: as a whole, or some of its parts, or not at all.

    A page shows the same words many times, so each is read once.
    """

    def __init__(self, terms: AbstractSet[str], language: str) -> None:
        super().__init__()
        self._terms = terms
        self._language = language

    def __missing__(self, written: str) -> str:
        if len(self) >= MOST_READ:
            self.clear()
        found = self._part(written)
        if found == written and not written.isalnum():
            found = _WORD.sub(lambda part: self._part(part[0]), written)
        self[written] = found
        return found

    def _part(self, written: str) -> str:
        return written if self._terms.isdisjoint(_read(written, self._language)) else f"{OPEN}{written}{CLOSE}"


def worded(sought: Sought) -> Iterator[Alternative]:
    """Give the words and topics that a clause looks for, each part of a compound among them."""
    yield from (one for one in sought.alternatives if one.field != PAIRS)
    for parts in sought.splits:
        for part in parts:
            yield from worded(part)


def _phrases(text: str) -> list[list[str]]:
    """Give the phrases of a question, each as its words."""
    return [line_of(said.words) for said in asked(text).said if said.is_phrase and not said.is_unwanted]


def _side_by_side(text: str, phrases: Sequence[list[str]]) -> Iterator[Span]:
    """Give the words of a text that stand side by side as in a phrase."""
    found = [(fold(match[0].lower()), match.span()) for match in WORD.finditer(text)]
    for phrase in phrases:
        for start in range(len(found) - len(phrase) + 1):
            beside = found[start : start + len(phrase)]
            if [word for word, _ in beside] == phrase:
                yield from (span for _, span in beside)


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Leave out what lies in one before it."""
    done = 0
    for start, end in spans:
        if start >= done:
            yield start, end
            done = end


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

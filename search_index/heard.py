"""The words of a question, heard: which of them say what is looked for, and which only who asks, or who it is about."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from search_index.analysis import Said, Word, fold, is_stop_word
from search_index.language import stopwords
from search_index.meaning import Meaning
from search_index.schema import KINDS
from search_index.weights import Why

WHOLLY: Final = 0.6
"""A word names a topic wholly when more than this of a name is said by it and its neighbours."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of the question, or a part of one that the index does not know as a whole."""

    word: Word
    meant: list[Meaning]
    counts: bool
    needed: bool = True
    """When False, an entry that holds the word only comes earlier."""
    part: int = 0
    """Which part of a compound that the index does not know it is, from 1; 0 for none."""


def counting(plain: list[Said], phrases: list[Said]) -> list[bool]:
    """Say which words count: all that say something, or all when none does."""
    shouting = all(said.is_shouted for said in plain)
    counts = [not is_stop_word(said.words[0]) or (said.is_shouted and not shouting) for said in plain]
    return counts if any(counts) or phrases else [True] * len(plain)


def terms(one: Heard) -> dict[str, float]:
    """Give the terms that a word stands for, and how well each does."""
    found = {fold(one.word.whole): 1.0}
    for meaning in one.meant:
        found[meaning.term] = max(meaning.factor, found.get(meaning.term, 0.0))
    return found


def whole_compounds(heard: Sequence[Heard]) -> set[Meaning]:
    """Give the compounds of which two words of the question are parts: then they are meant as a whole."""
    counts = Counter(one for some in heard for one in some.meant if one.why is Why.PART)
    return {one for one, count in counts.items() if count > 1}


def quietened(heard: Sequence[Heard], named: Sequence[Mapping[str, float]], words: Sequence[Word]) -> list[Heard]:
    """Let words not count that only say who asks, or who somebody is: "our company", "a deaf colleague".

    What whoever asks has, and nothing here is, says no more: "an apprentice in my garage".

    :param named: for each of the heard words the topics that it names
    :param words: all words of the question in their order
    """
    line = ["", *(word.whole for word in words), ""]
    beside = zip(line, words, line[2:], strict=False)
    owned = {word for before, word, behind in beside if stopwords.is_owned(before, behind)}
    asking = [
        one.word in owned and (_names(some, kinds=True) or not (one.meant or some))
        for one, some in zip(heard, named, strict=True)
    ]
    telling = [False, *(one.counts and _names(some) for one, some in zip(heard, named, strict=True)), False]
    people = [
        stopwords.is_person(one.word.whole) and (before or behind) and not tells
        for one, before, tells, behind in zip(heard, telling, telling[1:], telling[2:], strict=False)
    ]
    quiet = list(map(any, zip(asking, people, strict=True)))
    if not any(one.counts and not some for one, some in zip(heard, quiet, strict=True)):
        return list(heard)
    return [replace(one, counts=False) if some else one for one, some in zip(heard, quiet, strict=True)]


def _names(named: Mapping[str, float], *, kinds: bool = False) -> bool:
    """Say whether a word names a topic wholly: a kind of entries, or any other."""
    return any(share > WHOLLY and key.startswith(f"{KINDS}:") is kinds for key, share in named.items())

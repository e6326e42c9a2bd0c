"""The words of a question as they are heard; one that the index does not know, by the words that it is made of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from search_index.analysis import LANGUAGES, Word, fold
from search_index.language import compounds
from search_index.language.stopwords import is_stop_word
from search_index.lexicon import Lexicon
from search_index.meaning import Meaning, is_sure
from search_index.weights import Why

SHORTEST_APART: Final = 4
"""Letters of each of two words that stand for one: shorter ones make too many words by chance."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of the question, or a part of one that the index does not know as a whole."""

    word: Word
    meant: list[Meaning]
    counts: bool
    needed: bool = True
    """When False, an entry that holds the word only comes earlier."""
    is_part: bool = False
    """It is part of a compound that the index does not know."""

    def is_held(self, lexicon: Lexicon) -> bool:
        """Say whether an entry holds the word, in whatever form."""
        return any(is_sure(one) and lexicon.is_held(one.term, one.language) for one in self.meant)


def made_of(word: str, language: str, lexicon: Lexicon, *, is_guessed: bool) -> tuple[str, ...]:
    """Give the known words that an unknown one is made of, or the one that it is about; () where none is known.

    :param word: in small letters, with its marks, without a hyphen
    :param language: the page's; its compounds are looked for first
    :param is_guessed: the index has guesses at what it means: then it is only read as a compound of known words
    """
    compounding = sorted(compounds.LINKS, key=lambda some: some != language)
    for some in compounding:
        if parts := lexicon.split(fold(word), some):
            return parts
    if is_guessed or not word.isalpha():
        return ()
    for some in compounding:
        start = lexicon.begun(word, some) or compounds.begun(word, some, _Beginning(lexicon, some))
        if start:
            return (start,)
    return next(_apart(fold(word), lexicon), ())


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What known words begin or end with, though it is none itself: "tegnspråk" of "tegnspråktolk"."""

    lexicon: Lexicon
    language: str

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and bool(self.lexicon.holding(word, self.language))


def _apart(word: str, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """Give two known words of one language that make a word in a row: "wage subsidy" of "wagesubsidy"."""
    for place in range(SHORTEST_APART, len(word) - SHORTEST_APART + 1):
        beside = (word[:place], word[place:])
        if not any(map(is_stop_word, beside)):
            yield from (beside for some in LANGUAGES if all(lexicon.is_known(one, some) for one in beside))


def whole_compounds(heard: list[Heard]) -> set[Meaning]:
    """Give the compounds of which two words of the question are parts: then they are meant as a whole."""
    counts = Counter(one for some in heard for one in some.meant if one.why is Why.PART)
    return {one for one, count in counts.items() if count > 1}


def terms_of(word: Word, meant: list[Meaning]) -> dict[str, float]:
    """Give the terms that a word stands for, and how well each does."""
    terms = {fold(word.whole): 1.0}
    for one in meant:
        terms[one.term] = max(one.factor, terms.get(one.term, 0.0))
    return terms

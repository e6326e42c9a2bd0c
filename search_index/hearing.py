"""What a word is made of that the index does not know: a compound, or words that were typed without their space."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from search_index.analysis import LANGUAGES, fold
from search_index.language import compounds
from search_index.language.stopwords import is_stop_word
from search_index.lexicon import Lexicon

SHORTEST_APART: Final = 4
"""Letters of each of two words that stand for one: shorter ones make too many words by chance."""


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

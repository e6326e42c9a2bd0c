"""The words of a question, heard: which of them say what is looked for, and which only who asks; and a word that the
index does not know, by the words that it is made of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from search_index.analysis import LANGUAGES, Said, Word, fold, is_stop_word
from search_index.language import compounds, stopwords
from search_index.lexicon import Lexicon
from search_index.meaning import Meaning, is_sure
from search_index.schema import KINDS, NO_LANGUAGE
from search_index.topics import Topics
from search_index.vocabulary import Vocabulary
from search_index.weights import SPLIT, Why

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
    part: int = 0
    """Which part of a compound that the index does not know it is, from 1; 0 for none."""
    is_given_up: bool = False
    """It is unknown, after so many others that nobody guesses any more."""

    def is_held(self, lexicon: Lexicon) -> bool:
        """Say whether an entry holds the word, in whatever form."""
        return any(is_sure(one) and lexicon.is_held(one.term, one.language) for one in self.meant)


def counting(plain: list[Said], phrases: list[Said]) -> list[bool]:
    """Say which words count: all that say something, or all when none does."""
    shouting = all(said.is_shouted for said in plain)
    counts = [not is_stop_word(said.words[0]) or (said.is_shouted and not shouting) for said in plain]
    return counts if any(counts) or phrases else [True] * len(plain)


def made_of(word: str, language: str, known: Vocabulary, *, is_guessed: bool) -> tuple[str, ...]:
    """Give the known words that an unknown one is made of, or the one that it is about; () where none is known.

    It is about no place that it only begins with: "pannenkoeken" has nothing to do with De Panne.

    :param word: in small letters, with its marks, without a hyphen
    :param language: the page's; its compounds are looked for first
    :param is_guessed: the index has guesses at what it means: then it is only read as a compound of known words
    """
    lexicon = known.lexicon
    compounding = sorted(compounds.LINKS, key=lambda some: some != language)
    for some in compounding:
        if parts := lexicon.split(fold(word), some):
            return parts
    if is_guessed or not word.isalpha():
        return ()
    for some in compounding:
        start = lexicon.begun(word, some) or compounds.begun(word, some, _Beginning(lexicon, some))
        if start and not known.topics.is_place(start):
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
        if not any(map(stopwords.is_stop_word, beside)):
            yield from (beside for some in LANGUAGES if all(lexicon.is_known(one, some) for one in beside))


def terms_of(word: Word, meant: list[Meaning]) -> dict[str, float]:
    """Give the terms that a word stands for, and how well each does."""
    terms = {fold(word.whole): 1.0}
    for one in meant:
        terms[one.term] = max(one.factor, terms.get(one.term, 0.0))
    return terms


def whole_compounds(heard: Sequence[Heard]) -> set[Meaning]:
    """Give the compounds of which two words of the question are parts: then they are meant as a whole."""
    counts = Counter(one for some in heard for one in some.meant if one.why is Why.PART)
    return {one for one, count in counts.items() if count > 1}


def together(heard: Sequence[Heard], lexicon: Lexicon) -> dict[int, list[Meaning]]:
    """Give the words that neighbours make together: "lønns tilskudd", and also "brev for praksis"."""
    found: dict[int, list[Meaning]] = {}
    said = [number for number, one in enumerate(heard) if one.counts]
    for beside in (*pairwise(said), *zip(said, said[1:], said[2:], strict=False)):
        words = [fold(heard[number].word.whole) for number in beside]
        known = [*lexicon.joined(*words), *lexicon.joined(*reversed(words))]
        made = [Meaning(term, some, Why.LEMMA) for term in known for some in (*LANGUAGES, NO_LANGUAGE)]
        for number in beside:
            found.setdefault(number, []).extend(made)
    return found


def alike(
    heard: Sequence[Heard], named: Sequence[Mapping[str, float]], lexicon: Lexicon, topics: Topics
) -> dict[int, list[Meaning]]:
    """Give for an unknown compound the known ones that begin as it does and whose ends name the same topic.

    "inclusiepremie" is "inclusiesubsidie": both ends are money for an employer.
    """
    found: dict[int, list[Meaning]] = {}
    for number, (one, other) in enumerate(pairwise(heard)):
        if one.part != 1 or other.part != 2:
            continue
        for meaning in (some for some in one.meant if some.why is Why.PART):
            (also,) = topics.named([{lexicon.end(meaning.term, meaning.language): 1.0}])
            if wholly(named[number + 1]).keys() & wholly(also):
                for place in (number, number + 1):
                    found.setdefault(place, []).append(meaning._replace(why=Why.LEMMA))
    return found


def wholly(named: Mapping[str, float], least: float = SPLIT, *, best: bool = False) -> Mapping[str, float]:
    """Give the topics that a word names wholly: more than so much of a name is said by it and its neighbours.

    :param best: only those that it names best: who asks for Bergen does not mean Heist-op-den-Berg
    """
    found = {key: share for key, share in named.items() if share > least}
    return {key: share for key, share in found.items() if share == max(found.values())} if best else found


def quietened(heard: Sequence[Heard], named: Sequence[Mapping[str, float]], words: Sequence[Word]) -> list[Heard]:
    """Let words not count that only say who asks: "our company".

    What whoever asks has, and nothing here is, says no more: "an apprentice in my garage".

    :param named: for each of the heard words the topics that it names
    :param words: all words of the question in their order
    """
    line = ["", *(word.whole for word in words), ""]
    beside = zip(line, words, line[2:], strict=False)
    owned = {word for before, word, behind in beside if stopwords.is_owned(before, behind)}
    quiet = [
        one.word in owned and (_names_kind(some) or not (one.meant or some))
        for one, some in zip(heard, named, strict=True)
    ]
    if not any(one.counts and not some for one, some in zip(heard, quiet, strict=True)):
        return list(heard)
    return [replace(one, counts=False) if some else one for one, some in zip(heard, quiet, strict=True)]


def _names_kind(named: Mapping[str, float]) -> bool:
    return any(key.startswith(f"{KINDS}:") for key in wholly(named))

"""What one word of a question may mean: the known words that it stands for, in which language, and how surely.

As it stands, by its lemma or another spelling; by its family and the compounds it is part of; and only where none of
these is known, by its sound in the other alphabet, as the beginning of a longer word, or as a typing error.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from search_index.analysis import LANGUAGES, fold, forms
from search_index.language.compounds import LINKS
from search_index.language.letters import is_cyrillic, spellings
from search_index.language.stopwords import is_stop_word
from search_index.lexicon import Lexicon
from search_index.schema import NO_LANGUAGE
from search_index.weights import FACTORS, Why

SHORTEST_BEGINNING: Final = 4
"""Letters of a word from which it also finds longer ones."""
SHORTEST_RELATED: Final = 4
"""Letters of a word from which it has relatives: a shorter one is an abbreviation, or has none."""
SHORTEST_OTHER: Final = 6
"""Letters of a mistyped word from which it may be one of another language than the page's."""
SHORTEST_HEARD: Final = 3
"""Letters of a word from which it is looked for in the other alphabet: an abbreviation is typed in either, as "ИБО"."""
SHORTEST_MISTYPED: Final = 4
SHORTEST_TWICE_MISTYPED: Final = 8
"""Letters of a word from which one typing error is looked for, and two."""
MOST_CORRECTIONS: Final = 6
"""Known words that one mistyped word stands for."""

GUESSES: Final = frozenset((Why.MISTYPED, Why.BEGINNING))
"""What is looked for only where nothing better is known."""

_ALL = (*LANGUAGES, NO_LANGUAGE)
_DIRECT: Final = frozenset((Why.EXACT, Why.LEMMA))


class Meaning(NamedTuple):
    """A known word that a word of the question may stand for."""

    term: str
    language: str
    """One of LANGUAGES, or NO_LANGUAGE."""
    why: Why

    @property
    def factor(self) -> float:
        """How surely it does."""
        return FACTORS[self.why]


def meanings(
    word: str, language: str, lexicon: Lexicon, *, is_last: bool = False, guesses: bool = True
) -> list[Meaning]:
    """Give what a word may mean, the surest first.

    :param word: in small letters, with its marks, without a hyphen
    :param language: the page's
    :param is_last: whether it may be the beginning of a word that is still being typed
    :param guesses: whether an unknown word is guessed at
    """
    key = (word, language, is_last, guesses)
    found = lexicon.read.get(key)
    if found is None:
        found = tuple(_meanings(word, language, lexicon, is_last=is_last, guesses=guesses))
        lexicon.read.put(key, found, 1)
    return list(found)


def _meanings(word: str, language: str, lexicon: Lexicon, *, is_last: bool, guesses: bool) -> Iterable[Meaning]:
    found = dict.fromkeys(_direct(word, language, lexicon))
    found |= dict.fromkeys(_related(word, language, lexicon, list(found)))
    if not guesses:
        return found
    if not found and word.isalpha():
        found |= dict.fromkeys(_unlinked(word, lexicon) or _inside(word, lexicon))
    if _may_be_heard(word, language, list(found)):
        found |= dict.fromkeys(heard(word, lexicon))
        if found and is_cyrillic(word) and word.isalpha() and all(one.why is Why.SOUND for one in found):
            # A wrong letter may be one that sounds the same as in a Latin name: "уврежданя" is "увреждания" too.
            found |= dict.fromkeys(one for one in _mistyped(fold(word), "bg", lexicon) if one.language == "bg")
    if not found and word.isalpha():
        surface = fold(word)
        found |= dict.fromkeys(_beginning(surface, lexicon) if is_last else ())
        found |= dict.fromkeys(() if found else _mistyped(surface, language, lexicon))
    elif is_last and not any(lexicon.is_held(meaning.term, meaning.language) for meaning in found):
        found |= dict.fromkeys(_beginning(fold(word), lexicon))
    return found


def is_sure(meaning: Meaning) -> bool:
    """Say whether it is the word itself, in whatever form."""
    return meaning.why in _DIRECT


def _direct(word: str, language: str, lexicon: Lexicon) -> Iterator[Meaning]:
    """Give the word itself and its lemmas. Without marks "søm" is "som", which every text holds: that is not it."""
    known = False
    for some in _ALL:
        surface, *lemmas = forms(word, language if some == NO_LANGUAGE else some)
        if lexicon.is_known(surface, some) and is_stop_word(surface) is is_stop_word(word):
            known = True
            yield Meaning(surface, some, Why.EXACT)
        for lemma in lemmas:
            if lexicon.is_known(lemma, some):
                yield Meaning(lemma, some, Why.LEMMA)
    if not known or "å" in word or "ø" in word:
        for spelling in spellings(word):
            for some in ("nb", NO_LANGUAGE):
                if lexicon.is_known(spelling, some):
                    yield Meaning(spelling, some, Why.EXACT)


def _related(word: str, language: str, lexicon: Lexicon, direct: list[Meaning]) -> Iterator[Meaning]:
    """Give relatives and compounds, in the languages that the word may be of."""
    if len(word) < SHORTEST_RELATED or not word.isalpha():
        return
    held = {meaning.language for meaning in direct if is_sure(meaning)} - {NO_LANGUAGE}
    for some in LANGUAGES if not held else (some for some in LANGUAGES if some in held or some == language):
        if is_cyrillic(word) is not (some == "bg"):
            continue
        terms = dict.fromkeys((*forms(word, some), *(spellings(word) if some == "nb" else ())))
        direct_terms = {meaning.term for meaning in direct if meaning.language == some}
        for term in terms:
            for relative in lexicon.relatives(term, some):
                if relative not in direct_terms:
                    yield Meaning(relative, some, Why.RELATIVE)
            for compound in lexicon.compounds(term, some):
                if compound not in direct_terms:
                    yield Meaning(compound, some, Why.PART)


def _unlinked(word: str, lexicon: Lexicon) -> list[Meaning]:
    """Give a word as it is when nothing follows it: "lærlinge" of "lærlinge klausul" is "lærling"."""
    surface = fold(word)
    ends = ((some, surface[: -len(link)]) for some, links in LINKS.items() for link in links if surface.endswith(link))
    return [
        Meaning(term, some, Why.RELATIVE)
        for some, term in ends
        if len(term) >= SHORTEST_RELATED and lexicon.is_known(term, some)
    ]


def _inside(word: str, lexicon: Lexicon) -> Iterator[Meaning]:
    for some in LINKS:
        for term in forms(word, some):
            for compound in lexicon.holding(term, some):
                yield Meaning(compound, some, Why.PART)


def _may_be_heard(word: str, language: str, found: list[Meaning]) -> bool:
    """Say whether a word is looked for in the other alphabet too: one that is not known, or only as a name."""
    languages = {meaning.language for meaning in found if is_sure(meaning)}
    if languages:
        return languages <= {NO_LANGUAGE} if is_cyrillic(word) else languages <= {NO_LANGUAGE, "bg"}
    return not languages and not any(meaning.language in (language, NO_LANGUAGE) for meaning in found)


def heard(word: str, lexicon: Lexicon) -> Iterator[Meaning]:
    """Give the words of the other alphabet that sound like a word, and what a Bulgarian one of these finds itself.

    :param word: in small letters, with its marks
    """
    if len(word) < SHORTEST_HEARD:
        return
    terms = lexicon.sounding(fold(word))
    yield from _anywhere(terms, lexicon, Why.SOUND)
    for term in filter(is_cyrillic, terms):
        lemmas = [lemma for lemma in forms(term, "bg")[1:] if lexicon.is_known(lemma, "bg")]
        yield from (Meaning(lemma, "bg", Why.SOUND) for lemma in lemmas)
        others = (one for one in lexicon.relatives(term, "bg") if one not in (*terms, *lemmas))
        yield from (Meaning(relative, "bg", Why.RELATIVE) for relative in others)


def _beginning(word: str, lexicon: Lexicon) -> Iterator[Meaning]:
    if len(word) >= SHORTEST_BEGINNING:
        yield from _anywhere(lexicon.beginning(word), lexicon, Why.BEGINNING)


def _mistyped(word: str, language: str, lexicon: Lexicon) -> Iterator[Meaning]:
    if len(word) < SHORTEST_MISTYPED:
        return
    near = lexicon.near(word, 1) or (lexicon.near(word, 2) if len(word) >= SHORTEST_TWICE_MISTYPED else [])
    own = [term for term in near if lexicon.is_known(term, language) or lexicon.is_known(term, NO_LANGUAGE)]
    if len(word) == SHORTEST_MISTYPED:
        own = [term for term in own if term[0] == word[0] and len(term) >= SHORTEST_MISTYPED]
    others = near if len(word) >= SHORTEST_OTHER else []
    yield from _anywhere((own or others)[:MOST_CORRECTIONS], lexicon, Why.MISTYPED)


def _anywhere(terms: tuple[str, ...] | list[str], lexicon: Lexicon, why: Why) -> Iterator[Meaning]:
    return (Meaning(term, some, why) for term in terms for some in _ALL if lexicon.is_known(term, some))

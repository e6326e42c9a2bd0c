"""Text to terms: what a text in one language is found by, and what a question asks for.

A word becomes two terms: as it stands and as its lemma (simplemma), both in small letters and without marks, so that
"blabaer" finds "blåbær" and "bedrift" finds "bedriftene". Latin stays Latin and Cyrillic stays Cyrillic. No text is
an error: what is not a letter or a digit only separates words.

A question is words, "a phrase" and -without; nothing else in it is special.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search_index.entry import LONGEST_TEXT, MOST_WORDS
from search_index.language import lemmas, stopwords
from search_index.language.inflection import named_lemma, tidy_lemma
from search_index.language.letters import fold as fold  # noqa: PLC0414  # it is asked for here
from search_index.language.letters import is_foreign_to

LANGUAGES = ("nb", "nl", "bg", "en")

LONGEST_WORD = 64
"""Letters of a word that count."""

LONGEST_LEMMATISED = 40
"""Letters of the longest word that is looked up: simplemma's time grows with the square of the length."""
SHORTEST_LEMMATISED = 4
"""Letters of the shortest word that is looked up: shorter ones are abbreviations, or only have a form that is named."""

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
"""A word as it is written, with its hyphens."""
_INVISIBLE = (*range(0x300, 0x370), 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)
"""Marks that no composed letter holds (as the stress of a Bulgarian word), soft hyphens and zero-width signs."""
_TIDY: dict[int, str | None] = {**dict.fromkeys(_INVISIBLE), 0x2010: "-", 0x2011: "-", 0x2212: "-"}

_SAID = re.compile(
    r"""(?P<without>(?<![^\s(])-(?=[^\W\d_]|["«„“]))?
    (?: "(?P<straight>[^"]*)" | «(?P<angled>[^«»]*)» | „(?P<low>[^„“”]*)[“”] | “(?P<high>[^“”]*)”
    | (?P<word>[^\W_]+(?:-[^\W_]+)*) )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Word:
    """One word of a text, in small letters with their marks; a hyphen compound has several parts."""

    parts: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The word without its hyphens: "e-post" is also "epost"."""
        return "".join(self.parts)[:LONGEST_WORD]


@dataclass(frozen=True)
class Said:
    """A word of a question, or several that are to stand side by side."""

    words: tuple[Word, ...]
    is_phrase: bool = False
    """Stood in quotation marks: to be found as it stands."""
    is_unwanted: bool = False
    """Had a minus before it."""
    is_shouted: bool = False
    """Was written in capitals, as an abbreviation is."""


@dataclass(frozen=True)
class Asked:
    """The distinct things that a question says, in their order."""

    said: tuple[Said, ...]
    cut: bool
    """Some of the text was not read, because it was too long."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that are to be found."""
        return tuple(word for said in self.said if not said.is_unwanted for word in said.words)


def words(text: str) -> list[Word]:
    """Split any text into its words."""
    return [word_of(word) for word in written(text)]


def written(text: str) -> list[str]:
    """Give the words of any text in small letters, with their marks and hyphens: much quicker than `words`."""
    return WORD.findall(text.lower() if text.isascii() else _small(text))


def _small(text: str) -> str:
    """Give a text in small letters; İ becomes two letters, of which the second is a mark."""
    return unicodedata.normalize("NFC", text).lower().translate(_TIDY)


def _tidy(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_TIDY)


def word_of(written: str) -> Word:
    """Give one of `written` as a word."""
    return Word(tuple(part[:LONGEST_WORD] for part in written.split("-")))


@lru_cache(maxsize=2**13)
def forms(word: str, language: str | None) -> tuple[str, ...]:
    """Give the terms of one word: as it stands, and its lemma where that is another.

    :param word: in small letters, with its marks, without a hyphen
    :param language: one of LANGUAGES; any other has no lemmas
    """
    surface = fold(word)
    if language not in LANGUAGES or len(word) > LONGEST_LEMMATISED or not word.isalpha():
        return (surface,)
    found = named_lemma(word, language)
    if not found and (len(word) < SHORTEST_LEMMATISED or is_foreign_to(language, word)):
        return (surface,)
    lemma = fold(found or tidy_lemma(lemmas.lemma(word, language).lower()))
    return (surface, lemma) if lemma != surface and WORD.fullmatch(lemma) else (surface,)


def terms(text: str, language: str | None) -> list[str]:
    """Give the terms under which any text is found: of every word, and of every part of a hyphen compound.

    :param language: one of LANGUAGES; any other (as for a name of no language) gives no lemmas
    """
    found: list[str] = []
    for word in words(text):
        if len(word.parts) > 1:
            found.append(fold(word.whole))
        for part in word.parts:
            found.extend(forms(part, language))
    return found


def asked(text: str) -> Asked:
    """Read a question: at most LONGEST_TEXT characters and MOST_WORDS words, a part counting as a word.

    Stop words are not counted, up to as many again: whoever asks in a sentence says the most at its end.

    A phrase stands in "…", «…», „…“, „…” or “…”. A minus at the beginning of a word or phrase asks for what is
    without it; anywhere else, and before a number, it is nothing special. Nor is a quotation mark without its partner.
    """
    left, spare = MOST_WORDS, MOST_WORDS
    kept: list[Said] = []
    for said in dict.fromkeys(_said(text[:LONGEST_TEXT])):
        if spare and not said.is_phrase and is_stop_word(said.words[0]):
            spare -= 1
        else:
            left -= sum(len(word.parts) for word in said.words)
        if left < 0:
            return Asked(tuple(kept), cut=True)
        kept.append(said)
    return Asked(tuple(kept), cut=len(text) > LONGEST_TEXT)


def _said(text: str) -> Iterator[Said]:
    for match in _SAID.finditer(_tidy(text)):
        unwanted = match["without"] is not None
        word = match["word"]
        if word is not None:
            yield Said((word_of(_small(word)),), is_unwanted=unwanted, is_shouted=len(word) > 1 and word.isupper())
        else:
            phrase = next(filter(None, match.group("straight", "angled", "low", "high")), "")
            found = tuple(word_of(word) for word in written(phrase))
            if found:
                yield Said(found, is_phrase=True, is_unwanted=unwanted)


def is_stop_word(word: Word) -> bool:
    """Say whether an entry may lack the word and still be found."""
    return len(word.parts) == 1 and stopwords.is_stop_word(word.whole)


def warm() -> None:
    """Open the dictionaries of all languages now, so that no visitor waits for them."""
    lemmas.warm()

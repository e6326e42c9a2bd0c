"""Text to terms: what a text in one language is found by, and which words a question asks for.

A word becomes two terms: as it stands and as its lemma (simplemma), both in small letters and without marks, so that
"blabaer" finds "blåbær" and "bedrift" finds "bedriftene". Latin stays Latin and Cyrillic stays Cyrillic. No text is
an error: what is not a letter or a digit only separates words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from search_index.entry import LONGEST_TEXT, MOST_WORDS

LANGUAGES = ("nb", "nl", "bg", "en")

LONGEST_WORD = 64
"""Letters of a word that count."""

LONGEST_LEMMATISED = 40
"""Letters of the longest word that is looked up: simplemma's time grows with the square of the length."""

_STOP_WORDS = {
    "nb": "av de den det du ei eller en er et for fra har hos i jeg med og om på som til ved",
    "nl": "aan bij dat de die door een en het in is met naar of om op te van voor",
    "bg": "в във до е за и или на от по при с са се със",
    "en": "a an and are at by for from in is of on or the to with",
}
STOP_WORDS = frozenset(word.replace("å", "a") for some in _STOP_WORDS.values() for word in some.split())
"""Words that need not be there for an entry to be found. In a question of nothing else they count as words."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def _plain_letters() -> dict[int, str]:
    """Give the letter without marks for every marked Latin letter, and for ѝ. й stays: it is a letter of its own."""
    marked = (chr(code) for block in (range(0xC0, 0x250), range(0x1E00, 0x1F00)) for code in block)
    bases = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in marked}
    plain = {code: base for code, base in bases.items() if base.isascii() and base.islower()}
    whole = {"æ": "ae", "ǽ": "ae", "œ": "oe", "ø": "o", "ǿ": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"}
    return plain | {ord(letter): base for letter, base in (whole | {"ł": "l", "ı": "i", "ĳ": "ij", "ѝ": "и"}).items()}


_PLAIN_LETTERS = _plain_letters()
_INVISIBLE = (*range(0x300, 0x370), 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)
"""Marks that no composed letter holds (as the stress of a Bulgarian word), soft hyphens and zero-width signs."""
_TIDY: dict[int, str | None] = {**dict.fromkeys(_INVISIBLE), 0x2010: "-", 0x2011: "-"}


@dataclass(frozen=True)
class Word:
    """One word of a text, in small letters with their marks; a hyphen compound has several parts."""

    parts: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The word without its hyphens: "e-post" is also "epost"."""
        return "".join(self.parts)[:LONGEST_WORD]


@dataclass(frozen=True)
class Asked:
    """The distinct words of a question, in their order."""

    words: tuple[Word, ...]
    cut: bool
    """Some of the text was not read, because it was too long."""


def words(text: str) -> list[Word]:
    """Split any text into its words."""
    tidy = unicodedata.normalize("NFC", text).lower().translate(_TIDY)
    return [Word(tuple(part[:LONGEST_WORD] for part in word.split("-"))) for word in _WORD.findall(tidy)]


def fold(word: str) -> str:
    """Take the marks off the letters of a word in small letters: å is a, ø is o, æ is ae, é is e, ѝ is и."""
    return word.translate(_PLAIN_LETTERS)


@lru_cache(maxsize=2**15)
def forms(word: str, language: str | None) -> tuple[str, ...]:
    """Give the terms of one word: as it stands, and its lemma where that is another.

    :param word: in small letters, with its marks, without a hyphen
    :param language: one of LANGUAGES; any other has no lemmas
    """
    surface = fold(word)
    if language not in LANGUAGES or len(word) > LONGEST_LEMMATISED or not word.isalpha():
        return (surface,)
    lemma = fold(simplemma.lemmatize(word, lang=language).lower())
    return (surface, lemma) if lemma != surface and _WORD.fullmatch(lemma) else (surface,)


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
    """Read the words of a question: at most LONGEST_TEXT characters and MOST_WORDS words, a part counting as a word."""
    distinct = dict.fromkeys(words(text[:LONGEST_TEXT]))
    kept: list[Word] = []
    count = 0
    for word in distinct:
        count += len(word.parts)
        if count > MOST_WORDS:
            return Asked(tuple(kept), cut=True)
        kept.append(word)
    return Asked(tuple(kept), cut=len(text) > LONGEST_TEXT)


def is_stop_word(word: Word) -> bool:
    """Say whether an entry may lack the word and still be found."""
    return len(word.parts) == 1 and fold(word.whole) in STOP_WORDS


def near(word: str) -> set[str]:
    """Give everything that is one typing error away: a letter missing, too many, wrong, or two swapped.

    :param word: folded letters of one script; the errors are of its script
    """
    letters = "абвгдежзийклмнопрстуфхцчшщъьюя" if word[:1] >= "Ѐ" else "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    missing = {head + letter + tail for head, tail in cuts for letter in letters}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    extra = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    return (missing | wrong | extra | swapped) - {word}


def warm() -> None:
    """Load the dictionaries of all languages now (about 2 s and 150 MB), so that no visitor waits for them."""
    for language in LANGUAGES:
        simplemma.lemmatize("a", lang=language)

"""Letters: without their marks, in other spellings, from Cyrillic to Latin, and as they sound.

One word is written in many ways: å as a or aa, ø as o or oe, and a Bulgarian word in Latin letters, by the law's
table or as people type it. What is indexed is one form of each word, without marks; what is asked is also looked up in
its other spellings.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product


def _plain_letters() -> dict[int, str]:
    """Give the letter without marks for every marked Latin letter, and for ѝ. й stays: it is a letter of its own."""
    marked = (chr(code) for block in (range(0xC0, 0x250), range(0x1E00, 0x1F00)) for code in block)
    bases = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in marked}
    plain = {code: base for code, base in bases.items() if base.isascii() and base.islower()}
    whole = {"æ": "ae", "ǽ": "ae", "œ": "oe", "ø": "o", "ǿ": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th"}
    return plain | {ord(letter): base for letter, base in (whole | {"ł": "l", "ı": "i", "ĳ": "ij", "ѝ": "и"}).items()}


_PLAIN_LETTERS = _plain_letters()


def fold(word: str) -> str:
    """Take the marks off the letters of a word in small letters: å is a, ø is o, æ is ae, é is e, ѝ is и."""
    return word if word.isascii() else word.translate(_PLAIN_LETTERS)


_DOUBTFUL = re.compile("aa|oe|[åøöä]")
_SPELLINGS = {"aa": "a", "oe": "o", "å": "aa", "ø": "oe", "ö": "oe", "ä": "ae"}
_MOST_SPELLINGS = 8


def spellings(word: str) -> list[str]:
    """Give the other spellings of a Norwegian word, without marks: "loenn" is lonn, "åsen" is aasen, "aasen" is asen.

    :param word: in small letters, with its marks
    :return: at most seven; empty for a word in which nothing is in doubt
    """
    places = _DOUBTFUL.findall(word)
    if not places:
        return []
    between = [fold(some) for some in _DOUBTFUL.split(word)]
    choices = product(*((fold(place), _SPELLINGS[place]) for place in places[:3]))
    rest = "".join(fold(place) + after for place, after in zip(places[3:], between[4:], strict=True))
    found = ("".join(a + b for a, b in zip(between, (*chosen, ""), strict=False)) + rest for chosen in choices)
    return [some for some in dict.fromkeys(islice(found, _MOST_SPELLINGS)) if some != fold(word)]


_BY_LAW = "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya"
_LAW = dict(
    zip(
        map(ord, "абвгдежзийклмнопрстуфхцчшщъьюя"),
        _BY_LAW.split(),
        strict=True,
    )
)


def is_cyrillic(word: str) -> bool:
    """Say whether a word begins with a Cyrillic letter."""
    return "Ѐ" <= word[:1] <= "ӿ"


_CYRILLIC = re.compile("[Ѐ-ӿ]+")


def is_foreign_to(language: str, word: str) -> bool:
    """Say whether a word has only letters of the alphabet that a language is not written in: it has no lemma there."""
    if language == "bg":
        return word.isascii() or _CYRILLIC.search(word) is None
    return not word.isascii() and _CYRILLIC.fullmatch(word) is not None


def latin(word: str) -> str:
    """Write a Bulgarian word in Latin letters, by the Transliteration Act of 2009 (State Gazette 19/2009).

    Its Article 4 is the table; -ия at the end of a word is -ia (Article 5).

    :param word: in small letters; other letters stay
    """
    ending = "ия"
    return (word[:-2] + "иа" if word.endswith(ending) else word).translate(_LAW)


_SAME_SOUND = {
    "sch": "sh",
    "ch": "ch",
    "sh": "sh",
    "zh": "zh",
    "ph": "f",
    "th": "t",
    "ck": "k",
    "qu": "kv",
    "c": "k",
    "x": "ks",
    "w": "v",
    "q": "k",
    "j": "i",
    "y": "i",
}
_HEARD = re.compile("|".join(_SAME_SOUND))
_DOUBLE = re.compile(r"(.)\1+")
_THRICE = re.compile(r"(.)\1\1")
_TYPED = {
    "6": ("sh",),
    "4": ("ch",),
    "q": ("ya",),
    "c": ("c", "ts"),
    "x": ("x", "h"),
    "j": ("j", "zh"),
    "y": ("y", "a"),
    "u": ("u", "a"),
    "v": ("v", "zh"),
}
"""What a letter may be in Bulgarian typed with a Latin keyboard, the likeliest first; the Act writes a for ъ."""
_TYPED_LETTER = re.compile("ch|[64qcxjyuv]")
_MOST_SOUNDINGS = 16


def sound(word: str) -> str:
    """Give the key that a word has in both alphabets: "аскер" and "asker", "проксимус" and "proximus".

    :param word: folded
    """
    key = latin(word) if is_cyrillic(word) else word
    # A function, not r"\1": that would be read anew for each word, in more time than all the rest takes.
    return _DOUBLE.sub(lambda double: double[1], _HEARD.sub(lambda heard: _SAME_SOUND[heard[0]], key))


def has_a_letter_thrice(word: str) -> bool:
    """Say whether a letter stands three times in a row: no word of the four languages is written so."""
    return _THRICE.search(word) is not None


def soundings(word: str) -> Iterator[str]:
    """Give the keys that a word may have when it is Bulgarian typed in Latin letters, the likeliest first; at most 16.

    :param word: folded, Latin
    """
    places = _TYPED_LETTER.findall(word)[:6]
    between = _TYPED_LETTER.split(word, maxsplit=len(places))
    choices = product(*(_TYPED.get(place, (place,)) for place in places))
    for chosen in islice(choices, _MOST_SOUNDINGS):
        yield sound("".join(a + b for a, b in zip(between, (*chosen, ""), strict=True)))

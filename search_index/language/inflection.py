"""Words of one family: what the dictionaries of lemmas miss, and the root that a word shares with its relatives.

Lemmas come from simplemma. Measured on the portal's own texts it keeps apart "ansatt" and "ansette", "bok" and
"bøker", "човек" and "хора", "увреждане" and "увреждания". A few words are named here; the others share a root: what is
left of a word without the endings of its language. Roots are never shown and never indexed: they are compared.
"""

import re
from functools import lru_cache

from search_index.language.letters import sound

_LEMMAS = {
    "nb": {
        "bøker": "bok",
        "bøkene": "bok",
        "ansatt": "ansette",
        "ansatte": "ansette",
        "tilsatt": "tilsette",
        "kolleger": "kollega",
        "kurset": "kurs",
        "lover": "lov",
        "loven": "lov",
        "arbeidet": "arbeid",
        "arbeidets": "arbeid",
        "hjemmefra": "hjem",
        "døve": "døv",
        "døves": "døv",
    },
    "nl": {
        "werkgever": "werkgever",
        "werkgevers": "werkgever",
        "deelnemer": "deelnemer",
        "begeleidster": "begeleider",
        "belgische": "belgisch",
        "aangepaste": "aanpassen",
        "zieke": "ziek",
        "art": "artikel",
        "dove": "doof",
        "doven": "doof",
        "blinde": "blind",
        "blinden": "blind",
        "doofblinde": "doofblind",
        "doofblinden": "doofblind",
        "slechthorenden": "slechthorend",
        "slechtzienden": "slechtziend",
        "zieken": "ziek",
    },
    "bg": {
        "хора": "човек",
        "хората": "човек",
        "деца": "дете",
        "децата": "дете",
        "наема": "наемам",
        "наемане": "наемам",
        "наемането": "наемам",
        "увреждания": "увреждане",
        "уврежданията": "увреждане",
        "обезщетения": "обезщетение",
    },
    "en": {"hired": "hire", "disabled": "disability", "firms": "firm"},
}
"""Words whose lemma simplemma does not know, or takes for another word's."""

_ENDINGS = {
    "nb": """
        ingene ingens ingen inger ing elsene elsens elsen elser else hetene heten heter het skapet skap
        asjonene asjonen asjoner asjon erende erte erer ering ert ere erens eren ernes erne
        enes ene ens en ets et ende ede ers er es te a e s t
    """,
    "nl": """
        eringen ering eert eerd eerde aties atie ingen ing heden heid enden ende end ers eren er en de te e s t d
    """,
    "en": """
        isations isation ations ation ised ises ise ising ments ment ities ity ably able ings ing ed es ly s e
    """,
    "bg": """
        ационната ационният ационния ационните ационна ационно ационни ационен
        ациите ацията ации ация ирането иране ирани ирана ирано иран ирам ират
        уванията уването ването вания уване ване анията ането ания ане енията ението ения ение
        овете ове ищата ища иите ията ния ият ите ата ята ото ето вам ваме ват вате ва ена ени ено
        ът ят та то те ия ие ии ам ат ям им а я о е и у ю
        ните ната ното ният ен на но ни
    """,
}
"""Endings of inflection, and those that make a noun of a verb, from the grammars. The longest that fits is taken."""

_OF_LONG_WORDS = frozenset(
    ("heid", "heden", "ация", "ации", "ацията", "ациите", "ните", "ната", "ното", "ният", "ния", "ен", "на", "но", "ни")
)
"""Endings that as many short words end in by chance: they leave a longer root."""

_ENDING_SETS = {language: frozenset(endings.split()) for language, endings in _ENDINGS.items()}
_LONGEST_ENDING = max(len(ending) for endings in _ENDING_SETS.values() for ending in endings)

_SHORTEST_ROOT = 4
_SHORTEST_HEAD = 3
"""Letters of what a compound ends in, as "job"."""
_LETTERS_TWICE = re.compile(r"(.)\1")


def named_lemma(word: str, language: str) -> str:
    """Give the lemma of one of the words that the dictionary gets wrong, or "".

    :param word: in small letters, with its marks
    """
    return _LEMMAS[language].get(word, "") if language in _LEMMAS else ""


def tidy_lemma(lemma: str) -> str:
    """Take off what simplemma adds to some lemmas: "aan_passen" is aanpassen, "намирам-(се)" is намирам."""
    return lemma.replace("_", "").partition("-")[0]


@lru_cache(maxsize=2**12)
def root(word: str, language: str) -> str:
    """Give what a word shares with its relatives: "tilpasning" and "tilpasset", "aanwerving" and "aanwerft".

    :param word: folded
    :param language: one whose endings are known; in any other a word is its own root
    """
    endings = _ENDING_SETS.get(language)
    if endings is None or len(word) <= _SHORTEST_ROOT or not word.isalpha():
        return word
    if language == "en":
        word = word.replace("iz", "is")
    for size in range(min(_LONGEST_ENDING, len(word) - _SHORTEST_ROOT), 0, -1):
        ending = word[-size:]
        if ending in endings and (ending not in _OF_LONG_WORDS or len(word) - size > _SHORTEST_ROOT):
            return _tidy_root(word[:-size], language)
    return _tidy_root(word, language)


def _tidy_root(word: str, language: str) -> str:
    """Make one of the spellings that endings cause: tilpass and tilpasn, bedrijv and bedrijf, loon and lon."""
    if language == "nb" and word.endswith("sn"):
        word = word[:-1]
    if language == "nl":
        word = word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1])
    if language == "bg":
        return word
    tidy = _LETTERS_TWICE.sub(lambda twice: twice[1], word)
    return tidy if len(tidy) >= _SHORTEST_ROOT else word  # "lønna" is of the family of "lønn"


def ends_alike(one: str, other: str, language: str) -> bool:
    """Say whether two words end in the same word, whatever its inflection: "feriejobb" and "sommerjobber".

    :param one: folded
    :param other: folded
    """
    ends = {_LETTERS_TWICE.sub(r"\1", root(word, language))[-_SHORTEST_HEAD:] for word in (one, other)}
    return len(ends) == 1 and len(ends.pop()) == _SHORTEST_HEAD


_SOUND_ENDINGS = frozenset(map(sound, _ENDING_SETS["bg"]))
_LONGEST_SOUND_ENDING = max(map(len, _SOUND_ENDINGS))


@lru_cache(maxsize=2**10)
def sound_root(key: str) -> str:
    """Give the root of a Bulgarian word by its sound, so that it is found inflected and in either alphabet.

    :param key: as letters.sound gives it
    """
    for size in range(min(_LONGEST_SOUND_ENDING, len(key) - _SHORTEST_ROOT - 1), 0, -1):
        if key[-size:] in _SOUND_ENDINGS:
            return key[:-size]
    return key

"""The lemma of a word, by simplemma; its dictionaries as tries in files, which are made once: `make` does it.

As tries they take 8 MB of a process and 20 ms to open, as dictionaries 150 MB and 2 s. Where they were not made the
dictionaries are taken: the lemmas are the same.
"""

import os
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import simplemma
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import DefaultDictionaryFactory, TrieDictionaryFactory

LANGUAGES: Final = ("nb", "nl", "bg", "en")
SETTING: Final = "SEARCH_LEMMAS"
"""The environment's name for the folder of the tries, when it is not beside this program."""
_KEPT: Final = 2**12
"""Lemmas that are kept; `analysis.forms` keeps more."""


def folder() -> Path:
    """Give the folder of the tries of this version of simplemma."""
    return Path(os.environ.get(SETTING) or Path(__file__).with_name("tries")) / simplemma.__version__


def make() -> Path:
    """Make the tries, unless they are there; it takes 10 s. Give their folder.

    :raises OSError: the folder cannot be written
    """
    made = folder()
    if _is_made(made):
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=made.parent) as beside:
        tries = TrieDictionaryFactory(disk_cache_dir=beside)
        for language in LANGUAGES:
            tries.get_dictionary(language)
        if not _is_made(Path(beside)):
            raise OSError(f"the dictionaries could not be written to {beside}")
        made.mkdir(exist_ok=True)
        for file in Path(beside).iterdir():
            file.replace(made / file.name)
    return made


def lemma(word: str, language: str) -> str:
    """Give the lemma of a word; the word itself when none is known.

    :param language: one of LANGUAGES
    """
    return _lemmatizer().lemmatize(word, language)


def is_word(word: str, language: str) -> bool:
    """Say whether the dictionary of a language has the word, in whatever form.

    :param word: in small letters, with its marks
    :param language: one of LANGUAGES
    """
    return _strategy().is_dictionary_member(word, language)


def warm() -> None:
    """Open the dictionaries of all languages."""
    for language in LANGUAGES:
        lemma("warm", language)


@lru_cache(maxsize=1)
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer(_KEPT, lemmatization_strategy=_strategy())


@lru_cache(maxsize=1)
def _strategy() -> DefaultStrategy:
    made = folder()
    tries = TrieDictionaryFactory(disk_cache_dir=str(made)) if _is_made(made) else DefaultDictionaryFactory()
    return DefaultStrategy(dictionary_factory=tries)


def _is_made(made: Path) -> bool:
    return all((made / f"{language}.dic").is_file() for language in LANGUAGES)


if __name__ == "__main__":
    sys.stdout.write(f"{make()}\n")

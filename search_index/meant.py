"""Did you mean: a question with its unknown words replaced by known ones that are spelled nearly the same."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from search_index.analysis import WORD, Said, asked, fold
from search_index.entry import LONGEST_TEXT
from search_index.language.stopwords import is_stop_word
from search_index.meaning import Meaning, meanings
from search_index.plan import Vocabulary
from search_index.schema import NO_LANGUAGE
from search_index.weights import Why

MOST_REPLACED: Final = 3
"""More words than these are no slips of the hand."""
MOST_UNKNOWN: Final = 2
"""With more words that nothing is near to, no better spelling of the others finds anything."""


def meant(text: str, language: str, known: Vocabulary) -> str:
    """Give what a question should probably have been, in the visitor's own spelling but for the replaced words.

    Only words that the index does not know in any form are replaced; everything else stays as typed, phrases and minus
    signs too. Whoever offers it asks it first: it must find something.

    :param language: the page's; its words are the likelier ones
    :param known: the words of the engine that is to answer
    :return: "" when every word is known, or nothing better is
    """
    better: dict[str, str] = {}
    unknown = 0
    for word in (said.words[0] for said in asked(text).said if _may_be_mistyped(said)):
        found = meanings(word.whole, language, known.lexicon)
        unknown += not found
        if likely := _better(found, language, known):
            better["-".join(word.parts)] = likely
        if unknown > MOST_UNKNOWN or len(better) > MOST_REPLACED:
            return ""
    if not better:
        return ""
    typed = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    return WORD.sub(lambda match: _as_typed(match[0], better.get(match[0].lower())), typed)


def _may_be_mistyped(said: Said) -> bool:
    plain = not said.is_phrase and not said.is_unwanted
    return plain and not is_stop_word(fold(said.words[0].whole))


def _better(found: Sequence[Meaning], language: str, known: Vocabulary) -> str:
    """Give the known word that one probably is, as it is written; "" when it is known, or no word is near.

    :param found: what it may mean
    """
    if not found or any(one.why is not Why.MISTYPED for one in found):
        return ""
    likely = min(found, key=lambda one: one.language not in (language, NO_LANGUAGE)).term
    return known.topics.spelled.get(likely) or known.lexicon.spelled.get(likely, likely)


def _as_typed(typed: str, better: str | None) -> str:
    """Give a word in the place of a typed one, with its capitals."""
    if better is None:
        return typed
    if typed.isupper() and len(typed) > 1:
        return better.upper()
    return better[:1].upper() + better[1:] if typed[:1].isupper() else better

"""Compounds of Norwegian and Dutch: the words that one long word is made of.

The dictionary is whatever the caller knows, as the words of an index and of its topics: a part that nobody can look
for need not be found. Measured, this splits more than word lists of the whole language do, and falsely less often.
"""

from collections.abc import Container, Sequence
from typing import Final

from search_index.language import lemmas
from search_index.language.letters import fold

LINKS: Final = {"nb": ("", "s", "e"), "nl": ("", "s", "e", "n", "en", "er")}
"""Per language what may stand between two parts. Other languages write their compounds apart."""

SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
_LONGEST_COMPOUND = 48
_SHORTEST_LONGEST_PART = 4
"""At least one part is this long: two words of three letters make too many words by chance."""

_SHORTEST_START, _SHORTEST_REST = 5, 4
"""Letters of the known beginning of a compound, and of what follows it."""

_PARTICLES: Final = frozenset(
    ("aan", "af", "bij", "in", "mee", "na", "op", "over", "samen", "terug", "toe", "uit", "voor")
)
"""What Dutch verbs may begin with, and be parted from."""


def split(word: str, language: str, dictionary: Container[str]) -> tuple[str, ...]:
    """Give the parts of a compound, as few as can be; () for a word that is none.

    Takes time with the square of the word's length, which is bounded.

    :param word: folded
    :param language: () in every language but those of LINKS
    :param dictionary: the folded words that a part may be
    """
    links = LINKS.get(language)
    size = len(word)
    if links is None or not SHORTEST_COMPOUND <= size <= _LONGEST_COMPOUND:
        return ()
    if not any(word[start:] in dictionary for start in range(SHORTEST_PART, size - SHORTEST_PART + 1)):
        return ()
    found: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(SHORTEST_PART, size + 1):
        for start in [start for start in found if start <= end - SHORTEST_PART]:
            part = word[start:end]
            if part in dictionary and (start or end < size):
                _extend(found, (*found[start], part), end, word, links)
    parts = found.get(size, ())
    return parts if any(len(part) >= _SHORTEST_LONGEST_PART for part in parts) else ()


def begun(word: str, language: str, dictionary: Container[str]) -> str:
    """Give the longest known word that a compound begins with: "kvote" for "kvotesystem"; "" for none.

    What a compound is about stands first. What follows must be a word of the language too, so that nothing is found
    in letters that happen to begin like a word.

    :param word: in small letters, with its marks
    :param dictionary: the folded words that the beginning may be
    """
    links = LINKS.get(language, ())
    for place in range(min(len(word), _LONGEST_COMPOUND) - _SHORTEST_REST, _SHORTEST_START - 1, -1):
        start = fold(word[:place])
        rests = (word[place + len(link) :] for link in links if word.startswith(link, place))
        if start in dictionary and any(len(one) >= _SHORTEST_REST and lemmas.is_word(one, language) for one in rests):
            return start
    return ""


def separated(words: Sequence[str]) -> dict[int, str]:
    """Give the Dutch verbs that "te" parts, by the places of their ends: "aan te nemen" is aannemen."""
    threes = enumerate(zip(words, words[1:], words[2:], strict=False), 2)
    return {place: one + verb for place, (one, te, verb) in threes if te == "te" and one in _PARTICLES}


def _extend(
    found: dict[int, tuple[str, ...]], parts: tuple[str, ...], end: int, word: str, links: tuple[str, ...]
) -> None:
    """Note the parts that reach so far, and farther over what links them to the next one."""
    for link in links:
        reached = end + len(link)
        fits = word.startswith(link, end) and (not link or reached < len(word))
        if fits and (reached not in found or len(parts) < len(found[reached])):
            found[reached] = parts

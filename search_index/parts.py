"""Words gathered by what they share, and those that may be parts of a compound."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from search_index.language.inflection import root
from search_index.language.stopwords import is_stop_word

Words = Mapping[str, tuple[str, ...]]
"""Words by what they share."""

MOST_ALIKE = 64
"""Words of one sound, or of one root of sounds."""
SHORTEST_ROOTED: Final = 5
"""Letters of a part that need only share its root with a known word."""


@dataclass(frozen=True, slots=True)
class InAnyForm:
    """The words that may be parts of a compound, and whatever shares a root with a known one."""

    parts: Container[str]
    roots: Container[str]
    language: str

    def __contains__(self, word: object) -> bool:
        if word in self.parts:
            return True
        if not isinstance(word, str) or len(word) < SHORTEST_ROOTED:
            return False
        stem = root(word, self.language)
        return stem != word and stem in self.roots and not is_stop_word(word)


def gathered(pairs: Iterable[tuple[str, str]], most: int = MOST_ALIKE) -> Words:
    """Gather words by what they have in common, at most so many.

    In tuples: a hundred thousand lists would cost time whenever Python looks for what nobody uses any more.
    """
    found: dict[str, tuple[str, ...]] = {}
    for key, word in pairs:
        words = found.get(key, ())
        if len(words) < most:
            found[key] = (*words, word)
    return found

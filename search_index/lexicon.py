"""All the words of an index and of its topics, and which of them a word of a question may stand for.

Made once for each state of an index, from its terms alone; what takes time is made when it is first asked for. Nothing
here reads the index, so every engine that knows its terms has the same lexicon.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from itertools import islice
from typing import Any

from search_index.analysis import LANGUAGES
from search_index.language import compounds
from search_index.language.inflection import root, sound_root
from search_index.language.letters import fold, has_a_letter_thrice, is_cyrillic, sound, soundings
from search_index.language.misspelling import Spellings
from search_index.language.stopwords import is_stop_word
from search_index.parts import InAnyForm, Words, gathered
from search_index.recent import Recent
from search_index.schema import NO_LANGUAGE

MOST_RELATIVES = 24
"""Words of one family, or compounds of one part, that a word stands for."""
MOST_CONTINUATIONS = 64
"""Longer words that the beginning of a word stands for."""
MOST_KEPT = 1024
"""Unknown words whose near ones or parts are kept: a question is read, and then "did you mean" looks for the same."""
MOST_READ = 1024
"""Words whose meanings are kept: those of a compound's parts, and of what was perhaps meant, are asked for again."""
_SHORTEST_HEARD = 3
"""Letters of a sound from which it is compared: "ъъъъъ" sounds like "a"."""
_SHORTEST_END = 5
"""Letters of an unknown word from which it is looked for inside known ones."""

_LINKS = tuple(dict.fromkeys(link for some in compounds.LINKS.values() for link in some))
_BIT = {language: 1 << place for place, language in enumerate((*LANGUAGES, NO_LANGUAGE))}
_OF_TOPICS = 5
"""The bit of a topic's word in a language stands so many places before that of an entry's."""
_IN_ENTRIES = (1 << _OF_TOPICS) - 1


class Lexicon:
    """The words of an index.

    :param held: per language, and for NO_LANGUAGE, every term that any entry holds in that field of words
    :param named: per language every word of a topic's label or synonym
    """

    def __init__(self, held: Mapping[str, Iterable[str]], named: Mapping[str, Iterable[str]]) -> None:
        self.spelled: dict[str, str] = {}
        """How words with marks are written, by their form without."""
        self._where: dict[str, int] = {}
        self._kept: Recent[Any] = Recent(MOST_KEPT)
        self.read: Recent[Any] = Recent(MOST_READ)
        """What words of questions mean; `meaning` keeps it here."""
        self._add(held, 0)
        self._add(named, _OF_TOPICS)

    def renewed(self, held: Mapping[str, Iterable[str]], named: Mapping[str, Iterable[str]]) -> "Lexicon":
        """Give a lexicon of more words at once: the new ones have no relatives, compounds and misspellings yet."""
        more = copy(self)
        more._where, more.spelled = dict(self._where), dict(self.spelled)
        more._kept, more.read = Recent(MOST_KEPT), Recent(MOST_READ)
        more._add(held, 0)
        more._add(named, _OF_TOPICS)
        return more

    def warm(self) -> None:
        """Make now what would be made when it is first asked for: a second for fifty thousand words."""
        for name, made in vars(type(self)).items():
            if isinstance(made, cached_property):
                getattr(self, name)

    def _add(self, some: Mapping[str, Iterable[str]], shift: int) -> None:
        for language, terms in some.items():
            bit = _BIT[language] << shift
            for term in terms:
                plain = term if term.isascii() else fold(term)
                if plain == term:
                    self._where[term] = self._where.get(term, 0) | bit
                else:
                    self.spelled[plain] = term

    def __contains__(self, term: str) -> bool:
        return term in self._where

    def is_held(self, term: str, language: str) -> bool:
        """Say whether any entry holds the term in the field of a language, or of NO_LANGUAGE."""
        return bool(self._where.get(term, 0) & _BIT[language])

    def is_known(self, term: str, language: str) -> bool:
        """Say whether an entry or a topic holds the term in a language, or in NO_LANGUAGE; in no other is it known."""
        bit = _BIT.get(language, 0)
        return bool(self._where.get(term, 0) & (bit | bit << _OF_TOPICS))

    def relatives(self, term: str, language: str) -> tuple[str, ...]:
        """Give the known words of the same family, itself too when it is known: "tilpasset" for "tilpasning"."""
        return tuple(self._families.get(language, {}).get(root(term, language), ()))

    def compounds(self, part: str, language: str) -> tuple[str, ...]:
        """Give the known compounds that hold a word as one of their parts: "lønnstilskudd" for "tilskudd"."""
        return tuple(self._compounds.get(language, {}).get(root(part, language), ()))

    def holding(self, word: str, language: str) -> tuple[str, ...]:
        """Give the known words that begin or end with an unknown one, as "ungdomsgaranti" for "garanti"."""
        families = self._families.get(language, {})
        found: dict[str, None] = {}
        for stem in self._roots_holding(word, language):
            found |= dict.fromkeys(families[stem])
            if len(found) >= MOST_RELATIVES:
                break
        return tuple(islice(found, MOST_RELATIVES))

    def _roots_holding(self, word: str, language: str) -> Iterator[str]:
        """Give the roots that end with an unknown word's own, and then those that begin with it."""
        stem = root(word, language)
        if len(stem) < _SHORTEST_END or language not in compounds.LINKS:
            return
        ends, least = self._ends[language], len(stem) + compounds.SHORTEST_PART
        for some in ends.get(stem[-_SHORTEST_END:], ()):
            if len(some) >= least and some.endswith(stem):
                yield some
        for some in ends.get("^" + stem[:_SHORTEST_END], ()):
            if len(some) >= least and some.startswith(stem):
                yield some

    def split(self, word: str, language: str) -> tuple[str, ...]:
        """Give the parts of a compound, all of them known in some form; () for a word that is none."""
        found: tuple[str, ...] | None = self._kept.get((word, language))
        if found is None:
            found = self._split(word, language)
            self._kept.put((word, language), found, 1)
        return found

    def _split(self, word: str, language: str) -> tuple[str, ...]:
        parts = self._parts.get(language)
        if not parts:
            return ()
        found = compounds.split(word, language, InAnyForm(parts, self._families[language], language))
        return found or self._split_loosely(word, language)

    def _split_loosely(self, word: str, language: str) -> tuple[str, ...]:
        """Give a known end and a beginning that known words begin or end with, or the other way round."""
        known = self._parts[language]
        for place in range(_SHORTEST_END, len(word) - _SHORTEST_END + 1):
            one, other = word[:place].removesuffix("s"), word[place:]
            if (one in known and self._is_inside(other, language)) or (
                other in known and self._is_inside(one, language)
            ):
                return one, other
        return ()

    def begun(self, word: str, language: str) -> str:
        """Give the longest known word that an unknown compound begins with; see `compounds.begun`."""
        return compounds.begun(word, language, self._parts.get(language, ()))

    def _is_inside(self, word: str, language: str) -> bool:
        """Say whether a known word begins or ends with an unknown one."""
        return any(self._families[language][stem] for stem in self._roots_holding(word, language))

    def joined(self, *words: str) -> list[str]:
        """Give the known words that some words make together: "lønnstilskudd" for "lønns" and "tilskudd"."""
        *starts, last = words
        if not self._goes_on(starts[0]):
            return []
        made = [""]
        for start in starts:
            made = [before + start + link for before in made for link in _LINKS]
        return [term for before in made if (term := before + last) in self._where]

    def _goes_on(self, start: str) -> bool:
        """Say whether a known word is longer than a beginning."""
        place = bisect_right(self._sorted, start)
        return place < len(self._sorted) and self._sorted[place].startswith(start)

    def sounding(self, word: str) -> tuple[str, ...]:
        """Give the known words of the other alphabet that sound like a word: "работодател" for "rabotodatel"."""
        other = not is_cyrillic(word)
        if len(sound(word)) < _SHORTEST_HEARD or has_a_letter_thrice(word):
            return ()
        for key in (sound(word),) if not other else dict.fromkeys((sound(word), *soundings(word))):
            for table, of in ((self._sounds, key), (self._sound_roots, sound_root(key))):
                found = tuple(term for term in table.get(of, ()) if is_cyrillic(term) is other)
                if found:
                    return found
        return ()

    def beginning(self, start: str) -> list[str]:
        """Give the known words that go on from a beginning, at most MOST_CONTINUATIONS."""
        first = bisect_left(self._sorted, start)
        going_on = self._sorted[first : first + MOST_CONTINUATIONS + 1]
        return [term for term in going_on if term != start and term.startswith(start)]

    def near(self, word: str, errors: int) -> list[str]:
        """Give the known words that are so many typing errors away at most, the nearest first; kept for a while."""
        found = self._kept.get((word, errors))
        if found is None:
            found = self._nearest(word, errors)
            self._kept.put((word, errors), found, 1)
        return found

    def _nearest(self, word: str, errors: int) -> list[str]:
        return self._spellings.near(word, errors)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._where)

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self._sorted)

    @cached_property
    def _families(self) -> dict[str, Words]:
        return {
            language: gathered(
                ((root(one, language), one) for one in self._terms(language) if not is_stop_word(one)), MOST_RELATIVES
            )
            for language in LANGUAGES
        }

    @cached_property
    def _parts(self) -> dict[str, frozenset[str]]:
        """Per language with compounds the words that may be parts of one."""
        return {
            language: frozenset(
                term
                for term in self._terms(language)
                if len(term) >= compounds.SHORTEST_PART and term.isalpha() and not is_stop_word(term)
            )
            for language in compounds.LINKS
        }

    def end(self, compound: str, language: str) -> str:
        """Give the last part of a known compound; "" for any other word."""
        return self._splits.get(language, {}).get(compound, ("",))[-1]

    @cached_property
    def _compounds(self) -> dict[str, Words]:
        return {language: gathered(self._parts_of(language), MOST_RELATIVES) for language in compounds.LINKS}

    def _parts_of(self, language: str) -> Iterator[tuple[str, str]]:
        """Give the root of each part of a compound, and the compound."""
        for term, parts in self._splits[language].items():
            yield from ((part, term) for part in {root(part, language) for part in parts})

    @cached_property
    def _splits(self) -> dict[str, Words]:
        """Per language the known compounds and their parts."""
        return {language: dict(self._split_all(language)) for language in compounds.LINKS}

    def _split_all(self, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for term in filter(str.isalpha, dict.fromkeys((*self._terms(language), *self._terms(NO_LANGUAGE)))):
            if parts := compounds.split(term, language, self._parts[language]):
                yield term, parts

    @cached_property
    def _ends(self) -> dict[str, Mapping[str, list[str]]]:
        """Per language the roots by their last letters, and by "^" and their first ones."""
        ends: dict[str, Mapping[str, list[str]]] = {}
        for language in compounds.LINKS:
            own = defaultdict(list)
            for stem in self._families[language]:
                if len(stem) >= _SHORTEST_END + compounds.SHORTEST_PART:
                    own[stem[-_SHORTEST_END:]].append(stem)
                    own["^" + stem[:_SHORTEST_END]].append(stem)
            ends[language] = own
        return ends

    @cached_property
    def _sounds(self) -> Words:
        # Half the words of a large register are numbers, of which nobody asks how they sound.
        return gathered((sound(term), term) for term in filter(str.isalpha, self._sorted))

    @cached_property
    def _sound_roots(self) -> Words:
        return gathered((sound_root(sound(term)), term) for term in self._sorted if is_cyrillic(term))

    def _terms(self, language: str) -> list[str]:
        bit = _BIT[language]
        either = bit | bit << _OF_TOPICS
        return [term for term, where in self._where.items() if where & either]

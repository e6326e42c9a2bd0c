"""How surely the words of a question are ones that the index knows, and how many of them an entry may lack."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final

from search_index.clauses import Alternative, Clause, Sought
from search_index.meaning import GUESSES
from search_index.schema import KINDS, NO_LANGUAGE, TOPICS, words_of
from search_index.weights import FACTORS, NAMED_IN_PART, TOPIC, Why

TELLING: Final = 6
"""A word that names more topics than these says little."""


class Surety(IntEnum):
    """How surely a word of the question is one that the index knows."""

    UNKNOWN = 0
    GUESSED = 1
    """As a typing error, a beginning, or a place that nothing is in."""
    SAID = 2
    """Some text holds it, or the name of some topic."""
    NAMED = 3
    """It is in a name or names a topic, or a part of its name that some text holds too."""
    TELLING = 4
    """It names a topic wholly or is in a name, and is no word of many topics, as "work" is."""


def surety(sought: Sought, *, is_part: bool = False) -> Surety:
    """Say how surely a word is known.

    :param is_part: whether it was only read out of a compound that the index does not know. Then it is a guess, unless
        it tells by itself: that some text speaks of opening and of hours does not make "openingsuren" known.
    """
    found = tuple(sought.everything())
    written = [one.why for one in found if one.field != TOPICS]
    if any(one.why is Why.AROUND for one in found) or (written and GUESSES.issuperset(written)):
        return Surety.GUESSED
    topics = [one for one in found if one.field == TOPICS and not one.term.startswith(f"{KINDS}:")]
    sure = (Why.EXACT,) if is_part else (Why.EXACT, Why.LEMMA)
    in_name = any(one.field == words_of(NO_LANGUAGE) and one.why in sure for one in found)
    named = bool(topics) and max(one.factor for one in topics) > FACTORS[Why.TOPIC] * TOPIC * NAMED_IN_PART
    if (in_name or named) and len(topics) <= TELLING:
        return Surety.TELLING
    if is_part:
        return Surety.GUESSED if found else Surety.UNKNOWN
    if in_name or named or (topics and any(one.field != TOPICS for one in found)):
        return Surety.NAMED
    if topics or any(one.why not in GUESSES for one in found):
        return Surety.SAID
    return Surety.GUESSED if found else Surety.UNKNOWN


def names_kind(sought: Sought) -> bool:
    """Say whether a word names a kind of entries, as "companies"."""
    return any(one.field == TOPICS and one.term.startswith(f"{KINDS}:") for one in sought.alternatives)


def kinds_are_no_need(words: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Let an entry lack what only says its kind: "what does an employer get for a mentor" asks for the mentor."""
    if all(names_kind(clause.sought) for clause in words if clause.needed):
        return words
    return tuple(replace(clause, needed=clause.needed and not names_kind(clause.sought)) for clause in words)


def rest_is_no_need(words: tuple[Clause, ...], parts: Sequence[int]) -> tuple[Clause, ...]:
    """Let an entry lack the other parts of an unknown compound whose first part tells what it is about.

    :param parts: which part of such a compound each word is, from 1; 0 for none
    """
    told = False
    found = []
    for clause, part in zip(words, parts, strict=True):
        if part <= 1:
            told = part == 1 and surety(clause.sought, is_part=True) is Surety.TELLING
        found.append(replace(clause, needed=False) if part > 1 and told else clause)
    return tuple(found)


def kinds_say_nothing(words: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Take from the words that an entry may lack the topics of a kind: "how is my company certified" asks for none."""
    return tuple(
        replace(clause, sought=replace(clause.sought, alternatives=_untold(clause.sought)))
        if names_kind(clause.sought) and not clause.needed
        else clause
        for clause in words
    )


def _untold(sought: Sought) -> tuple[Alternative, ...]:
    return tuple(one for one in sought.alternatives if one.field != TOPICS)


def least(sureties: Sequence[Surety]) -> int:
    """Give how many of the needed words are enough when too few entries hold them all.

    Half of them. But where some are unknown, guesses at the others count for nothing, and most of the words must be
    known, or half where one names something, or a third where one tells enough: a question about the weather finds
    nothing because a text speaks of time.

    :param sureties: one for each needed word
    :return: more than there are words: nothing is enough
    """
    count = len(sureties)
    half = (count + 1) // 2
    if Surety.UNKNOWN not in sureties:
        return max(half, 1)
    known = sum(some >= Surety.SAID for some in sureties)
    enough = {Surety.TELLING: 3 * known >= count, Surety.NAMED: 2 * known >= count}.get(
        max(sureties), 2 * known > count
    )
    return min(half, known) if known and enough else count + 1

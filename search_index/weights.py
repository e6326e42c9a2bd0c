"""Every weight of the ranking, in one place; `python -m tests.bench.judged` says what a change is worth.

A word's score is BM25F: what an entry's texts hold of it, each by its weight, is summed, damped, and measured by how
rare the word is. What answers a word less directly than the word itself counts by a factor.
"""

from enum import StrEnum
from typing import Final

OFFICIAL_NAME: Final = 6.0
OTHER_NAME: Final = 4.0
NAME: Final = 6.0
"""A name in one of the languages."""
TOPIC: Final = 3.0
SHARED: Final = 0.1
"""How much less an entry is about a topic for each other one of the same kind that it has: b of BM25 for topics."""
KIND: Final = 3.0
"""How much more it says that a question names the kind of an entry, as "companies", than another of its topics."""
SUMMARY: Final = 2.0
TEXT: Final = 1.0

USUAL_NAME: Final = 3
USUAL_OTHER_NAME: Final = 2
USUAL_SUMMARY: Final = 20
USUAL_TEXT: Final = 60
"""Words of a usual text; a longer one makes each of its words count less, by half of its length: BM25's b is 0.5."""

DAMPING: Final = 6.0
"""BM25's k1: high, so that a word in a name clearly beats one in a text."""

LEMMA_INDEXED: Final = 0.9
"""An entry's word by its lemma, beside the word as it stands."""
AS_WRITTEN: Final = 0.001
"""An entry's word with its marks, which no question looks for: so that the index knows how its words are written."""
SYNONYM: Final = 0.9
"""How well a synonym names its topic; a label does so wholly."""
NAMED_IN_PART: Final = 0.5
"""A topic of whose label or synonym only some words are in the question, by how much of the name they are."""
SMALLEST_SHARE: Final = 0.12
"""Less of a name than this does not name its topic."""
OTHER_LANGUAGE: Final = 0.6
"""A field in another language than the page's."""
PREFERRED: Final = 1.4
"""An entry with a preferred value of a facet."""

WHOLE_NAME: Final = 40.0
"""A question that is the whole of a name."""
SIDE_BY_SIDE: Final = 1.0
"""Two words of the question that stand side by side, beside what each of them counts."""
ASIDE: Final = 0.25
"""A word that only says that somebody works, beside what else is said of them."""
PHRASE: Final = 4.0
"""Words that were to stand side by side, and do."""
SPLIT: Final = 0.6
"""The parts of a compound, all of them there, in place of the compound."""


class Why(StrEnum):
    """How a word of the question found an entry."""

    EXACT = "exact"
    LEMMA = "lemma"
    RELATIVE = "relative"
    PART = "part"
    SOUND = "sound"
    BEGINNING = "beginning"
    MISTYPED = "mistyped"
    TOPIC = "topic"
    AROUND = "around"
    """It names a place that nothing is in; the entry is in what lies around it."""


FACTORS: Final = {
    Why.EXACT: 1.0,
    Why.LEMMA: 0.9,
    Why.RELATIVE: 0.4,
    Why.PART: 0.5,
    Why.SOUND: 0.8,
    Why.BEGINNING: 0.3,
    Why.MISTYPED: 0.4,
    Why.TOPIC: 1.0,
    Why.AROUND: 0.5,
}

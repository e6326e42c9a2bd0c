"""What a plan is made of. An engine carries it out; nothing here knows one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from search_index.schema import PAIRS, TOPICS
from search_index.weights import Why

FEW_IN_PLACE: Final = 3
"""Fewer entries than these in the place that a question names are too few."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One term that answers a word."""

    field: str
    term: str
    factor: float
    why: Why


def pair_of(one: str, other: str, factor: float) -> Alternative:
    """Give what two words side by side are."""
    return Alternative(PAIRS, f"{one} {other}", factor, Why.EXACT)


@dataclass(frozen=True, slots=True)
class Sought:
    """A word of the question in all its shapes."""

    alternatives: tuple[Alternative, ...]
    splits: tuple[tuple["Sought", ...], ...] = ()
    """Other ways to say it in several words, each of which must be there: the parts of a compound, a phrase."""

    def everything(self) -> Iterator[Alternative]:
        """Give all alternatives, those of the splits too."""
        yield from self.alternatives
        for parts in self.splits:
            for part in parts:
                yield from part.everything()


@dataclass(frozen=True, slots=True)
class Clause:
    """What the question says of one word."""

    text: str
    """The word or phrase as it was read; "" for what the question says as a whole."""
    sought: Sought
    needed: bool = True
    """An entry may lack it and still be found when False; it only comes earlier with it."""
    excluded: bool = False
    kept: bool = False
    """It names a place: an entry must be in one of these also where only some of the words are needed."""


class Way(Enum):
    """How a plan is carried out."""

    STRICTLY = "strictly"
    """All needed words."""
    AROUND = "around"
    """All needed words, where a place stands for what lies around it too."""
    LOOSELY = "loosely"
    """Some of the needed words."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole question, read."""

    clauses: tuple[Clause, ...]
    least: int
    """Where too few entries hold all needed words, those that hold this many of them are found too. It may be more
    than there are: then nothing else is found."""
    few: int
    """Fewer entries than this that hold all needed words are too few."""
    cut: bool
    """Some of the text was not read, because it was too long."""
    otherwise: "Plan | None" = None
    """Where fewer than FEW_IN_PLACE entries are in the place that it names: the same, with what lies around it."""

    @property
    def few_in_place(self) -> int:
        """Up to how many entries that hold all needed words what lies around its places matters."""
        return max(FEW_IN_PLACE, self.few)

    @property
    def may_lack_some(self) -> bool:
        """Say whether fewer than all of the needed words may do."""
        return self.least < sum(clause.needed and not clause.excluded for clause in self.clauses)

    def way(self, strictly: int, around: int) -> "Way":
        """Say how it is carried out.

        :param strictly: how many entries hold all needed words
        :param around: how many do with what lies around its places; only looked at where there are few
        """
        if self.otherwise and strictly < FEW_IN_PLACE and around > strictly:
            if around >= self.few or not self.may_lack_some:
                return Way.AROUND
        elif strictly >= self.few:
            return Way.STRICTLY
        return Way.LOOSELY if self.may_lack_some else Way.STRICTLY

    @property
    def is_wide(self) -> bool:
        """Say whether it names a place that nothing is in, so that what lies around it stands for it."""
        return any(one.why is Why.AROUND for clause in self.clauses for one in clause.sought.alternatives)

    def named(self) -> Mapping[str, str]:
        """Give the topics that the question names, the surest first, and for each the word that names it best.

        So a page can show "found by" for those that an entry holds.
        """
        said = (clause for clause in self.clauses if clause.text and not clause.excluded)
        found = ((one, clause.text) for clause in said for one in clause.sought.everything() if one.field == TOPICS)
        named: dict[str, str] = {}
        for one, text in sorted(found, key=lambda pair: -pair[0].factor):
            named.setdefault(one.term, text)
        return named

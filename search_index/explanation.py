"""Why something was found, where no text that is shown says it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from search_index.analysis import LANGUAGES
from search_index.arrays import Strings
from search_index.entry import Reason
from search_index.marker import LANGUAGE_OF, Marker, worded
from search_index.plan import Alternative, Clause, Plan
from search_index.schema import NO_LANGUAGE, PAIRS, TOPICS, words_of
from search_index.weights import Why


class Evidence(Protocol):
    """What an engine tells of its entries, which are numbered in the order of their keys."""

    @property
    def keys(self) -> Sequence[str]:
        """The key of each entry, in order."""

    @property
    def latest(self) -> Mapping[str, int]:
        """The numbers of some entries, those that were given last among them, by key."""

    def postings(self, field: str, term: str) -> Any:
        """Give where a term stands in a field: None, or what has the numbers of entries in `entries`, in order."""


class Explanation:
    """Explains what one question found.

    :param evidence: the state of the index that was asked
    :param plan: that answered it
    :param marker: of the question
    :param language: the page's language
    """

    def __init__(self, evidence: Evidence, plan: Plan, marker: Marker, language: str) -> None:
        self._evidence = evidence
        self._plan = plan
        self._language = language
        self.marked = marker.marked
        """Marks a text; see `Marker.marked`."""

    def reasons(self, keys: Iterable[str]) -> Mapping[str, tuple[Reason, ...]]:
        """Give for each entry what each word of the question found in it: the surest reason for a word, each once.

        A word that an entry does not hold has none; neither has one that counts only beside another.

        :param keys: of entries; one that is unknown has no reasons
        """
        numbers = {key: number for key in keys if (number := self._number(key)) is not None}
        found: dict[int, dict[Reason, None]] = {number: {} for number in numbers.values()}
        for clause in self._plan.clauses:
            if clause.text and not clause.excluded:
                for number, reason in self._of(clause, set(found)).items():
                    found[number][reason] = None
        return {key: tuple(found[number]) for key, number in numbers.items()}

    def _number(self, key: str) -> int | None:
        if (number := self._evidence.latest.get(key)) is not None:
            return number
        keys = self._evidence.keys
        place = keys.bisect(key) if isinstance(keys, Strings) else bisect_left(keys, key)
        return place if place < len(keys) and keys[place] == key else None

    def _of(self, clause: Clause, wanted: set[int]) -> Mapping[int, Reason]:
        best: dict[int, Reason] = {}
        left = np.array(sorted(wanted), np.int32)
        for one in sorted(worded(clause.sought), key=lambda one: (-one.factor, one.field, one.term)):
            held = self._evidence.postings(one.field, one.term) if left.size else None
            if held is not None and held.entries.size:
                there = held.entries.take(np.searchsorted(held.entries, left), mode="clip") == left
                best.update(dict.fromkeys(left[there].tolist(), _reason(one)))
                left = left[~there]
        if left.size and any(one.field == PAIRS for one in clause.sought.everything()):
            best.update(self._of_phrase(clause.text.split(), left))
        return best

    def _of_phrase(self, line: Sequence[str], entries: npt.NDArray[np.int32]) -> Iterator[tuple[int, Reason]]:
        """Give the reason of the entries that hold the words of a phrase in a text of one language."""
        for some in sorted((*LANGUAGES, NO_LANGUAGE), key=lambda some: some != self._language):
            held = [self._evidence.postings(words_of(some), word) for word in line]
            if all(one is not None for one in held):
                every = reduce(np.intersect1d, (one.entries for one in held), entries)
                yield from (
                    (number, Reason(Why.EXACT, language=LANGUAGE_OF[words_of(some)])) for number in every.tolist()
                )
                entries = np.setdiff1d(entries, every)


def _reason(one: Alternative) -> Reason:
    if one.field == TOPICS:
        return Reason(Why.TOPIC, topic=one.term)
    return Reason(one.why, language=LANGUAGE_OF[one.field])

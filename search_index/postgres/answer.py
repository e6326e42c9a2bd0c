"""A question answered by PostgreSQL: it finds, filters, weighs and sorts; facets are counted here.

The database gives the codes of everything that was found, and adding those up takes a tenth of the time here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search_index.analysis import LANGUAGES
from search_index.clauses import FEW_IN_PLACE, Way
from search_index.entry import LONGEST_TEXT, Answer, Hit, Question
from search_index.meant import meant
from search_index.plan import Plan, read
from search_index.postgres.connections import Cursor
from search_index.postgres.known import Known
from search_index.postgres.query import Statement, is_guess, number_of, size_of, soft, statement
from search_index.postgres.tables import Tables
from search_index.schema import NO_LANGUAGE

_BY_WORDS: Final = "set local enable_seqscan = off"
"""PostgreSQL does not reckon with what it costs to fetch the lexemes of each entry instead of using their index."""


@dataclass(frozen=True)
class _Found:
    """What one statement gave."""

    groups: Mapping[int, tuple[int, bytes]]
    """For each number of `failed` how many entries, and all their codes."""
    hits: tuple[Hit, ...]

    @property
    def total(self) -> int:
        return self.groups[0][0] if 0 in self.groups else 0


class Asking:
    """A question while it is answered."""

    def __init__(self, cursor: Cursor, known: Known, question: Question) -> None:
        self._cursor = cursor
        self._known = known
        self._question = question
        self._tables = Tables(known.state.build)
        self._plan = plan_of(known, question.text, question.language)
        if self._plan.clauses:
            cursor.execute(_BY_WORDS)

    def answer(self) -> Answer:
        """Answer it: by the entries that hold all needed words and, where too few of the wanted kinds do, some of them.

        Words are looked for within the wanted kinds; the kinds themselves are counted as if none were wanted.
        """
        found = among_kinds = self._find(Way.STRICTLY)
        way, strictly = Way.STRICTLY, found.total
        if self._may_be_too_few(found.total):
            anywhere, strictly = self._number(Way.STRICTLY)
            wide = self._number(Way.AROUND) if self._plan.otherwise else (0, 0)
            way, among = self._plan.way(strictly, wide[1]), self._plan.way(anywhere, wide[0])
            found = found if way is Way.STRICTLY else self._find(way)
            among_kinds = found if among is way else among_kinds if among is Way.STRICTLY else self._find(among)
        widened = way is Way.LOOSELY and self._is_widened(strictly, found)
        around = way is Way.AROUND or (way is Way.STRICTLY and self._plan.is_wide and strictly > 0)
        counts = {name: self._counted(among_kinds if name == "kind" else found, name) for name in self._question.facets}
        is_doubtful = self._plan.clauses and (not found.total or widened or is_guess(self._plan))
        better = self._meant() if is_doubtful else ""
        return Answer(found.total, found.hits, counts, widened=widened, around=around, cut=self._plan.cut, meant=better)

    def _may_be_too_few(self, total: int) -> bool:
        """Say whether the plan may be carried out otherwise, or not have been found, given how many fit all filters."""
        plan = self._plan
        enough = max(plan.few, FEW_IN_PLACE if plan.otherwise else 0)
        return total < enough and bool(plan.may_lack_some or plan.otherwise or plan.is_wide)

    def _is_widened(self, strictly: int, found: _Found) -> bool:
        """Say whether nothing of the wanted kinds holds all words, but something holds some."""
        return (not strictly or self._plan.is_wide) and bool(found.total or self._number(Way.LOOSELY)[1])

    def _meant(self) -> str:
        """Give what the text should probably have been, when that finds something under the same filters."""
        better = _better(self._known, self._question.text, self._question.language)
        asked = replace(self._question, text=better, facets=(), size=0)
        return better if better and Asking(self._cursor, self._known, asked)._finds_something() else ""

    def _finds_something(self) -> bool:
        """Say whether anything fits the filters, when all needed words stand together somewhere."""
        if self._plan.is_wide:
            return False
        anywhere, wide = self._number(Way.STRICTLY)[0], self._number(Way.AROUND)[0] if self._plan.otherwise else 0
        return bool(anywhere and self._find(self._plan.way(anywhere, wide)).total)

    def _find(self, way: Way) -> _Found:
        known = self._known
        made = statement(self._question, self._plan, known, way)
        rows = sorted(self._rows(made), key=lambda row: row[0] or 0)
        groups = {row[1]: (row[2], row[3]) for row in rows if row[0] is None}
        return _Found(groups, tuple(Hit(row[4], row[5], row[6]) for row in rows if row[0] is not None))

    def _number(self, way: Way) -> tuple[int, int]:
        """Count the entries that hold the words: all of them, and those of the wanted kinds."""
        ((anywhere, within),) = self._rows(number_of(self._question, self._plan, self._known, way))
        return anywhere, within

    def _rows(self, made: Statement) -> list[tuple[Any, ...]]:
        self._cursor.execute(self._tables.sql(made.text), made.values, binary=True)
        return self._cursor.fetchall()

    def _counted(self, found: _Found, facet: str) -> dict[str, int]:
        """Count the values of a facet among what was found, as if the facet were not filtered itself."""
        codes = self._known.codes.get(facet, {})
        filtered = soft(self._question)
        lifted = (1 << filtered.index(facet),) if facet in filtered else ()
        counts: npt.NDArray[np.int64] = np.zeros(len(self._known.values), np.int64)
        for failed in (0, *lifted):
            if failed in found.groups:
                counts += np.bincount(np.frombuffer(found.groups[failed][1], "<i4"), minlength=counts.size)
        return {value: int(counts[code]) for value, code in codes.items() if counts[code]}


def plan_of(known: Known, text: str, language: str) -> Plan:
    """Read a question's text, or take what was read before."""
    text, language = text[: LONGEST_TEXT + 1], language if language in LANGUAGES else NO_LANGUAGE
    key = "plan", id(known.lexicon), text, language
    plan: Plan | None = known.kept.get(key)
    if plan is None:
        plan = read(text, language, known)
        known.kept.put(key, plan, 4 * (len(text) + len(language)) + size_of(plan))
    return plan


def _better(known: Known, text: str, language: str) -> str:
    """Give what a text should probably have been, or take what was found out before."""
    text, language = text[: LONGEST_TEXT + 1], language if language in LANGUAGES else NO_LANGUAGE
    key = "meant", id(known.lexicon), text, language
    better: str | None = known.kept.get(key)
    if better is None:
        better = meant(text, language, known)
        known.kept.put(key, better, 500 + 8 * len(text))
    return better

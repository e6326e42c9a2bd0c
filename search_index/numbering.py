"""The entries of several segments as one: numbered in the order of their keys, without the removed ones.

So whatever keeps the order of the numbers breaks ties by key. Where nothing was changed since an index was built, an
entry's number is its row in the one segment, and nothing needs to be moved.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from search_index.arrays import Floats, Ints, Longs, Texts, frozen
from search_index.columns import FacetColumn
from search_index.facets import Facet
from search_index.pool import Postings, Segment


class Numbering:
    """The living entries of some segments.

    :param segments: none, or more; no two living entries have the same key
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self._firsts = np.cumsum([0, *(len(some.columns) for some in segments)]).tolist()
        dead = [[row for row in some.dead if row < len(some.columns)] for some in segments]
        if len(segments) == 1 and not dead[0]:
            self.size = len(segments[0].columns)
            self.rows: Longs | None = None
            """For each entry its row in all segments, one after the other; None: the same."""
            self._places: list[Ints | None] = [None]
            return
        self.rows = frozen(self._in_order([set(some) for some in dead]))
        self.size = self.rows.size
        place = np.full(self._firsts[-1], -1, np.int32)
        place[self.rows] = np.arange(self.size, dtype=np.int32)
        self._places = [place[first:last] for first, last in zip(self._firsts, self._firsts[1:], strict=False)]

    def _in_order(self, dead: Sequence[set[int]]) -> Longs:
        if not self.segments:
            return np.empty(0, np.int64)
        main = max(range(len(self.segments)), key=lambda number: len(self.segments[number].columns))
        keys = self.segments[main].columns.keys
        others = sorted(
            (key, self._firsts[number] + row)
            for number, some in enumerate(self.segments)
            if number != main
            for row, key in enumerate(some.columns.keys)
            if row not in dead[number]
        )
        living = np.array([row for row in range(len(keys)) if row not in dead[main]], np.int64)
        # A row of the largest segment has an odd place, and what goes before it the even one below.
        before = np.array([2 * bisect_left(keys, key) for key, _ in others], np.int64)
        places = np.concatenate([2 * living + 1, before])
        rows = np.concatenate([living + self._firsts[main], np.array([row for _, row in others], np.int64)])
        return rows[np.argsort(places, kind="stable")]

    def postings(self, field: str, term: str) -> Postings | None:
        """Give the entries that hold a term in a field; None when none does."""
        if self.rows is None:
            whole = self.segments[0].postings(field, term)
            return whole if whole.entries.size else None
        found = [self._renumbered(some, place, field, term) for some, place in self._each()]
        held = [some for some in found if some.entries.size]
        if len(held) < 2:
            return held[0] if held else None
        entries = np.concatenate([some.entries for some in held])
        order = np.argsort(entries, kind="stable")
        return Postings(entries[order], np.concatenate([some.strengths for some in held])[order])

    def _renumbered(self, segment: Segment, place: Ints | None, field: str, term: str) -> Postings:
        held = segment.postings(field, term)
        if place is None or not held.entries.size:
            return held
        entries = place[held.entries]
        if not segment.dead:
            return Postings(entries, held.strengths)
        living = entries >= 0
        return Postings(entries[living], held.strengths[living])

    def terms(self, field: str) -> Iterator[str]:
        """Give the terms that any entry holds in a field, some of them more than once."""
        for segment, place in self._each():
            words, table = list(segment.words), segment.tables[field]
            living = np.ones(len(table.terms), bool)
            if segment.dead and place is not None and living.size:
                held = place[segment.source.all_postings(field).entries] >= 0
                living = np.logical_or.reduceat(held, np.array(table.starts[:-1]))
            yield from (words[number] for number, lives in zip(table.terms, living.tolist(), strict=True) if lives)

    def _each(self) -> Iterator[tuple[Segment, Ints | None]]:
        return zip(self.segments, self._places, strict=True)

    def column(self, of: Callable[[Segment], Floats]) -> Floats:
        """Give one number for each entry."""
        found = [of(some) for some in self.segments]
        whole = np.concatenate([np.empty(0, np.float32), *found])
        return frozen(whole if self.rows is None else whole[self.rows])

    def strings(self, of: Callable[[Segment], Texts]) -> Texts:
        """Give one string for each entry."""
        if self.rows is None:
            return of(self.segments[0])
        return _Joined([of(some) for some in self.segments], self._firsts, self.rows)

    def facet(self, name: str) -> Facet:
        """Give a facet of all entries."""
        none = FacetColumn((), np.empty(0, np.int32), np.empty(0, np.int32))
        found = [some.columns.facets.get(name, none) for some in self.segments]
        if self.rows is None:
            return Facet(found[0].values, found[0].rows, found[0].codes, self.size)
        values = sorted({value for some in found for value in some.values})
        code_of = {value: code for code, value in enumerate(values)}
        known = [np.array([code_of[value] for value in some.values], np.int32) for some in found]
        codes = np.concatenate([new[some.codes] for new, some in zip(known, found, strict=True)])
        places = [place if place is not None else np.arange(self.size, dtype=np.int32) for place in self._places]
        rows = np.concatenate([place[some.rows] for place, some in zip(places, found, strict=True)])
        codes, rows = codes[rows >= 0], rows[rows >= 0]
        order = np.argsort(rows, kind="stable")
        held = np.zeros(len(values), bool)
        held[codes] = True
        new_code = np.cumsum(held, dtype=np.int32) - 1
        left = tuple(value for value, is_held in zip(values, held.tolist(), strict=True) if is_held)
        return Facet(left, rows[order].astype(np.int32), new_code[codes[order]].astype(np.int32), self.size)

    def ranks(self, name: str) -> Longs:
        """Give a number for each entry that sorts as its sort key does; -1 for one without a key."""
        found = [some.columns.sorts.get(name) for some in self.segments]
        if self.rows is None:
            return found[0].ranks.astype(np.int64) if found[0] else np.full(self.size, -1, np.int64)
        main = max(range(len(found)), key=lambda number: len(self.segments[number].columns), default=0)
        in_main = found[main] if found else None
        largest = in_main.keys if in_main else ()
        more = sorted({key for number, some in enumerate(found) if some and number != main for key in some.keys})
        step = len(more) + 1
        rank_of = {key: _between(largest, key, number, step) for number, key in enumerate(more)}
        whole = np.full(self._firsts[-1], -1, np.int64)
        for number, some in enumerate(found):
            if some is None:
                continue
            new = np.arange(len(largest)) * step + len(more) if number == main else [rank_of[key] for key in some.keys]
            ranks = np.append(np.asarray(new, np.int64), -1)[some.ranks]
            whole[self._firsts[number] : self._firsts[number + 1]] = ranks
        return whole[self.rows]


def _between(keys: Sequence[str], key: str, number: int, step: int) -> int:
    place = bisect_left(keys, key)
    same = place < len(keys) and keys[place] == key
    return place * step + (step - 1 if same else number)


class _Joined(Texts):
    """The strings of several segments, in the order of the entries."""

    def __init__(self, parts: Sequence[Texts], firsts: Sequence[int], rows: Longs) -> None:
        self._parts, self._firsts, self._rows = parts, firsts, rows

    def __len__(self) -> int:
        return int(self._rows.size)

    def at(self, place: int) -> str:
        """Give that of one entry."""
        row = int(self._rows[place])
        part = 0
        while row >= self._firsts[part + 1]:
            part += 1
        return self._parts[part][row - self._firsts[part]]

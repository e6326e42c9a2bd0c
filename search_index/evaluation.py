"""A plan carried out: the entries that hold the words, and how well each holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from search_index import sets
from search_index.arrays import Ints, frozen
from search_index.clauses import Way
from search_index.facets import Mask
from search_index.plan import Alternative, Clause, Plan, Sought
from search_index.pool import NOTHING, Postings
from search_index.snapshot import Snapshot
from search_index.weights import DAMPING, Why


class Read:
    """A plan and its clauses weighed, each when it is first wanted. Threads may do so twice, with the same result."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.keys = [_Key(clause.sought) for clause in plan.clauses]
        self.is_guess = any(one.why is Why.MISTYPED for clause in plan.clauses for one in clause.sought.alternatives)
        """Some of it stands for words that nobody wrote."""
        self.otherwise = Read(plan.otherwise) if plan.otherwise else None
        own = 500 + sum(_size(clause.sought) for clause in plan.clauses)
        self.size: int = own + (self.otherwise.size if self.otherwise else 0)
        """About its bytes."""


class _Key:
    """Stands for what is sought, with its hash made only once."""

    __slots__ = ("_hash", "_sought")

    def __init__(self, sought: Sought) -> None:
        self._sought, self._hash = sought, hash(sought)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self._sought is other._sought or self._sought == other._sought)


def _size(sought: Sought) -> int:
    return 200 + 160 * len(sought.alternatives) + sum(_size(part) for parts in sought.splits for part in parts)


@dataclass(frozen=True)
class Found:
    """The entries that answer a plan, and their scores. None: all entries, each with the score 1."""

    held: Postings | None
    widened: bool = False
    around: bool = False


def find(snapshot: Snapshot, read: Read, within: Mask | None) -> Found:
    """Find the entries that hold all needed words, and those that hold fewer of them when too few within hold all.

    :param within: where words are looked for; None: everywhere
    """
    held = _Held.of(snapshot, read)
    if not held.needed:
        return _everything(snapshot, held.wanted, held.excluded)
    strictly = _count_within(held.strictly, within)
    around = _Held.of(snapshot, read.otherwise) if read.otherwise and strictly < read.plan.few_in_place else held
    way = read.plan.way(strictly, _count_within(around.strictly, within))
    if way is Way.LOOSELY:
        some = sets.some_of(held.needed, read.plan.least)
        if around.kept:
            some = np.intersect1d(some, sets.some_of(around.kept, 1), assume_unique=True)
        entries = sets.without(some, held.excluded, snapshot.size)
        widened = (not strictly or read.plan.is_wide) and _count_within(entries, within) > 0
        return Found(sets.added(entries, held.wanted, snapshot.size), widened)
    chosen = around if way is Way.AROUND else held
    is_around = way is Way.AROUND or (read.plan.is_wide and strictly > 0)
    return Found(sets.added(chosen.strictly, chosen.narrowed, snapshot.size), around=is_around)


@dataclass(frozen=True)
class _Held:
    """What a state of an index holds of the clauses of a plan."""

    wanted: Sequence[Postings]
    needed: Sequence[Postings]
    excluded: Sequence[Postings]
    kept: Sequence[Postings]
    narrowed: Sequence[Postings]
    """`wanted`, of those that are needed only the entries that hold all of them."""
    strictly: Ints
    """The entries that hold all needed words."""

    @classmethod
    def of(cls, snapshot: Snapshot, read: Read) -> "_Held":
        """Look up the clauses of a plan."""
        size = snapshot.size
        weighed = [_weighed(snapshot, key, clause) for key, clause in zip(read.keys, read.plan.clauses, strict=True)]
        pairs = list(zip(read.plan.clauses, weighed, strict=True))
        needed = [some for clause, some in pairs if clause.needed and not clause.excluded]
        wanted = [some for clause, some in pairs if not clause.excluded]
        excluded = [some for clause, some in pairs if clause.excluded]
        kept = [some for clause, some in pairs if clause.kept]
        if not needed:
            return cls(wanted, needed, excluded, kept, wanted, NOTHING.entries)
        every = sets.all_of(needed, size)
        ready = iter(every)
        narrowed = [next(ready) if clause.needed else some for clause, some in pairs if not clause.excluded]
        return cls(wanted, needed, excluded, kept, narrowed, sets.without(every[0].entries, excluded, size))


def _everything(snapshot: Snapshot, wanted: Sequence[Postings], excluded: Sequence[Postings]) -> Found:
    if not any(some.entries.size for some in (*wanted, *excluded)):
        return Found(None)
    entries = sets.without(np.arange(snapshot.size, dtype=np.int32), excluded, snapshot.size)
    held = sets.added(entries, wanted, snapshot.size)
    return Found(Postings(entries, held.strengths + np.float32(1)))


def _count_within(entries: Ints, within: Mask | None) -> int:
    return entries.size if within is None else int(np.count_nonzero(within.flags.take(entries)))


def _weighed(snapshot: Snapshot, key: _Key, clause: Clause) -> Postings:
    """Give the entries that hold a word, and how well they do, by how rare the word is."""
    found: Postings | None = snapshot.kept.get(key)
    if found is None:
        held = _held(snapshot, clause.sought)
        rarity = np.log1p((snapshot.size - held.entries.size + 0.5) / (held.entries.size + 0.5))
        scores = (rarity * held.strengths / (held.strengths + DAMPING)).astype(np.float32)
        found = Postings(held.entries, frozen(scores))
        snapshot.kept.put(key, found, found.entries.nbytes + scores.nbytes + _size(clause.sought))
    return found


def _held(snapshot: Snapshot, sought: Sought) -> Postings:
    """Give the entries that hold a word, and how strongly: in each field its best alternative, all fields together."""
    fields = []
    for field, alternatives in groupby(sorted(sought.alternatives, key=_field), key=_field):
        held = [_factored(snapshot.postings(field, one.term), one.factor) for one in alternatives]
        fields.append(sets.together(held, np.maximum, snapshot.size))
    total = sets.together(fields, np.add, snapshot.size)
    splits = [_split(snapshot, parts) for parts in sought.splits]
    return sets.together([total, *splits], np.maximum, snapshot.size) if splits else total


def _split(snapshot: Snapshot, parts: Sequence[Sought]) -> Postings:
    """Give the entries that hold every part, and how strongly they do on average."""
    every: list[Postings] = []
    for part in parts:
        every.append(_held(snapshot, part))
        if not every[-1].entries.size:
            return NOTHING
    held = sets.all_of(every, snapshot.size)
    if not held[0].entries.size:
        return NOTHING
    return Postings(held[0].entries, np.mean([some.strengths for some in held], axis=0, dtype=np.float32))


def _factored(held: Postings | None, factor: float) -> Postings:
    if held is None:
        return NOTHING
    return held if factor == 1 else Postings(held.entries, held.strengths * np.float32(factor))


def _field(alternative: Alternative) -> str:
    return alternative.field

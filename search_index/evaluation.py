"""A plan carried out: the entries that hold the words, and how well each holds them.

Sets of entries are sorted arrays of their numbers; where they are large, an array as long as all entries is quicker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from search_index.arrays import Flags, Floats, Ints, flags_of, frozen
from search_index.facets import Mask
from search_index.plan import Alternative, Clause, Plan, Sought
from search_index.pool import Postings
from search_index.snapshot import Snapshot
from search_index.weights import DAMPING, Why

DENSE = 16
"""A set is large when it holds one in so many of all entries."""
LOOKED_UP = 16
"""To look up an entry among others takes as long as to mark so many of them, or to clear so many marks twice over."""

_NONE = Postings(frozen(np.empty(0, np.int32)), frozen(np.empty(0, np.float32)))


class Read:
    """A plan and its clauses weighed, each when it is first wanted. Threads may do so twice, with the same result."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.keys = [_Key(clause.sought) for clause in plan.clauses]
        self.is_guess = any(one.why is Why.MISTYPED for clause in plan.clauses for one in clause.sought.alternatives)
        """Some of it stands for words that nobody wrote."""
        self.size = 500 + sum(_size(clause.sought) for clause in plan.clauses)
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


def find(snapshot: Snapshot, read: Read, within: Mask | None) -> Found:
    """Find the entries that hold all needed words, and those that hold fewer of them when too few within hold all.

    :param within: where words are looked for; None: everywhere
    """
    weighed = [_weighed(snapshot, key, clause) for key, clause in zip(read.keys, read.plan.clauses, strict=True)]
    pairs = list(zip(read.plan.clauses, weighed, strict=True))
    needed = [some for clause, some in pairs if clause.needed and not clause.excluded]
    wanted = [some for clause, some in pairs if not clause.excluded]
    excluded = [some for clause, some in pairs if clause.excluded]
    if not needed:
        return _everything(snapshot, wanted, excluded)
    narrowed = _all_of(snapshot, needed)
    entries = _without(snapshot, narrowed[0].entries, excluded)
    strictly = _count_within(entries, within)
    if strictly >= read.plan.few or read.plan.least >= len(needed):
        ready = iter(narrowed)
        wanted = [next(ready) if clause.needed else some for clause, some in pairs if not clause.excluded]
        return Found(_scored(snapshot, entries, wanted))
    entries = _without(snapshot, _some_of(needed, read.plan.least), excluded)
    widened = not strictly and _count_within(entries, within) > 0
    return Found(_scored(snapshot, entries, wanted), widened)


def _everything(snapshot: Snapshot, wanted: Sequence[Postings], excluded: Sequence[Postings]) -> Found:
    if not any(some.entries.size for some in (*wanted, *excluded)):
        return Found(None)
    entries = _without(snapshot, np.arange(snapshot.size, dtype=np.int32), excluded)
    held = _scored(snapshot, entries, wanted)
    return Found(Postings(entries, held.strengths + np.float32(1)))


def _count_within(entries: Ints, within: Mask | None) -> int:
    return entries.size if within is None else int(np.count_nonzero(within.flags.take(entries)))


def _all_of(snapshot: Snapshot, needed: Sequence[Postings]) -> list[Postings]:
    """Give what each set has of the entries that all of them have; what is held is held with a strength above 0."""
    first, *others = sorted(range(len(needed)), key=lambda number: needed[number].entries.size)
    entries, strengths = needed[first].entries, {first: needed[first].strengths}
    for number in others:
        if not entries.size:
            return [_NONE] * len(needed)
        found = _strengths_at(snapshot, needed[number], entries)
        there = found > 0
        entries = entries.compress(there)
        strengths[number] = found
        strengths = {one: some.compress(there) for one, some in strengths.items()}
    return [Postings(entries, strengths[number]) for number in range(len(needed))]


def _some_of(needed: Sequence[Postings], least: int) -> Ints:
    held = np.concatenate([some.entries for some in needed])
    held.sort()
    if least > 1:
        last = held[least - 1 :]
        held = last.compress(last == held[: 1 - least])
    return held.compress(_are_first(held))


def _are_first(held: Ints) -> Flags:
    """Flag the first of each among sorted numbers."""
    flags = np.ones(held.size, bool)
    np.not_equal(held[1:], held[:-1], out=flags[1:])
    return flags


def _without(snapshot: Snapshot, entries: Ints, excluded: Sequence[Postings]) -> Ints:
    for some in excluded:
        entries = entries.compress(~_holds(snapshot, some.entries, entries))
    return entries


def _holds(snapshot: Snapshot, among: Ints, entries: Ints) -> Flags:
    """Flag those entries that are among others."""
    if not among.size:
        return np.zeros(entries.size, bool)
    if _are_many(snapshot, among, entries):
        return flags_of(among, snapshot.size).take(entries)
    found: Flags = among.take(_places(among, entries)) == entries
    return found


def _are_many(snapshot: Snapshot, among: Ints, entries: Ints) -> bool:
    """Say whether marking all that are among others is quicker than looking up each entry."""
    return among.size + snapshot.size // LOOKED_UP < entries.size * LOOKED_UP


def _places(among: Ints, entries: Ints) -> npt.NDArray[np.intp]:
    return np.minimum(among.searchsorted(entries), among.size - 1)


def _scored(snapshot: Snapshot, entries: Ints, weighed: Sequence[Postings]) -> Postings:
    """Add up what entries have of each word, in the order of the words."""
    if len(weighed) == 1 and weighed[0].entries is entries:
        return weighed[0]
    scores = np.zeros(entries.size, np.float32)
    for some in weighed if entries.size else ():
        if not some.entries.size:
            continue
        if some.entries.size < entries.size and not _are_many(snapshot, entries, some.entries):
            places = _places(entries, some.entries)
            there = entries.take(places) == some.entries
            scores[places.compress(there)] += some.strengths.compress(there)
        else:
            scores += _strengths_at(snapshot, some, entries)
    return Postings(entries, scores)


def _strengths_at(snapshot: Snapshot, held: Postings, entries: Ints) -> Floats:
    """Give how strongly each entry holds something, 0 where it does not."""
    if held.entries is entries or held.entries.size == entries.size == snapshot.size:
        return held.strengths
    if not held.entries.size:
        return np.zeros(entries.size, np.float32)
    if _are_many(snapshot, held.entries, entries):
        dense = np.zeros(snapshot.size, np.float32)
        dense[held.entries.astype(np.intp)] = held.strengths
        return dense.take(entries)
    places = _places(held.entries, entries)
    found: Floats = held.strengths.take(places) * (held.entries.take(places) == entries)
    return found


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
        fields.append(_together(snapshot, held, np.maximum))
    total = _together(snapshot, fields, np.add)
    splits = [_split(snapshot, parts) for parts in sought.splits]
    return _together(snapshot, [total, *splits], np.maximum) if splits else total


def _split(snapshot: Snapshot, parts: Sequence[Sought]) -> Postings:
    """Give the entries that hold every part, and how strongly they do on average."""
    every: list[Postings] = []
    for part in parts:
        every.append(_held(snapshot, part))
        if not every[-1].entries.size:
            return _NONE
    held = _all_of(snapshot, every)
    if not held[0].entries.size:
        return _NONE
    return Postings(held[0].entries, np.mean([some.strengths for some in held], axis=0, dtype=np.float32))


def _factored(held: Postings | None, factor: float) -> Postings:
    if held is None:
        return _NONE
    return held if factor == 1 else Postings(held.entries, held.strengths * np.float32(factor))


def _together(snapshot: Snapshot, parts: Sequence[Postings], how: np.ufunc) -> Postings:
    """Put sets together; what an entry has in several of them becomes one."""
    held = [some for some in parts if some.entries.size]
    if len(held) < 2:
        return held[0] if held else _NONE
    if sum(some.entries.size for some in held) * DENSE > snapshot.size:
        return _together_densely(snapshot, held, how)
    entries = np.concatenate([some.entries for some in held])
    order = np.argsort(entries, kind="stable")
    entries = entries[order]
    firsts = _are_first(entries).nonzero()[0]
    strengths = np.concatenate([some.strengths for some in held])[order]
    return Postings(entries[firsts], how.reduceat(strengths, firsts))


def _together_densely(
    snapshot: Snapshot, held: Sequence[Postings], how: Callable[[Floats, Floats], Floats]
) -> Postings:
    dense = np.zeros(snapshot.size, np.float32)
    for some in held:
        at = some.entries.astype(np.intp)
        dense[at] = how(dense.take(at), some.strengths)
    entries = (dense > 0).nonzero()[0]  # of numbers it takes four times as long as of flags
    return Postings(entries.astype(np.int32), dense.take(entries))


def _field(alternative: Alternative) -> str:
    return alternative.field

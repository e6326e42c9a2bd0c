"""Facets as bits: which entries have a value, and how many of some entries have each.

A set of entries is a row of bits, 64 in a word, so that the entries of a value that are also in a result are counted
by one AND and one population count of a few thousand words, however many they are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import compress
from operator import and_

import numpy as np
import numpy.typing as npt

from search_index.arrays import Flags, Floats, Ints, flags_of, frozen
from search_index.pool import Postings

Bits = npt.NDArray[np.uint64]

MOST_ROWS = 96
"""A facet of more values is counted by its rows: so many rows of bits would cost more."""
FEW = 400
"""So few values are looked up one by one, whatever bits would cost."""
AS_BITS = 128
"""To look up one value takes as long as to count so many bits."""
MOST_VALUES = 8
"""Values of an entry from which on they are not looked up one by one."""


def bits_of(flags: Flags) -> Bits:
    """Pack flags into words of 64 bits."""
    packed = np.zeros(-(-flags.shape[-1] // 64) * 8, np.uint8)
    found = np.packbits(flags, bitorder="little")
    packed[: found.size] = found
    return packed.view(np.uint64)


class Facet:
    """One facet of all entries: a row for each value of each entry, by entry.

    :param rows: the entry of each row
    :param codes: the value of each row, as its place in values
    :param size: the number of all entries
    """

    def __init__(self, values: tuple[str, ...], rows: Ints, codes: Ints, size: int) -> None:
        self.values, self.rows, self.codes, self._size = values, frozen(rows), frozen(codes), size
        self._code_of = {value: code for code, value in enumerate(values)}

    def warm(self) -> None:
        """Make now what counting wants."""
        none = Chosen(self._size, Postings(np.empty(0, np.int32), np.empty(0, np.float32)), ())
        self.counts(none)
        if len(self.values) <= MOST_ROWS:
            self._bits  # noqa: B018

    def having(self, wanted: Collection[str]) -> Flags:
        """Flag the entries that have any of the wanted values."""
        codes = [self._code_of[value] for value in wanted if value in self._code_of]
        if len(self.values) <= MOST_ROWS:
            bits = np.bitwise_or.reduce(self._bits[codes], axis=0)
            return np.unpackbits(bits.view(np.uint8), count=self._size, bitorder="little").view(bool)
        is_wanted = np.zeros(len(self.values), bool)
        is_wanted[codes] = True
        return flags_of(self.rows.compress(is_wanted.take(self.codes)), self._size)

    def counts(self, among: "Chosen") -> dict[str, int]:
        """Count the entries of each value that are among some; a value without any is left out."""
        values, table = self.values, self._table
        if table is not None and among.total * table.shape[1] <= self._few:
            found = np.bincount(table.take(among.entries, axis=0).ravel(), minlength=len(values) + 1)[1:]
        elif len(values) <= MOST_ROWS:
            found = np.bitwise_count(self._bits & among.bits).sum(axis=1, dtype=np.int32)
        else:
            found = np.bincount(self.codes.compress(among.flags.take(self.rows)), minlength=len(values))
        numbers = found.tolist()
        return dict(compress(zip(values, numbers, strict=True), numbers))

    @cached_property
    def _few(self) -> int:
        """How many values are looked up in less time than bits are counted."""
        return max(FEW, len(self.values) * self._size // AS_BITS)

    @cached_property
    def _bits(self) -> npt.NDArray[np.uint64]:
        """For each value the bits of its entries."""
        found = np.zeros((len(self.values), -(-self._size // 64)), np.uint64)
        for code in range(len(self.values)):
            found[code] = bits_of(flags_of(self.rows[self.codes == code], self._size))
        return frozen(found)

    @cached_property
    def _table(self) -> npt.NDArray[np.uint16] | None:
        """For each entry its values, each one more than its place in values, and 0 where there is none."""
        if not self.rows.size or len(self.values) >= 2**16 - 1:
            return None
        first = np.searchsorted(self.rows, self.rows)
        nth = np.arange(self.rows.size) - first
        width = int(nth.max()) + 1
        if width > MOST_VALUES:
            return None
        table = np.zeros((self._size, width), np.uint16)
        table[self.rows, nth] = self.codes + 1
        return frozen(table)


@dataclass(frozen=True)
class Mask:
    """A set of entries: a flag for each, and a bit for each."""

    flags: Flags
    bits: Bits

    @classmethod
    def of(cls, flags: Flags) -> "Mask":
        """Make it of flags."""
        return cls(frozen(flags), frozen(bits_of(flags)))


class Chosen:
    """The found entries that pass some filters, as they are wanted: by number, as flags, or as bits.

    :param size: the number of all entries
    :param held: the found ones with their scores; None: all, each with the score 1
    """

    def __init__(self, size: int, held: Postings | None, filters: Sequence[Mask]) -> None:
        self._size, self._held, self._filters = size, held, filters
        if held is not None and filters:
            passing = reduce(and_, (mask.flags.take(held.entries) for mask in filters))
            self._held = Postings(held.entries.compress(passing), held.strengths.compress(passing))

    @property
    def total(self) -> int:
        """How many they are."""
        return self._held.entries.size if self._held is not None else self._total

    @cached_property
    def _total(self) -> int:
        return int(np.bitwise_count(self.bits).sum(dtype=np.int64)) if self._filters else self._size

    @property
    def entries(self) -> Ints:
        """Their numbers, sorted."""
        return self._held.entries if self._held is not None else self._entries

    @cached_property
    def _entries(self) -> Ints:
        return self.flags.nonzero()[0].astype(np.int32)

    @cached_property
    def flags(self) -> Flags:
        """One flag for each of all entries."""
        if self._held is not None:
            return flags_of(self._held.entries, self._size)
        return reduce(and_, (mask.flags for mask in self._filters)) if self._filters else np.ones(self._size, bool)

    @cached_property
    def bits(self) -> Bits:
        """One bit for each of all entries."""
        if self._held is not None or not self._filters:
            return bits_of(self.flags)
        return reduce(and_, (mask.bits for mask in self._filters))

    def scored(self, weights: Floats) -> Floats:
        """Give their scores, each by the weight of its entry."""
        if self._held is not None:
            return self._held.strengths * weights.take(self._held.entries)
        return weights.take(self.entries) if self._filters else weights

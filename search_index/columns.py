"""What is known of each entry, by columns: its key and names, its facets, its sort keys and its weight.

Rows stand in the order of the entries' keys.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search_index.arrays import ArrayFile, Floats, Ints, StoredStrings, Strings, frozen

KIND = "kind"
"""The facet that every entry has one value of."""


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet: a row for each value of each entry, by entry."""

    values: tuple[str, ...]
    rows: Ints
    """The entry of each row."""
    codes: Ints
    """The value of each row, as its place in values."""


@dataclass(frozen=True)
class SortColumn:
    """The sort keys of one order."""

    keys: Sequence[str]
    """The distinct ones, sorted."""
    ranks: Ints
    """For each entry the place of its key; -1 for one without."""


@dataclass(frozen=True)
class Columns:
    """All columns of some entries."""

    keys: Strings
    names: Strings
    translations: Strings
    """Per entry its names in the languages where they differ from the official one, as JSON; "" for none."""
    weights: Floats
    facets: Mapping[str, FacetColumn]
    sorts: Mapping[str, SortColumn]

    def __len__(self) -> int:
        return len(self.keys)

    def arrays(self) -> dict[str, Any]:
        """Give what is written into a file beside `about`."""
        found: dict[str, Any] = {
            "keys": self.keys,
            "names": self.names,
            "translations": self.translations,
            "weights": self.weights,
        }
        for number, facet in enumerate(self.facets.values()):
            found |= {f"facet.{number}.rows": facet.rows, f"facet.{number}.codes": facet.codes}
        for number, order in enumerate(self.sorts.values()):
            found |= {f"sort.{number}.keys": Strings.of(order.keys), f"sort.{number}.ranks": order.ranks}
        return found

    def about(self) -> dict[str, Any]:
        """Give what JSON says of the columns."""
        return {"facets": {name: facet.values for name, facet in self.facets.items()}, "sorts": list(self.sorts)}


def read(file: ArrayFile, about: Mapping[str, Any]) -> Columns:
    """Read all columns but the sort keys, of which only the ranks are wanted."""
    return Columns(
        keys=file.strings("keys"),
        names=file.strings("names"),
        translations=file.strings("translations"),
        weights=file.array("weights"),
        facets={
            name: FacetColumn(tuple(values), file.array(f"facet.{number}.rows"), file.array(f"facet.{number}.codes"))
            for number, (name, values) in enumerate(about["facets"].items())
        },
        sorts={
            name: SortColumn(StoredStrings(file, f"sort.{number}.keys"), file.array(f"sort.{number}.ranks"))
            for number, name in enumerate(about["sorts"])
        },
    )


class Numbers(dict[str, int]):
    """Numbers strings in the order they come in."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Rows:
    """Strings that belong to entries, as they come in."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.entries = array("i")
        self.codes = array("i")

    def add(self, entry: int, texts: Sequence[str]) -> None:
        for text in texts:
            self.entries.append(entry)
            self.codes.append(self.numbers[text])

    def sorted(self, place: Ints) -> tuple[list[str], Ints, Ints]:
        """Give the distinct strings sorted, and the rows by entry: the entry's place and its string's."""
        texts = sorted(self.numbers)
        rank = np.empty(len(texts), np.int32)
        rank[[self.numbers[text] for text in texts]] = np.arange(len(texts), dtype=np.int32)
        rows, codes = place[np.frombuffer(self.entries, np.int32)], rank[np.frombuffer(self.codes, np.int32)]
        order = np.lexsort((codes, rows))
        return texts, frozen(rows[order]), frozen(codes[order])


class Gathered:
    """The facts of entries, as they come in."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._names: list[str] = []
        self._translations: list[str] = []
        self._weights = array("f")
        self._facets: dict[str, _Rows] = {}
        self._sorts: dict[str, _Rows] = {}

    def add(self, facts: Mapping[str, Any], translations: str) -> int:
        """Take the facts of an entry, and its translated names as JSON; give its number."""
        number = len(self.keys)
        self.keys.append(facts["key"])
        self._names.append(facts["name"])
        self._translations.append(translations)
        self._weights.append(facts["weight"])
        for name, values in facts["facets"].items():
            if name not in self._facets:
                self._facets[name] = _Rows()
            self._facets[name].add(number, values if len(values) < 2 else tuple(dict.fromkeys(values)))
        for name, key in facts["sort_keys"].items():
            if name not in self._sorts:
                self._sorts[name] = _Rows()
            if key:
                self._sorts[name].add(number, (key,))
        return number

    def order(self) -> tuple[list[int], Ints]:
        """Give the numbers of the entries in the order of their keys, and for each number its place therein."""
        order = sorted(range(len(self.keys)), key=self.keys.__getitem__)
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        return order, place

    def columns(self, order: list[int], place: Ints) -> Columns:
        """Give everything in the order of the keys."""
        facets = {}
        for name in sorted(self._facets):
            texts, rows, codes = self._facets[name].sorted(place)
            facets[name] = FacetColumn(tuple(texts), rows, codes)
        sorts = {}
        for name in sorted(self._sorts):
            texts, rows, codes = self._sorts[name].sorted(place)
            ranks = np.full(len(order), -1, np.int32)
            ranks[rows] = codes
            sorts[name] = SortColumn(texts, frozen(ranks))
        return Columns(
            keys=Strings.of(self.keys[number] for number in order),
            names=Strings.of(self._names[number] for number in order),
            translations=Strings.of(self._translations[number] for number in order),
            weights=frozen(np.frombuffer(self._weights, np.float32)[order]),
            facets=facets,
            sorts=sorts,
        )

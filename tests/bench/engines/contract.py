"""What the bench wants of an engine, and what it asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from search_index.entry import Entry, Topic

PAGE = 20
"""Keys that an answer gives."""


class EngineMissingError(Exception):
    """The engine is not installed on this machine."""


@dataclass(frozen=True)
class Asked:
    """One question, in a form that every engine can turn into its own."""

    language: str
    words: tuple[str, ...] = ()
    how: str = "all"
    """ "all" words, "any" of them, a "prefix", a word "mistyped" by one letter, or the words as a "phrase"."""
    without: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Found(NamedTuple):
    """An answer."""

    total: int
    keys: Sequence[str]
    counts: Mapping[str, Mapping[str, int]]
    widened: bool = False
    """Nothing held all words, so these hold some of them. Only our engine does that by itself."""


class Engine(Protocol):
    """One engine at one folder. Building, asking and putting each happen in a process of their own."""

    mistyped: bool
    """Whether it finds a word that is mistyped by one letter."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder."""

    def build(self, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
        """Write the index, whole and durable."""

    def put(self, entry: Entry, topics: Sequence[Topic]) -> None:
        """Add one entry."""

    def open(self) -> None:
        """Make ready for asking."""

    def ask(self, asked: Asked, facets: Sequence[str], size: int = PAGE) -> Found:
        """Answer from the newest state: how many, the best keys, and the counts of facets over all that was found.

        A facet is counted as if it were not filtered itself.
        """


def countings(asked: Asked, facets: Sequence[str]) -> list[tuple[Mapping[str, tuple[str, ...]], list[str]]]:
    """Give which facets are counted under which filters, first those under all of them."""
    lifted = [name for name in facets if name in asked.filters]
    together = [name for name in facets if name not in asked.filters]
    rest = [({facet: some for facet, some in asked.filters.items() if facet != name}, [name]) for name in lifted]
    return ([(asked.filters, together)] if together else []) + rest

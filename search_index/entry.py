"""The whole contract of the index: what goes in (Entry), what is asked (Question) and what comes out (Answer)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_TEXT = 200
"""Characters of a question's text that are read; the rest is cut, and the answer says so."""

MOST_WORDS = 12
"""Words of a question that are read, and as many stop words again; the rest is cut, and the answer says so."""


class IndexMissingError(Exception):
    """There is no usable index: never built, of another schema version, removed or damaged. Build it again."""


class IndexBusyError(Exception):
    """Another process is writing the index. Nothing was changed; try again later."""


@dataclass(frozen=True)
class Topic:
    """What entries have in common and people search by: a controlled term, a place, a scheme."""

    key: str
    """Unique over all kinds, as "target_groups:refugees"."""
    kind: str
    labels: Mapping[str, str]
    """What it is called in each language."""
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per language the everyday words that mean it."""
    within: tuple[str, ...] = ()
    """The keys of the topics that it lies in, as a town in a country, the nearest first."""


@dataclass(frozen=True)
class Entry:
    """One thing that can be found."""

    key: str
    """Unique over all kinds, as "firm:asker-taxi"."""
    kind: str
    official_name: str
    names: Mapping[str, str]
    """The name in each language."""
    other_names: tuple[str, ...] = ()
    """Abbreviations and other names people type."""
    topics: tuple[str, ...] = ()
    """The keys of the topics that hold for it; so it is found by their words in every language."""
    summaries: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per facet the values that hold for it, as {"country": ("NO",)}."""
    sort_keys: Mapping[str, str] = field(default_factory=dict)
    """Per order a key that sorts by code point, as {"name:nb": "0b1f…", "newest": "2023-04-21"}. "" is no key."""
    weight: float = 1.0
    """Multiplies the score; below 1 for what is stale or badly sourced."""


@dataclass(frozen=True)
class Question:
    """What someone wants to find."""

    language: str
    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per facet the wanted values: any of one facet's values, and every facet. A facet without a value is no filter.
    "kind" is a facet like the others, which each entry has. It also says where words are looked for: an answer is
    widened when no entry of the wanted kinds holds all words."""
    facets: tuple[str, ...] = ()
    """The facets to count."""
    sort: str = "relevance"
    """ "relevance", or the name of a sort key; a leading "-" turns it round. What has no key comes last, ties go by
    the entry's key."""
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per facet the values that come first among what is equally good, as {"country": ("NO",)}. No filter."""
    page: int = 1
    size: int = 20


class Hit(NamedTuple):
    """One found entry."""

    key: str
    kind: str
    score: float


@dataclass(frozen=True)
class Answer:
    """What was found: one page of hits, the number of all, and the counts of facets over all of them."""

    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[str, Mapping[str, int]]
    """Per asked facet the number of entries per value, as if that facet were not filtered. A value without any entry
    is left out."""
    widened: bool = False
    """Nothing held all words, so these hold some of them."""
    around: bool = False
    """Little or nothing is in the place that was named, so some of these lie around it, or hold there as well."""
    cut: bool = False
    """The text was longer than LONGEST_TEXT or had more than MOST_WORDS words, and was cut."""
    degraded: bool = False
    """There was no usable index, so this was found without one, more slowly."""
    meant: str = ""
    """What the text probably should have been; asking it finds something. "" where nothing better is known."""


@dataclass(frozen=True)
class Reason:
    """Why an entry was found though its shown texts may not hold the words."""

    why: str
    """One of plan.Why."""
    topic: str = ""
    """The key of the topic that the words name; "" for words of a text."""
    language: str = ""
    """The language the words were found in; "" for a name of no language."""


@dataclass(frozen=True)
class Suggestion:
    """What someone who has typed this far may want."""

    text: str
    """A name or a label, as it is written."""
    language: str
    """The language of the text; "" for an official name."""
    kind: str
    """The kind of the entry or of the topic."""
    key: str
    """The key of the entry or of the topic."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """For a topic: how many entries of each wanted kind have it."""


def distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give the entries as they come.

    :raises ValueError: two entries have the same key
    """
    keys: set[str] = set()
    for entry in entries:
        if entry.key in keys:
            raise ValueError(f"two entries have the key {entry.key!r}")
        keys.add(entry.key)
        yield entry

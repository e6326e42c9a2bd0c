"""Suggestions while someone types: names of entries and labels of topics that go on from what was typed.

Every typed word must be there, the last one as a beginning. Nothing is suggested that finds nothing.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final, NamedTuple, Protocol
from weakref import ref

import numpy as np
import numpy.typing as npt

from search_index.analysis import LANGUAGES
from search_index.beginnings import Beginnings, parts
from search_index.entry import LONGEST_TEXT, MOST_WORDS, Suggestion, Topic
from search_index.schema import TOPICS

Ints = npt.NDArray[np.int64]

BEGINS: Final = 0
HOLDS: Final = 1
SYNONYM: Final = 2
ELSEWHERE: Final = 3
"""How well a line answers: it begins as typed, a later word does, it is another word for what is suggested; the first
two in another language count ELSEWHERE more. The lower the better."""
NEVER: Final = 9
"""Everyday words of another language suggest nothing: nobody would see why."""


ENTRY: Final = "entry"
TOPIC: Final = "topic"


class TopicsByKey(Protocol):
    """The topics of an index."""

    @property
    def by_key(self) -> Mapping[str, Topic]:
        """Each topic under its key."""


class Known(Protocol):
    """What an engine tells of its entries, which are numbered in the order of their keys."""

    @property
    def keys(self) -> Sequence[str]:
        """The key of each entry."""

    @property
    def kinds(self) -> Sequence[str]:
        """The kind of each entry."""

    @property
    def names(self) -> Sequence[str]:
        """The official name of each entry."""

    @property
    def translations(self) -> Sequence[Mapping[str, str]]:
        """Per language the name of each entry, where it is another than the official one."""

    @property
    def topics(self) -> TopicsByKey:
        """The topics."""

    def postings(self, field: str, term: str) -> Any:
        """Give where a term stands in a field: None, or what has the numbers of entries in `entries`."""


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    language: str
    kinds: Sequence[str]
    topics: Sequence[str]
    size: int

    @property
    def order(self) -> tuple[tuple[str, str], ...]:
        """What comes first of what answers equally well."""
        return (*((TOPIC, kind) for kind in self.topics), *((ENTRY, kind) for kind in self.kinds))


class Spelled:
    """The words of all names and labels of one state of an index, sorted, so that a beginning is one slice.

    Each text is a line, and a line has an owner: an entry by its number, or a topic by a number after all of theirs.
    Nothing here changes.
    """

    def __init__(self, known: Known) -> None:
        self._known = ref(known)  # what is no longer the newest state must be free to go
        self._keys, self._entries = known.keys, len(known.keys)
        self._topics = tuple(known.topics.by_key.values())
        kinds = (*((ENTRY, kind) for kind in known.kinds), *((TOPIC, topic.kind) for topic in self._topics))
        self._kinds = tuple(dict.fromkeys(kinds))
        codes = {kind: code for code, kind in enumerate(self._kinds)}
        self._kind_of = np.array([codes[kind] for kind in kinds], np.int16)
        lines = [*_of_entries(known), *_of_topics(self._topics, self._entries)]
        self._texts = [line.text for line in lines]
        self._languages = [line.language for line in lines]
        self._translated = {
            (line.owner, line.language): number
            for number, line in enumerate(lines)
            if line.language and line.owner < self._entries
        }
        self._owners = np.array([line.owner for line in lines], np.int32)
        self._synonyms = np.array([line.is_synonym for line in lines], bool)
        self._shown = np.array([line.shown for line in lines], np.int8)
        self._lengths = np.array([len(text) for text in self._texts], np.int32)
        self._levels = {language: self._levels_in(language) for language in LANGUAGES}
        self._words = Beginnings(self._texts)
        self._counts = [self._having(known, topic) for topic in self._topics]

    def _levels_in(self, language: str) -> Ints:
        """Give for a page in a language how well a line answers that begins as typed."""
        own = (self._shown & _bit(language)).astype(bool)
        labels, synonyms = np.where(own, BEGINS, ELSEWHERE), np.where(own, SYNONYM, NEVER)
        return np.where(self._synonyms, synonyms, labels).astype(np.int8)

    def suggest(self, asked: _Asked) -> tuple[Suggestion, ...]:
        """Give what goes on from a text; see `Suggestions.ask`."""
        typed = parts(asked.text[:LONGEST_TEXT])[:MOST_WORDS]
        if not typed or asked.language not in LANGUAGES:
            return ()
        lines, begins = self._words.having(typed)
        levels = self._levels[asked.language][lines]
        levels = levels + ((levels != SYNONYM) & ~begins)
        lines, levels = lines[levels < NEVER], levels[levels < NEVER]
        kinds = self._kind_of[self._owners[lines]]
        found: list[tuple[int, int, int, Suggestion]] = []
        for order, kind in enumerate(asked.order):
            if kind not in self._kinds:
                continue
            own = kinds == self._kinds.index(kind)
            places: dict[int, Iterator[int]] = defaultdict(count)
            best = islice(self._best(lines[own], levels[own], asked), asked.size)
            found += [(level, next(places[level]), order, one) for level, one in best]
        # No kind crowds out the others: each one's first comes before anybody's second.
        chosen = sorted(found, key=lambda one: one[:3])[: asked.size]
        return tuple(one for *_, one in sorted(chosen, key=lambda one: (one[0], one[2], one[1])))

    def _best(self, lines: Ints, levels: Ints, asked: _Asked) -> Iterator[tuple[int, Suggestion]]:
        """Give those of one kind, each once: by level, then the shortest, then by key."""
        seen: set[int | str] = set()
        for place in np.lexsort((lines, self._lengths[lines], levels)).tolist():
            line, owner, level = int(lines[place]), int(self._owners[lines[place]]), int(levels[place])
            if owner in seen:
                continue
            # Where the name in the page's language answers as well as the official one, that is shown.
            own = self._translated.get((owner, asked.language), line)
            at = int(np.searchsorted(lines, own))
            if at < lines.size and lines[at] == own and levels[at] == level:
                line = own
            one = self._suggestion(line, owner, asked)
            if one and not (one.counts and one.text in seen):  # two firms may have one name, two topics look the same
                seen |= {owner, one.text}
                yield level, one

    def _suggestion(self, line: int, owner: int, asked: _Asked) -> Suggestion | None:
        """Give the suggestion of a line; None for a topic that no entry of the wanted kinds has."""
        _, kind = self._kinds[self._kind_of[owner]]
        if owner < self._entries:
            return Suggestion(self._texts[line], self._languages[line], kind, self._keys[owner])
        topic = self._topics[owner - self._entries]
        counts = {kind: some for kind, some in self._counts[owner - self._entries].items() if kind in asked.kinds}
        said_in = asked.language if self._synonyms[line] else self._languages[line]
        text = topic.labels.get(said_in, "")
        return Suggestion(text, said_in, kind, topic.key, counts) if counts and text else None

    def _having(self, known: Known, topic: Topic) -> Mapping[str, int]:
        """Count the entries of each kind that have a topic. Now: the state may be gone when someone types."""
        held = known.postings(TOPICS, topic.key)
        codes = np.bincount(self._kind_of[held.entries]) if held else ()
        return {self._kinds[code][1]: int(some) for code, some in enumerate(codes) if some}

    def is_of(self, known: Known) -> bool:
        """Say whether this was made of a state."""
        return self._known() is known


class _Line(NamedTuple):
    owner: int
    text: str
    language: str
    shown: int
    """The languages whose pages show it so: a sum of `_bit`s."""
    is_synonym: bool = False


def _bit(language: str) -> int:
    return 1 << LANGUAGES.index(language) if language in LANGUAGES else 0


_EVERYWHERE = sum(map(_bit, LANGUAGES))


def _of_entries(known: Known) -> Iterator[_Line]:
    for owner, (name, translations) in enumerate(zip(known.names, known.translations, strict=True)):
        yield _Line(owner, name, "", _EVERYWHERE)
        yield from (_Line(owner, text, language, _bit(language)) for language, text in translations.items())


def _of_topics(topics: Iterable[Topic], first: int) -> Iterator[_Line]:
    """Give the lines of topics, whose owners are numbered from `first`."""
    for owner, topic in enumerate(topics, first):
        # A page shows a label in its own language, or else in English, or else in the first there is.
        instead = next((language for language in ("en", *topic.labels) if topic.labels.get(language)), "")
        missing = _EVERYWHERE - sum(_bit(language) for language, label in topic.labels.items() if label)
        for language, label in topic.labels.items():
            yield _Line(owner, label, language, _bit(language) | (missing if language == instead else 0))
        for language, synonyms in topic.synonyms.items():
            yield from (_Line(owner, text, language, _bit(language), is_synonym=True) for text in synonyms)


class Suggestions:
    """What an index suggests, whatever state it is in; one for all threads.

    The names of a new state are spelled when someone first types, in that one's thread (0.3 s at 10,000 entries);
    meanwhile the others are answered from the state before.
    """

    def __init__(self) -> None:
        self._spelled: Spelled | None = None
        self._spelling = threading.Lock()

    def ask(
        self, known: Known, text: str, language: str, kinds: Sequence[str], topics: Sequence[str], size: int
    ) -> tuple[Suggestion, ...]:
        """Suggest what someone who has typed this far may want. No text is an error; an odd one gives nothing.

        What begins as typed comes first, then what a later word makes fit, then what has such a synonym, then the
        same in other languages. Each kind has its share. A topic is suggested when an entry of the wanted kinds has it.

        :param known: the newest state of the index
        :param language: one of LANGUAGES: the page's
        :param kinds: the wanted kinds of entries, the most important first
        :param topics: the wanted kinds of topics, the most important first; they come before entries that fit as well
        :param size: how many at most
        """
        return self._of(known).suggest(_Asked(text, language, kinds, topics, size))

    def _of(self, known: Known) -> Spelled:
        before = self._spelled
        if before and before.is_of(known):
            return before
        if before and not self._spelling.acquire(blocking=False):
            return before
        if not before:
            self._spelling.acquire()
        try:
            if not self._spelled or not self._spelled.is_of(known):
                self._spelled = Spelled(known)
            return self._spelled
        finally:
            self._spelling.release()

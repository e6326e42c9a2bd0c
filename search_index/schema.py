"""The fields of the index, how an entry fills them, and where in the folder the index lies.

An entry holds a word with a strength: how often, in which of its texts, and how long that text is. The strengths are
BM25F's weighted frequencies, put together when the entry is written, so that a question reads one list of entries for
each term and language. A folder holds one directory for each build and, for each schema version, a symbolic link to
the current one. So a program never reads an index of another version, and changing the link is the whole of a swap.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Existence

from search_index.analysis import LANGUAGES, Word, fold, forms, word_of, words, written
from search_index.entry import Entry, Topic
from search_index.weights import (
    AS_WRITTEN,
    KIND,
    LEMMA_INDEXED,
    NAME,
    OFFICIAL_NAME,
    OTHER_NAME,
    SHARED,
    SUMMARY,
    TEXT,
    USUAL_NAME,
    USUAL_OTHER_NAME,
    USUAL_SUMMARY,
    USUAL_TEXT,
)

SCHEMA_VERSION = 3
"""Goes up whenever the fields or the analysis change: then the index is missing until it is built again."""

NO_LANGUAGE = "none"
"""The language of names that belong to no language."""
TOPICS = "topics"
"""The field of the topics that hold for an entry."""
PAIRS = "pairs"
"""The field of the words that stand side by side."""
KINDS = "entry_kinds"
"""The kind of the topics that are kinds of entries: each entry holds its own, as "entry_kinds:firm"."""
BEGIN, END = "^", "$"
"""What a name's first word stands beside, and its last."""

Strengths = dict[str, float]
"""How strongly an entry holds each term of a field."""


def words_of(language: str) -> str:
    """Give the field of the words in a language, or of NO_LANGUAGE."""
    return f"words_{language}"


_WITHIN_NAME = re.compile(r"[()/:;,]| [–—-] ")
"""What stands between two names in one."""

FIELDS = (*(words_of(language) for language in (*LANGUAGES, NO_LANGUAGE)), TOPICS, PAIRS)


class Held(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A Whoosh field that is given its terms with their strengths."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = self.stored = self.unique = False
        self.vector = None

    def index(self, value: Strengths, **_: Any) -> Iterable[tuple[bytes, int, float, bytes]]:
        """Give each term as Whoosh wants it."""
        return ((term.encode(), 1, strength, b"") for term, strength in value.items())


def schema() -> Schema:
    """Give the Whoosh schema."""
    return Schema(key=ID(unique=True), facts=STORED, **{name: Held() for name in FIELDS})


def document(entry: Entry) -> dict[str, str | Strengths]:
    """Give the fields of an entry, as Whoosh itself takes them."""
    held = {name: some for name, some in strengths(entry).items() if some}
    return {"key": entry.key, "facts": json.dumps(entry_facts(entry), ensure_ascii=False), **held}


def topic_document(topic: Topic) -> dict[str, str]:
    """Give the fields of a topic, as Whoosh itself takes them."""
    return {"key": topic_key(topic.key), "facts": json.dumps(topic_facts(topic), ensure_ascii=False)}


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Give what is stored of an entry. Languages other than LANGUAGES are not read."""
    return {
        "key": entry.key,
        "kind": entry.kind,
        "name": entry.official_name,
        "names": {some: name for some, name in entry.names.items() if name and name != entry.official_name},
        "facets": {facet: list(values) for facet, values in entry.facets.items()} | {"kind": [entry.kind]},
        "sort_keys": dict(entry.sort_keys),
        "weight": entry.weight,
        "digest": digest(entry),
    }


def topic_facts(topic: Topic) -> dict[str, Any]:
    """Give what is stored of a topic."""
    return {
        "topic": topic.key,
        "kind": topic.kind,
        "labels": dict(topic.labels),
        "synonyms": {language: list(words) for language, words in topic.synonyms.items()},
        "within": list(topic.within),
        "digest": digest(topic),
    }


def topic_key(key: str) -> str:
    """Give the key of a topic's document, which no entry has."""
    return f"topic {key}"


def digest(written: Entry | Topic) -> str:
    """Give a name for everything that an entry or a topic says: two with the same name are equal."""
    return hashlib.blake2b(repr(written).encode(), digest_size=12).hexdigest()


def strengths(entry: Entry) -> dict[str, Strengths]:
    """Give for each field how strongly the entry holds each of its terms."""
    held: dict[str, Strengths] = {name: defaultdict(float) for name in FIELDS}
    pairs = held[PAIRS]
    none = held[words_of(NO_LANGUAGE)]
    _add(none, pairs, entry.official_name, None, (OFFICIAL_NAME, USUAL_NAME))
    for name in entry.other_names:
        _add(none, pairs, name, None, (OTHER_NAME, USUAL_OTHER_NAME))
    for language in LANGUAGES:
        own = held[words_of(language)]
        name = entry.names.get(language, "")
        if name == entry.official_name:
            _add_lemmas(own, name, language)
        else:
            _add(own, pairs, name, language, (NAME, USUAL_NAME))
        _add(own, pairs, entry.summaries.get(language, ""), language, (SUMMARY, USUAL_SUMMARY))
        _add(own, pairs, entry.texts.get(language, ""), language, (TEXT, USUAL_TEXT))
    translated = (entry.names.get(language, "") for language in LANGUAGES)
    for name in {entry.official_name, *entry.other_names, *translated}:
        _add_names(pairs, name)
    held[TOPICS] = {f"{KINDS}:{entry.kind}": KIND} | _topics(entry.topics)
    return held


def _topics(keys: Sequence[str]) -> Strengths:
    """Give how strongly an entry holds its topics: the more of one kind it has, the less it is about each."""
    counts = Counter(key.partition(":")[0] for key in keys)
    return {key: 1 / (1 - SHARED + SHARED * counts[key.partition(":")[0]]) for key in keys}


def _add(held: Strengths, pairs: Strengths, text: str, language: str | None, counts: tuple[float, int]) -> None:
    """Add the words of a text, which counts so much when it has its usual number of words."""
    if not text:
        return
    found = [_shape(word, language) for word in written(text)]
    weight, usual = counts
    strength = weight / (0.5 + 0.5 * len(found) / usual)
    for shape in found:
        for term, share in shape.terms:
            held[term] += strength * share
    pairs.update(dict.fromkeys(map(" ".join, pairwise(part for shape in found for part in shape.parts)), 1.0))


@dataclass(frozen=True, slots=True)
class _Shape:
    """A word as it is indexed."""

    terms: tuple[tuple[str, float], ...]
    """The terms it is found by, and how well by each."""
    parts: tuple[str, ...]
    """How it stands side by side with others."""


@lru_cache(maxsize=2**16)
def _shape(text: str, language: str | None) -> _Shape:
    word = word_of(text)
    shares: Strengths = defaultdict(float)
    if len(word.parts) > 1:
        shares[fold(word.whole)] += 1.0
    for part in word.parts:
        surface, *lemmas = forms(part, language)
        shares[surface] += 1.0
        if surface != part:
            shares[part] = AS_WRITTEN
        for lemma in lemmas:
            shares[lemma] += LEMMA_INDEXED
    return _Shape(tuple(shares.items()), tuple(line_of((word,))))


def _add_names(pairs: Strengths, name: str) -> None:
    """Note where a name begins and ends, and each name within it: "Individuele beroepsopleiding (IBO)" is two."""
    for part in {name, *_WITHIN_NAME.split(name)}:
        line = line_of(words(part))
        if line:
            pairs[f"{BEGIN} {line[0]}"] = pairs[f"{line[-1]} {END}"] = 1.0


def line_of(found: Iterable[Word]) -> list[str]:
    """Give words as they stand side by side in PAIRS: without marks, the parts of hyphen compounds apart."""
    return [fold(part) for word in found for part in word.parts]


def _add_lemmas(held: Strengths, text: str, language: str) -> None:
    """Add what an official name is also found by in a language; as it stands it is found in NO_LANGUAGE."""
    for word in words(text):
        for part in word.parts:
            for lemma in forms(part, language)[1:]:
                held[lemma] += NAME * LEMMA_INDEXED


def pointer(folder: Path) -> Path:
    """Give the symbolic link to the current build of this schema version."""
    return folder / f"current-{SCHEMA_VERSION}"


def current(folder: Path) -> Path:
    """Give the directory of the current build; OSError when there is none."""
    return folder / pointer(folder).readlink()

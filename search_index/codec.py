"""How a segment lies in Whoosh's files, and how it is read again.

A segment is Whoosh's own: its dictionary of terms, its stored facts, its deletions, one compound file, named by its
table of contents. Two things are ours. The postings of a term are two plain arrays instead of pickled blocks, so that
numpy reads them as they are; and one more file of the segment holds the columns of its entries and the sorted words.
Whoosh's public methods read such a segment too, if slowly, and so do we one that Whoosh itself wrote.
"""

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.matching import ListMatcher
from whoosh.reading import SegmentReader

from search_index import arrays, columns
from search_index.arrays import ArrayFile, Ints
from search_index.pool import HELD, NOTHING, Pool, Postings, Segment, Table
from search_index.schema import FIELDS, TOPICS

COLUMNS = ".columns"
"""The ending of our own file of a segment."""

_COUNT = 4
"""Bytes before the arrays of a posting list: how many postings it has."""
_EACH = 8
"""Bytes of a posting."""
_NO_VALUE = b""
_MARK = 512
"""Of so many pairs one is kept in memory."""


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own codec, but for the postings. Whoosh keeps it in the table of contents."""

    length_stats = False

    def field_writer(self, storage: FileStorage, segment: Any) -> FieldWriter:
        """Give what writes the terms and postings of a segment."""
        return _FieldWriter(storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """Give Whoosh the postings of a term."""
        start, _ = terminfo.extent()  # its length may be wrapped in a tuple: Whoosh itself never reads it
        count = int.from_bytes(dbfile.get(start, _COUNT), "little")
        held = _postings(dbfile.get(start + _COUNT, count * _EACH), count)
        ids, weights = held.entries.tolist(), held.strengths.tolist()
        values = [_NO_VALUE] * len(ids)
        return ListMatcher(ids, weights, values, format_, scorer=scorer, term=term, terminfo=terminfo)


class _FieldWriter(FieldWriter):  # type: ignore[misc]
    """Writes a whole segment from a `Pool` instead of single postings."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self._terms = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self._file = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._end = 0
        self._bases: dict[str, int] = {}
        self.is_closed = False

    def add_postings(self, schema: Schema, lengths: None, items: "Gathered") -> None:  # noqa: ARG002
        """Write everything. Whoosh hands on what the writer's pool gives."""
        about = items.segment
        for field in sorted(("key", *HELD)):
            number = self._fields[field] = len(self._fields)
            self._bases[field] = self._end
            prefix = number.to_bytes(2, "big")
            if field == "key":
                self._add_keys(prefix, items.keys)
            else:
                terms = tuple(about.topics if field == TOPICS else about.words)
                table = about.tables[field]
                named = (prefix + terms[number].encode() for number in table.terms)
                self._add(named, table.starts, about.source.all_postings(field))
        file = self._segment.create_file(self._storage, COLUMNS)
        try:
            _write_columns(file, about, self._bases)
        finally:
            file.close()

    def _add_keys(self, prefix: bytes, keys: list[tuple[bytes, int]]) -> None:
        documents = np.array([document for _, document in sorted(keys)], np.int32)
        held = Postings(documents, np.ones(documents.size, np.float32))
        self._add((prefix + key for key, _ in sorted(keys)), range(documents.size + 1), held)

    def _add(self, keys: Iterable[bytes], starts: Sequence[int], held: Postings) -> None:
        """Write the posting lists of one field's terms."""
        if len(starts) < 2:
            return
        entries, strengths = memoryview(held.entries.tobytes()), memoryview(held.strengths.tobytes())
        first_of = np.array(starts[:-1])
        totals = np.add.reduceat(held.strengths, first_of).tolist()
        most = np.maximum.reduceat(held.strengths, first_of).tolist()
        for key, first, last, total, largest in zip(keys, starts, starts[1:], totals, most, strict=False):
            count = last - first
            length = _COUNT + count * _EACH
            one, other = 4 * first, 4 * last
            self._file.write(b"".join((count.to_bytes(_COUNT, "little"), entries[one:other], strengths[one:other])))
            info = W3TermInfo(total, count, 1, 1, largest, int(held.entries[first]), int(held.entries[last - 1]))
            info.set_extent(self._end, length)
            self._terms.add(key, info.to_bytes())
            self._end += length

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Not called: everything is written at once."""
        raise NotImplementedError

    def start_term(self, text: bytes) -> None:
        """Not called."""
        raise NotImplementedError

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Not called."""
        raise NotImplementedError

    def finish_term(self) -> None:
        """Not called."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish both files."""
        self._terms.close()
        self._file.close()
        self.is_closed = True


class Gathered:
    """Stands where a Whoosh writer keeps its postings: a whole segment, and the keys of its documents."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.keys: list[tuple[bytes, int]] = []

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting of Whoosh's: the key of a document."""
        self.keys.append((posting[1], posting[2]))

    def iter_postings(self) -> "Gathered":
        """Give it all to `_FieldWriter`."""
        return self

    def cleanup(self) -> None:
        """Nothing lies on the disk."""


def _write_columns(file: arrays.Output, segment: Segment, bases: Mapping[str, int]) -> None:
    about = {"topics": list(segment.topics), "facts": list(segment.facts), "bases": bases}
    pairs, entries = segment.source.all_pairs()
    more: dict[str, npt.NDArray[Any]] = {"pairs": pairs, "pairs.entries": entries, "pairs.marks": pairs[::_MARK]}
    for field, table in segment.tables.items():
        more |= {f"{field}.terms": np.array(table.terms, np.int32), f"{field}.starts": np.array(table.starts, np.int64)}
    more["words"] = np.frombuffer("\n".join(segment.words).encode(), np.uint8)
    arrays.write(file, segment.columns.about() | about, segment.columns.arrays() | more)


def _postings(block: bytes, count: int) -> Postings:
    return Postings(np.frombuffer(block, np.int32, count), np.frombuffer(block, np.float32, count, 4 * count))


def read(folder: Path, leaf: SegmentReader) -> Segment:
    """Read a segment: its columns and words now, its postings when they are wanted.

    :param leaf: an open reader of the segment, which is not needed afterwards
    """
    files = leaf.segment()
    if not files.is_compound():
        return read_publicly(leaf)
    storage = FileStorage(str(folder), supports_mmap=False)
    compound = files.open_compound_file(storage)
    try:
        if not compound.file_exists(files.make_filename(COLUMNS)):
            return read_publicly(leaf)
        starts = [compound.range(files.make_filename(ending))[0] for ending in (COLUMNS, W3Codec.POSTS_EXT)]
    finally:
        compound.close()
    file = ArrayFile(folder / files.make_filename(files.COMPOUND_EXT), starts[0])
    words = file.array("words").tobytes().decode()
    tables = {
        field: Table(
            array("i", file.array(f"{field}.terms").tobytes()), array("q", file.array(f"{field}.starts").tobytes())
        )
        for field in HELD
    }
    return Segment(
        columns.read(file, file.about),
        {word: number for number, word in enumerate(words.split("\n"))} if words else {},
        {topic: number for number, topic in enumerate(file.about["topics"])},
        tables,
        _OnDisk(file, {field: starts[1] + base for field, base in file.about["bases"].items()}, tables),
        file.about["facts"],
        frozenset(files.deleted_docs()),
    )


class _OnDisk:
    """The postings and pairs of a segment, in its file."""

    def __init__(self, file: ArrayFile, bases: Mapping[str, int], tables: Mapping[str, Table]) -> None:
        self._file, self._bases, self._tables = file, bases, tables
        self._marks = file.array("pairs.marks")

    def postings(self, field: str, number: int, first: int, last: int) -> Postings:
        """Read one posting list."""
        start = self._bases[field] + (number + 1) * _COUNT + first * _EACH
        return _postings(self._file.bytes_at(start, (last - first) * _EACH), last - first)

    def having_pair(self, pair: int) -> Ints:
        """Find the pair among the marks, and then between two of them."""
        wanted = np.array([pair, pair + 1], np.uint64)
        first, last = (self._marks.searchsorted(wanted) * _MARK).tolist()
        first, last = max(first - _MARK, 0), min(last, self._file.size("pairs"))
        first, last = (self._file.array("pairs", first, last).searchsorted(wanted) + first).tolist()
        return self._file.array("pairs.entries", first, last) if first < last else NOTHING.entries

    def all_postings(self, field: str) -> Postings:
        """Read the posting lists one after the other."""
        table = self._tables[field]
        held = [
            self.postings(field, number, first, last)
            for number, (first, last) in enumerate(zip(table.starts, table.starts[1:], strict=False))
        ]
        if not held:
            return NOTHING
        entries, strengths = zip(*((some.entries, some.strengths) for some in held), strict=True)
        return Postings(np.concatenate(entries), np.concatenate(strengths))

    def all_pairs(self) -> tuple[npt.NDArray[np.uint64], Ints]:
        """Read them."""
        return self._file.array("pairs"), self._file.array("pairs.entries")


def facts_of(stored: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Give the stored facts of a document, and of an entry its translated names as JSON."""
    facts = json.loads(stored["facts"])
    names = facts.get("names")
    return facts, json.dumps(names, ensure_ascii=False) if names else ""


def read_publicly(leaf: SegmentReader) -> Segment:
    """Read a whole segment by Whoosh's public methods alone, as Whoosh itself would have written it."""
    pool, held = Pool(), _by_document(leaf)
    for document, stored in leaf.iter_docs():
        facts, translations = facts_of(stored)
        if "topic" in facts:
            pool.hold_topic(facts)
        else:
            pool.hold(facts, translations, held.get(document, {}))
    return pool.segment()


def _by_document(leaf: SegmentReader) -> dict[int, dict[str, dict[str, float]]]:
    found: dict[int, dict[str, dict[str, float]]] = {}
    for field in FIELDS:
        for term in leaf.lexicon(field):
            matcher = leaf.postings(field, term)
            while matcher.is_active():
                found.setdefault(matcher.id(), {}).setdefault(field, {})[term.decode()] = matcher.weight()
                matcher.next()
    return found


__all__ = ["COLUMNS", "Codec", "Gathered", "facts_of", "read", "read_publicly"]

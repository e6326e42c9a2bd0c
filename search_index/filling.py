"""One writing session on Whoosh's index: documents out, documents in, small segments put together, commit."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from search_index.codec import Codec, Gathered, facts_of, read
from search_index.entry import Entry, Topic
from search_index.pool import Pool
from search_index.schema import entry_facts, schema, strengths, topic_facts, topic_key

MOST_SEGMENTS = 6
"""From so many segments on a change puts some of them together."""
LARGEST_MERGE = 2_000
"""Documents that a change writes again at most, to put segments together."""


class Filling:
    """Takes changes of an index, which all become visible at once.

    :param index: an open index; its folder is locked until `commit` or `cancel`
    """

    def __init__(self, index: FileIndex) -> None:
        self._folder = Path(index.storage.folder)
        self._writer = index.writer(codec=Codec())
        self._pool = Pool()
        self._entries: list[tuple[str, str]] = []
        self._topics: list[tuple[str, str]] = []

    def hold(self, entry: Entry) -> None:
        """Add an entry."""
        facts = entry_facts(entry)
        names = json.dumps(facts["names"], ensure_ascii=False) if facts["names"] else ""
        self._pool.hold(facts, names, strengths(entry))
        self._entries.append((entry.key, json.dumps(facts, ensure_ascii=False)))

    def hold_topic(self, topic: Topic) -> None:
        """Add a topic."""
        facts = topic_facts(topic)
        self._pool.hold_topic(facts)
        self._topics.append((topic_key(topic.key), json.dumps(facts, ensure_ascii=False)))

    def drop(self, keys: Sequence[str]) -> None:
        """Take out what was committed before under these keys."""
        with self._writer.searcher() as searcher:
            for key in keys:
                self._writer.delete_by_term("key", key, searcher=searcher)

    def cancel(self) -> None:
        """Change nothing."""
        self._writer.cancel()

    def commit(self) -> None:
        """Make all of it visible; when that fails, nothing, and the folder's lock is free again."""
        try:
            self._commit()
        except BaseException:
            if not self._writer.is_closed:
                self._writer.cancel()
            raise

    def _commit(self) -> None:
        merged = _to_merge(self._writer.segments, len(self._entries))
        for segment in merged:
            self._take(segment)
        order = self._pool.order()
        gathered = self._writer.pool = Gathered(self._pool.segment())
        for key, facts in (*(self._entries[number] for number in order), *self._topics):
            self._writer.add_document(key=key, facts=facts)
        assert len(gathered.keys) == len(self._entries) + len(self._topics)  # noqa: S101
        self._writer.commit(mergetype=lambda _, segments: [some for some in segments if some not in merged])

    def _take(self, segment: Any) -> None:
        leaf = SegmentReader(FileStorage(str(self._folder), supports_mmap=False), schema(), segment)
        try:
            held = read(self._folder, leaf)
            facts = [(*facts_of(stored), stored["facts"]) for _, stored in leaf.iter_docs()]
        finally:
            leaf.close()
        entries = sorted((one for one in facts if "topic" not in one[0]), key=lambda one: str(one[0]["key"]))
        self._pool.take(held, [(some, names) for some, names, _ in entries])
        self._entries += [(some["key"], stored) for some, _, stored in entries]
        for some, _, stored in facts:
            if "topic" in some:
                self._pool.hold_topic(some)
                self._topics.append((topic_key(some["topic"]), stored))


def _to_merge(segments: Sequence[Any], new: int) -> list[Any]:
    """Give the small segments that are written again together with new entries.

    Those come first that have fewest entries, and each is at most twice as large as all before it together: an entry
    is written again so rarely that a change costs about the same however many went before.
    """
    if len(segments) < MOST_SEGMENTS:
        return []
    chosen: list[Any] = []
    total = new
    for segment in sorted(segments, key=lambda some: int(some.doc_count())):
        size = segment.doc_count()
        if len(chosen) > 1 and (size > 2 * total or total + size > LARGEST_MERGE):
            break
        chosen.append(segment)
        total += size
    return chosen

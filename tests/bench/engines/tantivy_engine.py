"""tantivy: text in one field with positions, facets as fast fields, counted by an aggregation over the whole result."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from search_index.entry import Entry, Topic
from tests.bench.engines.contract import PAGE, Asked, EngineMissingError, Found, countings
from tests.bench.engines.corpus import FACETS, by_key, texts

try:
    from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder
except ImportError as error:
    raise EngineMissingError("tantivy is not installed (a package of requirements-dev.txt)") from error

WRITING_MEMORY = 1_000_000_000
"""Enough for one segment, which is what answers fastest."""
MOST_VALUES = 100


class Tantivy:
    """tantivy by its Python package, with one thread."""

    mistyped = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
        self._folder.mkdir()
        index = Index(schema(), path=str(self._folder))
        writer = index.writer(WRITING_MEMORY, num_threads=1)
        _write(writer, entries, topics)
        writer.wait_merging_threads()

    def put(self, entry: Entry, topics: Sequence[Topic]) -> None:
        writer = Index.open(str(self._folder)).writer(15_000_000, num_threads=1)
        writer.delete_documents_by_term("key", entry.key)
        _write(writer, [entry], topics)
        writer.wait_merging_threads()

    def open(self) -> None:
        self._index = Index.open(str(self._folder))
        self._schema = self._index.schema
        self._index.config_reader("OnCommit")
        self._index.reload()

    def ask(self, asked: Asked, facets: Sequence[str], size: int = PAGE) -> Found:
        searcher = self._index.searcher()
        text = self._text(asked)
        found = searcher.search(self._filtered(text, asked.filters), limit=size)
        counts = {}
        for filters, names in countings(asked, facets):
            wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
            counted = searcher.aggregate(self._filtered(text, filters), wanted)
            for name in names:
                counts[name] = {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]}
        keys = [searcher.doc(address)["key"][0] for _, address in found.hits]
        return Found(found.count, keys, counts)  # type: ignore[attr-defined]  # its own stub forgets "count"

    def _text(self, asked: Asked) -> Query:
        if not asked.words:
            return Query.all_query()
        if asked.how == "phrase":
            return Query.phrase_query(self._schema, "text", list(asked.words))
        if asked.how in ("prefix", "mistyped"):
            distance = int(asked.how == "mistyped")
            return Query.fuzzy_term_query(
                self._schema, "text", asked.words[0], distance=distance, prefix=asked.how == "prefix"
            )
        occur = Occur.Should if asked.how == "any" else Occur.Must
        parts = [(occur, Query.term_query(self._schema, "text", word)) for word in asked.words]
        if asked.without:
            parts.append((Occur.MustNot, Query.term_query(self._schema, "text", asked.without)))
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _filtered(self, text: Query, filters: Mapping[str, tuple[str, ...]]) -> Query:
        if not filters:
            return text
        wanted = (
            Query.term_query(self._schema, name, values[0], "basic")
            if len(values) == 1
            else Query.term_set_query(self._schema, name, values)
            for name, values in filters.items()
        )
        return Query.boolean_query(
            [(Occur.Must, text), *((Occur.Must, Query.const_score_query(some, 0)) for some in wanted)]
        )


def schema() -> Schema:
    """Give the fields."""
    builder = SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", index_option="position")
    for name, *_ in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _write(writer: IndexWriter, entries: Iterable[Entry], topics: Sequence[Topic]) -> None:
    known = by_key(topics)
    for entry in entries:
        facets = {name: list(entry.facets[name]) for name, *_ in FACETS}
        writer.add_document(Document(key=[entry.key], text=texts(entry, known), **facets))
    writer.commit()

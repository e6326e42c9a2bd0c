"""The portal's search engine beside SQLite FTS5, Xapian and tantivy: `python -m tests.bench.engines`."""

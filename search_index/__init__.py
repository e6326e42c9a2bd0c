"""A full-text index in four languages. It knows Whoosh and languages; it knows nothing of the portal."""

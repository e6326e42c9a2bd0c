"""The portal's content: files that a person can read and correct, read and checked as a whole before any of it counts.

The form of the files stands in data/README.md. Nothing here touches the database; `portal.register.seeding` does.
"""

from portal.register.content.reading import Content, ContentError, digest, read

__all__ = ["Content", "ContentError", "digest", "read"]

"""JSON that others wrote, in which a name stands twice: two programs would read two things in it (RFC 7493, 2.3)."""

import json
from collections.abc import Iterator
from typing import Any, Final

Place = tuple[int | str, ...]
"""The way from the whole document to a part of it: positions in lists, names in objects."""
SENTENCE: Final = "this stands twice, and only one of the two would count"


class _Object(list[tuple[str, Any]]):
    """The names and values of an object as they stand, doubled ones too."""


def places(document: str | bytes) -> tuple[Place, ...]:
    """Give where a JSON document has a name again that its object has already; nothing: every name stands once.

    :raises ValueError: it is no JSON
    """
    read = json.loads(document, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    return tuple(_found(read, ()))


def _found(part: Any, way: Place) -> Iterator[Place]:
    if isinstance(part, _Object):
        seen: set[str] = set()
        for name, value in part:
            if name in seen:
                yield (*way, name)
            seen.add(name)
            yield from _found(value, (*way, name))
    elif isinstance(part, list):
        for position, value in enumerate(part):
            yield from _found(value, (*way, position))

"""What is kept in memory until the register changes: bounded, shared by threads, never older than the database.

One mechanism for everything that is worth keeping: the controlled terms, the cards of a list, whole pages. Whoever
keeps something says which state it was made from, and gets it back only for the same state. A state is asked for
*before* what is kept is read, so what is kept may be newer than its state, and then lives shortly; never older.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Protocol, TypeVar

OVERHEAD: Final = 300
"""Bytes that one kept thing takes besides its own."""
_INFO: Final = "kept"


class Kept:
    """A memory of one state. What was asked for least recently goes first when it is full.

    :param limit: bytes that it holds at most, as far as those who keep something say what it takes
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._state: Hashable = None
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0
        """Bytes that are held now."""

    def get(self, state: Hashable, key: Hashable) -> Any:
        """Give what is kept under a key for this state; None when there is nothing."""
        with self._lock:
            found = self._found.get(key) if state == self._state else None
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[0]

    def put(self, state: Hashable, key: Hashable, value: Any, size: int) -> None:
        """Keep something of `size` bytes. Another state than the last one forgets everything kept so far."""
        with self._lock:
            if state != self._state:
                self._found.clear()
                self._state, self.size = state, 0
            if key in self._found:
                self.size -= self._found.pop(key)[1]
            self._found[key] = (value, size + OVERHEAD)
            self.size += size + OVERHEAD
            while self.size > self.limit:
                self.size -= self._found.popitem(last=False)[1][1]


@dataclass(frozen=True)
class Memory:
    """What one reader of the register may keep: a memory, and the state that the reader is in."""

    kept: Kept
    state: Hashable

    def get(self, key: Hashable) -> Any:
        """Give what is kept under a key; None when there is nothing."""
        return self.kept.get(self.state, key)

    def put(self, key: Hashable, value: Any, size: int = 0) -> None:
        """Keep something. `size`: its bytes, where visitors decide how much of it there is."""
        self.kept.put(self.state, key, value, size)


class Remembering(Protocol):
    """A session: what it is told stays with it."""

    @property
    def info(self) -> dict[Any, Any]:
        """Anything that is to be known where the session is."""


Session = TypeVar("Session", bound=Remembering)
Fact = TypeVar("Fact")
Made = TypeVar("Made")


def give(session: Remembering, memory: Memory) -> None:
    """Let whoever reads with this session keep things."""
    session.info[_INFO] = memory


def memory(session: Remembering) -> Memory | None:
    """Give the memory of a session; None where nothing is to be kept, as while writing."""
    found: Memory | None = session.info.get(_INFO)
    return found


def once(
    session: Remembering, key: Hashable, make: Callable[[], Made], size: Callable[[Made], int] = lambda _: 0
) -> Made:
    """Give what is kept under a key until the register changes; it is made where there is nothing yet.

    For what every page needs. `size` gives its bytes, where it grows with the number of firms.
    """
    there = memory(session)
    found: Made | None = there.get(key) if there else None
    if found is None:
        found = make()
        if there:
            there.put(key, found, size(found))
    return found


def until_change(read: Callable[[Session], Fact]) -> Callable[[Session], Fact]:
    """Keep what a function reads from the register, as a whole, until the register changes, as `once`."""
    key = f"{read.__module__}.{read.__qualname__}"
    return wraps(read)(lambda session: once(session, key, lambda: read(session)))

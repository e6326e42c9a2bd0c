"""What was used and is worth keeping, within a bound of memory."""

import threading
from collections.abc import Hashable
from heapq import heappop, heappush
from itertools import count
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class _Item(Generic[Kept]):
    """Something kept under its key, its size, and its worth: what is worth least goes first."""

    __slots__ = ("key", "size", "some", "worth")

    def __init__(self, key: Hashable, some: Kept, size: int, worth: tuple[float, int]) -> None:
        self.key, self.some, self.size, self.worth = key, some, size, worth


class Recent(Generic[Kept]):
    """Keeps things under their keys, up to a number of bytes.

    Of things of one size, what was not used for longest goes first; and a large one goes before the many small ones
    that fit in its place, each of which was nearly as much work: GreedyDual-Size (Cao and Irani 1997). Where somewhat
    more is used in turn than fits, most of it is still found, and nothing were it by the time of use alone.

    :param most: bytes
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: dict[Hashable, _Item[Kept]] = {}
        self._by_worth: list[tuple[tuple[float, int], _Item[Kept]]] = []
        """A heap of them all, each with its worth when it was put, or later; no two are worth the same."""
        self._gone = 0.0
        """The worth of what went last: so the unused grow worth less than the new."""
        self._times = count()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        """Give what is kept under a key. It needs no lock: at worst something goes that was just used."""
        found = self._kept.get(key)
        if found is None:
            return None
        found.worth = self._worth(found.size)
        return found.some

    def put(self, key: Hashable, some: Kept, size: int) -> None:
        """Keep something of so many bytes."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += size - (before.size if before else 0)
            while self._size > self._most and self._kept:
                self._drop()
            if self._size > self._most:
                self._size -= size
                return
            item = self._kept[key] = _Item(key, some, size, self._worth(size))
            heappush(self._by_worth, (item.worth, item))

    def _worth(self, size: int) -> tuple[float, int]:
        return self._gone + 1 / max(size, 1), next(self._times)

    def _drop(self) -> None:
        """Let go of what is worth least, or find that it was used since, or put anew."""
        worth, item = heappop(self._by_worth)
        if self._kept.get(item.key) is not item:
            return
        now = item.worth
        if now != worth:
            heappush(self._by_worth, (now, item))
            return
        self._gone = worth[0]
        self._size -= item.size
        del self._kept[item.key]

"""Arrays of numbers and of strings: in memory, and named in one file of which each is read when it is wanted."""

import json
import os
import weakref
from abc import abstractmethod
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Array = TypeVar("Array", bound=npt.NDArray[Any])

_MAGIC = b"ARRAYS1\n"
_ENCODING = ("utf-8", "surrogatepass")
"""Bytes in the order of code points; no text is an error."""


def frozen(made: Array) -> Array:
    """Make an array read-only: threads share it."""
    made.setflags(write=False)
    return made


def flags_of(entries: Ints, size: int) -> Flags:
    """Flag some of so many entries."""
    flags = np.zeros(size, bool)
    flags[entries.astype(np.intp)] = True  # numpy's own conversion, piece by piece, takes twice as long
    return flags


def ends_of(lengths: Iterable[int]) -> Longs:
    """Give where each of some things of these lengths begins, and at last where all end."""
    known = np.fromiter(lengths, np.int64)
    ends = np.zeros(known.size + 1, np.int64)
    np.cumsum(known, out=ends[1:])
    return ends


class Texts(Sequence[str]):
    """Texts that are made when they are asked for; `at` makes one. They are not counted from the end."""

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self.at(place)

    @abstractmethod
    def at(self, place: int) -> str:
        """Give one of them; the place is known to be there."""

    def those(self, places: Sequence[int]) -> list[str]:
        """Give some of them; the places are known to be there."""
        return [self.at(place) for place in places]


class Strings(Texts):
    """Many strings in one piece of memory."""

    def __init__(self, blob: bytes, ends: Longs) -> None:
        self.blob = blob
        self.ends = array("q", ends.tobytes())

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Strings":
        """Put strings together."""
        coded = [text.encode(*_ENCODING) for text in texts]
        return cls(b"".join(coded), ends_of(map(len, coded)))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def at(self, place: int) -> str:
        """Give one of them."""
        return self.blob[self.ends[place] : self.ends[place + 1]].decode(*_ENCODING)

    def those(self, places: Sequence[int]) -> list[str]:
        """Give some of them."""
        blob, ends = self.blob, self.ends
        return [blob[ends[place] : ends[place + 1]].decode(*_ENCODING) for place in places]

    def bisect(self, text: str) -> int:
        """Give where a text stands among these strings, or where it would, if they are in order: `bisect_left`."""
        blob, ends, coded = self.blob, self.ends, text.encode(*_ENCODING)
        return bisect_left(range(len(self)), coded, key=lambda place: blob[ends[place] : ends[place + 1]])

    def joined(self, others: "Strings", order: Longs) -> "Strings":
        """Give these and other strings in a new order, as numbers of them one after the other."""
        coded = [*self._coded(), *others._coded()]
        chosen = [coded[number] for number in order.tolist()]
        return Strings(b"".join(chosen), ends_of(map(len, chosen)))

    def _coded(self) -> list[bytes]:
        return [self.blob[first:last] for first, last in zip(self.ends, self.ends[1:], strict=False)]


class Output(Protocol):
    """A file that is written from its beginning to its end."""

    def write(self, data: bytes, /) -> Any:
        """Write on."""


def write(file: Output, about: Any, arrays: Mapping[str, npt.NDArray[Any] | Strings]) -> None:
    """Write arrays into a file, and whatever JSON can say about them."""
    flat: dict[str, npt.NDArray[Any]] = {}
    for name, some in arrays.items():
        if isinstance(some, Strings):
            flat |= {f"{name}.blob": np.frombuffer(some.blob, np.uint8), f"{name}.ends": np.array(some.ends, np.int64)}
        else:
            flat[name] = some
    starts = ends_of(some.nbytes for some in flat.values())
    table = {name: [some.dtype.str, int(start)] for (name, some), start in zip(flat.items(), starts, strict=False)}
    head = json.dumps({"about": about, "arrays": table, "size": int(starts[-1])}).encode()
    file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
    for some in flat.values():
        file.write(some.tobytes())


class ArrayFile:
    """Arrays in a part of a file. Reading moves no position, so threads may share it.

    :param path: the file; it may be removed afterwards
    :param start: where in it the part begins
    :raises OSError: it cannot be read
    :raises ValueError: it is not whole
    """

    def __init__(self, path: Path, start: int) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        head = self.bytes_at(start, 16)
        if head[:8] != _MAGIC:
            raise ValueError(f"no arrays in {path}")
        length = int.from_bytes(head[8:], "little")
        told = json.loads(self.bytes_at(start + 16, length))
        self.about: Any = told["about"]
        self._first = start + 16 + length
        starts = [place for _, place in told["arrays"].values()]
        ends = [*starts[1:], told["size"]]
        self._table = {
            name: (np.dtype(kind), place, end)
            for (name, (kind, place)), end in zip(told["arrays"].items(), ends, strict=True)
        }
        if os.fstat(self._file).st_size < self._first + told["size"]:
            raise ValueError(f"{path} is cut off")

    def bytes_at(self, start: int, length: int) -> bytes:
        """Read a part of the whole file."""
        found = os.pread(self._file, length, start)
        if len(found) != length:
            raise ValueError("the file is cut off")
        return found

    def array(self, name: str, first: int = 0, last: int | None = None) -> npt.NDArray[Any]:
        """Read an array, or a part of it."""
        kind, start, end = self._table[name]
        end = end if last is None else start + last * kind.itemsize
        start += first * kind.itemsize
        return np.frombuffer(self.bytes_at(self._first + start, end - start), kind)

    def size(self, name: str) -> int:
        """Give the length of an array."""
        kind, start, end = self._table[name]
        return int((end - start) // kind.itemsize)

    def strings(self, name: str) -> Strings:
        """Read many strings."""
        return Strings(self.array(f"{name}.blob").tobytes(), self.array(f"{name}.ends"))


class StoredStrings(Texts):
    """Many strings in a file, each of which is read when it is wanted."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file, self._name = file, name

    def __len__(self) -> int:
        return self._file.size(f"{self._name}.ends") - 1

    def at(self, place: int) -> str:
        """Give one of them."""
        first, last = self._file.array(f"{self._name}.ends", place, place + 2).tolist()
        return self._file.array(f"{self._name}.blob", first, last).tobytes().decode(*_ENCODING)

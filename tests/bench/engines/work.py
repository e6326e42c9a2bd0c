"""What the bench does in processes of its own: one builds, one is asked, one puts; so that each has its own memory."""

import gc
import importlib
import random
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from tests.bench.engines.contract import Asked, Engine, Found, countings
from tests.bench.engines.corpus import COUNTED, firm, read, topics

ENGINES = {
    "ours": ("search_index", "tests.bench.engines.ours", "Ours"),
    "fts5": ("SQLite FTS5", "tests.bench.engines.fts5", "Fts5"),
    "xapian": ("Xapian", "tests.bench.engines.xapian_engine", "Xapian"),
    "tantivy": ("tantivy", "tests.bench.engines.tantivy_engine", "Tantivy"),
}
EVERYTHING = 10_000_000
LONGEST_WAIT = 60.0
"""Seconds until an entry that was put and is not found counts as never found."""

_current: list[Engine] = []


def process() -> ProcessPoolExecutor:
    """Start a fresh process that does one thing after the other."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def engine(name: str, folder: Path) -> Engine:
    """Give an engine.

    :raises EngineMissingError: it is not installed
    """
    _, module, class_name = ENGINES[name]
    made: Engine = getattr(importlib.import_module(module), class_name)(folder / name)
    return made


class Built(NamedTuple):
    """What a build took."""

    firms: int
    seconds: float
    peak: int
    """The most megabytes of memory its process ever had, those of its own child processes added."""

    @property
    def rate(self) -> float:
        """Firms a second."""
        return self.firms / self.seconds


def built(name: str, folder: Path, corpus: Path, firms: int) -> Built:
    """Build the index of an engine from the firms in a file, reading included."""
    made, known = engine(name, folder), topics()
    start = time.perf_counter()
    made.build(read(corpus), known)
    seconds = time.perf_counter() - start
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Built(firms, seconds, sum(peaks) // 1024)


def ready(name: str, folder: Path, asked: Asked) -> tuple[float, bool]:
    """Open an engine: seconds from nothing, its code included, to an answer; and whether it finds mistyped words."""
    start = time.perf_counter()
    made = engine(name, folder)
    made.open()
    made.ask(asked, COUNTED)
    _current[:] = [made]
    return time.perf_counter() - start, made.mistyped


@dataclass(frozen=True)
class Clocked:
    """How a class of questions is asked: by which clock, how often at most, and for how many seconds at most."""

    cpu: bool = False
    rounds: int = 5
    budget: float = 4.0


def times(asked: Sequence[Asked], facets: Sequence[str], clocked: Clocked) -> list[float]:
    """Ask every question, then all of them again and so on; give the milliseconds of each."""
    clock = time.process_time_ns if clocked.cpu else time.perf_counter_ns
    made, taken, end = _current[0], [], time.monotonic() + clocked.budget
    gc.collect()
    for done in range(clocked.rounds):
        if done and time.monotonic() > end:
            break
        for one in asked:
            start = clock()
            made.ask(one, facets)
            taken.append((clock() - start) / 1e6)
    return taken


class Memory(NamedTuple):
    """Megabytes of a process: all, and without the pages of mapped files."""

    resident: int
    own: int


def memory() -> Memory:
    """Give the memory that this process has now."""
    pages = Path("/proc/self/statm").read_text().split()
    resident, shared = (int(pages[n]) * resource.getpagesize() // 2**20 for n in (1, 2))
    return Memory(resident, resident - shared)


class Whole(NamedTuple):
    """An answer with everything that was found, and what was found under the filters of each counting."""

    found: Found
    bases: Sequence[tuple[Sequence[str], Sequence[str]]]
    """The keys that were found, and the facets that were counted over them."""


def whole(asked: Asked) -> Whole:
    """Ask for everything that answers a question."""
    made = _current[0]
    found = made.ask(asked, COUNTED, EVERYTHING)
    bases = [
        (made.ask(replace(asked, filters=filters), (), EVERYTHING).keys, facets)
        for filters, facets in countings(asked, COUNTED)
    ]
    return Whole(found, bases)


def put(name: str, folder: Path, number: int) -> tuple[float, float]:
    """Put one new firm, findable by a word of its own: the moments of begin and end."""
    made, known = engine(name, folder), topics()
    entry = firm(f"firm:new-{number}", random.Random(number))  # noqa: S311
    entry = replace(entry, official_name=own_word(number))
    start = time.monotonic()
    made.put(entry, known)
    return start, time.monotonic()


def own_word(number: int) -> str:
    """Give a word that no other firm has."""
    return f"qwxz{'abcdefghij'[number]}zxwq"


def seen(number: int) -> float:
    """Ask again and again until the new firm is found: the moment of it."""
    made, end = _current[0], time.monotonic() + LONGEST_WAIT
    asked = Asked("nb", (own_word(number),))
    while f"firm:new-{number}" not in made.ask(asked, ()).keys:
        if time.monotonic() > end:
            return float("inf")
        time.sleep(0.002)
    return time.monotonic()

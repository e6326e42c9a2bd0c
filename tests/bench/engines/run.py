"""One run at one size: build, check, ask and change, each engine in turn, so that all share the machine's moods."""

import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from tests.bench.engines import work
from tests.bench.engines.checking import Register, check
from tests.bench.engines.contract import Asked, EngineMissingError
from tests.bench.engines.corpus import COUNTED, read, write
from tests.bench.engines.questions import SEEN, questions
from tests.bench.engines.work import Built, Clocked, Memory

CHECKED_WHOLE = 10_000
"""Up to this many firms every question is checked; above, FEWER of each class."""
FEWER = 12
PUTS = 5
MISTYPED = "mistyped word"
MIXED = "all of these, mixed"
"""Every question but the mistyped ones in one shuffled sequence, as visitors would ask them."""

Times = dict[str, list[float]]


@dataclass
class Figures:
    """What was measured of one engine at one size. Times of questions are lists of milliseconds per class."""

    built: Built
    disk: int
    """Bytes."""
    ready: float = 0.0
    memory: Memory | None = None
    put: float = 0.0
    visible: float = 0.0
    first: Times = field(default_factory=dict)
    faceted: Times = field(default_factory=dict)
    plain: Times = field(default_factory=dict)
    literal: dict[str, float] = field(default_factory=dict)
    """Per class the share that was found of the firms that hold the words literally."""
    widened: dict[str, int] = field(default_factory=dict)


@dataclass
class Run:
    """What was measured at one size."""

    size: int
    figures: dict[str, Figures]
    missing: dict[str, str]
    """Why an engine was not measured."""


def at(share: float, taken: Sequence[float]) -> float:
    """Give the quantile of some times."""
    return sorted(taken)[min(int(share * len(taken)), len(taken) - 1)]


def all_classes(times: Times) -> list[float]:
    """Put the times of the classes that every engine has together, all but the mistyped words, with equal weight."""
    counted = {kind: taken for kind, taken in times.items() if kind not in (MISTYPED, MIXED)}
    least = min((len(taken) for taken in counted.values()), default=0)
    return [one for taken in counted.values() for one in taken[:least]]


def run(size: int, names: Sequence[str], folder: Path, clocked: Clocked) -> Run:
    """Measure engines on a number of firms.

    :param folder: an empty folder for the indexes
    """
    corpus = folder / "firms.pickle"
    with _step(f"{size:,} firms"):
        write(corpus, size)
        asked = questions(list(islice(read(corpus), SEEN)), read(corpus))
    done = Run(size, {}, {})
    for name in names:
        try:
            with _step(f"{name}: build"), work.process() as process:
                built = process.submit(work.built, name, folder, corpus, size).result()
        except EngineMissingError as error:
            done.missing[name] = str(error)
            print(f"MISSING: {name} — {error}", file=sys.stderr)
            continue
        done.figures[name] = Figures(built, sum(f.stat().st_size for f in (folder / name).rglob("*") if f.is_file()))
    with _step("facets counted again in plain Python"):
        _check(done, asked, corpus, folder)
    with ExitStack() as stack:
        processes = {name: stack.enter_context(work.process()) for name in done.figures}
        _ask(done, asked, processes, folder, clocked)
        _change(done, processes, folder)
    return done


def _check(done: Run, asked: Mapping[str, Sequence[Asked]], corpus: Path, folder: Path) -> None:
    register = Register(read(corpus), [one for some in asked.values() for one in some])
    for name, figures in done.figures.items():
        with work.process() as process:
            _, mistyped = process.submit(work.ready, name, folder, asked["common word"][0]).result()
            for kind, some in asked.items():
                if kind == MISTYPED and not mistyped:
                    continue
                chosen = some if done.size <= CHECKED_WHOLE else some[:FEWER]
                answers = [process.submit(work.whole, one).result() for one in chosen]
                shares = [check(one, answer, register) for one, answer in zip(chosen, answers, strict=True)]
                figures.literal[kind] = statistics.fmean(shares)
                figures.widened[kind] = sum(answer.found.widened for answer in answers)


def _ask(
    done: Run,
    asked: Mapping[str, Sequence[Asked]],
    processes: Mapping[str, ProcessPoolExecutor],
    folder: Path,
    clocked: Clocked,
) -> None:
    once = Clocked(clocked.cpu, 1)
    for name, process in processes.items():
        process.submit(len, "").result()  # the process itself is there
        done.figures[name].ready, _ = process.submit(work.ready, name, folder, asked["rare word"][0]).result()
    for kind, some in asked.items():
        with _step(kind):
            for name, process in processes.items():
                figures = done.figures[name]
                if kind in figures.literal:
                    figures.first[kind] = process.submit(work.times, some, COUNTED, once).result()
                    figures.faceted[kind] = process.submit(work.times, some, COUNTED, clocked).result()
                    figures.plain[kind] = process.submit(work.times, some, (), clocked).result()
    mixed = [one for kind, some in asked.items() if kind != MISTYPED for one in some]
    random.Random(MIXED).shuffle(mixed)  # noqa: S311
    for name, process in processes.items():
        with _step(f"{name}: mixed"):
            longer = replace(clocked, budget=clocked.budget * len(asked))
            done.figures[name].faceted[MIXED] = process.submit(work.times, mixed, COUNTED, longer).result()
        done.figures[name].memory = process.submit(work.memory).result()


def _change(done: Run, processes: Mapping[str, ProcessPoolExecutor], folder: Path) -> None:
    for name, process in processes.items():
        with _step(f"{name}: changes"), work.process() as other:
            taken, waited = [], []
            for number in range(PUTS):
                seen = process.submit(work.seen, number)
                time.sleep(random.random() / 2)  # noqa: S311  # no engine's own rhythm fits ours
                start, end = other.submit(work.put, name, folder, number).result()
                taken.append(end - start)
                waited.append(seen.result() - start)
            done.figures[name].put, done.figures[name].visible = map(statistics.median, (taken, waited))


@contextmanager
def _step(label: str) -> Iterator[None]:
    """Say on stderr what is going on and how long it took."""
    start = time.monotonic()
    yield
    print(f"  {label}: {time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)

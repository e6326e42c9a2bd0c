"""The figures as Markdown tables."""

import math
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.engines.promises import promises
from tests.bench.engines.questions import ORDER, PER_CLASS
from tests.bench.engines.run import MIXED, Figures, Run, Times, all_classes, at
from tests.bench.engines.work import ENGINES

NOTES = f"""\
One thread; the processor and the disk as they were, other work on the machine included. Every class has {PER_CLASS}
different questions; each is asked once ("first") and then several rounds more. An answer is the number of all that
was found, the 20 best keys and, "with facets", the counts of four facets over the whole result; every engine's counts
were first checked against counting the firms in plain Python. "All classes" leaves out the mistyped words, which
FTS5 and Xapian do not know. A build reads the firms from a file and analyses them.

The engines do not do the same: the peers look for a word as it stands in one field, which also holds the labels of
the firm's topics in four languages. Ours looks in four languages, with the word's other forms, the topics it names,
and the longer words that the last word of a question begins. It widens a question to "any of these words" by itself
when no firm holds all, but to no fewer than half of them: its "two words, any" is the same question as that of the
others, its "three words, any" a narrower one. Where it finds less than what holds the words literally, as after the
beginning of a word, it also has less to count: read the times beside the last table of each size.

Ours keeps what it read and weighed, in a bounded cache; the peers keep nothing but the system's pages. So its
"again" is a question whose words were asked before, and "first" is what a new question costs. The class "two counted
filters" counts a filtered facet as if it were not filtered, which costs every engine a further search for each."""


def report(runs: Sequence[Run]) -> str:
    """Give the whole report."""
    return "\n\n".join(_parts(runs)) + "\n"


def _parts(runs: Sequence[Run]) -> Iterator[str]:
    yield f"# Search engines in one run\n\n{_machine()}\n\n{NOTES}"
    if promised := promises(runs):
        yield f"## What our engine must show\n\n{promised}"
    for run in runs:
        yield f"## {run.size:,} firms"
        yield from (f"**{ENGINES[name][0]} IS MISSING: {why}**" for name, why in run.missing.items())
        yield _table(run, "", _whole_figures(run.figures))
        for label, which in QUESTIONS.items():
            yield f"### {label}: ms p50 / p95 / p99" + (" (× ours at p50)" if "ours" in run.figures else "")
            yield _table(run, "", _latencies(run.figures, which))
        yield "### Found of the firms that hold the words literally"
        yield _table(run, "", _found(run.figures))
    if len(runs) > 1:
        yield f"## Growth from {runs[0].size:,} to {runs[-1].size:,}: exponent of the median, with facets"
        yield _growth(runs)


QUESTIONS: Mapping[str, Callable[[Figures], Times]] = {
    "Asked again, with four facets": lambda figures: figures.faceted,
    "Asked again, without facets": lambda figures: figures.plain,
    "Asked for the first time, with four facets": lambda figures: figures.first,
}


def _machine() -> str:
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "")
    cores = Path("/proc/cpuinfo").read_text().count("processor\t")
    return (
        f"{datetime.now(UTC).date()}, {cores} × {model.partition(': ')[2] or platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


def _table(run: Run, corner: str, rows: Mapping[str, Mapping[str, str]]) -> str:
    names = list(run.figures)
    head = f"| {corner} | {' | '.join(ENGINES[name][0] for name in names)} |\n|---|{'---:|' * len(names)}"
    lines = (f"| {label} | {' | '.join(row.get(name, 'n/a') for name in names)} |" for label, row in rows.items())
    return "\n".join((head, *lines))


def _whole_figures(figures: Mapping[str, Figures]) -> dict[str, dict[str, str]]:
    size_of: dict[str, Callable[[Figures], str]] = {
        "build, s": lambda some: f"{some.built.seconds:.1f}",
        "build, firms/s": lambda some: f"{some.built.rate:,.0f}",
        "peak memory of the build, MB": lambda some: f"{some.built.peak}",
        "on disk, MB": lambda some: f"{some.disk / 1e6:.1f}",
        "from nothing to the first answer, s": lambda some: f"{some.ready:.2f}",
        "memory when all was asked, MB (without mapped files)": lambda some: (
            f"{some.memory.resident} ({some.memory.own})" if some.memory else "n/a"
        ),
        "one new firm written, ms": lambda some: f"{some.put * 1e3:.0f}",
        "found by another process after, ms": lambda some: f"{some.visible * 1e3:.0f}",
    }
    return {label: {name: give(some) for name, some in figures.items()} for label, give in size_of.items()}


def _latencies(figures: Mapping[str, Figures], which: Callable[[Figures], Times]) -> dict[str, dict[str, str]]:
    times = {name: dict(which(some)) for name, some in figures.items()}
    for some in times.values():
        some["**all classes**"] = all_classes(some)
    rows = [kind for kind in (*ORDER, "**all classes**", MIXED) if any(kind in some for some in times.values())]
    ours = times.get("ours", {})
    return {
        kind: {name: _latency(some[kind], ours.get(kind)) for name, some in times.items() if kind in some}
        for kind in rows
    }


def _latency(taken: Sequence[float], ours: Sequence[float] | None) -> str:
    text = " / ".join(f"{at(share, taken):.2f}" for share in (0.5, 0.95, 0.99))
    return f"{text} (×{at(0.5, taken) / at(0.5, ours):.1f})" if ours and ours is not taken else text


def _found(figures: Mapping[str, Figures]) -> dict[str, dict[str, str]]:
    def cell(some: Figures, kind: str) -> str:
        widened = some.widened.get(kind, 0)
        return f"{some.literal[kind]:.1%}" + (f" ({widened} widened)" if widened else "")

    return {kind: {name: cell(some, kind) for name, some in figures.items() if kind in some.literal} for kind in ORDER}


def _growth(runs: Sequence[Run]) -> str:
    small, large = runs[0], runs[-1]
    both = Run(large.size, {name: some for name, some in large.figures.items() if name in small.figures}, {})
    rows: dict[str, dict[str, str]] = {}
    for kind in (*ORDER, "**all classes**"):
        rows[kind] = {}
        for name in both.figures:
            ends = [run.figures[name].faceted for run in (small, large)]
            pair = [all_classes(some) if kind.startswith("**") else some.get(kind, []) for some in ends]
            if all(pair):
                ratio = at(0.5, pair[1]) / at(0.5, pair[0])
                rows[kind][name] = f"{math.log(ratio) / math.log(large.size / small.size):.2f}"
    return _table(both, "", rows)

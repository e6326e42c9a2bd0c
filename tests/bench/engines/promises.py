"""What was promised of our engine, beside what was measured."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.engines.run import Figures, Run, Times, all_classes, at

COMPARED = (
    "common word",
    "rare word",
    "two words",
    "two words, any",
    "beginning of a word",
    "word and two filters",
    "two filters alone",
)
"""The classes in which our engine must be as fast as tantivy, and five times as fast as FTS5."""
TIMES_FTS5 = 5.0
GROWTH = 0.35
LITERAL = 0.95
"""Where our engine finds a smaller share of what holds the words literally, it answers less than the others."""


@dataclass(frozen=True)
class Limits:
    """What must hold at one size: milliseconds with facets, firms a second, seconds, megabytes."""

    median: float
    worst: float
    """The 99th percentile."""
    memory: int
    rate: float = 0.0
    ready: float = math.inf
    build: float = math.inf
    peak: float = math.inf


LIMITS = {
    10_000: Limits(median=0.6, worst=3.0, memory=150, rate=1_200, ready=1.0),
    100_000: Limits(median=1.5, worst=10.0, memory=400, build=120, peak=1_000),
}


def promises(runs: Sequence[Run]) -> str:
    """Give a table of what was promised at the measured sizes; empty when nothing was."""
    lines = [line for run in runs if "ours" in run.figures for line in (*_at_size(run), *_beside(run))]
    lines += _growing(runs)
    if not lines:
        return ""
    return "\n".join(("| firms | promised | measured | |", "|---:|---|---:|---|", *lines))


def _line(size: int, promised: str, measured: str, *, kept: bool) -> str:
    return f"| {size:,} | {promised} | {measured} | {'kept' if kept else '**NOT KEPT**'} |"


def _at_size(run: Run) -> Iterator[str]:
    limits, ours = LIMITS.get(run.size), run.figures["ours"]
    if not limits:
        return
    times = all_classes(ours.faceted)
    resident = ours.memory.resident if ours.memory else 0
    at_most = (
        ("median with facets, ms", at(0.5, times), limits.median),
        ("99th percentile with facets, ms", at(0.99, times), limits.worst),
        ("memory of a worker, MB", resident, limits.memory),
        ("from nothing to an answer, s", ours.ready, limits.ready),
        ("build, s", ours.built.seconds, limits.build),
        ("memory of the build, MB", ours.built.peak, limits.peak),
    )
    for label, measured, limit in at_most:
        if limit < math.inf:
            yield _line(run.size, f"{label}: at most {limit:,g}", f"{measured:.2f}", kept=measured <= limit)
    if limits.rate:
        label = f"build, firms/s: at least {limits.rate:,g}"
        yield _line(run.size, label, f"{ours.built.rate:,.0f}", kept=ours.built.rate >= limits.rate)


def _beside(run: Run) -> Iterator[str]:
    if run.size not in LIMITS:
        return
    for name, label, factor in (("tantivy", "tantivy", 1.0), ("fts5", "SQLite FTS5", TIMES_FTS5)):
        if peer := run.figures.get(name):
            ratio = _ratio(peer, run.figures["ours"], COMPARED)
            slower = [kind for kind in COMPARED if _ratio(peer, run.figures["ours"], (kind,)) < factor]
            less = [kind for kind in COMPARED if run.figures["ours"].literal[kind] < LITERAL]
            measured = "; ".join(
                (
                    f"{ratio:.2f} ×",
                    f"for new questions {_ratio_first(peer, run.figures['ours']):.2f} ×",
                    *([f"below in: {', '.join(slower)}"] if slower else []),
                    *([f"ours finds less in: {', '.join(less)}"] if less else []),
                )
            )
            yield _line(run.size, f"median of {label} at least {factor:g} × ours", measured, kept=ratio >= factor)


def _ratio(peer: Figures, ours: Figures, kinds: Sequence[str]) -> float:
    def some(times: Times) -> list[float]:
        return all_classes({kind: times[kind] for kind in kinds})

    return at(0.5, some(peer.faceted)) / at(0.5, some(ours.faceted))


def _ratio_first(peer: Figures, ours: Figures) -> float:
    peers, own = ([one for kind in COMPARED for one in some.first[kind]] for some in (peer, ours))
    return at(0.5, peers) / at(0.5, own)


def _growing(runs: Sequence[Run]) -> Iterator[str]:
    measured = [run for run in runs if "ours" in run.figures]
    if len(measured) > 1:
        first, last = measured[0], measured[-1]
        ratio = at(0.5, all_classes(last.figures["ours"].faceted)) / at(0.5, all_classes(first.figures["ours"].faceted))
        exponent = math.log(ratio) / math.log(last.size / first.size)
        label = f"median grows from {first.size:,} no worse than n^{GROWTH}"
        yield _line(last.size, label, f"n^{exponent:.2f}", kept=exponent <= GROWTH)

"""The median answer by the number of firms, one line per engine, as an SVG drawn by hand: both axes logarithmic."""

import math
from collections.abc import Iterator, Mapping, Sequence

from tests.bench.engines.run import Run, all_classes, at
from tests.bench.engines.work import ENGINES

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 590, 50, 380
COLOURS = {"ours": "#0b5cad", "fts5": "#a33b00", "xapian": "#5a5a5a", "tantivy": "#2e7d32"}
DASHES = {"ours": "", "fts5": "8 4", "xapian": "2 4", "tantivy": "12 4 2 4"}
LABELS_APART = 16
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def plot(runs: Sequence[Run]) -> str:
    """Give the SVG of some runs."""
    return "\n".join((*_head(), *_drawing(runs), "</svg>")) + "\n"


def _head() -> Iterator[str]:
    space = "http://www.w3.org/2000/svg"
    yield f'<svg xmlns="{space}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">'
    yield "<title>Median milliseconds per question with four facets, by the number of firms</title>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    yield f'<text x="{LEFT}" y="26" font-size="15">Median ms per question with four facets over the whole result</text>'


def _drawing(runs: Sequence[Run]) -> Iterator[str]:
    lines = _lines(runs)
    values = [value for line in lines.values() for _, value in line]
    if not values:
        return
    low = max(step for step in STEPS if step <= max(min(values), STEPS[0]))
    high = min(step for step in (*STEPS, math.inf) if step >= max(values))
    high = high if high > low else low * 10
    sizes = [run.size for run in runs]

    def across(size: int) -> float:
        return LEFT + (RIGHT - LEFT) * (_share(size, sizes[0], sizes[-1]) if len(sizes) > 1 else 0.5)

    def up(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * _share(value, low, high)

    for step in (step for step in STEPS if low <= step <= high):
        yield f'<path d="M{LEFT} {up(step):.1f}H{RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{up(step) + 4:.1f}" text-anchor="end">{step:g}</text>'
    for size in sizes:
        yield f'<path d="M{across(size):.1f} {TOP}V{BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{across(size):.1f}" y="{BOTTOM + 20}" text-anchor="middle">{size:,}</text>'
    yield f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 44}" text-anchor="middle">firms</text>'
    heights = _apart({name: up(line[-1][1]) for name, line in lines.items()})
    for name, line in lines.items():
        points = [(across(size), up(value)) for size, value in line]
        yield (
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" '
            f'stroke="{COLOURS[name]}" stroke-width="2.5" stroke-dasharray="{DASHES[name]}"/>'
        )
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[name]}"/>' for x, y in points)
        yield (
            f'<text x="{RIGHT + 10}" y="{heights[name] + 4:.1f}" fill="{COLOURS[name]}">'
            f"{ENGINES[name][0]} {line[-1][1]:.2f}</text>"
        )


def _lines(runs: Sequence[Run]) -> dict[str, list[tuple[int, float]]]:
    names = dict.fromkeys(name for run in runs for name in run.figures)
    return {
        name: [(run.size, at(0.5, all_classes(run.figures[name].faceted))) for run in runs if name in run.figures]
        for name in names
    }


def _share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """Move labels down until none lies on another."""
    placed: dict[str, float] = {}
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        placed[name] = max(height, *(other + LABELS_APART for other in placed.values()), -math.inf)
    return placed

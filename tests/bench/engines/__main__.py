"""Compare the portal's search engine with SQLite FTS5, Xapian and tantivy.

`python -m tests.bench.engines [--sizes 1000,10000,100000] [--only ours,tantivy] [--plot engines.svg] [--clock cpu]`
prints Markdown. All three sizes with all engines take about half an hour and a few gigabytes of memory.
"""

import argparse
import tempfile
from pathlib import Path

from tests.bench.engines.plot import plot
from tests.bench.engines.report import report
from tests.bench.engines.run import run
from tests.bench.engines.work import ENGINES, Clocked


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engines", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000", help="numbers of firms")
    parser.add_argument("--only", default=",".join(ENGINES), help="engines: " + ", ".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is asked again, at most")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="by which clock questions are timed")
    parser.add_argument("--plot", type=Path, help="where to write the plot, as SVG")
    chosen = parser.parse_args()
    names, sizes = chosen.only.split(","), sorted(int(size) for size in chosen.sizes.split(","))
    if unknown := set(names) - set(ENGINES):
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    runs = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="engines-") as folder:
            runs.append(run(size, names, Path(folder), Clocked(chosen.clock == "cpu", chosen.rounds)))
    print(report(runs))
    if chosen.plot:
        chosen.plot.write_text(plot(runs), encoding="utf-8")


if __name__ == "__main__":
    main()

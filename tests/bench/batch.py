"""Measure verification of many at once: `python -m tests.bench.batch [--firms N | --instance FOLDER]`.

A fictional register, one core, no server between: lists of 5,000 rows are posted as a browser does, each in a process
of its own, and asked back as a file and as the page. What is promised for CSV: at most 2 seconds of the processor for
the answer, and at most 150 MB of memory for the whole process: the portal, without the search index, which no
verification reads and which takes 50 MB more for 100,000 firms.
"""

import argparse
import csv
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import text

from portal.app import create_app
from portal.batch import writing
from portal.current import Portal
from portal.settings import DATABASE_FILE, Settings
from portal.store import Store
from tests.queries import counted

ROWS = 5_000
MOST_SECONDS = 2.0
MOST_MEMORY = 150
FIRMS = 133_000
"""Firms of which some 100,000 hold a certificate."""
CASES = ("csv", "xlsx", "page")
LISTS: dict[str, Callable[[Sequence[str], Sequence[str]], list[tuple[str, ...]]]] = {
    "numbers": lambda numbers, _: [(one,) for one in numbers],
    "names": lambda _, names: [(one,) for one in names],
    "mixed": lambda numbers, names: [
        ((number, "", f"ref {n}"), ("", name, f"ref {n}"), ("", f"Nobody {n}", ""))[n % 3]
        for n, (number, name) in enumerate(zip(numbers, names, strict=True))
    ],
}


def main() -> None:
    """Make the register where it is not there, measure each case in a process of its own, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.batch", description=__doc__)
    parser.add_argument("--firms", type=int, default=FIRMS)
    parser.add_argument("--instance", type=Path, help="the folder of a fictional register that is there")
    parser.add_argument("--make", type=Path, help="only make one list")
    parser.add_argument("--one", nargs=2, metavar=("FILE", "FORMAT"), help="only measure one case, in this process")
    asked = parser.parse_args()
    if asked.make:
        asked.make.write_bytes(made(Store(f"sqlite:///{asked.instance / DATABASE_FILE}"), asked.make.stem))
    elif asked.one:
        measure(asked.instance, Path(asked.one[0]), asked.one[1])
    elif asked.instance:
        table(asked.instance)
    else:
        with tempfile.TemporaryDirectory("-batch-bench") as folder:
            run("portal", "demo", "--firms", str(asked.firms), instance=Path(folder))
            table(Path(folder))


def table(instance: Path) -> None:
    """Measure every list in every form and print a line for each."""
    print(f"{'list':10}{'as':6}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}{'before':>8}{'SQL':>6}{'kB':>8}", flush=True)
    with tempfile.TemporaryDirectory("-batch-lists") as lists:
        for name in LISTS:
            upload = Path(lists) / f"{name}.csv"
            run("tests.bench.batch", "--instance", str(instance), "--make", str(upload), instance=instance)
            for ending in CASES:
                one = ("--one", str(upload), ending)
                run("tests.bench.batch", "--instance", str(instance), *one, instance=instance)


def run(module: str, *words: str, instance: Path) -> None:
    """Run a module of ours on an instance."""
    environment = os.environ | {"PORTAL_INSTANCE": str(instance), "MALLOC_ARENA_MAX": "1"}
    subprocess.run([sys.executable, "-m", module, *words], env=environment, check=True)


def measure(instance: Path, upload: Path, ending: str) -> None:
    """Post one list and print what it took."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    app = create_app(Settings.from_environment({"PORTAL_INSTANCE": str(instance)}))
    app.extensions["watcher"].stop()  # it would load the search index, which no verification reads
    portal: Portal = app.extensions["portal"]
    client = app.test_client()
    client.get("/nb/verify/batch")
    before = resident()
    sent = {"file": (io.BytesIO(upload.read_bytes()), "list.csv"), "format": ending}
    with counted(portal.store) as statements:
        start, worked = time.perf_counter(), time.process_time()
        answer = client.post("/nb/verify/batch", data=sent, content_type="multipart/form-data")
        wall, work = time.perf_counter() - start, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert answer.status_code == 200, answer.status
    verdict = ""
    if ending == "csv":
        assert len(list(csv.reader(io.StringIO(answer.text), delimiter=";"))) == ROWS + 1
        verdict = "kept" if work <= MOST_SECONDS and peak <= MOST_MEMORY else "NOT KEPT"
    figures = f"{work:8.2f}{wall:8.2f}{peak:9}{before:8}{len(statements):6}{len(answer.data) // 1000:8}"
    print(f"{upload.stem:10}{ending:6}{figures}  {verdict}", flush=True)


def made(store: Store, name: str) -> bytes:
    """Give a list of 5,000 rows from all over the register, as a file."""
    chance = random.Random(1)  # noqa: S311 - a sample, the same each time
    with store.reading() as session:
        numbers = list(session.connection().execute(text("SELECT number FROM certificate ORDER BY id")).scalars())
        names = list(session.connection().execute(text("SELECT name FROM organisation ORDER BY id")).scalars())
    if name == next(iter(LISTS)):
        print(f"{len(numbers):,} certificates", file=sys.stderr)
    return writing.as_csv(LISTS[name](chance.choices(numbers, k=ROWS), chance.choices(names, k=ROWS)), ";")


def resident() -> int:
    """Give the memory this process has now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


if __name__ == "__main__":
    main()

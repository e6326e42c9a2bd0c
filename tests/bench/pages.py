"""Measure the pages on a large fictional register: `python -m tests.bench.pages [--firms N]` prints a table.

One process on one core, no server between: what a page costs, and not what a network does. "First" is each address
asked once, with words that nobody has asked for before; "again" is the same addresses a second time. "Work" is the
processor's time alone: it says the same on a machine that has other things to do.
"""

import argparse
import cProfile
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import Client, TestResponse

from portal.app import create_app, warm
from portal.current import Portal
from portal.settings import Settings
from search_index.entry import Question

PORTAL = Path(sys.executable).parent / "portal"
BROWSER = {"Accept-Encoding": "gzip, br"}
COUNTRIES = {"nb": "NO", "nl": "BE", "bg": "BG", "en": "NO"}
WORDS = {
    "nb": "bakeri renhold transport vaskeri praksisplass mentor rullestol oslo bergen flyktninger programvare gartneri",
    "nl": "bakkerij schoonmaak vervoer wasserij stage mentor rolstoel antwerpen brussel vluchtelingen software winkel",
    "bg": "пекарна почистване транспорт пералня стаж наставник софия пловдив бежанци софтуер магазин грижа",
    "en": "bakery cleaning transport laundry internship mentor wheelchair oslo trondheim refugees software garden",
}
TARGET_GROUPS = (
    "refugees",
    "people-with-disabilities",
    "long-term-unemployed",
    "older-job-seekers",
    "young-people-with-cv-gaps",
)
ROUNDS = 50
"""Times that a page without a question is asked for."""


@dataclass(frozen=True)
class Demo:
    """A fictional register and the portal that shows it."""

    app: Flask
    client: Client
    portal: Portal


@dataclass(frozen=True)
class Taken:
    """What some answers took."""

    milliseconds: Sequence[float]
    work: Sequence[float]
    """The processor's milliseconds."""
    statements: int
    """The most statements that one answer sent to the database."""
    size: int
    """Bytes of the largest answer, compressed."""


@contextmanager
def demo(firms: int) -> Iterator[Demo]:
    """Give a fictional register in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = {"PORTAL_INSTANCE": folder}
        start = time.perf_counter()
        subprocess.run([PORTAL, "demo", "--firms", str(firms)], env=os.environ | environment, check=True)
        print(f"{'making it':40} {time.perf_counter() - start:8.1f} s")
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        print(f"{'memory before the app':40} {resident():8} MB")
        app = create_app(Settings.from_environment(environment))
        warm(app)
        portal: Portal = app.extensions["portal"]
        yield Demo(app, app.test_client(), portal)
        portal.store.close()


def searches() -> list[str]:
    """Give 50 addresses of the directory, each with other words, a country and a group to filter by."""
    asked = ((language, word) for word, language in product(range(12), WORDS))
    pairs = islice(cycle(asked), 50)
    groups = cycle(TARGET_GROUPS)
    return [
        address(language, "firms", q=WORDS[language].split()[word], country=COUNTRIES[language], target_group=group)
        for (language, word), group in zip(pairs, groups, strict=False)
    ]


def address(language: str, page: str, **asked: str) -> str:
    """Give the address of a page with its question."""
    return f"/{language}/{page}" + (f"?{urlencode(asked)}" if asked else "")


def cases(demo: Demo) -> Mapping[str, Sequence[str]]:
    """Give the addresses to measure, by what they are."""
    hits = demo.portal.index.ask(Question("nb", filters={"kind": ("firm",)}, sort="name:nb", size=ROUNDS)).hits
    slugs = [hit.key.partition(":")[2] for hit in hits]
    words = [(language, word) for language in WORDS for word in WORDS[language].split()]
    return {
        "firms, search and two filters": searches(),
        "firms, search": [address(language, "firms", q=word) for language, word in words],
        "firms, two filters by name": [
            address("nl", "firms", target_group=g, country="BE") for g in TARGET_GROUPS * 10
        ],
        "firms, no question": [address("nb", "firms")] * ROUNDS,
        "a firm": [address("nb", f"firms/{slug}") for slug in slugs],
        "measures": [address("nb", "measures", country="NO", target_group=group) for group in TARGET_GROUPS * 10],
        "search over all kinds": [address(language, "search", q=word) for language, word in words],
        "verify": [address("nb", "verify", firm=slug) for slug in slugs],
        "home": ["/nb/"] * ROUNDS,
    }


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Give a list that every statement sent to the database is put into."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def take(demo: Demo, addresses: Sequence[str]) -> Taken:
    """Ask for each address once."""
    milliseconds: list[float] = []
    work: list[float] = []
    statements = size = 0
    for each in addresses:
        with counted(demo.portal.store.engine) as sent:
            start, worked = time.perf_counter(), time.process_time()
            answer = fetch(demo, each)
            milliseconds.append((time.perf_counter() - start) * 1e3)
            work.append((time.process_time() - worked) * 1e3)
        statements = max(statements, len([one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))]))
        size = max(size, len(answer.data))
    return Taken(milliseconds, work, statements, size)


def fetch(demo: Demo, where: str) -> TestResponse:
    """Ask for one page as a browser does."""
    answer = demo.client.get(where, headers=BROWSER)
    assert answer.status_code == 200, f"{where}: {answer.status}"
    return answer


def at(share: float, taken: Sequence[float]) -> str:
    """Give a quantile of some times."""
    return f"{sorted(taken)[round(share * (len(taken) - 1))]:10.1f}"


def table(demo: Demo) -> None:
    """Measure every case and print a line for each."""
    heads = ("first p50", "first p95", "work p50", "again p50", "again p95", "work p50")
    print(f"\n{'ms a page':32}" + "".join(f"{head:>10}" for head in heads) + f"{'SQL':>5}{'kB':>7}")
    for name, addresses in cases(demo).items():
        first, again = take(demo, addresses), take(demo, addresses)
        times = "".join(
            at(0.5, one.milliseconds) + at(0.95, one.milliseconds) + at(0.5, one.work) for one in (first, again)
        )
        print(f"{name:32}{times}{first.statements:5}{first.size / 1000:7.1f}")


def statements_by_length(demo: Demo) -> None:
    """Print how many statements a list page sends for one firm and for a whole page of firms."""
    firms = {"kind": ("firm",)}
    hit = demo.portal.index.ask(Question("nb", filters=firms, sort="name:nb", size=1)).hits[0]
    name = hit.key.partition(":")[2].replace("-", " ")
    for text in (name, ""):
        found = demo.portal.index.ask(Question("nb", text, firms)).hits
        taken = take(demo, [address("nb", "firms", q=text)])
        print(f"{f'statements for {len(found)} of the firms on a page':40} {taken.statements:8}")


def profile(demo: Demo) -> None:
    """Print where the time of the searched directory goes."""
    addresses = searches()
    take(demo, addresses)
    profiler = cProfile.Profile()
    profiler.enable()
    take(demo, addresses)
    profiler.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profiler).sort_stats(order).print_stats(45)


def resident() -> int:
    """Give the memory this process has now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def main() -> None:
    """Make the register, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true", help="say where the time goes instead")
    asked = parser.parse_args()
    with demo(asked.firms) as made:
        if asked.profile:
            profile(made)
            return
        table(made)
        print()
        statements_by_length(made)
        print(f"{'memory after':40} {resident():8} MB")


if __name__ == "__main__":
    main()

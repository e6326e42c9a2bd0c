"""Measure the portal behind its server: `python -m tests.bench.web [--firms N]` prints a table.

One gunicorn worker each for a Flask app that only says hello, for the portal, and for Datasette over the same firms
(SQLite FTS5, four facets; in a virtual environment that the script makes and keeps beside its register). The same
load from the same few connections for all, one after the other, several rounds. "CPU" is the processor's time of the
server's processes for one answer; it says the same on a machine that has other things to do, and requests a second
do not. Flask and Datasette run as they come; the portal's worker keeps to one processor, as it always does. "New"
pages have never been asked for, with words that people may use, or with words that many firms have; "again" is one
page over and over.
"""

import argparse
import os
import random
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice, product
from pathlib import Path
from urllib.parse import urlencode

from portal.register import indexing
from portal.store import Store
from tests.bench.engines.corpus import by_key, texts
from tests.bench.pages import COUNTRIES, WORDS

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent.parent
CONNECTIONS = 4
FACETS = ("country", "industry", "size", "place_id")
NEW, COMMON = "firms page, new", "the same, common words"
TICK = os.sysconf("SC_CLK_TCK")
HELLO = """
from flask import Flask
app = Flask("hello")
app.add_url_rule("/", "hello", lambda: "Hello")
"""


@dataclass(frozen=True)
class Measured:
    """What one load brought."""

    per_second: float
    milliseconds: Sequence[float]
    cpu: float
    """Milliseconds of the processor for one answer."""
    memory: int
    """MB of the server's processes at the end."""


@contextmanager
def served(command: Sequence[object], port: int, environment: dict[str, str]) -> Iterator[int]:
    """Start a server, wait until it answers, give its process, and stop it again."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            assert process.poll() is None, f"{command[0]} did not start"
            time.sleep(0.05)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def processes(root: int) -> list[int]:
    """Give a process and all that it started."""
    found = [root]
    for process in found:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def cpu_seconds(root: int) -> float:
    """Give the processor's time that a server's processes took so far."""
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in processes(root)]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICK


def memory(root: int) -> int:
    """Give the memory of a server's largest process, in MB: that of the one that answers."""
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in processes(root)]
    return max(pages) * os.sysconf("SC_PAGE_SIZE") // 2**20


def load(root: int, port: int, addresses: Sequence[str]) -> Measured:
    """Ask for each address once, over a few connections at a time."""
    waiting = iter(addresses)
    taken: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port), 60) as connection:
            while True:
                with lock:
                    address = next(waiting, None)
                if address is None:
                    return
                start = time.perf_counter()
                fetch(connection, address)
                taken.append((time.perf_counter() - start) * 1e3)

    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    began, worked = time.perf_counter(), cpu_seconds(root)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    assert len(taken) == len(addresses), "some answers are missing"
    return Measured(len(taken) / seconds, sorted(taken), (cpu_seconds(root) - worked) / len(taken) * 1e3, memory(root))


def fetch(connection: socket.socket, address: str) -> None:
    """Ask for one page and read all of it. By hand: a library would take longer to ask than the server to answer."""
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head, _, body = connection.recv(2**17).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), f"{address}: {head[:80]!r}"
    length = re.search(rb"(?i)\ncontent-length: (\d+)", head)
    if length is None:  # Datasette sends its pages in chunks
        while not body.endswith(b"0\r\n\r\n"):
            body = body[-8:] + connection.recv(2**17)
        return
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(connection.recv(2**17))


def questions(page: str, count: int, start: int) -> list[str]:
    """Give addresses with a word to search for and a country, all of them different from one another."""
    asked = [(language, word) for language, words in WORDS.items() for word in words.split()]
    pairs = islice(cycle(product(asked, range(1, 4))), count)
    return [
        page.format(language=language)
        + urlencode({"q": word, "country": COUNTRIES[language], "page": number, "nr": start + n})
        for n, ((language, word), number) in enumerate(pairs)
    ]


def common(page: str, count: int, start: int, words: Sequence[str]) -> list[str]:
    """Give addresses with a word that many firms have, all of them different from one another."""
    pairs = islice(cycle(product(words, range(1, 4))), count)
    return [
        page.format(language=language) + urlencode({"q": word, "page": number, "nr": start + n})
        for n, ((word, number), language) in enumerate(zip(pairs, cycle(WORDS), strict=False))
    ]


def common_words(file: Path) -> list[str]:
    """Give 60 words, each of which 5 to 40 % of the firms have, in no order."""
    with sqlite3.connect(file) as database:
        database.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab ('main', 'firms_fts', 'row')")
        (firms,) = database.execute("SELECT count(*) FROM firms").fetchone()
        limits = (firms * 0.05, firms * 0.4)
        found = database.execute("SELECT term FROM vocabulary WHERE doc BETWEEN ? AND ? AND length(term) > 3", limits)
        words = sorted(term for (term,) in found)
    random.Random("common words").shuffle(words)  # noqa: S311
    return words[:60]


def gunicorn(app: str, port: int) -> list[object]:
    """Give the command for one worker."""
    quiet = ("--no-control-socket", "--log-level", "error")
    return [BIN / "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", 1, "--threads", 4, "--preload", *quiet, app]


def datasette(folder: Path, port: int) -> list[object]:
    """Make the database that Datasette shows, and Datasette itself where it is not there yet; give the command."""
    tool = folder.parent / "datasette"
    if not (tool / "bin" / "datasette").exists():
        venv.create(tool, with_pip=True)
        subprocess.run([tool / "bin" / "pip", "install", "-q", "datasette"], check=True)
    file = folder / "datasette.db"
    if not file.exists():
        fill(file, folder / "portal.db")
    options = {"suggest_facets": "off", "facet_time_limit_ms": 5000, "sql_time_limit_ms": 5000}
    settings = [word for name, value in options.items() for word in ("--setting", name, value)]
    return [tool / "bin" / "datasette", "serve", file, "--port", port, *settings]


def fill(file: Path, register: Path) -> None:
    """Copy the firms into a table with full text search: all the words that the portal's own search looks at, which
    are those of their names and texts and the labels of their topics in four languages."""
    store = Store(f"sqlite:///{register}")
    with store.reading(live=True) as session:
        known = by_key(indexing.topics(session))
        words = {one.key: " ".join(texts(one, known)) for one in indexing.entries(session, datetime.now(UTC))}
    store.close()
    with sqlite3.connect(register) as source, sqlite3.connect(file) as target:
        columns = f"slug, name, {', '.join(FACETS)}"
        target.execute(f"CREATE TABLE firms (words, {columns})")
        places = ", ".join("?" * (3 + len(FACETS)))
        rows = source.execute(f"SELECT {columns} FROM organisation WHERE listed")
        firms = ((words[f"firm:{row[0]}"], *row) for row in rows if f"firm:{row[0]}" in words)
        target.executemany(f"INSERT INTO firms VALUES ({places})", firms)
        for facet in FACETS:
            target.execute(f"CREATE INDEX firms_{facet} ON firms ({facet})")
        target.execute('CREATE VIRTUAL TABLE firms_fts USING fts5 (words, content="firms")')
        target.execute("INSERT INTO firms_fts (firms_fts) VALUES ('rebuild')")


def show(name: str, rounds: Sequence[Measured], hello: Sequence[Measured]) -> None:
    """Print a line: medians over the rounds, and how they stand to hello in the same round."""

    def median(of: Callable[[Measured], float]) -> float:
        return statistics.median(of(one) for one in rounds)

    def at(share: float) -> float:
        return median(lambda one: one.milliseconds[round(share * (len(one.milliseconds) - 1))])

    times = statistics.median(one.per_second / first.per_second for one, first in zip(rounds, hello, strict=True))
    work = statistics.median(one.cpu / first.cpu for one, first in zip(rounds, hello, strict=True))
    figures = (median(lambda one: one.per_second), at(0.5), at(0.99), median(lambda one: one.cpu))
    print(
        f"{name:26}{figures[0]:9.0f}{figures[1]:9.1f}{figures[2]:9.1f}{figures[3]:9.2f}"
        f"{times:10.2f}{work:10.2f}{max(one.memory for one in rounds):8}"
    )


def measure(folder: Path, rounds: int, *, peer: bool) -> None:
    """Serve all of them side by side, and put the same load on each in turn."""
    (folder / "hello_app.py").write_text(HELLO, "utf-8")
    ports = [free_port() for _ in range(3)]
    portal, none = {"PORTAL_INSTANCE": str(folder), "PORTAL_DATABASE_URL": ""}, {"PYTHONPATH": str(folder)}
    firms, table = "/{language}/firms?", "/datasette/firms?" + "".join(f"_facet={one}&" for one in FACETS)
    found: dict[str, list[Measured]] = {}
    other_command = datasette(folder, ports[2]) if peer else []
    words = common_words(folder / "datasette.db") if peer else []
    with (
        served(gunicorn("hello_app:app", ports[0]), ports[0], none) as hello,
        served(gunicorn("wsgi:app", ports[1]), ports[1], portal) as ours,
    ):
        load(ours, ports[1], questions(firms, 50, 10**6))
        for turn in range(rounds):
            several = questions(firms, 300, turn * 10_000)
            found.setdefault("hello", []).append(load(hello, ports[0], ["/"] * 2000))
            found.setdefault(NEW, []).append(load(ours, ports[1], several))
            if peer:
                found.setdefault(COMMON, []).append(load(ours, ports[1], common(firms, 180, turn * 10_000, words)))
            found.setdefault("firms page, again", []).append(load(ours, ports[1], several[-1:] * 2000))
    if peer:
        with served(other_command, ports[2], {}) as other:
            for turn in range(rounds):
                for name, asked in (
                    (NEW, questions(table, 40, turn * 10_000)),
                    (COMMON, common(table, 40, turn * 10_000, words[turn * 13 :] + words)),
                ):
                    # A name without "_" would be a filter there, which nothing passes.
                    there = [
                        re.sub("[&]page=[0-9]+&nr=", "&_size=20&_nr=", one.replace("q=", "_search=")) for one in asked
                    ]
                    found.setdefault(f"datasette, {name}", []).append(load(other, ports[2], there))
    print(f"\n{'':26}{'a second':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'x hello':>10}{'x its CPU':>10}{'MB':>8}")
    for name, each in found.items():
        show(name, each, found["hello"])
    for name in (NEW, COMMON) if peer else ():
        pairs = zip(found[name], found[f"datasette, {name}"], strict=True)
        print(f"{name}, to datasette's: {statistics.median(a.per_second / b.per_second for a, b in pairs):.1f} x")


def main() -> None:
    """Make the register, or take one that is there, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.web", description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--instance", type=Path, help="a folder with a fictional register, instead of a new one")
    parser.add_argument("--without-peer", action="store_true", help="leave Datasette out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as made:
        folder = asked.instance or Path(made) / "register"
        if not asked.instance:
            folder.mkdir()
            environment = {"PORTAL_INSTANCE": str(folder), "PORTAL_DATABASE_URL": ""}
            subprocess.run(
                [BIN / "portal", "demo", "--firms", str(asked.firms)], env=os.environ | environment, check=True
            )
        measure(folder, asked.rounds, peer=not asked.without_peer)


if __name__ == "__main__":
    main()

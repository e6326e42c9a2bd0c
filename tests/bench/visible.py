"""Measures how soon each worker of a server finds what somebody changed in the database by hand.

`python -m tests.bench.visible [--firms 10000] [--changes 30] [--visitors 0] [--instance FOLDER]`. A fictional register
is made for it, or one that is there is copied; `portal serve` answers with two workers, and visitors ask them for new
pages without a pause; firms get other names by raw SQL.
"""

import argparse
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from portal.settings import DATABASE_FILE
from tests.bench.engines.run import at
from tests.bench.web import free_port, processes, questions, served

WORKERS: Final = 2
PROMISED: Final = 1.0
"""Seconds in which every change is found."""
ASKED_EVERY: Final = 0.01
"""Seconds between two questions to a worker."""
PATIENCE: Final = 60.0
LETTERS: Final = "bcdfghjklmnpqrstvwxz"
"""Words of these are in no register."""


class Connection:
    """A connection that stays with the worker that took it, for as long as it is used."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._from = self._socket.getsockname()[1]

    def ask(self, address: str) -> str:
        """Ask for a page."""
        self._socket.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head, _, body = self._received().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), f"{address}: {head[:80]!r}"
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        while len(body) < length:
            body += self._received()
        return body.decode()

    def _received(self) -> bytes:
        some = self._socket.recv(2**17)
        assert some, "the worker closed the connection"
        return some

    def worker(self, server: int) -> int:
        """Give the process of a server that has the other end, after it was asked something."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        (inode,) = (line[9] for line in lines if int(line[2].rpartition(":")[2], 16) == self._from)
        return next(one for one in processes(server) if f"socket:[{inode}]" in _open_files(one))

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()


def _open_files(process: int) -> set[str]:
    return {os.readlink(file) for file in Path(f"/proc/{process}/fd").iterdir() if file.is_symlink()}  # noqa: PTH115


def connections(port: int, server: int) -> list[Connection]:
    """Give a connection to each worker."""
    found: dict[int, Connection] = {}
    deadline = time.monotonic() + PATIENCE
    while len(found) < WORKERS:
        assert time.monotonic() < deadline, "a worker never answered"
        one = Connection(port)
        one.ask("/en/search?q=taxi")
        if found.setdefault(one.worker(server), one) is not one:
            one.close()
    return list(found.values())


def seconds_until(asking: Callable[[], bool], start: float) -> float:
    """Give how long after the start it was found."""
    while not asking():
        assert time.monotonic() - start < PATIENCE, "it never came"
        time.sleep(ASKED_EVERY)
    return time.monotonic() - start


def measure(database: Path, port: int, server: int, changes: int) -> list[list[float]]:
    """Give for each worker how many seconds after each change it found it."""
    chance = random.Random(1)  # noqa: S311  # the same names each time
    workers = connections(port, server)
    found: list[list[float]] = [[] for _ in workers]
    sql = sqlite3.connect(database, timeout=PATIENCE, isolation_level=None)
    with ThreadPoolExecutor(len(workers)) as pool:
        slugs = [slug for (slug,) in sql.execute("SELECT slug FROM organisation WHERE listed ORDER BY id")]
        for slug in chance.sample(slugs, changes):
            name = "".join(chance.choices(LETTERS, k=12))
            sql.execute("UPDATE organisation SET name = ? WHERE slug = ?", (name.capitalize(), slug))
            asking = [partial(_finds, one, name, slug) for one in workers]
            times = pool.map(seconds_until, asking, [time.monotonic()] * len(workers))
            for one, seconds in zip(found, times, strict=True):
                one.append(seconds)
            _rest(workers, chance.uniform(0, 0.5))
    sql.close()
    return found


def _finds(worker: Connection, name: str, slug: str) -> bool:
    return f'data-id="{slug}"' in worker.ask(f"/en/search?q={name}")


def _rest(workers: Sequence[Connection], seconds: float) -> None:
    """Wait a little, so that changes come at any moment between two looks of the server."""
    time.sleep(seconds)
    for worker in workers:
        worker.ask("/healthz")


@contextmanager
def visited(port: int, visitors: int) -> Iterator[None]:
    """Have visitors who ask for one new page after the other."""
    done = threading.Event()

    def visit(number: int) -> None:
        for address in questions("/{language}/firms?", 20_000, number * 20_000):
            if done.is_set():
                return
            one = Connection(port)
            one.ask(address)
            one.close()

    with ThreadPoolExecutor(visitors + 1) as pool:
        visits = [pool.submit(visit, number) for number in range(visitors)]
        try:
            yield
        finally:
            done.set()
        for one in visits:
            one.result()


def main() -> None:
    """Make the register, or copy one, and measure."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.visible", description=__doc__)
    options.add_argument("--firms", type=int, default=10_000)
    options.add_argument("--changes", type=int, default=30)
    options.add_argument("--visitors", type=int, default=0)
    options.add_argument("--instance", type=Path, help="a folder with a fictional register; it is copied")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="visible-") as made:
        folder, port = Path(made) / "register", free_port()
        environment = {"PORTAL_INSTANCE": str(folder), "PORTAL_DATABASE_URL": ""}
        portal = (sys.executable, "-m", "portal")
        if asked.instance:
            shutil.copytree(asked.instance, folder, symlinks=True)
        else:
            folder.mkdir()
            subprocess.run([*portal, "demo", "--firms", str(asked.firms)], env=os.environ | environment, check=True)
        subprocess.run([*portal, "index", "update"], env=os.environ | environment, check=True)
        command = [*portal, "serve", "--workers", WORKERS, "--port", port]
        with served(command, port, environment) as server, visited(port, asked.visitors):
            found = measure(folder / DATABASE_FILE, port, server, asked.changes)
    print(f"{'seconds until found':24}{'changes':>8}{'p50':>8}{'p95':>8}{'max':>8}")
    every = [seconds for times in found for seconds in times]
    for name, times in (*((f"worker {number}", times) for number, times in enumerate(found, 1)), ("all", every)):
        print(f"{name:24}{len(times):8}{at(0.5, times):8.2f}{at(0.95, times):8.2f}{max(times):8.2f}")
    print(f"at most {PROMISED:g} s promised, {max(every):.2f} s: {'kept' if max(every) <= PROMISED else 'NOT KEPT'}")


if __name__ == "__main__":
    main()

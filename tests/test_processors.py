"""Under a real server: each process keeps to a processor of its own, with all its threads; what it starts does not."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
ALL = sorted(os.sched_getaffinity(0))
APP = """
import json, os, subprocess, sys
from pathlib import Path
from portal.processors import OneProcessor, on_any

CHILD = (sys.executable, "-S", "-c", "import os; print(*sorted(os.sched_getaffinity(0)))")

def child():
    return [int(one) for one in subprocess.check_output(CHILD).split()]

def answer(environ, start_response):
    start_response("200 OK", [("Connection", "close")])
    threads = [sorted(os.sched_getaffinity(int(one.name))) for one in Path("/proc/self/task").iterdir()]
    with on_any():
        anywhere = child()
    return [json.dumps({"process": os.getpid(), "threads": threads, "anywhere": anywhere, "here": child()}).encode()]

app = OneProcessor(answer, Path(os.environ["PROCESSORS"]))
"""
pytestmark = pytest.mark.skipif(len(ALL) < 2, reason="this machine gives the tests one processor: nothing to choose")
Ask = Callable[[], dict[str, Any]]


@contextmanager
def served(folder: Path, *options: str, processors: str = "processors") -> Iterator[Ask]:
    """A server with two workers of four threads."""
    (folder / "answering.py").write_text(APP, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PROCESSORS": str(folder / processors)}
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    quiet = ["--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen([*command, *quiet, *options, "answering:app"], env=environment, cwd=folder)

    def ask() -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    try:
        yield ask
    finally:
        server.terminate()
        server.wait(20)


def answers(ask: Ask, without: tuple[int, ...] = ()) -> dict[int, dict[str, Any]]:
    """An answer of each of the two workers, by the worker; none from those that are gone."""
    found: dict[int, dict[str, Any]] = {}
    until = time.monotonic() + 30
    while len(found) < 2 and time.monotonic() < until:
        try:
            answer = ask()
        except OSError:
            time.sleep(0.05)
            continue
        if answer["process"] not in without:
            found[answer["process"]] = answer
    assert len(found) == 2, "two workers never answered"
    return found


@pytest.mark.parametrize("options", [(), ("--preload",)])
def test_each_worker_keeps_to_a_processor_of_its_own(tmp_path: Path, options: tuple[str, ...]) -> None:
    with served(tmp_path, *options) as ask:
        first = answers(ask)
        gone, left = sorted(first)
        os.kill(gone, signal.SIGKILL)
        second = answers(ask, without=(gone,))
    for found in (first, second):
        own = [sorted({processor for thread in one["threads"] for processor in thread}) for one in found.values()]
        assert [len(one) for one in own] == [1, 1]
        assert own[0] != own[1]
    assert all(len(one["threads"]) > 1 for one in first.values())
    assert second[left]["threads"][0] == first[left]["threads"][0]


def test_what_a_worker_starts_runs_anywhere_where_it_is_told_to(tmp_path: Path) -> None:
    with served(tmp_path) as ask:
        for found in answers(ask).values():
            assert found["anywhere"] == ALL
            assert found["here"] == found["threads"][0]


def test_without_a_file_chance_decides(tmp_path: Path) -> None:
    with served(tmp_path, processors="missing/processors") as ask:
        for found in answers(ask).values():
            assert {len(thread) for thread in found["threads"]} == {1}

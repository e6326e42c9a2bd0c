"""Measure the firms page on a large fictional register: how long an answer takes on one core.

Run it by `make bench`, on a machine that has nothing else to do. It says the median and the 99th of a hundred.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from werkzeug.test import Client

from portal.app import create_app
from portal.settings import Settings

FIRMS = 10_000
ROUNDS = 200
ADDRESSES = (
    "/nb/firms",
    "/nb/firms?q=transport",
    "/nl/firms?q=schoonmaak&country=BE&relation=certified",
    "/bg/firms?q=транспорт&sort=name&page=3",
    "/en/firms?target_group=young-people&offer=internship&status=valid",
)


def main() -> None:
    """Make the register in a folder that goes away again, and measure each address."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        client = register(Path(folder)).test_client()
        for address in ADDRESSES:
            took = sorted(seconds(client, address) for _ in range(ROUNDS))
            middle, slow = statistics.median(took) * 1000, took[int(ROUNDS * 0.99) - 1] * 1000
            print(f"{middle:7.1f} ms median {slow:7.1f} ms p99  {address}")


def register(folder: Path) -> Flask:
    """Make a fictional register of `FIRMS` firms and the portal that shows it."""
    environment = {"PORTAL_INSTANCE": str(folder)}
    command = [str(Path(sys.executable).parent / "portal"), "demo", "--firms", str(FIRMS)]
    subprocess.run(command, env=os.environ | environment, check=True)
    return create_app(Settings.from_environment(environment))


def seconds(client: Client, address: str) -> float:
    """How long one answer takes."""
    start = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - start
    assert answer.status_code == 200, f"{address}: {answer.status}"
    return took


if __name__ == "__main__":
    main()

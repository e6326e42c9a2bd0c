"""One Chromium and one running portal for all browser tests of a worker."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import PORTAL, TODAY

ROOT = Path(__file__).parent.parent.parent
STARTING = 30
"""Seconds that the server may take to start, on a machine that has other things to do."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def address(site: Flask) -> Iterator[str]:
    """Where the portal answers with its real content, served as an operator serves it."""
    instance = str(site.extensions["portal"].settings.instance)
    environment = os.environ | {"PORTAL_INSTANCE": instance, "PORTAL_TESTING": "1", "PORTAL_TODAY": TODAY}
    port = free_port()
    server = subprocess.Popen([str(PORTAL), "serve", "--port", str(port)], cwd=ROOT, env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def free_port() -> int:
    """A port that nothing answers on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the server answers; fail when it does not within half a minute."""
    for _ in range(STARTING * 10):
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the tests fail where it is missing."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "Chromium is missing. Install it with: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()

"""Pages are made one after the other, and nothing waits long for a page that takes long."""

import threading
import time

import pytest
from flask import Flask

from portal import turns


class World:
    """An app whose pages say how many were being made at once."""

    def __init__(self) -> None:
        self.making = 0
        self.most = 0
        self.slow = threading.Event()
        self.started = threading.Event()
        app = Flask("world")
        app.add_url_rule("/quick", "quick", self.quick, methods=["GET", "POST"])
        app.add_url_rule("/slow", "slow", self.wait)
        app.add_url_rule("/fails", "fails", self.fail)
        turns.install(app)
        self.app = app

    def quick(self) -> str:
        self.making += 1
        self.most = max(self.most, self.making)
        time.sleep(0.002)  # lets go of the interpreter, as a look at the database does
        self.making -= 1
        return "quick"

    def wait(self) -> str:
        self.started.set()
        assert self.slow.wait(10)
        return "slow"

    def fail(self) -> str:
        raise RuntimeError("on purpose")

    def ask(self, address: str, method: str = "GET") -> int:
        return self.app.test_client().open(address, method=method).status_code


@pytest.fixture
def world() -> World:
    return World()


def together(world: World, count: int, method: str) -> None:
    threads = [threading.Thread(target=world.ask, args=("/quick", method)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_pages_are_made_one_after_the_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT", 10)
    together(world, 6, "GET")
    assert world.most == 1


def test_what_is_sent_along_neither_waits_nor_makes_wait(world: World) -> None:
    together(world, 6, "POST")
    assert world.most > 1


def test_nobody_waits_long_for_a_slow_page(world: World) -> None:
    thread = threading.Thread(target=world.ask, args=("/slow",))
    thread.start()
    assert world.started.wait(10)
    assert world.ask("/quick") == 200, "it answers although the slow page is not done"
    world.slow.set()
    thread.join()


def test_a_page_that_fails_gives_the_turn_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.ask("/fails") == 500
    monkeypatch.setattr(turns, "LONGEST_WAIT", 10)
    together(world, 3, "GET")
    assert world.most == 1

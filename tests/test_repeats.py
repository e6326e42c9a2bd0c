"""A page that was asked for before: the same to the letter, never older than the register, and nobody's own."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import pytest
from flask import Flask, Response, make_response, request
from sqlmodel import Session
from werkzeug.test import Client

from portal import repeats
from portal.store import DatabaseError
from portal.words import DecisionKind
from tests import make
from tests.addresses import PAGE_TYPES
from tests.pages.conftest import SmallSite, compiled, small  # noqa: F401 - fixtures
from tests.visitor import Visitor


class World:
    """An app that counts what it is asked, behind the memory."""

    def __init__(self) -> None:
        self.made = 0
        self.state: Hashable = 1
        self.away = False
        app = Flask("world")
        app.add_url_rule("/kept", "kept", self.kept, methods=["GET", "POST"])
        app.add_url_rule("/never", "never", self.view)
        app.add_url_rule("/once", "once", self.makeshift)
        app.add_url_rule("/cookie", "cookie", self.cookie)
        app.add_url_rule("/missing", "missing", self.missing)
        app.add_url_rule("/large", "large", self.large)
        repeats.install(app, self.name)
        self.app = app
        self.client: Client = app.test_client(use_cookies=False)

    def name(self) -> Hashable:
        if self.away:
            raise DatabaseError("away")
        return self.state

    def view(self) -> Response:
        self.made += 1
        answer = make_response(f"{self.made} {request.query_string!r}")
        answer.add_etag()
        answer.make_conditional(request)
        return answer

    @repeats.repeatable
    def kept(self) -> Response:
        return self.view()

    @repeats.repeatable
    def makeshift(self) -> Response:
        repeats.once()
        return self.view()

    @repeats.repeatable
    def cookie(self) -> Response:
        answer = self.view()
        answer.set_cookie("own", "1")
        return answer

    @repeats.repeatable
    def missing(self) -> tuple[Response, int]:
        return self.view(), 404

    @repeats.repeatable
    def large(self) -> str:
        self.made += 1
        return "x" * (repeats.LARGEST_PAGE + 1)

    def ask(self, address: str, method: str = "GET", **headers: str) -> Any:
        return self.client.open(address, method=method, headers={n.replace("_", "-"): v for n, v in headers.items()})


@pytest.fixture
def world() -> World:
    """A world of its own."""
    return World()


def test_the_same_is_made_once(world: World) -> None:
    first, second = world.ask("/kept?a=1"), world.ask("/kept?a=1")
    assert (world.made, first.data, list(first.headers)) == (1, second.data, list(second.headers))
    assert world.ask("/kept?a=2").data != first.data
    assert world.made == 2


@pytest.mark.parametrize("address", ["/never", "/once", "/cookie", "/missing", "/large", f"/kept?q={'x' * 1000}"])
def test_what_is_made_each_time(world: World, address: str) -> None:
    world.ask(address)
    world.ask(address)
    assert world.made == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=1"},
        {"Authorization": "Basic eA=="},
        {"Range": "bytes=0-1"},
        {"If_Match": '"x"'},
    ],
)
def test_a_visitor_s_own_request_neither_gets_nor_leaves_anything(world: World, headers: dict[str, str]) -> None:
    world.ask("/kept", **headers)
    world.ask("/kept")
    assert world.made == 2
    world.ask("/kept", **headers)
    assert world.made == 3


@pytest.mark.parametrize(
    "headers", [{"Accept_Encoding": "br"}, {"Accept_Encoding": "gzip"}, {"Host": "another.example"}]
)
def test_what_an_answer_depends_on_tells_it_apart(world: World, headers: dict[str, str]) -> None:
    world.ask("/kept")
    world.ask("/kept", **headers)
    assert world.made == 2
    world.ask("/kept", **headers)
    assert world.made == 2


def test_another_state_makes_everything_anew(world: World) -> None:
    world.ask("/kept")
    world.state = 2
    world.ask("/kept")
    assert world.made == 2


def test_what_changes_while_a_page_is_made_is_not_kept_for_the_new_state(world: World) -> None:
    def change() -> Response:
        world.made += 1
        world.state = ("changed", world.made)
        return make_response(str(world.made))

    world.app.view_functions["kept"] = repeats.repeatable(change)
    assert [world.ask("/kept").text for _ in range(3)] == ["1", "2", "3"]


def test_without_a_state_the_app_answers(world: World) -> None:
    world.ask("/kept")
    world.away = True
    assert world.ask("/kept").status_code == 200
    assert world.made == 2


def test_who_has_it_gets_only_the_news_that_it_is_the_same(world: World) -> None:
    first = world.ask("/kept")
    again = world.ask("/kept", If_None_Match=f'W/"other", {first.headers["ETag"]}')
    assert (again.status_code, again.data, world.made) == (304, b"", 1)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert {"Content-Length", "Content-Type"} & {name for name, _ in again.headers} == set()
    assert world.ask("/kept", If_None_Match='"other"').status_code == 200


def test_head_is_the_same_without_the_body(world: World) -> None:
    world.ask("/kept", method="HEAD")  # leaves nothing behind: it has no body to give
    first = world.ask("/kept")
    head = world.ask("/kept", method="HEAD")
    assert (world.made, head.data, head.headers["Content-Length"]) == (2, b"", first.headers["Content-Length"])


def test_other_methods_go_through(world: World) -> None:
    world.ask("/kept")
    world.ask("/kept", method="POST")
    world.ask("/kept", method="POST")
    assert world.made == 3


def test_strange_addresses_cannot_fill_the_memory(world: World) -> None:
    kept = world.app.wsgi_app._kept  # type: ignore[attr-defined]
    for number in range(300):
        world.ask(f"/kept?{number}={'x' * 900}")
    assert 0 < kept.size < 300 * 2500
    assert repeats.LARGEST_MEMORY <= 32 * 2**20


@pytest.mark.parametrize("kind", PAGE_TYPES)
@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_every_page_is_the_same_again(visitor: Visitor, kind: str, encoding: str) -> None:
    address = f"/nl/{PAGE_TYPES[kind]}"
    first, second = (visitor.fetch(address, accept_encoding=encoding) for _ in range(2))
    assert (first.data, list(first.headers)) == (second.data, list(second.headers))


def test_a_decision_shows_at_once_on_every_page(small: SmallSite) -> None:  # noqa: F811 - the fixture
    def certified(session: Session) -> None:
        scheme = make.scheme(session, "scheme", make.organisation(session, "owner"))
        firm = make.organisation(session, "firm")
        make.certificate(session, "A-1", firm, scheme, (DecisionKind.GRANTED, date(2023, 4, 21), None))

    def withdraw(session: Session) -> None:
        make.decision(session, 1, DecisionKind.WITHDRAWN, make.TODAY)

    addresses = ["/nb/firms", "/nb/firms?q=firm", "/nb/search?q=firm", "/nb/firms/firm", "/nb/certificates/A-1", "/nb/"]
    small.fill(certified)
    for expected in ("valid", "withdrawn"):
        for address in addresses * 2:
            found = small.visitor.get(address).values("[data-status]", "data-status")
            assert set(found) == {expected}, address
        if expected == "valid":
            small.fill(withdraw, index=False)

"""A page that was asked for before is given from memory, before Flask hears of it, until something changes.

Only what everyone gets alike is kept: an answer 200 to a GET, of a view that says `@repeatable`, without a cookie on
either side. It is kept for one generation of the data, one state of the index and one quarter of an hour, all named
before the page is made, so it is never older than they are. Nothing about a visitor is kept. The addresses, with the
questions in them, are in this memory alone, which is bounded and never written anywhere.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import Flask, Response, current_app, g, request
from werkzeug.http import parse_etags, remove_entity_headers, unquote_etag

from portal.kept import Kept
from portal.store import DatabaseError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_MEMORY: Final = 2 * 2**20
"""Bytes of pages that a process keeps: some 230 compressed ones."""
LARGEST_PAGE: Final = 2**19
LONGEST_ADDRESS: Final = 1000
_KEEP: Final = "portal.repeatable"
_UNUSUAL: Final = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)
"""A request with one of these is the app's own business."""

Headers = list[tuple[str, str]]
View = TypeVar("View", bound=Callable[..., Any])


def repeatable(view: View) -> View:
    """Declare that a page depends on nothing but its address, the data, the index and the day."""
    view.repeatable = True  # type: ignore[attr-defined]
    return view


def once() -> None:
    """Declare that the answer that is being made must not be given again: it is a makeshift."""
    request.environ[_KEEP] = False


@dataclass(frozen=True)
class Page:
    """An answer as it was given."""

    headers: Headers
    body: bytes
    etag: str

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Give it again; without its body where the visitor has it already."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self.etag and parse_etags(known).contains_weak(self.etag):
            headers = list(self.headers)
            remove_entity_headers(headers)
            start_response("304 NOT MODIFIED", headers)
            return []
        start_response("200 OK", list(self.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class Repeats:
    """The memory in front of the app.

    :param inner: the app itself
    :param state: names the state of everything that pages are made from; raises `DatabaseError`
    """

    def __init__(self, inner: "WSGIApplication", state: Callable[[], Hashable]) -> None:
        self._inner = inner
        self._state = state
        self._kept = Kept(LARGEST_MEMORY)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or let the app answer."""
        key = _key(environ)
        if key is None:
            return self._inner(environ, start_response)
        try:
            state = self._state()
        except DatabaseError:  # the app says so in its own words
            return self._inner(environ, start_response)
        page: Page | None = self._kept.get(state, key)
        if page is not None:
            return page.answer(environ, start_response)
        return self._made(environ, start_response, state, key)

    def _made(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", state: Hashable, key: tuple[str, ...]
    ) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *error: Any) -> Any:
            headers = [one for one in headers if one[0].lower() != "date"]  # the server says it itself
            told.append((status, headers))
            return start_response(status, headers, *error)

        answer = self._inner(environ, start)
        if environ.get(_KEEP) is not True or len(told) != 1:
            return answer
        body = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        page = _page(*told[0], body)
        if page and environ["REQUEST_METHOD"] == "GET":
            self._kept.put(state, key, page, len(body) + sum(map(len, key)))
        return [body]


def install(app: Flask, state: Callable[[], Hashable]) -> None:
    """Put the memory in front of the app."""
    app.after_request(_declare)
    app.wsgi_app = Repeats(app.wsgi_app, state)  # type: ignore[method-assign]


def _declare(response: Response) -> Response:
    """Tell the memory what the view declared; what was asked may hold what must be kept nowhere."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "repeatable", False) and not g.get("asked_is_secret"):
        request.environ.setdefault(_KEEP, True)
    return response


def _key(environ: "WSGIEnvironment") -> tuple[str, ...] | None:
    """Give everything in a request that the answer depends on; None for a request that is answered anew each time."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(name in environ for name in _UNUSUAL):
        return None
    key = (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
    )
    return key if sum(map(len, key)) <= LONGEST_ADDRESS else None


def _page(status: str, headers: Headers, body: bytes) -> Page | None:
    names = {name.lower(): value for name, value in headers}
    if not status.startswith("200") or "set-cookie" in names or len(body) > LARGEST_PAGE:
        return None
    etag, _ = unquote_etag(names.get("etag"))
    return Page(headers, body, etag or "")

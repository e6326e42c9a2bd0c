"""One page at a time is made in a process: threads that compute side by side take the interpreter from one another.

Python runs one thread at a time. Several that make pages hand it over at each call that lets go of it (a look at the
database, a sum over an array), and each time both pay for it: measured with four threads, a third of a page's work.
A page that waits for something else than the processor, as for a slow database, does not make the others wait long.
"""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_WAIT: Final = 0.05
"""Seconds until a page is made beside the one that takes so long: some ten times what a page needs."""


class Turns:
    """Lets the pages of an app be made one after the other.

    What sends something along, as an upload, is not made to wait and makes nobody wait: it may come in slowly.

    :param inner: the app itself; its answers to GET are whole when it returns them
    """

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner
        self._turn = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer when it is this request's turn."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not self._turn.acquire(timeout=LONGEST_WAIT):
            return self._inner(environ, start_response)
        try:
            return self._inner(environ, start_response)
        finally:
            self._turn.release()


def install(app: Flask) -> None:
    """Put the turns in front of the app."""
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]

"""Error pages: a clear sentence in the visitor's language, with search and the way back. Never a traceback."""

from typing import Final

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import BadHost, HTTPException, ServiceUnavailable

from portal import problems, reindex
from portal.current import portal
from portal.language import gettext
from portal.store import DatabaseError
from portal.words import LANGUAGES, N_
from search_index.entry import IndexMissingError

_TITLES: Final = {
    400: N_("We did not understand this address"),
    403: N_("This page is not open to you"),
    404: N_("We cannot find this page"),
    405: N_("This page cannot do that"),
    413: N_("That is too much at once"),
    414: N_("This address is too long"),
    503: N_("Search is getting ready"),
}
_TEXTS: Final = {
    400: N_("Please check the address, or start again from the front page."),
    403: N_("You can go back to the front page."),
    404: N_("The address may be mistyped, or the page may have moved. Please search for what you need."),
    405: N_("Please use the links and forms on the pages."),
    413: N_("Please send less and try again."),
    414: N_("Please use a shorter question."),
    503: N_("The search index is being made. Please try again in a minute. Other pages work as usual."),
}
_OTHER_TITLE: Final = N_("Something went wrong on our side")
_NO_DATABASE: Final = N_("The register does not answer right now")
_OTHER_TEXT: Final = N_("This is our mistake, not yours. Please try again in a minute.")


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(IndexMissingError, _no_index)
    app.register_error_handler(DatabaseError, _no_database)


def _page(error: HTTPException) -> Response:
    code = error.code or 500
    if isinstance(error, BadHost):  # a host name that is none: no address can be made for a page
        return Response(
            "400 Bad Request: this host name cannot be read.\n", 400, content_type="text/plain; charset=utf-8"
        )
    _use_language_of_address()
    if problems.wanted():
        response = problems.answer(code)
    else:
        title, text = _words(code)
        response = make_response(render_template("pages/error.html", code=code, title=title, text=text), code)
    if isinstance(error, ServiceUnavailable):
        response.headers["Retry-After"] = "60"
    if code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def _words(code: int) -> tuple[str, str]:
    if g.get("database_failed"):
        return gettext(_NO_DATABASE), gettext(_OTHER_TEXT)
    title = _TITLES.get(code, _OTHER_TITLE if code >= 500 else _TITLES[400])
    return gettext(title), gettext(_TEXTS.get(code, _OTHER_TEXT if code >= 500 else _TEXTS[400]))


def _no_index(_error: IndexMissingError) -> Response:
    reindex.in_background(portal().settings)
    return _page(ServiceUnavailable())


def _no_database(_error: DatabaseError) -> Response:
    """Say so, and begin anew with fresh connections: the database may have been restarted or put back."""
    portal().store.close()
    g.database_failed = True
    return _page(ServiceUnavailable())


def _use_language_of_address() -> None:
    """A page that does not exist still answers in the language its address starts with."""
    first = request.path.lstrip("/").partition("/")[0]
    if "language" not in g and first in LANGUAGES:
        g.language = first

"""Who may come in: every view declares it, and what declares nothing is shut."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"


def public(view: View) -> View:
    """Declare that anyone may come in."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Shut every address whose view declares nothing."""
    app.before_request(_deny_undeclared)


def _deny_undeclared() -> None:
    if request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "access", None) != PUBLIC:
        abort(403)

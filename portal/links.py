"""Addresses inside the portal, read once from the rules of the app: a list page has hundreds of links.

`link` gives what Flask's `url_for` gives for a path, without a host, in a tenth of its time. The portal stands at the
root of its host.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import quote, quote_plus

from flask import Flask, current_app

from portal import language

_KEY: Final = "links"
_PLAIN_IN_QUERY: Final = "!$'()*,/:;?@"
_HOLE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class _Known:
    """What was read from the rules so far."""

    pieces: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By endpoint: the text before each hole of its address, and what the hole is for."""
    whole: dict[tuple[str, str], str] = field(default_factory=dict)
    """By endpoint and language: the address, where nothing but the language goes into it."""


def install(app: Flask) -> None:
    """Give the templates their links; the rooms may still be to come."""
    app.extensions[_KEY] = _Known()
    app.jinja_env.globals["link"] = link


def link(endpoint: str, **values: Any) -> str:
    """Give the path of a page in the page's language, or in that of `lang`. Values that it has no place for are asked.

    Raises `KeyError` when there is no such page, or when it needs a value that is not given.
    """
    known: _Known = current_app.extensions[_KEY]
    if not values:
        key = (endpoint, language.current())
        if (path := known.whole.get(key)) is None:
            path = known.whole[key] = _made(known, endpoint, {})
        return path
    return _made(known, endpoint, values)


def _made(known: _Known, endpoint: str, values: dict[str, Any]) -> str:
    pieces = known.pieces.get(endpoint)
    if pieces is None:
        pieces = known.pieces[endpoint] = tuple(_pieces(endpoint))
    path = ""
    for text, hole in pieces:
        path += text
        if hole == "lang":
            path += values.pop("lang", None) or language.current()
        elif hole:
            path += quote(str(values.pop(hole)), safe=language.PLAIN)
    asked = "&".join(f"{_quoted(key)}={_quoted(str(one))}" for key, value in values.items() for one in _each(value))
    return f"{path}?{asked}" if asked else path


@lru_cache(maxsize=2**11)
def _quoted(value: str) -> str:
    """Give a value as a query has it; a page asks for the same ones many times."""
    return quote_plus(value, safe=_PLAIN_IN_QUERY)


def _each(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple):
        return cast("Iterable[Any]", value)
    return () if value is None else (value,)


def _pieces(endpoint: str) -> Iterable[tuple[str, str]]:
    """Give the text before each hole of an address, and what the hole is for; no hole after the last text."""
    rule = next(current_app.url_map.iter_rules(endpoint)).rule
    parts = _HOLE.split(rule)
    return zip(parts[::2], [*parts[1::2], ""], strict=True)

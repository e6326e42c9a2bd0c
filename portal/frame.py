"""What every template may use: the site's name, where the visitor is, links and files, the field's labels."""

import hashlib
from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, request
from flask.templating import Environment
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.sansio.utils import get_current_url

from portal import language
from portal.current import portal, today
from portal.freshness import freshness
from portal.links import link

STATIC: Final = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Site:
    """The portal as a whole."""

    name: str
    demo: bool
    contact: str | None
    """The operator's shared mailbox."""
    base: str
    """Scheme and host, for absolute links, without a slash at the end."""


@dataclass(frozen=True)
class Here:
    """The page that is being made."""

    section: str
    """The room it is in; marks the navigation."""
    alternates: tuple[language.Alternate, ...]
    canonical: str
    default_url: str
    home: str
    """The absolute address of the portal's home page in this language."""


class _Context(Context):
    """What a template is made with. Nothing that ours call wants to know it, which Jinja would ask at each call."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *args: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        """Call a function or a macro; the variables of loops and blocks are for those that want to know the context."""
        return called(*args, **named)


class Templates(Environment):
    """Templates whose globals are one dictionary: Jinja would lay an empty one over it and ask both, for each part."""

    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the globals of a template."""
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> None:
    """Give the templates their globals."""
    version = files_version(STATIC)
    unchanging = _unchanging()
    app.config["STATIC_VERSION"] = version
    app.extensions["unchanging"] = unchanging
    app.jinja_env.globals.update(
        asset=lambda path: f"/static/{version}/{path}",
        current_language=language.current,
        unchanging=unchanging,
        icon=_icon(app, unchanging),
        today=today,
        how_fresh=freshness,
        span=language.span,
        label=language.label,
        label_of_provenance=language.label_of_provenance,
        either=language.either,
        together=language.together,
    )
    app.context_processor(_context)


def _icon(app: Flask, unchanging: Callable[..., Markup]) -> Callable[..., Markup]:
    """Give the macro for icons to every template: almost all of them show one."""

    @cache
    def macro() -> Any:
        template: Any = app.jinja_env.get_template("parts/icon.html").module
        return template.icon

    return lambda name, size="": unchanging(macro(), name, size)


def _unchanging() -> Callable[..., Markup]:
    """Give a function that calls a part's macro, and keeps the HTML for the same arguments in the same language.

    For small parts whose HTML depends on nothing else, not even on the day.
    """

    @lru_cache(maxsize=2**12)
    def kept(macro: Any, _language: str, arguments: tuple[Hashable, ...]) -> Markup:
        found: Markup = macro(*arguments)
        return found

    return lambda macro, *arguments: kept(macro, language.current(), arguments)


def files_version(folder: Path) -> str:
    """Give a name for the state of all files in a folder: another one as soon as any of them differs."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def base_url() -> str:
    """Give scheme and host for absolute links, without a slash at the end."""
    return portal().settings.base_url or _root(request.scheme, request.host, request.root_path)


@lru_cache(maxsize=2**6)
def _root(scheme: str, host: str, path: str) -> str:
    return get_current_url(scheme, host, path).rstrip("/")


def _context() -> dict[str, Any]:
    base = base_url()
    alternates = language.alternates(base)
    by_code = {one.code: one for one in alternates}
    return {
        "language": language.current(),
        "site": Site(language.site_name(), portal().fictional, portal().settings.contact, base),
        "here": Here(
            section=request.blueprint or "",
            alternates=alternates,
            canonical=by_code[language.current()].absolute,
            default_url=by_code[language.DEFAULT].absolute,
            home=base + link("home.page"),
        ),
    }

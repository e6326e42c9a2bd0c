"""What every template may use: the site's name, where the visitor is, links and files, the field's labels."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask, request, url_for

from portal import language
from portal.current import portal, today

STATIC: Final = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Site:
    """The portal as a whole."""

    name: str
    demo: bool
    contact: str | None
    """The operator's shared mailbox."""


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


def install(app: Flask) -> None:
    """Give the templates their globals."""
    version = files_version(STATIC)
    app.config["STATIC_VERSION"] = version
    app.jinja_env.globals.update(
        asset=lambda path: url_for("files.static_file", version=version, path=path),
        link=url_for,
        today=today,
        span=language.span,
        label=language.label,
        either=language.either,
        together=language.together,
    )
    app.context_processor(_context)


def files_version(folder: Path) -> str:
    """Give a name for the state of all files in a folder: another one as soon as any of them differs."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def base_url() -> str:
    """Give scheme and host for absolute links, without a slash at the end."""
    return portal().settings.base_url or request.url_root.rstrip("/")


def _context() -> dict[str, Any]:
    base = base_url()
    alternates = language.alternates(base)
    by_code = {one.code: one for one in alternates}
    return {
        "language": language.current(),
        "site": Site(language.site_name(), portal().fictional, portal().settings.contact),
        "here": Here(
            section=request.blueprint or "",
            alternates=alternates,
            canonical=by_code[language.current()].absolute,
            default_url=by_code[language.DEFAULT].absolute,
            home=base + url_for("home.page"),
        ),
    }

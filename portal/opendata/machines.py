"""What machines look for: health, robots, the map of the site, search description, whom to tell of a weakness."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template

from portal.access import public
from portal.current import now, portal, store
from portal.frame import base_url
from portal.links import link
from portal.register import firms, gatherings, measures, organisations, schemes
from portal.words import LANGUAGES
from search_index import writer

blueprint = Blueprint("machines", __name__)

_ENTRIES_PER_MAP = 40_000
"""A map of the site holds at most 50,000 addresses (sitemaps.org); each entry here stands for four."""


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers."""
    return _text("ok\n")


@blueprint.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Say whether database and index answer; 503 with the name of what does not."""
    there = {
        "database": store().answers() and store().is_current(),
        "index": writer.exists(portal().settings.index_folder),
    }
    missing = [name for name, answers in there.items() if not answers]
    return (_text(f"not ready: {', '.join(missing)}\n"), 503) if missing else (_text("ready\n"), 200)


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Let every machine read everything, and say where the map of the site is."""
    return _text(f"User-agent: *\nAllow: /\nSitemap: {base_url()}/sitemap.xml\n")


@blueprint.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    expires = (now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    contact = base_url() + link("about.page", lang="en") + "#report"
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(('en', 'nb', 'nl', 'bg'))}",
        f"Canonical: {base_url()}/.well-known/security.txt",
    )
    return _text("\n".join(lines) + "\n")


@blueprint.get("/<lang>/opensearch.xml")
@public
def opensearch() -> Response:
    """Describe the search, so that a browser can offer it (OpenSearch 1.1)."""
    return _xml(render_template("feeds/opensearch.xml", base=base_url()), "application/opensearchdescription+xml")


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Give the map of the site: every page in every language, each naming the others."""
    rows = _pages()[:_ENTRIES_PER_MAP]
    base = base_url()
    addresses = [{code: base + link(endpoint, lang=code, **values) for code in LANGUAGES} for endpoint, values in rows]
    return _xml(render_template("feeds/sitemap.xml", addresses=addresses), "application/xml")


def _pages() -> list[tuple[str, dict[str, str]]]:
    fixed = ("home.page", "firms.listing", "measures.listing", "schemes.listing", "gatherings.listing")
    rest = ("verification.ask", "log.page", "about.page", "about.accessibility", "about.privacy", "about.data")
    found: list[tuple[str, dict[str, str]]] = [(endpoint, {}) for endpoint in (*fixed, *rest)]
    with store().reading() as session:
        for endpoint, slugs in (
            ("schemes.page", schemes.names(session)),
            ("measures.page", measures.slugs(session)),
            ("firms.page", firms.slugs(session)),
            ("organisations.page", organisations.slugs(session, without=firms.slugs(session))),
            ("gatherings.page", gatherings.slugs(session)),
        ):
            found += [(endpoint, {"slug": slug}) for slug in slugs]
    return found


def _text(body: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


def _xml(body: str, content_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = f"{content_type}; charset=utf-8"
    return response

"""The headers that every answer carries, errors and files too."""

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # data: because the design system draws its marks with inline masks
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


EMBEDDABLE: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors *",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
"""Of a picture that stands on the pages of others; it loads nothing, so its own policy can be the tightest."""

CONDITIONS: Final = (
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)
"""What a request may make its answer depend on; most have none of it."""


def embeddable(response: Response) -> None:
    """Let the pages of others show this answer: the one exception from not being framed."""
    response.headers.update(EMBEDDABLE)


def install(app: Flask) -> None:
    """Put the headers on every answer of the app."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    # Who may frame an answer that has a policy of its own is said there.
    there = {name.lower() for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in there and not (name == "X-Frame-Options" and "content-security-policy" in there):
            response.headers.add(name, value)
    if "location" in there:  # always inside: never to the host that a visitor claims to have asked
        inside = urlsplit(response.headers["Location"])._replace(scheme="", netloc="")
        response.headers["Location"] = "/" + inside.geturl().lstrip("/")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "cache-control" not in there:
        # Pages are asked for anew each time, so that a withdrawal shows at once; an unchanged one costs 304.
        response.headers["Cache-Control"] = "no-cache"
        if response.status_code == 200 and not response.is_streamed:
            response.add_etag()
            if any(name in request.environ for name in CONDITIONS):
                response.make_conditional(request)
    return response

"""Problems: how a machine is told what is wrong (RFC 9457). Machines get no page, whatever they asked for."""

import json
from typing import Final

from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

PLACES: Final = ("/log/", "/.well-known/jwks.json", "/.well-known/did.json")
"""The beginnings of the addresses that only machines ask for."""
MEDIA_TYPE: Final = "application/problem+json"


def are_answered() -> bool:
    """Say whether a machine is asking."""
    return request.path.startswith(PLACES)


def answer(error: HTTPException, status: int | None = None) -> Response:
    """Give an error as a problem: its status, the name of that, and a sentence in English."""
    code = status or error.code or 500
    said = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(code, "Error"),
        "status": code,
        "detail": error.description or "",
    }
    response = Response(json.dumps(said, ensure_ascii=False) + "\n", code, content_type=MEDIA_TYPE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

"""What machines are told when something is wrong: problem details (RFC 9457), in the language they ask for."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from flask import Response, request

from portal import language
from portal.language import gettext
from portal.words import N_

MACHINES: Final = ("/api/",)
"""What the addresses of machines begin with."""
CONTENT_TYPE: Final = "application/problem+json"
_DETAILS: Final = {
    400: N_("This question cannot be read."),
    404: N_("There is nothing at this address."),
    405: N_("This address cannot be asked in this way."),
    413: N_("That is too much at once. Please send less."),
    415: N_("Please send JSON, and say so: Content-Type: application/json."),
    422: N_("These questions cannot be answered as they are."),
    503: N_("The register does not answer right now"),
}
_OURS: Final = N_("This is our mistake, not yours. Please try again in a minute.")


def wanted() -> bool:
    """Say whether this request is a machine's, which cannot read a page."""
    return request.path.startswith(MACHINES)


def answer(status: int, detail: str = "", faults: Sequence[Mapping[str, str]] = ()) -> Response:
    """Say what is wrong.

    :param detail: a sentence in the language that was asked for; "": what the status means
    :param faults: what is wrong in the question, each with its `detail`, and the `parameter` or `pointer` at fault
    """
    said: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or gettext(_DETAILS.get(status, _OURS if status >= 500 else _DETAILS[400])),
    }
    if faults:
        said["errors"] = [dict(fault) for fault in faults]
    response = Response(json.dumps(said, ensure_ascii=False), status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = language.current()
    response.vary.add("Accept-Language")
    return response

"""Status lists: which certificates are withdrawn or on hold, for wallets and other readers of credentials."""

from flask import Blueprint, Response, abort, make_response

from portal import stating
from portal.access import public
from portal.current import store
from portal.evidence import credentials
from portal.evidence.status_lists import Purpose
from portal.repeats import repeatable

blueprint = Blueprint("statuses", __name__)

_MOST_DIGITS = 6


@blueprint.get("/status/<purpose>/<number>")
@public
@repeatable
def status_list(purpose: str, number: str) -> Response:
    """Give a list as a signed credential (Bitstring Status List 1.0), true on the day."""
    known = number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS and number[0] != "0"
    if not known or purpose not in set(Purpose):
        abort(404)
    with store().reading() as session:
        data = stating.status_list(session, Purpose(purpose), int(number))
    if data is None:
        abort(404)
    response = make_response(data)
    response.headers["Content-Type"] = credentials.MEDIA_TYPE
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

"""The log for machines: the newest checkpoint, the entries, and the two proofs (RFC 9162, 2.1.3 and 2.1.4).

Hashes are SHA-256 in hexadecimal digits. Whoever watches the log asks for a checkpoint and the proof that the log of
the last one only grew, and needs no trust in this portal for that.
"""

import json
import re
from typing import Any, Final, NoReturn

from flask import Blueprint, Response, abort, make_response, redirect, request

from portal import language, problems
from portal.access import public
from portal.current import Reading, store
from portal.evidence import checkpoints
from portal.links import link
from portal.register import log, merkle
from portal.repeats import repeatable

blueprint = Blueprint("log_files", __name__, url_prefix="/log")

MOST: Final = 1_000
"""Entries that one answer gives."""
_FRESH: Final = "public, max-age=10"


@blueprint.get("")
@public
def page() -> Response:
    """Send a visitor to the page of the log, in the language that their browser asks for."""
    response = make_response(redirect(link("log.page", lang=language.preferred(request.accept_languages))))
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/checkpoint")
@public
@repeatable
def checkpoint() -> Response:
    """Give the newest signed checkpoint (C2SP tlog-checkpoint)."""
    with store().reading() as session:
        newest = checkpoints.newest(session)
        note = newest.note if newest else None
    if note is None:
        _refuse(404, "The log has no entry yet, so there is no checkpoint.")
    return _answer(note, "text/plain; charset=utf-8")


@blueprint.get("/entries")
@public
@repeatable
def entries() -> Response:
    """Give the entries from position `from` to `to`, both included, at most `MOST`; `next` is the address of more."""
    first, last = _number("from") or 0, _number("to")
    if last is not None and last < first:
        _refuse(400, "“to” lies before “from”.")
    with store().reading() as session:
        size = log.size(session)
        if first > size:
            _refuse(404, f"The log has {size} entries, so there is none at position {first}.")
        end = size if last is None else min(last + 1, size)
        found = log.entries(session, first, min(end, first + MOST) - 1)
    after = first + len(found)
    more = f"/log/entries?from={after}" + ("" if last is None else f"&to={last}") if found and after < end else None
    lines = ",\n".join(log.line(one) for one in found)
    return _answer(f'{{"size":{size},"next":{json.dumps(more)},"entries":[\n{lines}\n]}}\n')


@blueprint.get("/proof/inclusion")
@public
@repeatable
def inclusion() -> Response:
    """Give the proof that an entry is among the first `size` ones: of those that were signed last unless told."""
    with store().reading() as session:
        position = _position(session)
        size = _size(session, "size")
        if position >= size:
            _refuse(400, f"Entry {position} is not among the first {size}.")
        proof = log.inclusion(session, position, size)
        (entry,) = log.entries(session, position, position)
        note = checkpoints.at(session, size)
    said = {
        "position": position,
        "size": size,
        "leaf": merkle.leaf_hash(entry.body.encode()).hex(),
        "root": proof.root.hex(),
        "path": [one.hex() for one in proof.path],
        "checkpoint": note,
    }
    return _said(said)


@blueprint.get("/proof/consistency")
@public
@repeatable
def consistency() -> Response:
    """Give the proof that the log of `from` entries only grew to that of `to`: to what was signed last unless told."""
    before = _number("from")
    if not before:
        _refuse(400, "“from” is missing: how many entries the log had, at least 1.")
    with store().reading() as session:
        size = _size(session, "to")
        if before > size:
            _refuse(400, f"“from” is {before}, which is more than “to”, {size}.")
        path = log.consistency(session, before, size)
        said = {
            "from": before,
            "to": size,
            "root_before": log.root(session, before).hex(),
            "root": log.root(session, size).hex(),
            "path": [one.hex() for one in path],
            "checkpoint": checkpoints.at(session, size),
        }
    return _said(said)


def _position(session: Reading) -> int:
    """Read which entry is meant: by its position, or by its certificate and the place in that one's history."""
    position, place, number = _number("position"), _number("place"), request.args.get("certificate")
    if (position is None) == (number is None) or (number is None) != (place is None):
        _refuse(400, "Name the entry either by “position” or by “certificate” and “place”.")
    if number is not None:
        is_written = re.fullmatch(r"[A-Za-z0-9-]{1,40}", number) is not None
        known = log.position_of(session, number.upper(), place or 0) if is_written else None
        return known if known is not None else _refuse(404, "The log has no such decision.")
    found = position or 0
    if found >= log.size(session):
        _refuse(404, f"The log has no entry at position {found}.")
    return found


def _size(session: Reading, name: str) -> int:
    """Read how many entries are meant: those that were signed last unless told."""
    size, asked = log.size(session), _number(name)
    if asked is None:
        newest = checkpoints.newest(session)
        asked = newest.size if newest else size
    if asked > size:
        _refuse(404, f"The log has {size} entries, not {asked}.")
    if asked < 1:
        _refuse(400, f"“{name}” is at least 1.")
    return asked


def _number(name: str) -> int | None:
    """Read a whole number of the address; None where it is not given."""
    given = request.args.getlist(name)
    if not given:
        return None
    if len(given) > 1 or not re.fullmatch(r"[0-9]{1,15}", given[0]):
        _refuse(400, f"“{name}” takes one whole number.")
    return int(given[0])


def _refuse(status: int, detail: str) -> NoReturn:
    """Say in English what is wrong: these addresses have no language."""
    response = problems.answer(status, detail)
    response.headers["Content-Language"] = "en"
    del response.headers["Vary"]
    abort(response)


def _said(said: dict[str, Any]) -> Response:
    return _answer(json.dumps(said, ensure_ascii=False) + "\n")


def _answer(body: str, content_type: str = "application/json") -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = _FRESH
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response

"""Checks a statement from anywhere with public keys alone: no database, no network, no portal.

Whatever is wrong, a statement is refused whole. What it says must be signed, must follow from the decisions that it
names, and each of those must be in the log whose hash is signed.
"""

import base64
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import rfc8785

from portal.evidence import credentials, following, sheets, statements
from portal.evidence.checkpoints import Signed
from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.keys import ALGORITHM
from portal.evidence.trust import Trust, decoded

LARGEST: Final = 2 * 2**20
"""Bytes of a statement."""


_LONGEST_PAYLOAD: Final = 2**26
"""A statement of many certificates, or of many answers, is longer than a usual token; who calls bounds it."""


class Kind(StrEnum):
    """The forms of a statement."""

    PDF = "pdf"
    JSON = "json"
    CREDENTIAL = "vc"
    BADGE = "badge"
    TABLE = "table"
    """Many answers, in a PDF or as JSON."""


@dataclass(frozen=True)
class Proven:
    """What a statement proves."""

    kind: Kind
    issuer: str
    """The decentralised identifier of the portal that stated it."""
    fictional: bool
    verdict: Mapping[str, Any]
    """As in `portal.evidence.verdicts`; of a badge only the certificate and the organisation, of a table its rows."""
    checkpoint: Signed | None
    """None where the log was empty."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the certificates that it is about."""
        return tuple(one["number"] for one in self.verdict.get("certificates", ()))


Open = Callable[[bytes, Trust], tuple[bytes, str]]
"""Opens a sealed PDF: gives the statement inside and the text of its pages without white space (see `press`)."""


def check(
    data: bytes,
    trust: Trust,
    opened: Open,
    *,
    checkpoint: str | None = None,
    number: str | None = None,
    largest: int = LARGEST,
) -> Proven:
    """Check a statement of any form.

    :param checkpoint: a signed checkpoint that the statement must rest on
    :param number: the certificate that it must be about
    :raises RefusedStatementError: it proves nothing
    """
    if len(data) > largest:
        raise RefusedStatementError(Fault.TOO_LARGE)
    if data.startswith(b"%PDF"):
        proven = _of_pdf(*opened(data, trust), trust)
    elif data.startswith(b"{"):
        proven = of_json(data, trust)
    elif data.startswith(b"ey"):
        proven = of_token(data, trust)
    else:
        raise RefusedStatementError(Fault.UNREADABLE)
    if checkpoint is not None:
        _same_log(proven, checkpoint, trust)
    if number is not None and proven.numbers != (number,):
        raise RefusedStatementError(Fault.OTHER_NUMBER)
    return proven


def _of_pdf(inside: bytes, text: str, trust: Trust) -> Proven:
    """Check the statement inside a PDF, and that its main facts stand on the page."""
    proven = of_json(inside, trust, Kind.PDF)
    words = _plain(text)
    if any(_plain(sheets.shown(one)) not in words for one in _on_the_page(proven)):
        raise RefusedStatementError(Fault.OTHER_TEXT)
    return proven


def _plain(text: str) -> str:
    """Give a text without white space and without ligatures: what a reader of PDF gives may differ in both."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _on_the_page(proven: Proven) -> list[str]:
    """Give what must stand on the pages of a PDF."""
    said = proven.verdict
    if proven.kind is Kind.TABLE:
        return [sheets.key_of_table(len(said["rows"]), said["made"]), *(row[0] for row in said["rows"])]
    named = said["organisation"]
    return [sheets.key(said), named["name"] if named else ""]


def of_json(data: bytes, trust: Trust, kind: Kind = Kind.JSON) -> Proven:
    """Check a statement in JSON.

    :raises RefusedStatementError: it proves nothing
    """
    held = _object(data)
    signature = held.pop("signature", None)
    if held.get("type") not in (statements.TYPE, statements.TABLE_TYPE) or not isinstance(signature, str):
        raise RefusedStatementError(Fault.UNREADABLE)
    protected, _, rest = signature.partition("..")
    payload = base64.urlsafe_b64encode(rfc8785.dumps(held)).rstrip(b"=").decode()
    _verified(f"{protected}.{payload}.{rest}", trust, statements.JWS_TYPE)
    if held["type"] == statements.TABLE_TYPE:
        return Proven(Kind.TABLE, held["issuer"], bool(held.get("fictional")), held, None)
    return _proven(kind, held["issuer"], held, held["verdict"], held["log"], trust)


def of_token(data: bytes, trust: Trust) -> Proven:
    """Check a credential or a badge.

    :raises RefusedStatementError: it proves nothing
    """
    try:
        token = data.decode("ascii")
        held = _object(_verified(token, trust, credentials.JWT_TYPE))
        issuer, subject = held["issuer"]["id"], held["credentialSubject"]
        if credentials.VERDICT in held["type"]:
            return _proven(Kind.CREDENTIAL, issuer, held, subject["verdict"], held["evidence"][0], trust)
        if credentials.BADGE in held["type"]:
            return _proven(Kind.BADGE, issuer, held, _of_badge(held), held["evidence"][0]["log"], trust)
    except (UnicodeDecodeError, KeyError, TypeError) as error:
        raise RefusedStatementError(Fault.UNREADABLE) from error
    raise RefusedStatementError(Fault.UNREADABLE)


def _object(data: bytes) -> dict[str, Any]:
    """Read an object of canonical JSON: in any other form it was changed, or is none."""
    try:
        held = json.loads(data)
        same = isinstance(held, dict) and rfc8785.dumps(held) == data
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise RefusedStatementError(Fault.UNREADABLE) from error
    if not same:
        raise RefusedStatementError(Fault.CHANGED)
    return dict(held)


def _verified(token: str, trust: Trust, kind: str) -> bytes:
    """Check a JWS in its one form; give its payload."""
    from joserfc import jws  # loaded where it is used, as in `keys`
    from joserfc.errors import JoseError

    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    registry.max_payload_length = _LONGEST_PAYLOAD
    try:
        protected, _, signature = token.split(".")
        header = json.loads(decoded(protected))
        decoded(signature)
        payload = jws.deserialize_compact(token, trust.key_set, registry=registry).payload
    except (ValueError, AttributeError, RecursionError, JoseError) as error:
        raise RefusedStatementError(Fault.CHANGED) from error
    if header.get("typ") != kind:
        raise RefusedStatementError(Fault.UNREADABLE)
    return payload


def _proven(kind: Kind, issuer: str, held: Mapping[str, Any], verdict: Any, log: Any, trust: Trust) -> Proven:
    """Check what signed words rest on."""
    try:
        signed = following.checkpoint_of(log["checkpoint"], trust)
        following.follows(verdict, following.entries_of(log["entries"], signed))
        return Proven(kind, issuer, bool(held.get("fictional")), verdict, signed)
    except RefusedStatementError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RefusedStatementError(Fault.UNREADABLE) from error


def _of_badge(held: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a badge says as a verdict says it."""
    subject, certificate = held["credentialSubject"], held["evidence"][0]["certificate"]
    said = (subject["licenseNumber"], held["validFrom"][:10], held.get("validUntil", "")[:10] or None)
    if said != (certificate["number"], certificate["granted"], certificate["valid_until"]):
        raise RefusedStatementError(Fault.CONTRADICTED)
    holder = {"slug": subject["id"].rpartition("/")[2], "name": subject["name"]}
    return {"certificates": [certificate], "organisation": holder, "holder": holder}


def _same_log(proven: Proven, note: str, trust: Trust) -> None:
    """Check a statement against a checkpoint that somebody kept.

    Two checkpoints of different sizes cannot be compared without the log; then the statement is refused too.
    """
    if following.checkpoint_of(note, trust) != proven.checkpoint:
        raise RefusedStatementError(Fault.OTHER_LOG)

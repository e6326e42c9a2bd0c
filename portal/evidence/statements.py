"""A verdict as a statement in JSON: what it says, what it rests on, signed. It can be checked without the portal.

The file is canonical JSON (RFC 8785), so that each statement has one form only. It is signed with a detached JWS (RFC
7515, appendix F) over the same object without its signature: any JOSE library checks it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import rfc8785

from portal.evidence import trust, verdicts
from portal.evidence.grounds import Grounds
from portal.evidence.keys import ALGORITHM, Keys
from portal.register.organisations import IdentifierFact
from portal.register.verification import Verdict

TYPE: Final = "VerdictStatement"
TABLE_TYPE: Final = "TableStatement"
VERSION: Final = 1
JWS_TYPE: Final = "statement+jws"


@dataclass(frozen=True)
class Issuer:
    """Who states: the portal."""

    base: str
    """Scheme and host, without a slash at the end."""
    name: str
    keys: Keys
    fictional: bool = False
    """The register is a demo: whatever is stated of it says so."""

    @property
    def did(self) -> str:
        """Its decentralised identifier."""
        return trust.did(self.base)


@dataclass(frozen=True)
class Statement:
    """A verdict, and everything that a document about it needs."""

    verdict: Verdict
    grounds: Grounds
    issuer: Issuer
    address: str
    """Where the same question is answered anew."""
    identifiers: tuple[IdentifierFact, ...] = ()
    """The numbers that public registers gave the organisation that was asked about."""

    @property
    def made_at(self) -> datetime:
        """The instant of the verdict."""
        return self.verdict.made_at


def said(one: Statement) -> dict[str, Any]:
    """Give everything a statement says, without its signature."""
    found = {
        "type": TYPE,
        "version": VERSION,
        "issuer": one.issuer.did,
        "issuer_name": one.issuer.name,
        "address": one.address,
        "identifiers": identified(one.identifiers),
        "verdict": verdicts.said(one.verdict),
        "log": one.grounds.said,
    }
    return found | {"fictional": True} if one.issuer.fictional else found


def identified(identifiers: Iterable[IdentifierFact]) -> list[dict[str, str]]:
    """Give the numbers of an organisation."""
    return [{"register": one.register_code, "number": one.number} for one in identifiers]


def as_json(one: Statement) -> bytes:
    """Give a statement as a signed file."""
    return signed(one.issuer.keys, said(one))


def table(issuer: Issuer, columns: Sequence[str], rows: Sequence[Sequence[str]], made: datetime) -> bytes:
    """Give many answers as a signed file. Its rows are in the language of its columns, as a person reads them."""
    found: dict[str, Any] = {
        "type": TABLE_TYPE,
        "version": VERSION,
        "issuer": issuer.did,
        "issuer_name": issuer.name,
        "made": made.isoformat(),
        "columns": list(columns),
        "rows": [list(row) for row in rows],
    }
    return signed(issuer.keys, found | {"fictional": True} if issuer.fictional else found)


def signed(keys: Keys, document: dict[str, Any]) -> bytes:
    """Sign an object of JSON: it gets a member "signature"."""
    from joserfc import jws  # loaded where it is used, as in `keys`

    header = {"alg": ALGORITHM, "kid": keys.kid, "typ": JWS_TYPE}
    token = jws.serialize_compact(header, rfc8785.dumps(document), keys.current, algorithms=[ALGORITHM])
    protected, _, signature = token.split(".")
    return rfc8785.dumps(document | {"signature": f"{protected}..{signature}"})

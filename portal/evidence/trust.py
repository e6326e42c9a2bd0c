"""The public keys that statements are checked with: those of this portal, or of a JSON Web Key Set from anywhere."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.evidence import seals
from portal.evidence.keys import ALGORITHM, Keys
from portal.evidence.seals import Seal

if TYPE_CHECKING:  # loaded where it is used, as in `keys`
    from joserfc.jwk import KeySet


@dataclass(frozen=True)
class Trust:
    """The public keys of one portal, those of now and those that were replaced."""

    signing: tuple[Mapping[str, Any], ...]
    """Ed25519 keys as JSON Web Keys."""
    seals: tuple[bytes, ...]
    """Certificates of seals (DER)."""

    @property
    def key_set(self) -> "KeySet":
        """The keys that sign, for a library that checks signatures."""
        from joserfc.jwk import KeySet

        return KeySet.import_key_set({"keys": [dict(one) for one in self.signing]})


def of(keys: Keys, seal: Seal) -> Trust:
    """Give the public keys of this portal."""
    return in_set(jwks(keys, seal))


def jwks(keys: Keys, seal: Seal) -> dict[str, list[dict[str, Any]]]:
    """Give all public keys as a JSON Web Key Set (RFC 7517): those that sign, then the seals."""
    return {"keys": [*keys.jwks["keys"], *(dict(one) for one in seal.public)]}


def in_set(held: Any) -> Trust:
    """Read the keys of a JSON Web Key Set; keys of other kinds are left out.

    :raises ValueError: it is no such set, or has no key that signs
    """
    try:
        found = tuple(key for key in held["keys"] if key.get("kty") == "OKP" and key.get("crv") == "Ed25519")
        signing = tuple({name: str(key[name]) for name in ("kty", "crv", "x", "kid")} for key in found)
        certificates = seals.certificates_in(held)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError("this is no JSON Web Key Set") from error
    if not signing:
        raise ValueError(f"this JSON Web Key Set has no {ALGORITHM} key")
    return Trust(tuple({**key, "alg": ALGORITHM, "use": "sig"} for key in signing), certificates)


def did(base: str) -> str:
    """Give the decentralised identifier of a portal at a base address (did:web: a port's colon is escaped)."""
    return "did:web:" + urlsplit(base).netloc.replace(":", "%3A")


def coded(data: bytes) -> str:
    """Give bytes as base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url without padding, in the one form that these bytes have.

    :raises ValueError: it is none, or another form of the same bytes
    """
    found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if coded(found) != text:
        raise ValueError("no base64url")
    return found

"""The portal's own keys: made on the first start in the instance folder, kept from others, replaced without breaking
what they signed.

One Ed25519 key signs credentials and checkpoints of the log (RFC 8037; the algorithm's name is that of RFC 9864). When
it is replaced its private half is thrown away and its public half stays for ever: what it signed can be checked.
"""

import fcntl
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:  # loaded where it is used: 10 MB that few requests need
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from joserfc.jwk import KeySet, OKPKey

ALGORITHM: Final = "Ed25519"
FILE: Final = "signing.json"
_PUBLIC: Final = ("kty", "crv", "x", "kid", "use", "alg")


@dataclass(frozen=True)
class Keys:
    """The keys of a portal: the one that signs now, and the public halves of all that ever did."""

    origin: str
    """The log's name in its checkpoints (C2SP tlog-checkpoint): no other log may have it."""
    private: Mapping[str, Any]
    """The JSON Web Key that signs now, its secret half included."""
    public: tuple[Mapping[str, Any], ...]
    """JSON Web Keys, the current one first; those that were replaced say until when they signed, as "retired"."""

    @property
    def kid(self) -> str:
        """The id of the key that signs now."""
        return str(self.public[0]["kid"])

    @property
    def current(self) -> "OKPKey":
        """The key that signs now."""
        from joserfc.jwk import OKPKey

        return OKPKey.import_key(dict(self.private))

    @property
    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """All public keys as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [{name: key[name] for name in _PUBLIC} for key in self.public]}

    def did_document(self, host: str) -> dict[str, Any]:
        """Give the document of the did:web of a host: every key stays one that may have signed (W3C DID 1.0)."""
        name = did(host)
        ids = [f"{name}#{key['kid']}" for key in self.public]
        methods = [
            {"id": one, "type": "JsonWebKey", "controller": name, "publicKeyJwk": key}
            for one, key in zip(ids, self.jwks["keys"], strict=True)
        ]
        context = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]
        return {"@context": context, "id": name, "verificationMethod": methods, "assertionMethod": ids}

    @property
    def key_set(self) -> "KeySet":
        """The same, for checking what was signed."""
        from joserfc.jwk import KeySet

        return KeySet.import_key_set(self.jwks)  # type: ignore[arg-type]

    def sign(self, message: bytes) -> bytes:
        """Sign with the key of now (RFC 8032)."""
        return _private(self.current).sign(message)


def did(host: str) -> str:
    """Give the did:web of a host, with or without a port."""
    return f"did:web:{quote(host, safe='')}"


def _private(key: "OKPKey") -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    found = key.get_op_key("sign")
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError("the key that signs is no Ed25519 key")
    return found


def public_key(jwk: Mapping[str, Any]) -> "Ed25519PublicKey":
    """Give a public key as what checks signatures.

    :raises ValueError: it is no Ed25519 key
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from joserfc.jwk import OKPKey

    found = OKPKey.import_key({name: jwk[name] for name in ("kty", "crv", "x")}).get_op_key("verify")
    if not isinstance(found, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")  # noqa: TRY004 - it came from a file
    return found


_making = threading.Lock()


def of(folder: Path, host: str | None = None) -> Keys:
    """Give the keys in an instance folder; they are made where there are none yet.

    :param host: the portal's host, for the name of its log, which stays what it was when the keys were made
    """
    file = folder / "keys" / FILE
    if not file.exists():
        with alone(file):
            if not file.exists():
                write(file, _written(f"{host or 'portal.invalid'}/log", _new(), []))
    return _read(file)


def rotate(folder: Path, now: datetime) -> Keys:
    """Replace the key that signs. What was signed before can still be checked."""
    of(folder)
    file = folder / "keys" / FILE
    with alone(file):
        before = _read(file)
        retired = [{**key, "retired": key.get("retired") or now.isoformat()} for key in before.public]
        write(file, _written(before.origin, _new(), retired))
    return _read(file)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Let nobody else make or replace keys meanwhile: no thread, no other process."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _making, file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _new() -> dict[str, Any]:
    from joserfc.jwk import OKPKey

    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM})
    return {**key.as_dict(private=True), "kid": key.thumbprint()}


def _written(origin: str, current: Mapping[str, Any], retired: list[dict[str, Any]]) -> str:
    return json.dumps({"origin": origin, "current": current, "retired": retired}, indent=1)


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all, readable for the portal alone."""
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")  # with access for its owner alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink()
        raise
    directory = os.open(file.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def _read(file: Path) -> Keys:
    try:
        held = json.loads(file.read_text())
        every, named = (held["current"], *held["retired"]), (*_PUBLIC, "retired")
        public = tuple({name: key[name] for name in named if name in key} for key in every)
        return Keys(held["origin"], held["current"], public)
    except (ValueError, KeyError, TypeError) as error:
        raise OSError(f"{file} is damaged. Put back a copy of it: without it nothing can be signed.") from error

"""The portal's seal for PDF: a P-256 key with a certificate of its own, made on first need, kept from others, replaced
without breaking what it sealed.

PDF readers know X.509 certificates, not JSON Web Keys, and few know Ed25519: so the seal is a key of its own beside
`keys`. Nobody vouches for the certificate but the portal, which publishes it among its keys (RFC 7517, x5c). When the
key is replaced its private half is thrown away and the certificate stays.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from portal.evidence.keys import alone, write

if TYPE_CHECKING:  # loaded where it is used, as in `keys`
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHM: Final = "ES256"
FILE: Final = "seal.json"
_NO_END: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""RFC 5280, 4.1.2.5: a certificate that has no end. What was sealed is checked in ten years, or fifty."""
_LONGEST_NAME: Final = 64
"""RFC 5280, appendix A.1: characters of a common name."""


@dataclass(frozen=True)
class Seal:
    """The seal of a portal: what seals now, and the certificates of all that ever did."""

    private: bytes
    """The private key (PKCS #8, PEM)."""
    certificate: bytes
    """The certificate that belongs to it (DER)."""
    public: tuple[Mapping[str, Any], ...]
    """JSON Web Keys with their certificates, the current one first."""


def of(folder: Path, host: str | None = None) -> Seal:
    """Give the seal in an instance folder; it is made where there is none yet.

    :param host: the portal's host, for the name in the certificate
    """
    file = folder / "keys" / FILE
    if not file.exists():
        with alone(file):
            if not file.exists():
                write(file, _made(host or "portal.invalid", []))
    return _read(file)


def rotate(folder: Path, now: datetime) -> Seal:
    """Replace the key that seals. What was sealed before can still be checked."""
    of(folder)
    file = folder / "keys" / FILE
    with alone(file):
        held = json.loads(file.read_text())
        before = {"certificate": held["certificate"], "retired": now.isoformat()}
        write(file, _made(held["host"], [before, *held["retired"]]))
    return _read(file)


def certificates_in(jwks: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Give the certificates (DER) of the seals in a JSON Web Key Set.

    :raises ValueError: one of them cannot be read
    """
    return tuple(base64.b64decode(key["x5c"][0], validate=True) for key in jwks["keys"] if key.get("x5c"))


def _made(host: str, retired: list[dict[str, str]]) -> str:
    """Make a key and its certificate; give what is written of them."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    der = _certificate(key, host).public_bytes(serialization.Encoding.DER)
    coded = base64.b64encode(der).decode()
    return json.dumps({"host": host, "private": pem, "certificate": coded, "retired": retired}, indent=1)


def _certificate(key: "ec.EllipticCurvePrivateKey", host: str) -> "x509.Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Seal of {host}"[:_LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(_NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _read(file: Path) -> Seal:
    held = json.loads(file.read_text())
    every = [held["certificate"], *(one["certificate"] for one in held["retired"])]
    return Seal(held["private"].encode(), base64.b64decode(held["certificate"]), tuple(_jwk(one) for one in every))


def _jwk(certificate: str) -> Mapping[str, Any]:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from joserfc.jwk import ECKey

    key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("the certificate of the seal holds no key on a curve")
    public = ECKey.import_key(key)
    own = {"use": "sig", "alg": ALGORITHM, "kid": public.thumbprint(), "x5c": [certificate]}
    return {**public.as_dict(private=False), **own}

"""Puts the portal's seal on a PDF (PAdES), and checks it: of the whole file, known, in the one form that it has.

The signature is checked before anything else of a file is read: what strangers send is parsed only when it is our own.

A PDF keeps its signature in a hole that no signature covers. What stands in that hole is therefore compared with what
must stand there, byte for byte: PDF readers accept other forms of the same signature, this check accepts one.
"""

import hashlib
import io
import re
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from asn1crypto import algos, cms, keys, pem, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, validation
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.evidence.seals import Seal

FIELD: Final = "Seal"
_RANGE: Final = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]")


class BrokenSealError(ValueError):
    """A PDF that no known seal seals as a whole."""


def seal(pdf: bytes, own: Seal) -> bytes:
    """Seal a PDF as a whole. Its bytes stay, the seal comes after them."""
    certificate = x509.Certificate.load(own.certificate)
    _, _, key = pem.unarmor(own.private)
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore.from_certs([]),  # what else should stand in the file: nothing
    )
    kind = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        name=certificate.subject.native["common_name"],
    )
    with ThreadPoolExecutor(1) as threads:  # it runs an event loop, and who calls may be in one already
        sealed = threads.submit(signers.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)), kind, signer=signer)
        written: io.BytesIO = sealed.result()
    return written.getvalue()


def check(pdf: bytes, known: Collection[bytes]) -> bytes:
    """Check that a known seal seals a PDF as a whole; give the seal's certificate.

    :param known: certificates of seals (DER)
    :raises BrokenSealError: it does not
    """
    try:
        for certificate in known:
            if _is_exact(pdf, certificate) and _in_a_thread(_fits, pdf, certificate):
                return certificate
    except Exception as error:  # whatever a library stumbles over in a broken file
        raise BrokenSealError("the seal cannot be read") from error
    raise BrokenSealError("no known seal fits the file")


def _in_a_thread(do: Callable[..., bool], *given: object) -> bool:
    """Do it in a thread of its own: pyHanko runs an event loop, and who calls may be in one already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(do, *given).result()


def _fits(pdf: bytes, certificate: bytes) -> bool:
    """Say whether a seal is the only one of a file, and good for the whole of it."""
    signatures = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(certificate)], allow_fetching=False)
    found = validation.validate_pdf_signature(signatures[0], trusted)
    return len(signatures) == 1 and found.bottom_line and found.coverage is SignatureCoverageLevel.ENTIRE_FILE


def _is_exact(pdf: bytes, certificate: bytes) -> bool:
    """Say whether the hole of the file holds the seal in its one form, and nothing else."""
    ranges = _RANGE.findall(pdf)
    if len(ranges) != 1:
        return False
    first, hole, after, rest = map(int, ranges[0])
    if first or after + rest != len(pdf):
        return False
    written = pdf[hole:after]
    held = cms.ContentInfo.load(bytes.fromhex(written[1:-1].decode("ascii")))
    if not _is_signed(held, pdf[:hole] + pdf[after:], certificate):
        return False
    expected = _only_form(held, certificate)
    return written == b"<" + expected.hex().upper().encode().ljust(len(written) - 2, b"0") + b">"


def _is_signed(held: cms.ContentInfo, signed: bytes, certificate: bytes) -> bool:
    """Say whether a signature is good for these bytes: nothing else of a strange file is read before it is."""
    signer = held["content"]["signer_infos"][0]
    digests = [one["values"][0].native for one in signer["signed_attrs"] if one["type"].native == "message_digest"]
    key = load_der_x509_certificate(certificate).public_key()
    if digests != [hashlib.sha256(signed).digest()] or not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _only_form(found: cms.ContentInfo, certificate: bytes) -> bytes:
    """Give the signature's container as this portal writes it, around what a signature covers and the signature."""
    signed_by = x509.Certificate.load(certificate)
    signer = found["content"]["signer_infos"][0]
    own = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": signed_by.issuer, "serial_number": signed_by.serial_number}
                    )
                }
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signer["signature"],
        }
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [signed_by],
            "signer_infos": [own],
        }
    )
    whole: bytes = cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()
    return whole

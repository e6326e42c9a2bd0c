"""Puts the portal's seal on a PDF (PAdES), and checks it: of the whole file, known, in the one form that it has.

A PDF keeps its signature in a hole that no signature covers. What stands in that hole is therefore compared with what
must stand there, byte for byte: PDF readers accept other forms of the same signature, this check accepts one.
"""

import io
import re
from collections.abc import Collection
from typing import Final

from asn1crypto import algos, cms, keys, pem, x509
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
    sealed: io.BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), kind, signer=signer)
    return sealed.getvalue()


def check(pdf: bytes, known: Collection[bytes]) -> bytes:
    """Check that a known seal seals a PDF as a whole; give the seal's certificate.

    :param known: certificates of seals (DER)
    :raises BrokenSealError: it does not
    """
    try:
        for certificate in known:
            if _is_exact(pdf, certificate) and _fits(pdf, certificate):
                return certificate
    except Exception as error:  # whatever a library stumbles over in a broken file
        raise BrokenSealError("the seal cannot be read") from error
    raise BrokenSealError("no known seal fits the file")


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
    held = bytes.fromhex(written[1:-1].decode("ascii"))
    expected = _only_form(cms.ContentInfo.load(held), certificate)
    return written == b"<" + expected.hex().upper().encode().ljust(len(written) - 2, b"0") + b">"


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

"""Opens a sealed PDF: what is inside, and what stands on it. Only after its seal was found good is it read further."""

import io
from collections.abc import Collection

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.evidence import sealing
from portal.evidence.sealing import BrokenSealError
from portal.evidence.sheets import INSIDE


def opened(pdf: bytes, seals: Collection[bytes]) -> tuple[bytes, str]:
    """Give the statement inside a PDF, and the text of its pages without any white space.

    :param seals: certificates of seals that are known (DER)
    :raises BrokenSealError: none of them seals the whole file, or there is no statement inside
    """
    sealing.check(pdf, seals)
    try:
        reader = PdfReader(io.BytesIO(pdf))
        (inside,) = reader.attachments[INSIDE]
        text = "".join(page.extract_text() for page in reader.pages)
    except (KeyError, ValueError, PyPdfError) as error:
        raise BrokenSealError("there is no statement inside") from error
    return inside, "".join(text.split())

"""Makes PDF of sheets with typst: PDF/UA-1 and PDF/A-3, from the fonts that typst brings along, without a network.

typst and what seals take some 60 MB, so this runs in a process of its own: see `press`.
"""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import segno
import typst

from portal.evidence.sheets import INSIDE, STATEMENT, TABLE

_TEMPLATES: Final = Path(__file__).parent / "templates"
STANDARDS: Final = ["a-3a", "ua-1"]
CREDENTIAL: Final = "credential.jwt"


def statement(data: Mapping[str, Any], said: bytes, credential: bytes) -> bytes:
    """Give a statement as PDF, the statement in JSON and the credential inside."""
    code = io.BytesIO()
    segno.make(data["address"], error="m").save(code, kind="svg", border=0, xmldecl=False, scale=4)
    attachments = [
        _attachment(INSIDE, "application/json", "data", data["attached"]),
        _attachment(CREDENTIAL, "application/vc+jwt", "alternative", data["attached"]),
    ]
    files = {"qr.svg": code.getvalue(), INSIDE: said, CREDENTIAL: credential}
    return _compiled(STATEMENT, {**data, "attachments": attachments}, files)


def table(data: Mapping[str, Any], said: bytes) -> bytes:
    """Give a table as PDF, the same in JSON inside."""
    attachments = [_attachment(INSIDE, "application/json", "data", data["attached"])]
    return _compiled(TABLE, {**data, "attachments": attachments}, {INSIDE: said})


def _attachment(name: str, kind: str, relationship: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "relationship": relationship, "description": description}


def _compiled(template: str, data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    sources = {
        "main.typ": (_TEMPLATES / f"{template}.typ").read_bytes(),
        "data.json": json.dumps(data).encode(),
        **files,
    }
    compiled: Any = typst.compile  # its stubs do not know of several files
    return bytes(compiled(sources, ignore_system_fonts=True, pdf_standards=STANDARDS))

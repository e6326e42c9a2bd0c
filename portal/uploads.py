"""What the form of many verifications sends: read in memory, no file on the disk, nothing kept."""

import io
from dataclasses import dataclass
from typing import Any, Final

from flask import request
from werkzeug.formparser import FormDataParser

from portal import asking, days, language
from portal.batch import carrying, reading
from portal.batch.asking import Days
from portal.batch.tables import MOST_BYTES, RefusedError, Table
from portal.words import N_

PAGE: Final = "page"
"""The form of an answer that is no file."""
_MOST_SENT: Final = MOST_BYTES + 2**16
_MOST_DRAINED: Final = 32 * 2**20
_MOST_FIELDS: Final = 20
_DAYS: Final = ("on", "from", "to")


@dataclass(frozen=True)
class Sent:
    """What the form sends."""

    text: str = ""
    file: bytes | None = None
    """None: no file was chosen."""
    rows: str = ""
    """The rows of an answer, to be asked again."""
    on: str = ""
    first: str = ""
    last: str = ""
    format: str = PAGE


def sent() -> Sent:
    """Read the form in memory, no file on the disk; what is no such form is empty.

    :raises RequestEntityTooLarge: there is too much of it
    """
    if request.mimetype != "multipart/form-data":  # the other kind could hold millions of fields
        return Sent()
    parser = FormDataParser(
        stream_factory=lambda *_, **__: io.BytesIO(),
        max_form_memory_size=_MOST_SENT,
        max_content_length=_MOST_SENT,
        max_form_parts=_MOST_FIELDS,
    )
    _, form, files = parser.parse_from_environ(request.environ)
    file = files.get("file")
    data = file.stream.read() if file else b""
    on, first, last = (asking.readable(form.get(name, ""))[:40] for name in _DAYS)
    return Sent(
        form.get("list", ""),
        data if file and (data or file.filename) else None,
        form.get("rows", ""),
        on,
        first,
        last,
        form.get("format", PAGE),
    )


def drain() -> None:
    """Read what is still coming in, and forget it: a browser that cannot send would not show the answer either."""
    stream: Any = request.environ["wsgi.input"]
    left = min(request.content_length or 0, _MOST_DRAINED)
    while left > 0 and (piece := stream.read(min(left, 2**16))):
        left -= len(piece)


def days_of(sent: Sent) -> Days:
    """Give the day or the period that a form asks for.

    :raises RefusedError: there is no such day or period
    """
    try:
        on, first, last = days.read(sent.on), days.read(sent.first), days.read(sent.last)
    except days.NoDayError as error:
        raise RefusedError(str(error)) from error
    if on and (first or last):
        raise RefusedError(N_("Ask for one day or for a period, not for both."))
    if bool(first) != bool(last):
        raise RefusedError(N_("A period needs its first and its last day."))
    if first and last and last < first:
        raise RefusedError(N_("The period ends before it begins."))
    return Days(first, last) if first else Days(on)


def table_of(sent: Sent) -> Table:
    """Give the list that a form sends: pasted, as a file, or the rows of an answer.

    :raises RefusedError: it cannot be taken
    """
    if sent.rows:
        return carrying.unpacked(sent.rows)
    if sent.file is not None and sent.text.strip():
        raise RefusedError(N_("Paste a list or choose a file, not both."))
    if sent.file is not None:
        return reading.from_bytes(sent.file, language.current())
    return reading.from_text(sent.text)

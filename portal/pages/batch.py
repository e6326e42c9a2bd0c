"""Verification of many at once: a pasted list or a file comes in, the same rows with their verdicts go out.

Nothing of it is kept: the upload is read in memory, answered and forgotten.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from portal import answered, language, stating, uploads
from portal.access import public
from portal.answered import ShownAnswer
from portal.batch import carrying, writing
from portal.batch.asking import Days, answers
from portal.batch.tables import MOST_BYTES, MOST_ROWS, RefusedError, Remark, Table
from portal.current import now, store, today
from portal.evidence.press import PressError
from portal.language import gettext
from portal.repeats import repeatable
from portal.uploads import Sent
from portal.words import N_

blueprint = Blueprint("batch", __name__, url_prefix="/<lang>")

MOST_SHOWN: Final = 500
"""Rows on the page; files hold all of them."""
_LONGEST_WAIT: Final = 20.0
_TURN: Final = threading.Lock()
"""One list at a time is read in a process, so that its memory stays what one list needs."""
_QUEUE: Final = threading.BoundedSemaphore(3)
"""Who is answered or waits for it: one of the four threads of a process stays free for whoever asks for a page."""


PDF: Final = "pdf"
MOST_ON_PAPER: Final = 1_000
"""Rows of a PDF."""
MOST_LETTERS: Final = 300_000
"""Letters of its rows. So many take some 270 MB beside this process while it is made, and give a file of less than
2 MB, which the page that checks statements still takes."""
_TOO_MANY: Final = N_("A PDF holds at most %(most)s rows. This list has %(count)s. Take CSV or XLSX, or several lists.")
_TOO_LONG: Final = N_("These rows are too long for one PDF. Take CSV or XLSX, or several lists.")
_NO_PRESS: Final = N_("The PDF could not be made. Please try again in a minute, or take CSV or XLSX.")


@dataclass(frozen=True)
class _File:
    """A kind of file for spreadsheets."""

    mimetype: str
    make: Callable[[Iterable[Sequence[str]]], bytes]


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    return writing.as_csv(lines, answered.SEPARATORS.get(language.current(), ";"))


def _xlsx(lines: Iterable[Sequence[str]]) -> bytes:
    return writing.as_xlsx(lines, gettext("Certificates"))


FILES: Final[Mapping[str, _File]] = {
    "csv": _File("text/csv; charset=utf-8", _csv),
    "xlsx": _File("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
"""By its ending: answers and templates. A PDF is for answers alone."""


@dataclass(frozen=True)
class BatchPage:
    """What the page shows: the form with what was written and what is wrong with it, or the answers."""

    sent: Sent = field(default_factory=Sent)
    list_error: str = ""
    file_error: str = ""
    day_error: str = ""
    answers: tuple[ShownAnswer, ...] = ()
    """The first `MOST_SHOWN`."""
    count: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    days: Days = field(default_factory=Days)
    carried: str = ""
    no_pdf: str = ""
    """Why the answers did not come as PDF."""
    most_on_paper: int = MOST_ON_PAPER
    most_rows: int = MOST_ROWS
    most_shown: int = MOST_SHOWN
    most_megabytes: int = MOST_BYTES // 2**20


@blueprint.get("/verify/batch", endpoint="page")
@public
@repeatable
def form_page() -> str:
    """Show the form."""
    return render_template("pages/batch.html", page=BatchPage())


@blueprint.get("/verify/batch/template.<ending>", endpoint="template")
@public
@repeatable
def template(ending: str) -> Response:
    """Give an empty table to fill in."""
    if ending not in FILES:
        abort(404)
    return _file(FILES[ending].make([answered.template()]), FILES[ending].mimetype, ending, gettext("template"))


@blueprint.post("/verify/batch", endpoint="answer")
@public
def answer_page() -> Response:
    """Answer a list, as the page or as a file; a list that cannot be taken gets the form with the reason."""
    try:
        sent = uploads.sent()
    except RequestEntityTooLarge:
        uploads.drain()
        error = _said(Remark(N_("The file is larger than %(most)s MB."), {"most": MOST_BYTES // 2**20}))
        return _shown(BatchPage(file_error=error), 413)
    with _turn() as is_ours:
        if is_ours:
            return _answer(sent)
    wait = gettext("Other lists are being checked right now. Please try again in a minute.")
    response = _shown(BatchPage(sent, list_error=wait), 503)
    response.headers["Retry-After"] = "60"
    return response


@contextmanager
def _turn() -> Iterator[bool]:
    """Wait for one's turn, and say whether it came."""
    if not _QUEUE.acquire(blocking=False):
        yield False
        return
    try:
        is_ours = _TURN.acquire(timeout=_LONGEST_WAIT)
        try:
            yield is_ours
        finally:
            if is_ours:
                _TURN.release()
    finally:
        _QUEUE.release()


def _answer(sent: Sent) -> Response:
    try:
        asked = uploads.days_of(sent)
    except RefusedError as error:
        return _shown(BatchPage(sent, day_error=_said(error.remark)), error.status)
    try:
        table = uploads.table_of(sent)
    except RefusedError as error:
        said = _said(error.remark)
        return _shown(
            BatchPage(sent, **{"list_error" if sent.file is None else "file_error": said}),  # type: ignore[arg-type]
            error.status,
        )
    with store().reading() as session:
        found = answers(session, table, asked, now())
        if file := FILES.get(sent.format):
            lines = answered.lines(found, table, asked)
            return _file(file.make(lines), file.mimetype, sent.format, today().isoformat())
        rows, everything = [], []
        for one in found:  # its verdict is let go before the next
            rows.append(one.row)
            everything.append(answered.shown(one, table))
    table = replace(table, rows=tuple(rows))
    if sent.format != PDF:
        return _shown(_result(sent, table, asked, everything), 200)
    return _on_paper(sent, table, asked, everything)


def _on_paper(sent: Sent, table: Table, asked: Days, everything: Sequence[ShownAnswer]) -> Response:
    """Give the answers as PDF; where there can be none, the page of answers says why and loses nothing."""
    page = replace(_result(sent, table, asked, everything), sent=replace(sent, file=None, rows=""))
    if page.count > MOST_ON_PAPER:
        error = gettext(_TOO_MANY, most=language.number(MOST_ON_PAPER), count=language.number(page.count))
        return _shown(replace(page, no_pdf=error), 413)
    rows = [answered.sheet_row(one) for one in everything]
    if sum(len(cell) for row in rows for cell in row) > MOST_LETTERS:
        return _shown(replace(page, no_pdf=gettext(_TOO_LONG)), 413)
    try:
        data = stating.table(rows, _above(page))
    except PressError:
        response = _shown(replace(page, no_pdf=gettext(_NO_PRESS)), 503)
        response.headers["Retry-After"] = "60"
        return response
    return _file(data, "application/pdf", PDF, today().isoformat())


def _above(page: BatchPage) -> list[str]:
    """Give what stands above the rows of a PDF: the days, how many rows have each answer, how the list was read."""
    counts = ", ".join(f"{words}: {language.number(count)}" for words, count in page.counts)
    return [answered.about(page.days, today()), counts, *filter(None, [" ".join(page.notes)])]


def _result(sent: Sent, table: Table, asked: Days, everything: Iterable[ShownAnswer]) -> BatchPage:
    carried = carrying.packed(table)
    rest = iter(everything)
    first = tuple(islice(rest, MOST_SHOWN))
    counts = answered.counts(chain(first, rest))
    return BatchPage(
        sent=replace(sent, text="", file=None, rows=""),
        answers=first,
        count=counts.total(),
        counts=tuple(counts.most_common()),
        notes=tuple(_said(note) for note in table.notes),
        days=asked,
        carried=carried if len(carried.encode()) <= carrying.MOST_CARRIED else "",
    )


def _said(remark: Remark) -> str:
    values = {name: language.number(one) if isinstance(one, int) else one for name, one in remark.values.items()}
    return gettext(remark.text, **values)


def _shown(page: BatchPage, status: int) -> Response:
    response = make_response(render_template("pages/batch.html", page=page), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(data: bytes, mimetype: str, ending: str, name: str) -> Response:
    response = Response(data, content_type=mimetype)
    certificates = gettext("certificates")
    named = f"{certificates}-{name}.{ending}"
    # A header is ASCII, a name need not be (RFC 6266): old readers take the plain one.
    names = {"filename": f"certificates.{ending}", "filename*": f"UTF-8''{quote(named)}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response

"""The process that makes and opens PDF: reads jobs, writes answers, ends when it has had none for a while.

Started by `press`. It loads what a job needs when the first such job comes.
"""

import base64
import json
import resource
import select
import struct
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Final

IDLE: Final = 20
"""Seconds after which it ends when there is no job."""
MEMORY: Final = 2**30
"""Bytes of address space: libraries and fonts are mapped into it too."""
_LENGTH: Final = struct.Struct(">Q")


def write(pipe: IO[bytes], message: Mapping[str, Any]) -> None:
    """Write a message."""
    body = json.dumps(message).encode()
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def read(pipe: IO[bytes]) -> dict[str, Any] | None:
    """Read a message; None: the other side has ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return dict(json.loads(body)) if len(body) == length else None


def text(data: bytes) -> str:
    """Give bytes as a message carries them."""
    return base64.b64encode(data).decode()


def plain(carried: str) -> bytes:
    """Give bytes that a message carried."""
    return base64.b64decode(carried)


def _statement(job: Mapping[str, Any]) -> dict[str, Any]:
    from portal.evidence import printing

    return _sealed(job, printing.statement(job["data"], plain(job["said"]), plain(job["credential"])))


def _table(job: Mapping[str, Any]) -> dict[str, Any]:
    from portal.evidence import printing

    return _sealed(job, printing.table(job["data"], plain(job["said"])))


def _sealed(job: Mapping[str, Any], pdf: bytes) -> dict[str, Any]:
    from portal.evidence import sealing, seals

    return {"pdf": text(sealing.seal(pdf, seals.of(Path(job["folder"]), job["host"])))}


def _open(job: Mapping[str, Any]) -> dict[str, Any]:
    from portal.evidence import opening

    inside, words = opening.opened(plain(job["pdf"]), [plain(one) for one in job["seals"]])
    return {"inside": text(inside), "text": words}


_JOBS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "statement": _statement,
    "table": _table,
    "open": _open,
}


def main() -> None:
    """Do jobs until there are none: the process beside the portal's own."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    while select.select([source], [], [], IDLE)[0]:
        job = read(source)
        if job is None:
            return
        try:
            answer = _JOBS[job["job"]](job)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with a job, the next one is done
            answer = {"error": type(error).__name__}
        write(sink, answer)


if __name__ == "__main__":
    main()

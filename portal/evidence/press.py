"""PDF is made and opened in a process beside this one: it takes 60 MB and reads files from strangers.

The process is started when it is first needed, does one job at a time, and ends by itself when it has had none for a
while. It has bounds of its own: what a hostile file costs, it costs there.
"""

import atexit
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.pressing import plain, read, text, write
from portal.evidence.trust import Trust
from portal.processors import on_any

LONGEST: Final = 30
"""Seconds that a job may take."""
_ROOT: Final = Path(__file__).parent.parent.parent


class PressError(RuntimeError):
    """The process beside this one could not do its job."""


class Press:
    """A process that does jobs with PDF, one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.close)

    def statement(self, folder: Path, host: str | None, data: Mapping[str, Any], inside: tuple[bytes, bytes]) -> bytes:
        """Give a sealed statement.

        :param folder: the instance folder, where the key of the seal is
        :param data: what stands on the page, as `portal.evidence.sheets.data_of` gives it
        :param inside: the statement in JSON, and the credential
        :raises PressError: it could not be made
        """
        said, credential = map(text, inside)
        own = {"folder": str(folder), "host": host, "data": data, "said": said, "credential": credential}
        return plain(self._done({"job": "statement", **own})["pdf"])

    def table(self, folder: Path, host: str | None, data: Mapping[str, Any], said: bytes) -> bytes:
        """Give a sealed table.

        :param said: the same in JSON
        :raises PressError: it could not be made
        """
        own = {"folder": str(folder), "host": host, "data": data, "said": text(said)}
        try:
            return plain(self._done({"job": "table", **own})["pdf"])
        finally:
            self.close()  # 5,000 rows take 600 MB, which it would keep

    def opened(self, pdf: bytes, trust: Trust) -> tuple[bytes, str]:
        """Open a sealed PDF, as `portal.evidence.opening`.

        :raises RefusedStatementError: no known seal seals it, or it asks too much
        """
        seals = [text(one) for one in trust.seals]
        try:
            found = self._done({"job": "open", "pdf": text(pdf), "seals": seals})
        except PressError as error:
            raise RefusedStatementError(Fault.CHANGED) from error
        return plain(found["inside"]), found["text"]

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _done(self, job: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            answer = self._asked(job)
            if answer is None:  # it may have ended for want of a job just then
                answer = self._asked(job)
        if answer is None:
            raise PressError("the process beside this one ended")
        if "error" in answer:
            raise PressError(answer["error"])
        return answer

    def _asked(self, job: Mapping[str, Any]) -> dict[str, Any] | None:
        """Have a job done; None: the process ended over it, or took too long."""
        process = self._running()
        watch = threading.Timer(LONGEST, process.kill)
        watch.start()
        try:
            if process.stdin and process.stdout:
                write(process.stdin, job)
                if answer := read(process.stdout):
                    return answer
        except BrokenPipeError:
            pass
        finally:
            watch.cancel()
        self._end()
        return None

    def _running(self) -> "subprocess.Popen[bytes]":
        """Give the process; a new one where it has ended, or was started before this process was forked."""
        own = self._process
        if own is not None and self._owner == os.getpid() and own.poll() is None and not _has_ended(own):
            return own
        self._end()
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        with on_any():
            self._process = subprocess.Popen(
                [sys.executable, "-m", "portal.evidence.pressing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )
        self._owner = os.getpid()
        return self._process

    def _end(self) -> None:
        own, self._process = self._process, None
        if own is None or self._owner != os.getpid():
            return
        own.kill()
        with suppress(BrokenPipeError):
            own.communicate()


def _has_ended(process: "subprocess.Popen[bytes]") -> bool:
    """Say whether a process has closed its end: it says nothing unless it is asked."""
    return process.stdout is None or bool(select.select([process.stdout], [], [], 0)[0])

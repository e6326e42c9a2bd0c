"""Each of a server's processes keeps to one processor, where its threads take turns without waking another one.

Python lets one thread of a process run at a time. Where they lie on several processors, each hand-over wakes another
one and finds its caches cold: measured on two virtual processors, almost half the time of a short answer and a seventh
of a long one. A server makes use of several processors by several processes, and these share them out by locks on a
file. Where there are more processes than processors, or no file can be written, chance decides.
"""

import fcntl
import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_given: set[int] = set()
"""The processors that this process was given, before it kept to one of them."""
_held: list[IO[bytes]] = []
"""What holds this process's lock as long as it lives."""
KNOWN: Final = hasattr(os, "sched_setaffinity")
"""Whether this system lets a process choose."""


class OneProcessor:
    """Keeps the process that answers to one processor, from its first answer on.

    Not before: a server may load an app in one process and answer in others.

    :param inner: the app
    :param file: says which processors are taken; it is made where it is missing
    """

    def __init__(self, inner: "WSGIApplication", file: Path) -> None:
        self._inner = inner
        self._file = file
        self._is_first = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer."""
        if self._is_first.acquire(blocking=False):  # and never released
            keep_to_one(self._file)
        return self._inner(environ, start_response)


def keep_to_one(file: Path) -> None:
    """Keep this process, with the threads that it has and will have, to one of the processors that it was given."""
    if not KNOWN:
        return
    _given.update(os.sched_getaffinity(0))
    processors = sorted(_given)
    random.shuffle(processors)  # other servers on the machine cannot be asked
    own = next((one for one in processors if _is_free(one, file)), processors[0])
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has ended
            os.sched_setaffinity(int(thread.name), {own})


def _is_free(processor: int, file: Path) -> bool:
    """Take a processor if no other process has it. The lock goes with the process, however that ends."""
    try:
        if not _held:
            _held.append(file.open("ab"))
        fcntl.lockf(_held[0], fcntl.LOCK_EX | fcntl.LOCK_NB, 1, processor)
    except OSError:
        return False
    return True


@contextmanager
def on_any() -> Iterator[None]:
    """Let the programs that are started here run on every processor: they compute while visitors are answered."""
    own = os.sched_getaffinity(0) if _given else set()
    if own:
        os.sched_setaffinity(0, _given)
    try:
        yield
    finally:
        if own:
            os.sched_setaffinity(0, own)

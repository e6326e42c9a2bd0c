"""What a WSGI server starts: the only global of the project."""

import ctypes
import gc
import os
from contextlib import suppress

from portal.app import create_app, warm
from portal.processors import OneProcessor
from portal.settings import Settings

M_ARENA_MAX = -8
"""What glibc calls the greatest number of heaps; other C libraries have nothing to set."""

# Four threads of a process need no four heaps; each keeps what it once had.
with suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
settings = Settings.from_environment(os.environ)
app = create_app(settings)
app.wsgi_app = OneProcessor(app.wsgi_app, settings.instance / "processors")  # type: ignore[method-assign]
warm(app)
# What was read stays as long as the server: its processes share it, and nobody looks through it for garbage, neither
# while visitors wait nor when the server stops.
gc.collect()
gc.freeze()

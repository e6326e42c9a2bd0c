"""What a WSGI server starts: the only global of the project."""

import gc
import os

from portal.app import create_app, warm
from portal.settings import Settings

app = create_app(Settings.from_environment(os.environ))
warm(app)
# What was read stays as long as the server: its processes share it, and nobody looks through it for garbage, neither
# while visitors wait nor when the server stops.
gc.collect()
gc.freeze()

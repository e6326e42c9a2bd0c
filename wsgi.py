"""What a WSGI server starts: the only global of the project."""

import os

from portal.app import create_app, warm
from portal.settings import Settings

app = create_app(Settings.from_environment(os.environ))
warm(app)

"""The portal's own files: styles, fonts, scripts, icons."""

from flask import Blueprint, abort, current_app, send_from_directory
from werkzeug.wrappers import Response

from portal.access import public
from portal.frame import STATIC
from portal.repeats import repeatable

blueprint = Blueprint("files", __name__)

FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/static/<version>/<path:path>")
@public
@repeatable
def static_file(version: str, path: str) -> Response:
    """Give a file. Its address holds the version of all files, so that a browser may keep it for ever."""
    if version != current_app.config["STATIC_VERSION"]:
        abort(404)
    response = send_from_directory(STATIC, path)
    # Held in memory, so that it is compressed like a page: a streamed answer is not compressed for every browser.
    response.direct_passthrough = False
    response.set_data(response.get_data())
    response.headers["Cache-Control"] = FOREVER
    return response


@blueprint.get("/favicon.ico")
@public
def favicon() -> Response:
    """Give the icon that browsers ask for by themselves."""
    response = send_from_directory(STATIC, "favicon.ico", mimetype="image/vnd.microsoft.icon")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response

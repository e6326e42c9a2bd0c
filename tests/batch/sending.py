"""Sends the form of many verifications as a browser does."""

import io

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart


def post(client: FlaskClient, where: str, *, file: bytes | None = None, **fields: str) -> TestResponse:
    """Send a file, or what was pasted; `from_` stands for the field "from"."""
    sent: dict[str, object] = {name.rstrip("_"): value for name, value in fields.items()}
    if file is not None:
        sent["file"] = FileStorage(io.BytesIO(file), "list.csv", "file")
    # In memory: the client's own way would leave files open.
    body, _, boundary = stream_encode_multipart(sent, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(where, data=body.read(), content_type=kind, buffered=True)

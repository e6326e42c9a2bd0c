"""The portal's own files come compressed to every browser, and are kept for ever under the version of them all."""

import gzip

import brotli  # type: ignore[import-untyped]
import pytest

from portal.frame import STATIC
from tests.visitor import Visitor


@pytest.mark.parametrize(("accepted", "unpack"), [("gzip", gzip.decompress), ("br, gzip", brotli.decompress)])
def test_files_are_compressed_and_kept(visitor: Visitor, accepted: str, unpack: object) -> None:
    address = visitor.get("/nb/").values('link[rel="stylesheet"]', "href")[0]
    answer = visitor.fetch(address, accept_encoding=accepted)
    assert answer.headers["Content-Encoding"] == accepted.split(",", maxsplit=1)[0]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert unpack(answer.data) == (STATIC / "theme.css").read_bytes()  # type: ignore[operator]


@pytest.mark.parametrize("address", ["/static/000000000000/theme.css", "/static/{version}/../../settings.py"])
def test_what_is_no_file_is_not_there(visitor: Visitor, address: str) -> None:
    version = visitor.get("/nb/").values('link[rel="stylesheet"]', "href")[0].split("/")[2]
    visitor.fetch(address.replace("{version}", version), status=404)


def test_an_unchanged_page_costs_nothing(visitor: Visitor) -> None:
    first = visitor.fetch("/nb/firms", accept_encoding="br")
    again = visitor.fetch("/nb/firms", status=304, accept_encoding="br", if_none_match=first.headers["ETag"])
    assert (again.data, "Set-Cookie" in first.headers) == (b"", False)
    visitor.fetch("/nl/firms", accept_encoding="br", if_none_match=first.headers["ETag"])

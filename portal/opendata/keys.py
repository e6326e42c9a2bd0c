"""The portal's public keys, where tools look for them: as a key set (RFC 7517) and as a DID document (did:web)."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from portal.access import public
from portal.current import portal
from portal.evidence import keys, seals, trust
from portal.frame import base_url

blueprint = Blueprint("keys", __name__, url_prefix="/.well-known")

_FRESH: Final = "public, max-age=60"


@blueprint.get("/jwks.json")
@public
def key_set() -> Response:
    """Give every public key, that of now first: those that sign, then those that seal documents."""
    settings = portal().settings
    seal = seals.of(settings.instance, settings.host)
    return _answer(trust.jwks(_held(), seal), "application/jwk-set+json")


@blueprint.get("/did.json")
@public
def identity() -> Response:
    """Say who signs: the document of did:web for this host."""
    return _answer(_held().did_document(urlsplit(base_url()).netloc), "application/did+json")


def _held() -> keys.Keys:
    settings = portal().settings
    return keys.of(settings.instance, settings.host)


def _answer(said: Mapping[str, Any], content_type: str) -> Response:
    response = Response(json.dumps(said) + "\n", content_type=content_type)
    response.headers["Cache-Control"] = _FRESH
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response

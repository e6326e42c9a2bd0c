"""The description of the API (OpenAPI 3.1), made from the shapes that hold its questions and answers."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from portal.opendata import shapes

_REFERENCE: Final = "#/components/schemas/{model}"
_ERRORS: Final = {
    400: "The question cannot be read. `errors` names what is wrong.",
    404: "There is none.",
    405: "Another method is needed.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A question cannot be answered as it is. `errors` names each fault and where it stands.",
    503: "The register does not answer right now.",
}
_DESCRIPTION: Final = (
    "What the register knows of certificates, free and without a key. A verdict says whether a certificate is valid on "
    "a day or for a period, and what that rests on. Days are calendar days in the scheme's time zone, instants are in "
    "UTC. Nothing about who asks is stored. Answers are canonical JSON (RFC 8785), errors are problem details "
    "(RFC 9457), in the language of Accept-Language (nb, nl, bg or en). Licence of the data: CC BY 4.0."
)


def document(base: str) -> dict[str, Any]:
    """Give the document for a portal at an address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Inclusive employers: the register", "version": "1.0.0", "description": _DESCRIPTION},
        "servers": [{"url": base}],
        "security": [],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


@cache
def _schemas() -> dict[str, Any]:
    models = (shapes.Question, shapes.Verdict, shapes.OneCertificate, shapes.Problem)
    _, found = models_json_schema([(model, "validation") for model in models], ref_template=_REFERENCE)
    schemas: dict[str, Any] = found["$defs"]
    return schemas


@cache
def _paths() -> dict[str, Any]:
    questions = {"type": "array", "maxItems": shapes.MOST_QUESTIONS, "items": _shape("Question")}
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/api/v1/verify": {
            "get": {
                "operationId": "verify",
                "summary": "Verify one certificate or organisation.",
                "parameters": [*_parameters(), _KNOWN],
                "responses": _answers("The verdict; also a definite no.", _shape("Verdict"), 400, kept=True),
            },
            "post": {
                "operationId": "verifyMany",
                "summary": f"Verify up to {shapes.MOST_QUESTIONS} at once.",
                "requestBody": {"required": True, "content": {"application/json": {"schema": questions}}},
                "responses": _answers(
                    "The verdicts, in the order of the questions.",
                    {"type": "array", "items": _shape("Verdict")},
                    *(400, 413, 415, 422),
                ),
            },
        },
        "/api/v1/certificates/{number}": {
            "get": {
                "operationId": "certificate",
                "summary": "A certificate with its history and its status today.",
                "parameters": [number, _KNOWN],
                "responses": _answers("The certificate.", _shape("OneCertificate"), 400, 404, kept=True),
            }
        },
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "described",
                "summary": "This document.",
                "responses": _answers("The document.", {"type": "object"}),
            }
        },
    }


_KNOWN: Final = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an answer that is there already.",
    "schema": {"type": "string"},
}


def _parameters() -> list[dict[str, Any]]:
    """Give the parts of a question as an address holds them."""
    found = []
    for name, schema in _schemas()["Question"]["properties"].items():
        (plain,) = [one for one in schema["anyOf"] if one.get("type") != "null"]
        parameter = {"name": name, "in": "query", "description": schema["description"], "schema": plain}
        found.append(parameter | ({"example": schema["examples"][0]} if "examples" in schema else {}))
    return found


def _answers(said: str, schema: Mapping[str, Any], *errors: int, kept: bool = False) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": said, "content": {"application/json": {"schema": schema}}}
    if kept:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
    found: dict[str, Any] = {"200": answer}
    if kept:
        found["304"] = {"description": "It is the same as what you have."}
    for status in (*errors, 503):
        content = {"application/problem+json": {"schema": _shape("Problem")}}
        found[str(status)] = {"description": _ERRORS[status], "content": content}
    return found


def _shape(name: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=name)}

"""The keys: made once, for their owner alone, and replaced without breaking what they signed."""

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jwcrypto import jwk, jws
from jwcrypto.common import base64url_encode

from portal.evidence import checkpoints, keys
from portal.evidence.checkpoints import BadCheckpointError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_they_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    held = keys.of(tmp_path, "register.example")
    again = keys.of(tmp_path, "another.example")
    assert (again.origin, again.kid) == (held.origin, held.kid) == ("register.example/log", held.kid)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / keys.FILE).stat().st_mode) == 0o600


def test_many_first_starts_agree_on_one_key(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(keys.of(tmp_path).kid)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (8, 1)


def test_the_public_half_alone_is_published(tmp_path: Path) -> None:
    (key,) = keys.of(tmp_path).jwks["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert key["kid"] == jwk.JWK(**{name: key[name] for name in ("kty", "crv", "x")}).thumbprint()


def test_what_was_signed_before_a_rotation_still_verifies(tmp_path: Path) -> None:
    before = keys.of(tmp_path, "register.example")
    note, signature = checkpoints.note(before, 3, bytes(32)), before.sign(b"message")
    middle = keys.rotate(tmp_path, NOW)
    after = keys.rotate(tmp_path, LATER)
    assert (after.origin, len({before.kid, middle.kid, after.kid})) == (before.origin, 3)
    assert [key["kid"] for key in after.public] == [after.kid, middle.kid, before.kid]
    assert [key.get("retired") for key in after.public] == [None, LATER.isoformat(), NOW.isoformat()]
    assert checkpoints.read(note, after.origin, after.public).size == 3
    keys.public_key(after.public[2]).verify(signature, b"message")
    assert checkpoints.read(checkpoints.note(after, 4, bytes(32)), after.origin, after.public).size == 4
    with pytest.raises(BadCheckpointError):
        checkpoints.read(checkpoints.note(after, 4, bytes(32)), before.origin, before.public)


def test_the_private_half_of_a_replaced_key_is_gone(tmp_path: Path) -> None:
    keys.of(tmp_path)
    before = json.loads((tmp_path / "keys" / keys.FILE).read_text())["current"]
    keys.rotate(tmp_path, NOW)
    text = (tmp_path / "keys" / keys.FILE).read_text()
    assert before["d"] not in text
    assert [key["x"] for key in json.loads(text)["retired"]] == [before["x"]]
    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == [keys.FILE, "signing.lock"]


def test_another_library_takes_the_key_set(tmp_path: Path) -> None:
    held = keys.of(tmp_path)
    known = jwk.JWKSet.from_json(json.dumps(held.jwks)).get_key(held.kid)
    header = json.dumps({"alg": "EdDSA", "kid": held.kid})
    coded = [base64url_encode(part) for part in (header, "{}")]
    signed = ".".join([*coded, base64url_encode(held.sign(".".join(coded).encode()))])
    token = jws.JWS()
    token.deserialize(signed)
    token.verify(known)
    assert token.is_valid


def test_who_signs_is_named_by_the_host(tmp_path: Path) -> None:
    keys.of(tmp_path)
    held = keys.rotate(tmp_path, NOW)
    said = held.did_document("localhost:8000")
    assert said["id"] == "did:web:localhost%3A8000"
    assert [method["publicKeyJwk"]["kid"] for method in said["verificationMethod"]] == [
        key["kid"] for key in held.public
    ]
    assert said["assertionMethod"] == [method["id"] for method in said["verificationMethod"]]
    assert {method["controller"] for method in said["verificationMethod"]} == {said["id"]}

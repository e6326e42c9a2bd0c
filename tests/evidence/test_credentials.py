"""Credentials, badges and status lists, read with another library than the one that made them."""

import base64
import gzip
import json
from typing import Any

import pytest
from jwcrypto.jwk import JWKSet
from jwcrypto.jws import JWS

from portal import stating
from portal.evidence import keys, status_lists
from portal.evidence.checking import Kind
from portal.evidence.status_lists import ENTRIES, Purpose
from tests import make
from tests.evidence.conftest import BASE, DAY, NAME, NUMBER, SUSPENDED, WITHDRAWN, Office


def read(office: Office, token: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give header and payload of a token, checked by jwcrypto with the published keys alone."""
    published = JWKSet.from_json(json.dumps(keys.of(office.settings.instance).jwks))
    found = JWS()
    found.allowed_algs = ["Ed25519"]
    found.deserialize(token.decode())
    found.verify(published.get_key(found.jose_header["kid"]), alg="Ed25519")
    return found.jose_header, json.loads(found.payload)


def test_a_verdict_is_a_credential_that_stays_true(office: Office) -> None:
    header, said = read(office, office.statement(Kind.CREDENTIAL))
    assert header | {"kid": ""} == {"alg": "Ed25519", "typ": "vc+jwt", "cty": "vc", "kid": ""}
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert said["type"] == ["VerifiableCredential", "CertificateVerdictCredential"]
    assert said["issuer"]["id"] == "did:web:register.example"
    assert said["validFrom"] == "2026-11-22T12:00:00+00:00", "the instant at which it was made"
    assert {"validUntil", "credentialStatus"}.isdisjoint(said), "nothing later changes what was true of a past day"
    subject = said["credentialSubject"]
    assert subject["id"] == f"{BASE}/en/firms/firm"
    assert (subject["name"], subject["status"], subject["holds"]) == (NAME, "valid", True)
    assert subject["identifier"] == [{"register": "NO-BRREG", "number": "974760673"}]
    assert said["evidence"][0]["checkpoint"].startswith("register.example/log\n7\n")


def test_the_statement_in_json_has_a_detached_signature(office: Office) -> None:
    held = json.loads(office.statement(Kind.JSON))
    protected, _, signature = held.pop("signature").split(".")
    body = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    payload = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
    header, said = read(office, f"{protected}.{payload}.{signature}".encode())
    assert header["typ"] == "statement+jws"
    assert said["address"] == f"{BASE}/en/verify?number={NUMBER}&on=2026-03-12"


def test_a_certificate_is_an_open_badge(office: Office) -> None:
    _, said = read(office, office.statement(Kind.BADGE))
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json" in said["@context"]
    subject = said["credentialSubject"]
    assert subject["type"] == ["AchievementSubject", "Profile"]
    assert subject["achievement"]["achievementType"] == "Certification"
    assert (subject["licenseNumber"], subject["name"]) == (NUMBER, NAME)
    assert said["validFrom"] == "2024-02-01T00:00:00+01:00"
    assert said["validUntil"] == "2027-01-31T23:59:59+01:00"
    assert (said["iss"], said["jti"]) == ("did:web:register.example", said["id"])
    assert said["exp"] - said["nbf"] == (3 * 365 + 1) * 86_400 - 1, "to the end of the last day, over a leap year"


def bits(office: Office, purpose: Purpose, number: int = 1) -> bytes:
    with office.speaking(), office.store.reading() as session:
        token = stating.status_list(session, purpose, number)
    assert token is not None
    _, said = read(office, token)
    assert said["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert said["id"] == f"{BASE}/status/{purpose}/{number}"
    subject = said["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", purpose)
    coded = subject["encodedList"]
    assert coded[0] == "u"
    return gzip.decompress(base64.urlsafe_b64decode(coded[1:] + "=" * (-len(coded[1:]) % 4)))


@pytest.mark.parametrize(("number", "revoked", "suspended"), [(NUMBER, 0, 0), (SUSPENDED, 0, 1), (WITHDRAWN, 1, 0)])
def test_a_credential_points_to_its_bits(office: Office, number: str, revoked: int, suspended: int) -> None:
    for kind, day in ((Kind.CREDENTIAL, make.TODAY), (Kind.BADGE, DAY)):
        _, said = read(office, office.statement(kind, number, day))
        found = {}
        for entry in said["credentialStatus"]:
            purpose, index = Purpose(entry["statusPurpose"]), int(entry["statusListIndex"])
            assert entry["statusListCredential"] == f"{BASE}/status/{purpose}/1"
            listed = bits(office, purpose)
            assert len(listed) * 8 == ENTRIES
            found[purpose] = listed[index // 8] >> (7 - index % 8) & 1
        assert found == {Purpose.REVOCATION: revoked, Purpose.SUSPENSION: suspended}


def test_nobody_else_is_in_the_lists(office: Office) -> None:
    assert sum(one.bit_count() for purpose in Purpose for one in bits(office, purpose)) == 2


def test_only_lists_that_hold_somebody_exist(office: Office) -> None:
    with office.speaking(), office.store.reading() as session:
        assert stating.status_list(session, Purpose.REVOCATION, 2) is None


@pytest.mark.parametrize(
    ("certificate_id", "number", "index"),
    [(1, 1, 0), (ENTRIES, 1, ENTRIES - 1), (ENTRIES + 1, 2, 0), (3 * ENTRIES, 3, ENTRIES - 1)],
)
def test_each_certificate_has_a_place_of_its_own(certificate_id: int, number: int, index: int) -> None:
    entry = status_lists.entries(BASE, certificate_id)[0]
    assert entry["statusListCredential"] == f"{BASE}/status/revocation/{number}"
    assert entry["statusListIndex"] == str(index)
    first, last = status_lists.first_and_last(number)
    assert first <= certificate_id <= last
    assert certificate_id - first == index

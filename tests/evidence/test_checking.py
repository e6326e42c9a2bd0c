"""Statements prove what they say; whatever else a file says, it is refused."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import rfc8785
from joserfc import jws
from joserfc.jwk import OctKey

from portal.evidence import checkpoints, keys, proofs, seals, statements, trust
from portal.evidence.checking import Kind
from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.keys import Keys
from portal.words import DecisionKind
from tests.evidence.conftest import BASE, DAY, NAME, NUMBER, SUSPENDED, WITHDRAWN, Office, check

KINDS = [Kind.PDF, Kind.JSON, Kind.CREDENTIAL, Kind.BADGE]
VERDICTS = KINDS[:3]


def fault(data: bytes, trusted: trust.Trust, **more: str) -> Fault:
    with pytest.raises(RefusedStatementError) as refused:
        check(data, trusted, **more)
    return refused.value.fault


def own_keys(office: Office) -> Keys:
    return keys.of(office.settings.instance)


@pytest.mark.parametrize("kind", VERDICTS)
@pytest.mark.parametrize(
    ("number", "on", "status"),
    [
        (NUMBER, DAY, "valid"),
        (NUMBER, date(2024, 8, 31), "suspended"),
        (NUMBER, date(2024, 1, 31), "not-yet-valid"),
        (NUMBER, date(2027, 2, 1), "expired"),
        (WITHDRAWN, DAY, "withdrawn"),
    ],
)
def test_a_statement_proves_who_what_and_when(office: Office, kind: Kind, number: str, on: date, status: str) -> None:
    proven = check(office.statement(kind, number, on), office.trust)
    said = proofs.in_english(proven)
    assert proven.kind is kind
    assert said.startswith("register.example stated on 2026-11-22T12:00:00+00:00: ")
    assert all(part in said for part in (number, status, on.isoformat()))


@pytest.mark.parametrize("kind", VERDICTS)
def test_a_period_is_proven_with_its_gaps(office: Office, kind: Kind) -> None:
    whole = check(office.statement(kind, NUMBER, date(2024, 9, 1), date(2027, 1, 31)), office.trust)
    assert "is certified on every day from 2024-09-01 to 2027-01-31" in proofs.in_english(whole)
    gaps = check(office.statement(kind, NUMBER, date(2024, 3, 1), date(2024, 9, 1)), office.trust)
    assert "is not certified on every day" in proofs.in_english(gaps)
    assert gaps.verdict["gaps"] == [{"from": "2024-05-01", "to": "2024-08-31", "status": "suspended"}]


def test_a_badge_proves_the_grant(office: Office) -> None:
    said = proofs.in_english(check(office.statement(Kind.BADGE), office.trust))
    assert said.startswith(f"register.example certified {NAME}: certificate {NUMBER}, valid from 2024-02-01.")


@pytest.mark.parametrize("kind", KINDS)
def test_any_changed_byte_is_refused(office: Office, kind: Kind) -> None:
    data, trusted = office.statement(kind), office.trust
    check(data, trusted)
    accepted = []
    for place in range(0, len(data), 50):
        changed = bytearray(data)
        changed[place] ^= (0x01, 0x20, 0x80)[place // 50 % 3]
        try:
            check(bytes(changed), trusted)
            accepted.append(place)
        except RefusedStatementError:
            pass
    assert accepted == []


@pytest.mark.parametrize("kind", [Kind.JSON, Kind.CREDENTIAL, Kind.BADGE])
def test_each_byte_of_the_signature_counts(office: Office, kind: Kind) -> None:
    """The last sign of base64url has bits that say nothing: they too have one form only."""
    data, trusted = office.statement(kind), office.trust
    end = data.index(b'"type":"VerdictStatement"') if kind is Kind.JSON else len(data)
    for place in range(end - 90, end):
        for other in b"ABQgw":
            if data[place] != other:
                changed = data[:place] + bytes([other]) + data[place + 1 :]
                with pytest.raises(RefusedStatementError):
                    check(changed, trusted)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("more", [b" ", b"\n", b"\x00", b"%%EOF\n"])
def test_anything_added_is_refused(office: Office, kind: Kind, more: bytes) -> None:
    assert fault(office.statement(kind) + more, office.trust) in (Fault.CHANGED, Fault.UNREADABLE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_statement_of_another_portal_is_refused(office: Office, own_office: Office, kind: Kind) -> None:
    assert fault(own_office.statement(kind), office.trust) is Fault.CHANGED


@pytest.mark.parametrize("kind", KINDS)
def test_statements_from_before_a_rotation_still_prove(own_office: Office, kind: Kind) -> None:
    before = own_office.statement(kind)
    folder, old = own_office.settings.instance, own_office.trust
    for _ in range(2):
        keys.rotate(folder, datetime(2026, 11, 23, tzinfo=UTC))
        seals.rotate(folder, datetime(2026, 11, 23, tzinfo=UTC))
    published = json.loads(json.dumps(trust.jwks(keys.of(folder), seals.of(folder))))
    assert check(before, trust.in_set(published)).kind is kind
    after = own_office.statement(kind)
    assert check(after, trust.in_set(published)).kind is kind
    assert fault(after, old) is Fault.CHANGED


@pytest.mark.parametrize("kind", KINDS)
def test_a_statement_for_another_number_is_refused(office: Office, kind: Kind) -> None:
    data = office.statement(kind, SUSPENDED)
    assert check(data, office.trust, number=SUSPENDED).numbers == (SUSPENDED,)
    assert fault(data, office.trust, number=NUMBER) is Fault.OTHER_NUMBER


def test_a_statement_rests_on_the_checkpoint_that_is_given(office: Office, own_office: Office) -> None:
    data = office.statement(Kind.JSON)
    with office.store.reading() as session:
        newest = checkpoints.newest(session)
        assert newest is not None
        note, size = newest.note, newest.size
    assert check(data, office.trust, checkpoint=note).checkpoint
    other = checkpoints.note(own_keys(office), size, b"\x01" * 32)
    assert fault(data, office.trust, checkpoint=other) is Fault.OTHER_LOG
    foreign = checkpoints.note(own_keys(own_office), size, b"\x01" * 32)
    assert fault(data, office.trust, checkpoint=foreign) is Fault.NOT_IN_LOG


def forged(office: Office, change: Any, number: str = NUMBER, until: date | None = None) -> bytes:
    """Give a statement that the portal's own key signed after somebody changed what it says."""
    held = json.loads(office.statement(Kind.JSON, number, DAY, until))
    del held["signature"]
    change(held)
    return statements.signed(own_keys(office), held)


def test_even_the_own_key_cannot_state_what_the_log_does_not_hold(office: Office) -> None:
    """Whoever has the key of today and not the log: the hash that was signed earlier gives it away."""

    def later(held: dict[str, Any]) -> None:
        entry = json.loads(held["log"]["entries"][0]["entry"])
        entry["valid_until"] = held["verdict"]["certificates"][0]["decisions"][0]["valid_until"] = "2029-01-31"
        held["log"]["entries"][0]["entry"] = rfc8785.dumps(entry).decode()

    assert fault(forged(office, later), office.trust) is Fault.NOT_IN_LOG


def test_the_entries_of_another_certificate_prove_nothing(office: Office) -> None:
    other = json.loads(office.statement(Kind.JSON, NUMBER))["log"]
    data = forged(office, lambda held: held.update(log=other), SUSPENDED)
    assert fault(data, office.trust) is Fault.NOT_IN_LOG


@pytest.mark.parametrize(
    "lie",
    [
        lambda said: said.update(status="valid", holds=True) or said["certificates"][0].update(status="valid"),
        lambda said: said["certificates"][0].update(status="valid"),
        lambda said: said.update(holds=True),
        lambda said: said.update(status="expired"),
        lambda said: said["certificates"][0].update(scheme="other"),
        lambda said: said["holder"].update(slug="firm"),
        lambda said: said["certificates"][0]["decisions"][0].update(effective="2024-02-02"),
        lambda said: said.update(certificates=[]),
    ],
)
def test_what_does_not_follow_from_the_decisions_is_refused(office: Office, lie: Any) -> None:
    data = forged(office, lambda held: lie(held["verdict"]), SUSPENDED)
    assert fault(data, office.trust) is Fault.CONTRADICTED


def test_a_decision_left_out_is_noticed_where_the_status_needs_it(office: Office) -> None:
    def without_suspension(held: dict[str, Any]) -> None:
        del held["log"]["entries"][1]

    assert fault(forged(office, without_suspension, SUSPENDED), office.trust) is Fault.NOT_IN_LOG


def test_gaps_must_be_those_of_the_decisions(office: Office) -> None:
    data = forged(office, lambda held: held["verdict"].update(gaps=[]), SUSPENDED, date(2026, 6, 1))
    assert fault(data, office.trust) is Fault.CONTRADICTED


def test_no_other_algorithm_is_taken(office: Office) -> None:
    _, payload, _ = office.statement(Kind.CREDENTIAL).decode().split(".")
    body = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"vc+jwt"}').rstrip(b"=").decode()
    assert fault(f"{unsigned}.{payload}.".encode(), office.trust) is Fault.CHANGED
    public = own_keys(office).public[0]["x"]
    header = {"alg": "HS256", "kid": own_keys(office).kid, "typ": "vc+jwt"}
    confused = jws.serialize_compact(header, body, OctKey.import_key(public), algorithms=["HS256"])
    assert fault(confused.encode(), office.trust) is Fault.CHANGED


def test_a_signature_for_one_form_is_none_for_another(office: Office) -> None:
    """The payload of a statement, signed as such, is no credential."""
    protected, _, signature = json.loads(office.statement(Kind.JSON))["signature"].split(".")
    held = json.loads(office.statement(Kind.JSON))
    del held["signature"]
    payload = base64.urlsafe_b64encode(rfc8785.dumps(held)).rstrip(b"=").decode()
    assert fault(f"{protected}.{payload}.{signature}".encode(), office.trust) is Fault.UNREADABLE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"{}",
        b'{"signature":"a..b","type":"VerdictStatement"}',
        b'{"a":1,"a":2}',
        b"{" * 90_000,
        b'{"a":' + b"[" * 90_000,
        b"ey",
        b"ey.." * 90_000,
        b"eyJhbGciOiJFZDI1NTE5In0.e30.AA",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b'{"n":1e400,"type":"VerdictStatement","signature":"a..b"}',
        b'{"n":123456789012345678901234567890}',
    ],
)
def test_what_is_no_statement_is_refused(office: Office, data: bytes) -> None:
    assert fault(data, office.trust) in (Fault.UNREADABLE, Fault.CHANGED)


def test_a_fictional_register_says_so(own_office: Office) -> None:
    own_office.app.extensions["portal"] = type(own_office.app.extensions["portal"])(
        own_office.settings, own_office.store, own_office.app.extensions["portal"].index, fictional=True
    )
    for kind in KINDS:
        assert check(own_office.statement(kind), own_office.trust).fictional


def test_keys_are_for_the_portal_alone(office: Office) -> None:
    folder = office.settings.instance / "keys"
    assert (folder / seals.FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_decisions_that_come_later_change_no_statement(own_office: Office) -> None:
    before = own_office.statement(Kind.JSON)
    own_office.decide(_withdrawal())
    assert check(before, own_office.trust).verdict["status"] == "valid"
    assert BASE in before.decode()


def _withdrawal() -> Any:
    from portal.register.deciding import Order

    return Order(DecisionKind.WITHDRAWN, date(2026, 1, 1), NUMBER)

"""The log as machines read it: what they are given is enough to check everything without trusting the portal."""

import base64
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.evidence import checkpoints, keys, seals, trust
from portal.opendata import log as log_files
from tests import logged
from tests.evidence.test_checkpoints import opened
from tests.pages.conftest import SmallSite
from tests.register.test_merkle import mth


@pytest.fixture
def site_with_log(small: SmallSite) -> SmallSite:
    """A site whose register was decided on and signed."""
    logged.register(small.store, small.settings.instance)
    return small


def asked(site: SmallSite, address: str, status: int = 200) -> dict[str, Any]:
    answer = site.visitor.fetch(address, status=status)
    wanted = "application/json" if status == 200 else "application/problem+json"
    assert answer.content_type == wanted, address
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said: dict[str, Any] = json.loads(answer.text)
    if status != 200:
        assert (said["status"], said["type"]) == (status, "about:blank")
        assert said["detail"]
    return said


def test_without_a_language_the_page_is_shown_in_the_visitors(site_with_log: SmallSite) -> None:
    client = site_with_log.app.test_client()
    for asked_for, language in (("nl", "nl"), ("nn", "nb"), ("fr", "en")):
        answer = client.get("/log", headers={"Accept-Language": asked_for})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/log")
        assert "Accept-Language" in answer.headers["Vary"]


def leaf(entry: dict[str, Any]) -> bytes:
    """The hash of an entry as anyone would make it: canonical JSON needs nothing more here than sorted names."""
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"\0" + text.encode()).digest()


def test_the_checkpoint_signs_what_the_entries_add_up_to(site_with_log: SmallSite) -> None:
    note = site_with_log.visitor.fetch("/log/checkpoint")
    assert note.content_type == "text/plain; charset=utf-8"
    held = keys.of(site_with_log.settings.instance)
    _, size, root = opened(note.text, checkpoints.verifier_key(held.origin, held.public[0]))
    said = asked(site_with_log, "/log/entries")
    assert (said["size"], said["next"], len(said["entries"])) == (size, None, logged.ENTRIES)
    bodies = [
        json.dumps(one["entry"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        for one in said["entries"]
    ]
    assert mth(bodies) == root
    assert [one["position"] for one in said["entries"]] == list(range(size))
    assert [bytes.fromhex(one["leaf"]) for one in said["entries"]] == [leaf(one["entry"]) for one in said["entries"]]


def test_entries_are_given_some_at_a_time(site_with_log: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "MOST", 10)
    address, positions, calls = "/log/entries?from=1&to=26", [], 0
    while address:
        said = asked(site_with_log, address)
        positions += [one["position"] for one in said["entries"]]
        address, calls = said["next"], calls + 1
    assert (positions, calls) == (list(range(1, 27)), 3)
    assert asked(site_with_log, f"/log/entries?from={logged.ENTRIES}")["entries"] == []
    assert [one["position"] for one in asked(site_with_log, "/log/entries?from=5&to=5")["entries"]] == [5]
    assert len(asked(site_with_log, "/log/entries?from=20&to=999999")["entries"]) == logged.ENTRIES - 20


def climbed(said: dict[str, Any]) -> bytes:
    """Climb from a leaf to the root, as RFC 9162, 2.1.3.2 says."""
    place, last, found = said["position"], said["size"] - 1, bytes.fromhex(said["leaf"])
    for one in map(bytes.fromhex, said["path"]):
        if place % 2 or place == last:
            found = hashlib.sha256(b"\1" + one + found).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = hashlib.sha256(b"\1" + found + one).digest()
        place, last = place // 2, last // 2
    assert last == 0
    return found


def test_an_entry_is_proven_to_be_in_the_log(site_with_log: SmallSite) -> None:
    entries = asked(site_with_log, "/log/entries")["entries"]
    for position in range(logged.ENTRIES):
        said = asked(site_with_log, f"/log/proof/inclusion?position={position}")
        assert bytes.fromhex(said["leaf"]) == leaf(entries[position]["entry"])
        assert base64.b64encode(climbed(said)).decode() == said["checkpoint"].split("\n")[2]
    older = asked(site_with_log, "/log/proof/inclusion?position=4&size=7")
    assert (climbed(older).hex(), older["checkpoint"]) == (older["root"], None)
    named = asked(site_with_log, "/log/proof/inclusion?certificate=abc-2024-000&place=2")
    assert named == asked(site_with_log, "/log/proof/inclusion?position=8")


def test_a_log_is_proven_to_have_only_grown(site_with_log: SmallSite) -> None:
    entries = [leaf(one["entry"]).hex() for one in asked(site_with_log, "/log/entries")["entries"]]
    whole = asked(site_with_log, "/log/proof/consistency?from=16")
    assert (whole["from"], whole["to"]) == (16, logged.ENTRIES)
    left = bytes.fromhex(whole["root_before"])
    for one in map(bytes.fromhex, whole["path"]):  # 16 is a whole tree: it is the left of each step
        left = hashlib.sha256(b"\1" + left + one).digest()
    assert left.hex() == whole["root"]
    assert asked(site_with_log, "/log/proof/consistency?from=5&to=5")["path"] == []
    assert asked(site_with_log, "/log/proof/consistency?from=1&to=2")["path"] == [entries[1]]


BAD = {
    "/log/entries?from=x": 400,
    "/log/entries?from=-1": 400,
    "/log/entries?from=1&from=2": 400,
    "/log/entries?from=5&to=4": 400,
    "/log/entries?from=29": 404,
    f"/log/entries?from={10**40}": 400,
    "/log/entries?to=%F0%9F%98%80": 400,
    "/log/proof/inclusion": 400,
    "/log/proof/inclusion?position=28": 404,
    "/log/proof/inclusion?position=3&size=3": 400,
    "/log/proof/inclusion?position=3&size=29": 404,
    "/log/proof/inclusion?position=3&size=0": 400,
    "/log/proof/inclusion?position=3&certificate=ABC-2024-000&place=1": 400,
    "/log/proof/inclusion?certificate=ABC-2024-000": 400,
    "/log/proof/inclusion?certificate=ABC-2024-000&place=9": 404,
    "/log/proof/inclusion?certificate=%00&place=1": 404,
    "/log/proof/inclusion?certificate=%D0%90BC-2024-000&place=1": 404,
    "/log/proof/consistency": 400,
    "/log/proof/consistency?from=0": 400,
    "/log/proof/consistency?from=9&to=8": 400,
    "/log/proof/consistency?from=9&to=29": 404,
    "/log/proof": 404,
    "/log/nothing": 404,
    "/log/entries/": 404,
}


@pytest.mark.parametrize("address", BAD)
def test_a_bad_question_is_a_problem(site_with_log: SmallSite, address: str) -> None:
    asked(site_with_log, address, BAD[address])


def test_only_reading_is_possible(site_with_log: SmallSite) -> None:
    answer = site_with_log.visitor.client.post("/log/entries")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "address", ["/log/checkpoint", "/log/proof/inclusion?position=0", "/log/proof/consistency?from=1"]
)
def test_an_empty_log_has_nothing_to_prove(small: SmallSite, address: str) -> None:
    asked(small, address, 404 if "consistency" not in address else 400)
    assert asked(small, "/log/entries") == {"size": 0, "next": None, "entries": []}


def test_what_is_known_already_is_not_sent_again(site_with_log: SmallSite) -> None:
    for address in ("/log/checkpoint", "/log/entries", "/.well-known/jwks.json"):
        first = site_with_log.visitor.fetch(address)
        assert first.cache_control.public
        assert first.cache_control.max_age is not None
        assert first.cache_control.max_age <= 60
        etag = first.headers["ETag"]
        assert site_with_log.visitor.fetch(address, status=304, if_none_match=etag).data == b""


def test_the_log_of_another_day_is_not_given_from_memory(site_with_log: SmallSite) -> None:
    before = site_with_log.visitor.fetch("/log/checkpoint").text
    held = keys.of(site_with_log.settings.instance)
    logged.decide(site_with_log.store, held, (logged.later(logged.WITHDRAWN, 2, date(2026, 1, 1)),))
    after = site_with_log.visitor.fetch("/log/checkpoint").text
    assert (before.split("\n")[1], after.split("\n")[1]) == (str(logged.ENTRIES), str(logged.ENTRIES + 1))


def test_the_public_keys_are_found_and_follow_a_rotation(site_with_log: SmallSite) -> None:
    folder: Path = site_with_log.settings.instance
    first = keys.of(folder)
    visitor = site_with_log.visitor
    assert json.loads(visitor.fetch("/.well-known/jwks.json").text) == trust.jwks(first, seals.of(folder))
    after = keys.rotate(folder, site_with_log.settings.now())
    seal = seals.rotate(folder, site_with_log.settings.now())
    said = json.loads(visitor.fetch("/.well-known/jwks.json").text)
    sealing = [key["kid"] for key in seal.public]
    assert len(sealing) == 2
    assert [key["kid"] for key in said["keys"]] == [after.kid, first.kid, *sealing]
    identity = visitor.fetch("/.well-known/did.json")
    assert identity.content_type == "application/did+json"
    assert identity.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(identity.text) == after.did_document("localhost")

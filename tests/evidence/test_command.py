"""`portal statement`: made and checked on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.commands import main
from portal.evidence import keys, seals, trust
from portal.evidence.checking import Kind
from tests.evidence.conftest import BASE, NUMBER, Office


def run(office: Office, *words: str | Path) -> Result:
    environment = office.settings.environment() | {"PORTAL_BASE_URL": BASE}
    return CliRunner().invoke(main, ["statement", *map(str, words)], env=environment)


@pytest.fixture
def published(office: Office, tmp_path: Path) -> Path:
    """The public keys alone, as anyone can fetch them."""
    folder, file = office.settings.instance, tmp_path / "jwks.json"
    file.write_text(json.dumps(trust.jwks(keys.of(folder), seals.of(folder))))
    return file


@pytest.mark.parametrize("kind", ["pdf", "json", "vc", "badge"])
def test_what_is_made_is_proven_with_public_keys_alone(
    office: Office, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    file = tmp_path / "statement"
    made = run(office, "make", NUMBER, "--on", "2026-03-12", "--as", kind, "-o", file)
    assert made.exit_code == 0, made.output
    monkeypatch.chdir(tmp_path)
    checked = CliRunner().invoke(main, ["statement", "check", str(file), "--jwks", str(published)], env={})
    assert checked.exit_code == 0, checked.output
    assert NUMBER in checked.output
    assert not (tmp_path / "instance").exists(), "nothing but the keys is needed"
    file.write_bytes(file.read_bytes().replace(b"e", b"f", 1))
    refused = run(office, "check", file)
    assert refused.exit_code == 1
    assert refused.output.startswith("Refused. ")


def test_answers_for_machines(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "statement.json"
    file.write_bytes(office.statement(Kind.JSON))
    proven = json.loads(run(office, "check", file, "--json").output)
    assert (proven["proves"], proven["kind"], proven["verdict"]["status"]) == (True, "json", "valid")
    other = run(office, "check", file, "--number", "SA-2024-002", "--json")
    assert (other.exit_code, json.loads(other.output.splitlines()[0])["fault"]) == (1, "other-number")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["make", "SA-0000-000", "--as", "json", "-o", "x"], 1),
        (["make", NUMBER, "--as", "docx", "-o", "x"], 2),
        (["make", NUMBER, "--as", "json"], 2),
        (["make", NUMBER, "--as", "json", "--until", "2026-01-01", "-o", "x"], 2),
        (["check", "no-such-file"], 2),
    ],
)
def test_what_cannot_be_done_is_said(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(office, *words)
    assert done.exit_code == code
    assert done.output
    assert not (tmp_path / "x").exists()


PUBLIC = '{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
KEY_TWICE = f'{{"keys": [{PUBLIC}], "keys": [{PUBLIC}]}}'


@pytest.mark.parametrize(
    "held", ["", "[]", '{"keys": []}', "no json", '{"keys": [{"kty": "OKP", "crv": "Ed25519"}]}', KEY_TWICE]
)
def test_keys_that_cannot_be_read_are_refused(office: Office, tmp_path: Path, held: str) -> None:
    file, wrong = tmp_path / "statement.json", tmp_path / "jwks.json"
    file.write_bytes(office.statement(Kind.JSON))
    wrong.write_text(held)
    done = run(office, "check", file, "--jwks", wrong)
    assert done.exit_code == 1
    assert done.output.startswith("This cannot be read")

"""`portal log` and `portal keys` as an operator meets them."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.evidence import tampering

WHOLE = "The log is as it was signed: 12 entries, 1 checkpoints.\n"


def portal(instance: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PORTAL_INSTANCE": str(instance)} | settings
    command = [sys.executable, "-m", "portal", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def done(instance: Path, *words: str) -> str:
    """Run a command that must succeed, and give what it said."""
    found = portal(instance, *words)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with the real content."""
    instance = tmp_path_factory.mktemp("logged")
    for command in ("init", "seed"):
        done(instance, command)
    return instance


@pytest.fixture
def instance(seeded: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(seeded, tmp_path / "instance")
    return tmp_path / "instance"


def changed(instance: Path, statement: str) -> None:
    with closing(sqlite3.connect(instance / "portal.db")) as database, database:
        tampering.unguarded(database, lambda: database.execute(statement))


def test_a_change_is_named_in_a_sentence(instance: Path) -> None:
    assert done(instance, "log", "verify") == WHOLE
    changed(instance, "UPDATE decision SET effective_on = '2022-04-21' WHERE certificate_id = 4")
    found = portal(instance, "log", "verify")
    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout == (
        "Entry 3 (SPA-2023-004, decision 1): the decision was changed: "
        'effective is "2022-04-21" instead of "2023-04-21".\n'
    )
    said = json.loads(portal(instance, "log", "verify", "--json").stdout)
    assert (said["whole"], said["entries"], said["checkpoints"], said["more"]) == (False, 12, 1, 0)
    assert {name: said["findings"][0][name] for name in ("fault", "position", "certificate", "place")} == {
        "fault": "decision-changed",
        "position": 3,
        "certificate": "SPA-2023-004",
        "place": 1,
    }


CUT = (
    "DELETE FROM logentry WHERE position >= 12",
    "DELETE FROM decision WHERE id > 12",
    "DELETE FROM checkpoint WHERE size > 12",
    "DELETE FROM lognode WHERE place << level >= 12 OR (place + 1) << level > 12",
)


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_cut_off_end_is_found_with_a_checkpoint_from_outside(instance: Path, tmp_path: Path, is_kept: bool) -> None:
    done(instance, "certificate", "withdraw", "SPA-2023-001", "--effective", "2026-01-01")
    kept = instance / "keys" / "checkpoint"
    published = shutil.copy(kept, tmp_path / "published")
    for statement in CUT:
        changed(instance, statement)
    if not is_kept:
        kept.unlink()
        assert done(instance, "log", "verify") == WHOLE
    words = () if is_kept else ("--checkpoint", str(published))
    found = portal(instance, "log", "verify", *words)
    name = "The checkpoint beside the keys" if is_kept else f"The checkpoint in {published}"
    assert (found.returncode, found.stdout.splitlines()[0]) == (
        1,
        f"{name} was signed for 13 entries, and there are only 12: entry 12 was removed.",
    )


def test_after_an_older_backup_the_operator_is_told_what_to_do_and_it_helps(instance: Path, tmp_path: Path) -> None:
    backup = shutil.copy(instance / "portal.db", tmp_path / "backup.db")
    done(instance, "certificate", "withdraw", "SPA-2023-001", "--effective", "2026-01-01")
    done(instance, "log", "export", str(tmp_path / "log.jsonl"))
    for file in instance.glob("portal.db*"):
        file.unlink()
    shutil.copy(backup, instance / "portal.db")
    cut, advice = portal(instance, "log", "verify").stdout.splitlines()
    assert cut.endswith("entry 12 was removed.")
    assert advice.startswith("Was an older backup restored? Then what was decided since is missing.")
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    assert "## After a backup was restored\n" in readme
    (instance / "portal.db").unlink()
    for command in (("init",), ("log", "rebuild", "--from", str(tmp_path / "log.jsonl")), ("seed",)):
        done(instance, *command)
    assert done(instance, "log", "verify").startswith("The log is as it was signed: 13 entries")
    assert "withdrawn" in done(instance, "certificate", "status", "SPA-2023-001")


def test_a_checkpoint_that_is_none_is_refused(instance: Path) -> None:
    found = portal(instance, "log", "verify", "--checkpoint", __file__)
    assert (found.returncode, "cannot be used" in found.stdout) == (1, True)
    found = portal(instance, "log", "verify", "--checkpoint", "nowhere")
    assert (found.returncode, found.stderr) == (1, "nowhere: No such file or directory.\n")


def test_a_new_key_signs_and_the_old_signatures_hold(instance: Path) -> None:
    before = done(instance, "keys", "show").splitlines()
    assert done(instance, "keys", "rotate").endswith(" signs from now on; 1 signed before.\n")
    assert done(instance, "log", "verify") == WHOLE
    done(instance, "certificate", "withdraw", "SPA-2023-001", "--effective", "2026-01-01")
    assert done(instance, "log", "verify") == "The log is as it was signed: 13 entries, 2 checkpoints.\n"
    after = done(instance, "keys", "show").splitlines()
    assert (len(before), len(after), after[0]) == (3, 5, before[0])
    assert after[3].startswith(before[1].split()[0])
    known = json.loads(done(instance, "keys", "show", "--json"))["keys"]
    assert [key["kid"] for key in known if key["kty"] == "OKP"] == [after[1].split()[0], after[3].split()[0]]
    assert [key["kty"] for key in known] == ["OKP", "OKP", "EC", "EC"], "the seal was replaced too"


def test_a_register_is_rebuilt_from_its_log(instance: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "log.jsonl", tmp_path / "new"
    done(instance, "log", "export", str(file))
    assert done(instance, "log", "export") == file.read_text("utf-8")
    done(new, "init")
    missing = portal(new, "log", "rebuild", "--from", "nowhere")
    assert (missing.returncode, missing.stderr) == (1, "nowhere: No such file or directory.\n")
    said = done(new, "log", "rebuild", "--from", str(file))
    assert said.startswith("Made from the log: 12 decisions of 12 certificates.\n")
    assert done(new, "log", "verify") == WHOLE
    done(new, "seed")  # the content knows what the log does not: names, places, the scheme's time zone
    assert done(new, "log", "verify") == WHOLE
    assert done(new, "log", "export") == file.read_text("utf-8")
    again = portal(new, "log", "rebuild", "--from", str(file))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "This database holds decisions already. A register is rebuilt in one that has none.\n"
    roots = [(folder / "keys" / "checkpoint").read_text("utf-8").split("\n")[1:3] for folder in (instance, new)]
    assert roots[0] == roots[1]


def test_a_demo_made_anew_has_a_log_of_its_own(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        done(tmp_path, "demo", "--firms", "3", "--seed", seed)
        assert "as it was signed" in done(tmp_path, "log", "verify")

"""The command line as an operator meets it: a sentence and an exit code, never a traceback."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

PORTAL = Path(sys.executable).parent / "portal"
DATA = Path(__file__).parent.parent / "data"


def portal(instance: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PORTAL_INSTANCE": str(instance)} | settings
    return subprocess.run([PORTAL, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with the real content."""
    instance = tmp_path_factory.mktemp("seeded")
    assert portal(instance, "init").returncode == 0
    assert portal(instance, "seed").returncode == 0
    return instance


def content_of(instance: Path) -> str:
    """Everything in the database, as one checksum."""
    with closing(sqlite3.connect(instance / "portal.db")) as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


def test_a_second_seed_changes_nothing(seeded: Path) -> None:
    before = content_of(seeded)
    done = portal(seeded, "seed")
    assert (done.returncode, done.stdout) == (0, "The content is up to date.\n")
    assert content_of(seeded) == before


BROKEN = [
    ("measures/norway.yaml", b"kind: wage-subsidy", b"kind: wage-subsidi", "wage-subsid"),
    ("measures/norway.yaml", b"country: 'NO'", b"country: NO", "NO"),
    ("organisations.yaml", b"place: no-3203", b"place: no-9999", "no-9999"),
    ("certificates.yaml", b"2023-04-21", b"2023-02-30", "2023-02-30"),
    ("certificates.yaml", b"SPA-2023-002", b"SPA-2023-001", "SPA-2023-001"),
    ("gatherings.yaml", b"titles:", b"titlez:", "titlez"),
    ("schemes.yaml", "å".encode(), b"\xe5", "UTF-8"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "named"), BROKEN)
def test_a_broken_file_is_named_and_nothing_is_loaded(
    seeded: Path, tmp_path: Path, file: str, right: bytes, wrong: bytes, named: str
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    text = (folder / file).read_bytes()
    assert right in text
    (folder / file).write_bytes(text.replace(right, wrong, 1))
    before = content_of(seeded)
    done = portal(seeded, "seed", "--from", str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert file in done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert content_of(seeded) == before


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (["seed"], {}, "The database is not ready. Run: portal init\n"),
        (["serve"], {}, "The database is not ready. Run: portal init\n"),
        (["serve", "--port", "high"], {}, "PORT takes a number from 1 to 65535, not 'high'.\n"),
        (["init"], {"PORTAL_DATABASE_URL": "mysql://x"}, "PORTAL_DATABASE_URL takes sqlite:///… or postgresql+psycopg"),
        (
            ["init"],
            {"PORTAL_DATABASE_URL": "sqlite:////nowhere/at/all.db"},
            "The database failed: ",
        ),
        (["init"], {"PORTAL_INSTANCE": __file__}, "PORTAL_INSTANCE takes a folder that can be written; "),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: list[str], settings: dict[str, str], sentence: str) -> None:
    done = portal(tmp_path, *words, **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence), done.stderr


@pytest.mark.parametrize("words", [["sow"], ["seed", "--into", "x"], ["demo"], ["demo", "--firms", "none"]])
def test_wrong_usage(tmp_path: Path, words: list[str]) -> None:
    assert portal(tmp_path, *words).returncode == 2


def test_a_demo_never_takes_the_place_of_a_real_register(seeded: Path) -> None:
    before = content_of(seeded)
    done = portal(seeded, "demo", "--firms", "5")
    assert done.returncode == 1
    assert done.stderr.startswith("This database holds a real register.")
    assert content_of(seeded) == before


def test_the_index_is_built_when_something_changed(seeded: Path) -> None:
    built = portal(seeded, "index", "update")
    assert (built.returncode, built.stdout) == (0, "The search index holds 127 entries.\n")
    again = portal(seeded, "index", "update")
    assert (again.returncode, again.stdout) == (0, "The search index is up to date.\n")


def test_a_demo_that_names_no_folder_gets_one_of_its_own(seeded: Path, tmp_path: Path) -> None:
    """Beside the real register, never in its place: neither its database nor its index is touched."""
    (tmp_path / "instance").symlink_to(seeded)
    before = content_of(seeded)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    done = subprocess.run(
        [PORTAL, "demo", "--firms", "3"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (seeded / "demo" / "portal.db").exists()
    assert list((seeded / "demo" / "index").glob("current-*"))
    assert content_of(seeded) == before


def test_the_check_finds_what_was_changed_by_hand_and_mends_it(tmp_path: Path, seeded: Path) -> None:
    instance = tmp_path / "instance"
    shutil.copytree(seeded, instance)  # which does not keep links: there is an index no more
    assert portal(instance, "index", "check").stdout == "There is no index that can be read.\n"
    assert portal(instance, "index", "update").returncode == 0
    equal = "The index says what the database says: 127 entries.\n"
    assert portal(instance, "index", "check").stdout == equal
    with closing(sqlite3.connect(instance / "portal.db")) as database, database:
        database.execute("UPDATE organisation SET name = 'Another' WHERE slug = 'asker-taxi'")
    found = "firm:asker-taxi reads differently in the register.\n"
    done = portal(instance, "index", "check")
    assert (done.returncode, done.stdout) == (1, found)
    done = portal(instance, "index", "check", "--json", "--repair")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert (said["equal"], said["repaired"]) == (True, "1 entries of the index were mended.")
    assert said["found"]["differing"] == ["firm:asker-taxi"]
    assert portal(instance, "index", "check").stdout == equal


def test_what_is_loaded_is_found_at_once_where_there_is_an_index(tmp_path: Path, seeded: Path) -> None:
    instance, data = tmp_path / "instance", tmp_path / "data"
    shutil.copytree(seeded, instance)
    shutil.copytree(DATA, data)
    assert portal(instance, "index", "update").returncode == 0
    file = data / "measures" / "norway.yaml"
    file.write_text(file.read_text("utf-8").replace("state: active", "state: unconfirmed", 1), "utf-8")
    done = portal(instance, "seed", "--from", str(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 rows changed" in done.stdout
    assert portal(instance, "index", "check").returncode == 0

"""The house keeps its own rules: form, types, who imports whom, sizes, words, locks, and what the addresses allow."""

import ast
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
LONGEST_FUNCTION = 40
DRAWERS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|tmp)/\w")


def kept_files() -> list[Path]:
    """Every file that belongs to the project: what git keeps, or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


KEPT = kept_files()
PYTHON = [file for file in KEPT if file.suffix == ".py"]
WRITTEN = [file for file in KEPT if file.suffix in {".py", ".html"} and "versions" not in file.parts]
"""What people write: the steps of migrations are written by Alembic."""


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([BIN / "ruff", "check", "."], id="ruff"),
        pytest.param([BIN / "ruff", "format", "--check", "."], id="form"),
        pytest.param([BIN / "mypy"], id="types"),
        pytest.param([BIN / "lint-imports"], id="imports"),
    ],
)
def test_a_tool_finds_nothing(command: list[str | Path]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if ": note:" not in line]
    assert done.returncode == 0, "\n".join(said)


def longest_allowed(file: Path) -> int:
    """The most lines that a file may have; it is split before it grows beyond."""
    inside = file.relative_to(ROOT).parts
    if file.suffix == ".html":
        return 150
    return 400 if inside[0] == "tests" or inside[:2] == ("portal", "tables") else 300


def test_files_are_short() -> None:
    counted = {file: len(file.read_text("utf-8").splitlines()) for file in WRITTEN}
    assert [f"{file}: {lines}" for file, lines in counted.items() if lines > longest_allowed(file)] == []


def test_functions_are_short() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}: {lines}"
        for file in WRITTEN
        if file.suffix == ".py"
        for function, lines in functions(file)
        if lines > LONGEST_FUNCTION
    ]
    assert long == []


def functions(file: Path) -> list[tuple[ast.FunctionDef, int]]:
    """Every function of a file, with the lines of its body; the docstring is not counted."""
    found = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    return [(function, lines_of(function)) for function in found]


def lines_of(function: ast.FunctionDef) -> int:
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.body[-1].end_lineno or 0) - first.lineno + 1


def test_nothing_is_a_drawer() -> None:
    words = {file: set(re.split(r"[_\W]", file.stem)) | set(file.relative_to(ROOT).parts[:-1]) for file in PYTHON}
    assert [str(file) for file, found in words.items() if found & DRAWERS] == []


def test_every_python_folder_is_a_room() -> None:
    """Without its `__init__.py` a folder would hide from the contracts on imports."""
    rooms = {file.parent for file in PYTHON if file.relative_to(ROOT).parts[0] in {"portal", "search_index"}}
    migrations = ROOT / "portal" / "migrations"
    assert [
        str(room) for room in rooms if migrations not in [room, *room.parents] and room / "__init__.py" not in PYTHON
    ] == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-setup.txt"])
def test_a_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_every_wanted_package_is_locked() -> None:
    """A name added to an .in file without `make lock` would fail on the next machine only."""
    for wanted, lock in (("requirements", "requirements"), ("requirements-dev", "requirements-dev")):
        names = re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"{wanted}.in").read_text("utf-8"), re.MULTILINE)
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / f"{lock}.txt").read_text("utf-8"), re.MULTILINE))
        assert {name.lower() for name in names} - locked == set()


def test_no_file_names_a_place_on_a_machine() -> None:
    found = []
    for file in KEPT:
        if file.suffix in {".woff2", ".png", ".ico"} or file == Path(__file__):
            continue
        lines = file.read_text("utf-8").splitlines()
        found += [
            f"{file.relative_to(ROOT)}:{n} {line[:120]}"
            for n, line in enumerate(lines, 1)
            if MACHINE_PATHS.search(line)
        ]
    assert found == []


def test_copied_files_are_unchanged() -> None:
    """What was taken from others stands beside its licence, as its manifest says it was taken."""
    vendor = ROOT / "portal" / "static" / "vendor"
    listed = {
        entry["file"]: entry["sha256"] for entry in json.loads((vendor / "MANIFEST.json").read_text("utf-8"))["files"]
    }
    found = {str(file.relative_to(vendor)): file for file in vendor.rglob("*") if file.is_file()}
    del found["MANIFEST.json"]
    assert {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in found.items()} == listed
    assert {f"{Path(name).parent}/LICENSE" for name in listed} <= set(listed)
    made = (vendor.parent / "designsystem.css").read_text("utf-8")
    parts = [
        file.read_text("utf-8") for name, file in found.items() if name.startswith("designsystemet/") and file.suffix
    ]
    assert [part[:80] for part in parts if part not in made] == []

"""A throw-away PostgreSQL server for the tests: its own folder, reached by a socket in it, no service, no port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

QUICK = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@contextmanager
def server() -> Iterator[Path]:
    """Start a server and give the folder of its socket; stop it and remove everything at the end.

    Fails with a sentence when PostgreSQL is not installed: the tests never leave it out in silence.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    run = _as_postgres(folder)
    data = folder / "data"
    try:
        run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "portal",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {QUICK}", "start")
        try:
            yield folder
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def url(folder: Path, database: str) -> str:
    """Give the address of a database on the server, as `Store` takes it."""
    return f"postgresql+psycopg://portal@/{database}?host={folder}"


def create(folder: Path, database: str, *, template: str = "template1") -> None:
    """Make a database on the server, as a copy of `template`."""
    _command(folder, f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def drop(folder: Path, database: str) -> None:
    """Remove a database from the server."""
    _command(folder, f'DROP DATABASE "{database}" WITH (FORCE)')


def _command(folder: Path, text: str) -> None:
    with psycopg.connect(host=str(folder), user="portal", dbname="postgres", autocommit=True) as connection:
        connection.execute(text.encode())


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4]))
    on_path = shutil.which("initdb")
    assert found or on_path, "PostgreSQL is missing. Install it with: sudo apt-get install postgresql"
    return found[-1].parent if found else Path(str(on_path)).parent


def _as_postgres(folder: Path) -> Callable[..., None]:
    """Give a way to run programs; PostgreSQL refuses to be run by root, so root becomes its user."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]

    def run(*command: object) -> None:
        done = subprocess.run([*prefix, *map(str, command)], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return run

"""Kills `portal certificate apply - --each` at random instants while decisions stream in, and looks what is left.

`python -m tests.bench.decision_kills [--kills 1000]` says what was found; the suite does some of the same. What was
acknowledged must be there, once, in its place; nothing may be half there; and the log must verify.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, Final

from portal.settings import DATABASE_FILE
from portal.store import Store
from tests import make

LINES: Final = 400
"""Decisions that are sent to a process: more than it can take before it is killed."""
LONGEST: Final = 0.12
"""Seconds that a process lives at most after its first answer."""
EARLY: Final = 0.1
"""The share of the processes that are killed before they can have answered."""
WHOLE_EVERY: Final = 50
"""Kills between two verifications of the whole log."""
STEPS: Final[tuple[dict[str, Any], ...]] = (
    {"decision": "granted", "effective": "2024-01-01", "scheme": "scheme", "organisation": "firm"},
    {"decision": "suspended", "effective": "2024-02-01", "reason": "fee-unpaid", "text": {"nb": "Avgift på vent"}},
    {"decision": "restored", "effective": "2024-03-01", "decided_by": "Board"},
    {"decision": "renewed", "effective": "2025-01-01", "valid_until": "2026-12-31"},
    {"decision": "corrected", "effective": "2025-01-01", "valid_until": "2026-06-30", "corrects": 4},
    {"decision": "withdrawn", "effective": "2026-01-01", "approved_by": "Office"},
)


def line(number: int) -> dict[str, Any]:
    """Give the decision that comes at a position of the log: certificates come and go, six decisions each."""
    return {"number": f"KIL-2024-{number // len(STEPS):06}", **STEPS[number % len(STEPS)]}


def portal(folder: Path) -> tuple[list[str], Mapping[str, str]]:
    """Give the beginning of a command line, and its environment."""
    return [sys.executable, "-m", "portal"], os.environ | {"PORTAL_INSTANCE": str(folder)}


def prepare(folder: Path) -> None:
    """Make a register in which certificates can be granted."""
    words, environment = portal(folder)
    subprocess.run([*words, "init"], env=environment, check=True, capture_output=True)
    store = Store(f"sqlite:///{folder / DATABASE_FILE}")
    with store.writing() as session:
        make.scheme(session, "scheme", make.organisation(session, "firm"))
    store.close()


def killed(folder: Path, first: int, chance: random.Random) -> list[dict[str, Any]]:
    """Send decisions from position `first` on, kill the process, and give what it acknowledged."""
    words, environment = portal(folder)
    process = subprocess.Popen(
        [*words, "certificate", "apply", "-", "--each"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin
    assert process.stdout
    feeder = threading.Thread(target=_feed, args=(process.stdin, first))
    feeder.start()
    said = b""
    if chance.random() < EARLY:
        time.sleep(chance.uniform(0, 1.5))
    else:
        said = process.stdout.readline()
        time.sleep(chance.uniform(0, LONGEST))
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read()
    assert process.wait() == -signal.SIGKILL, "the process ended by itself"
    feeder.join()
    process.stdout.close()
    return [json.loads(one) for one in said.splitlines(keepends=True) if one.endswith(b"\n")]


def _feed(stdin: IO[bytes], first: int) -> None:
    with suppress(BrokenPipeError), stdin:
        for number in range(first, first + LINES):
            stdin.write(json.dumps(line(number)).encode() + b"\n")
            stdin.flush()


def left(folder: Path, before: int, answers: list[dict[str, Any]]) -> int:
    """Give how many decisions there are after a kill; fail where one is lost, doubled or half there."""
    assert all(one["ok"] for one in answers), answers
    acknowledged = before + len(answers)
    assert [one["position"] for one in answers] == list(range(before, acknowledged))
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:

        def number(query: str) -> int:
            return int(database.execute(query).fetchone()[0] or 0)

        size = number("SELECT count(*) FROM decision")
        assert acknowledged <= size <= acknowledged + 1, f"{size} decisions, {acknowledged} were acknowledged"
        assert number("SELECT count(*) FROM logentry") == size
        assert number("SELECT count(*) FROM lognode") == 2 * size - size.bit_count()
        assert number("SELECT count(*) FROM checkpoint") == number("SELECT max(size) FROM checkpoint") == size
        assert number("SELECT count(*) FROM certificate") == -(-size // len(STEPS))
        rows = database.execute(
            "SELECT position, body, place, kind FROM logentry JOIN decision ON decision.id = decision_id"
            " WHERE position >= ? ORDER BY position",
            (before,),
        ).fetchall()
    for position, (found, body, place, kind) in enumerate(rows, before):
        wanted, entry = line(position), json.loads(body)
        assert (found, place, kind) == (position, position % len(STEPS) + 1, wanted["decision"])
        assert (entry["certificate"], entry["place"], entry["decision"]) == (wanted["number"], place, kind)
    return size


def verified(folder: Path) -> None:
    """Verify the whole log, and the database file."""
    words, environment = portal(folder)
    done = subprocess.run([*words, "log", "verify"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def trial(folder: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Kill so many processes, and count what they had done."""
    prepare(folder)
    size, found = 0, Counter[str]()
    for kill in range(1, kills + 1):
        answers = killed(folder, size, chance)
        now = left(folder, size, answers)
        unsaid = now - size - len(answers)
        found["kills before the first answer" if not answers else "kills between answers"] += 1
        found["decisions acknowledged"] += len(answers)
        found["decisions that were durable and not yet acknowledged"] += unsaid
        size = now
        if kill % WHOLE_EVERY == 0:
            verified(folder)
            found["verifications of the whole log"] += 1
            print(f"{kill} kills, {size} decisions", file=sys.stderr)
    verified(folder)
    return found


def main() -> None:
    """Run it and print what was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        found = trial(Path(folder), asked.kills, random.Random(asked.seed))  # noqa: S311
        print(f"{asked.kills} kills in {time.monotonic() - start:.0f} s; nothing lost, doubled or half there:")
        for what, count in sorted(found.items()):
            print(f"  {count:6} {what}")


if __name__ == "__main__":
    main()

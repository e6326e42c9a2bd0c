"""Random histories through the real command line, compared with a slow reference that knows only the words.

    .venv/bin/python -m tests.bench.histories --histories 10000

It makes an instance of its own with the real content, takes the decisions with `portal certificate apply` and asks with
`certificate status` and `certificate periods`. It prints what differed, which must be nothing, and how long it took.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.register import day_by_day
from tests.register.day_by_day import Line

SCHEME, HOLDER = "sosial-profil-asker", "asker-taxi"
FIRST, DAYS = date(2023, 1, 1), 900
KINDS = ("renewed", "renewed", "suspended", "suspended", "restored", "restored", "withdrawn", "corrected")


def history(chance: random.Random, number: str) -> list[dict[str, Any]]:
    """Give a history of one to twelve decisions that can be: whatever is refused is left out."""
    found: list[dict[str, Any]] = []
    begin = {"scheme": SCHEME, "organisation": HOLDER}
    found.append(_line(chance, "granted", found) | begin | {"number": number})
    for _ in range(chance.randint(0, 11)):
        line = _line(chance, chance.choice(KINDS), found) | {"number": number}
        if day_by_day.refused(found, line) is None:
            found.append(line)
    return found


def _line(chance: random.Random, kind: str, before: Sequence[Line]) -> dict[str, Any]:
    # Half of the decisions crowd around a leap day and the change of a clock, so that some share a day.
    far, near = FIRST + timedelta(days=chance.randrange(DAYS)), date(2024, 2, 27) + timedelta(days=chance.randrange(5))
    day = chance.choice((far, far, near))
    line: dict[str, Any] = {"decision": kind, "effective": day.isoformat()}
    of = kind
    if kind == "corrected":
        line |= {"corrects": chance.randint(1, len(before)), "voids": chance.randrange(10) < 3}
        of = before[line["corrects"] - 1]["decision"]
        line["valid_until"] = None
    if of in day_by_day.VALIDITY and not line.get("voids") and chance.randrange(10) < 7:
        line["valid_until"] = (day + timedelta(days=chance.choice((0, 1, 30, 366, 400)))).isoformat()
    return line


class Register:
    """An instance that is asked by the command line alone."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """Set it up as an operator does."""
        self.folder = folder
        self.environment = os.environ | {"PORTAL_INSTANCE": str(folder)} | settings
        self.run("init")
        self.run("seed")

    def run(self, *words: str, lines: Sequence[Line] | None = None) -> str:
        """Run a command that must not fail; give what it says."""
        given = "".join(json.dumps(line) + "\n" for line in lines) if lines is not None else None
        command = [sys.executable, "-m", "portal", *words]
        done = subprocess.run(command, env=self.environment, input=given, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{words[:3]}: {done.stderr}")
        return done.stdout

    def apply(self, lines: Sequence[Line]) -> None:
        """Take decisions."""
        self.run("certificate", "apply", "-", lines=lines)

    def statuses(self, numbers: Sequence[str], day: date, *more: str) -> dict[str, str]:
        """Ask for many certificates at once."""
        found: dict[str, str] = {}
        for first in range(0, len(numbers), 2000):
            some = numbers[first : first + 2000]
            said = json.loads(self.run("certificate", "status", *some, "--on", day.isoformat(), "--json", *more))
            assert {one["on"] for one in said} == {day.isoformat()}
            found |= {one["number"]: one["status"] for one in said}
        return found

    def periods(self, number: str, first: date, last: date) -> Any:
        """Ask for a period."""
        span = ("--from", first.isoformat(), "--to", last.isoformat(), "--json")
        return json.loads(self.run("certificate", "periods", number, *span))


def compared(register: Register, world: Mapping[str, Sequence[Line]], days: Sequence[date], *more: str) -> int:
    """Give how many statuses differ from the reference."""
    different = 0
    for day in days:
        found = register.statuses(list(world), day, *more)
        for number, lines in world.items():
            expected = day_by_day.status(lines, day)
            if found[number] != expected:
                different += 1
                print(f"{number} on {day}: {found[number]}, not {expected}: {json.dumps(lines)}")
    return different


def main(histories: int, days: int, spans: int) -> int:
    """Run it; give how many answers differed."""
    chance = random.Random(20_231)  # noqa: S311 - the same every time
    world = {f"HIS-{number:05}": history(chance, f"HIS-{number:05}") for number in range(histories)}
    lines = [line for one in world.values() for line in one]
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder))
        started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        register.apply(lines)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"apply: {len(lines)} decisions, {time.monotonic() - started:.1f} s, {cpu:.1f} s of processor time")
        asked = [FIRST + timedelta(days=chance.randrange(DAYS + 400)) for _ in range(days - 2)]
        different = compared(register, world, [*asked, date(2024, 2, 29), date(2024, 3, 1)])
        print(f"status: {len(world)} certificates on {days} days, {different} differ")
        first, last = date(2023, 6, 1), date(2024, 12, 31)
        some = chance.sample(list(world), min(spans, len(world)))
        wrong = [
            one for one in some if register.periods(one, first, last) != day_by_day.covered(world[one], first, last)
        ]
        print(f"periods: {len(some)} certificates, {len(wrong)} differ")
        return different + len(wrong)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--histories", type=int, default=10_000)
    asked.add_argument("--days", type=int, default=12)
    asked.add_argument("--spans", type=int, default=60)
    given = asked.parse_args()
    sys.exit(1 if main(given.histories, given.days, given.spans) else 0)

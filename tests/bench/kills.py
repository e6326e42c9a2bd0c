"""Kills a writer of the index at random instants, and looks each time whether the index is whole.

`python -m tests.bench.kills [--kills 200] [--entries 300]` says what was found; the suite does some of the same.
"""

import argparse
import dataclasses
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from search_index import inspection, writer
from search_index.entry import Entry, Question
from search_index.schema import digest
from search_index.searcher import Index
from search_index.writer import Changes
from tests.search_index.entries import register

LONGEST = 0.25
"""Seconds that a writer lives at most after it has begun."""
STEPS = ("build", "put", "remove")

State = Mapping[str, Entry]


def after(step: int, before: State, entries: list[Entry]) -> State:
    """Give what the index holds after a step: all entries anew, every second one anew, every third one no more."""
    new = {one.key: dataclasses.replace(one, facets={"step": (str(step),)}) for one in entries}
    match STEPS[step % len(STEPS)]:
        case "build":
            return new
        case "put":
            return {**before, **{one.key: new[one.key] for one in entries[::2]}}
    gone = {one.key for one in entries[::3]}
    return {key: one for key, one in before.items() if key not in gone}


def write(folder: Path, step: int, before: State, state: State) -> None:
    """Make one step."""
    if STEPS[step % len(STEPS)] == "build":
        writer.build(folder, state.values(), position=str(step))
        return
    put = tuple(one for key, one in state.items() if before.get(key) != one)
    writer.change(folder, lambda _: Changes(str(step), put, before.keys() - state.keys()))


def killed(folder: Path, first: int, before: State, entries: list[Entry], after_seconds: float) -> tuple[int, int]:
    """Start a process that makes steps from `first` on, and kill it. Give the last step it made, and the last begun."""
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            state, step = before, first
            while True:
                next_state = after(step, state, entries)
                os.write(tell, b"b")
                write(folder, step, state, next_state)
                os.write(tell, b"e")
                state, step = next_state, step + 1
        finally:
            os._exit(1)
    os.close(tell)
    with open(told, "rb") as steps:  # noqa: PTH123  # a pipe
        assert steps.read(1) == b"b"
        time.sleep(after_seconds)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        said = b"b" + steps.read()
    assert os.WIFSIGNALED(status), "the writer failed by itself"
    return first + said.count(b"e") - 1, first + said.count(b"b") - 1


def trial(folder: Path, kills: int, number: int, chance: random.Random) -> Counter[str]:
    """Kill writers of an index of `number` entries, and count by what they were doing and what was left.

    Fails when an index is not whole, holds neither what it held before nor what it should hold after, claims a
    position that it has not reached, or does not let the next writer in at once.
    """
    entries = register(number)
    states: dict[int, State] = {0: after(0, {}, entries)}
    write(folder, 0, {}, states[0])
    found: Counter[str] = Counter()
    step = 0
    for _ in range(kills):
        done, begun = killed(folder, step + 1, states[step], entries, chance.uniform(0, LONGEST))
        for one in range(step + 1, begun + 1):
            states[one] = after(one, states[one - 1], entries)
        step = left(folder, states, done, begun)
        found[f"{STEPS[begun % len(STEPS)]}: the {'new' if step == begun else 'old'} one"] += 1
        writer.put(folder, [next(iter(states[step].values()))], wait=0)
        states = {step: states[step]}
    return found


def left(folder: Path, states: Mapping[int, State], done: int, begun: int) -> int:
    """Give the step that the index is at after a kill."""
    assert inspection.damaged(folder) == []
    held = inspection.contents(folder)
    wanted = {step: {key: digest(one) for key, one in states[step].items()} for step in (begun, done)}
    step = next((step for step in wanted if held == wanted[step]), None)
    assert step is not None, f"the index holds neither what it held nor what it should hold: {len(held)} entries"
    assert int(writer.position(folder)) <= step, "it claims a position that it has not reached"
    assert Index(folder).ask(Question("nb", size=1)).total == len(states[step])
    return step


def main() -> None:
    """Run it and print what was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--entries", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        found = trial(Path(folder), asked.kills, asked.entries, random.Random(asked.seed))  # noqa: S311
        print(f"{found.total()} kills in {time.monotonic() - start:.0f} s, each time a whole index:")
        for what, count in sorted(found.items()):
            print(f"  {count:4} while writing ({what})")


if __name__ == "__main__":
    main()

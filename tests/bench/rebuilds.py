"""Asks in eight threads without a pause while another process builds the whole index anew, twenty times.

`python -m tests.bench.rebuilds [--rebuilds 20] [--entries 300] [--threads 8]`. Two registers take turns, with other
words, values, names and topics: each answer must be wholly that of the one or wholly that of the other.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path

from search_index import writer
from search_index.entry import Answer, Entry, Question, Suggestion, Topic
from search_index.searcher import Index
from tests.search_index.entries import WORDS, register

SWITCH = 1e-5
"""Seconds until it is the next thread's turn; usually it takes five hundred times as long."""
PAUSE = 0.1
"""Seconds between two builds, in which the new state is asked."""
FACETS = ("kind", "country", "offer")
OTHER = dict(zip(WORDS, "taxa skolen hender mannas kvoltn klemte zundet vinter bestumt brostein".split(), strict=True))  # noqa: SIM905
"""The words of the other register; some are so like the first one's that a typing error may mean either."""

Typed = str
"""What someone has typed so far, to whom something is suggested."""
Given = Answer | tuple[Suggestion, ...]


@dataclass(frozen=True)
class State:
    """All that an index holds."""

    entries: Sequence[Entry]
    topics: Sequence[Topic]


def states(size: int) -> tuple[State, State]:
    """Give two registers that have hardly an answer in common."""
    first = register(size)
    offers = sorted({value for one in first for value in one.facets["offer"]})
    labels = [f"tilbudet{letter * 3}" for letter in "bdfg"]
    topics = [Topic(f"offers:{offer}", "offers", {"nb": label}) for offer, label in zip(offers, labels, strict=True)]
    first = [replace(one, topics=tuple(f"offers:{offer}" for offer in one.facets["offer"])) for one in first]
    turned = [replace(topic, labels={"nb": f"{topic.labels['nb']}kk"}) for topic in topics]
    return State(first, topics), State([_other(one) for one in first[size // 10 :]], turned)


def _other(entry: Entry) -> Entry:
    def said(text: str) -> str:
        return " ".join(OTHER[word] for word in text.split())

    return replace(
        entry,
        official_name=said(entry.official_name),
        other_names=tuple(map(said, entry.other_names)),
        summaries={language: said(text) for language, text in entry.summaries.items()},
        texts={language: said(text) for language, text in entry.texts.items()},
        facets={"country": (*entry.facets["country"], "SE"), "offer": entry.facets["offer"][:1]},
        topics=entry.topics[:1],
    )


def questions() -> Iterator[Question | Typed]:
    """Give words, beginnings, typing errors, phrases, words without others, filters, and what is being typed."""
    words = [word for pair in OTHER.items() for word in pair]
    texts = ["", *words, *(word[:4] for word in words), *(f"{word[:2]}x{word[2:]}" for word in words)]
    texts += [f"{one} {other}" for one, other in pairwise(words)] + [
        f"{one} -{other}" for one, other in pairwise(words)
    ]
    texts += [f'"{one} {other}"' for some in (WORDS, list(OTHER.values())) for one in some[:4] for other in some[4:8]]
    texts += ["tilbudet", "tilbudetbbb", "tilbudetbbbkk", "tilbudetddd -taxi", "tilbudetbb"]
    filters: tuple[Mapping[str, tuple[str, ...]], ...] = (
        {},
        {"country": ("NO",)},
        {"kind": ("firm",), "offer": ("mentor",)},
    )
    for text in texts:
        for number, some in enumerate(filters):
            yield Question("nb", text, some, FACETS, ("relevance", "-newest")[number % 2])
    yield from dict.fromkeys(word[:size] for word in (*words, "tilbud") for size in (1, 2, 4))


def ask(index: Index, question: Question | Typed) -> Given:
    """Ask one of `questions`."""
    if isinstance(question, Question):
        return index.ask(question)
    return index.suggest(question, "nb", ("firm", "measure"), ("offers",), 8)


class Right:
    """The right answers: each question's in the one state and in the other."""

    def __init__(self, both: Sequence[State], folder: Path) -> None:
        asked, given = list(questions()), []
        for number, state in enumerate(both):
            writer.build(folder / str(number), state.entries, state.topics)
            index = Index(folder / str(number))
            given.append([ask(index, question) for question in asked])
        some = [one for one in zip(asked, *given, strict=True) if one[1] != one[2]]
        self.answers: Sequence[tuple[Question | Typed, Given, Given]] = some

    def state(self, number: int, given: Given) -> str:
        """Say of which state an answer to one of the questions is."""
        _, *right = self.answers[number]
        return "first" if given == right[0] else "other" if given == right[1] else "WRONG"


def search(index: Index, right: Right, seed: int, done: threading.Event) -> Counter[str]:
    """Ask until the builds are over, and count the answers by their state."""
    chance, found = random.Random(seed), Counter[str]()  # noqa: S311
    while not done.is_set():
        number = chance.randrange(len(right.answers))
        question = right.answers[number][0]
        try:
            what = right.state(number, ask(index, question))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is a missing answer
            what = f"WRONG: {error!r}"
        if what.startswith("WRONG"):
            what = f"{what} {question}"
        found[what] += 1
    return found


def rebuild(folder: Path, size: int, times: int, ready: Event) -> None:
    """Build one register, then the other; in a process of its own, which says when it begins."""
    both = states(size)
    ready.set()
    for number in range(times):
        time.sleep(PAUSE)
        state = both[(number + 1) % 2]
        writer.build(folder, state.entries, state.topics)


@contextmanager
def eager_threads() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def trial(folder: Path, size: int, times: int, threads: int) -> tuple[int, Counter[str]]:
    """Ask while the index is built anew so many times. Give the number of questions, and the answers by their state.

    Fails when the builds did, or when the last state is not what is answered at the end.
    """
    both = states(size)
    right = Right(both, folder)
    writer.build(folder / "index", both[0].entries, both[0].topics)
    index, done = Index(folder / "index"), threading.Event()
    of_its_own = multiprocessing.get_context("spawn")
    ready = of_its_own.Event()
    builder = of_its_own.Process(target=rebuild, args=(folder / "index", size, times, ready))
    builder.start()
    assert ready.wait(60), "the builder did not start"
    with eager_threads(), ThreadPoolExecutor(threads) as pool:
        searches = [pool.submit(search, index, right, seed, done) for seed in range(threads)]
        builder.join()
        done.set()
        found = sum((one.result() for one in searches), Counter[str]())
    assert builder.exitcode == 0, "a build failed"
    index.warm()
    last = {right.state(number, ask(index, one[0])) for number, one in enumerate(right.answers)}
    assert last == {("first", "other")[times % 2]}, f"at the end: {last}"
    return len(right.answers), found


def main() -> None:
    """Run it and print what was found."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.rebuilds", description=__doc__)
    options.add_argument("--rebuilds", type=int, default=20)
    options.add_argument("--entries", type=int, default=300)
    options.add_argument("--threads", type=int, default=8)
    asked = options.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rebuilds-") as folder:
        several, found = trial(Path(folder), asked.entries, asked.rebuilds, asked.threads)
    wrong = {what: count for what, count in found.items() if what.startswith("WRONG")}
    took = time.monotonic() - start
    print(f"{asked.entries:,} entries, {asked.rebuilds} whole builds by another process; {took:.0f} s")
    print(
        f"{found.total():,} answers to {several} questions in {asked.threads} threads that change every {SWITCH:g} s:"
    )
    print(f"  {found['first']:,} wholly of the one state, {found['other']:,} wholly of the other")
    for what, count in sorted(wrong.items(), key=lambda pair: -pair[1])[:20]:
        print(f"  {count:4} {what}")
    print(f"wrong or missing answers: 0 promised, {sum(wrong.values())} found: {'NOT KEPT' if wrong else 'kept'}")


if __name__ == "__main__":
    main()

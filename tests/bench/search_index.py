"""Measure the search index on synthetic entries: `python -m tests.bench.search_index [entries]` prints a table.

Every entry has about 80 words over four languages, from 5,000 words a language in Zipf's frequencies, and six facets,
all of which every question counts. "First" is a question whose words nobody has asked for since the index was built;
"again" is the same question after that.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path

from search_index.analysis import LANGUAGES, warm
from search_index.entry import Entry, Question
from search_index.searcher import Index
from search_index.writer import build, put

FACETS = {"country": 3, "industry": 20, "target_group": 24, "offer": 12, "status": 4}
COUNTED = ("kind", *FACETS)
SYLLABLES = {
    "nb": "ar beid tak kom mu ne skol le trygd hel se ut dan ning før ring vei løs",
    "nl": "werk ge ver maat re gel be drijf steun loon kans zor gen op lei ding tijd aan",
    "bg": "ра бо та мяр ка сто ли ца пом ощ за ет ост уч ен ие про грам",
    "en": "work sup port em ploy ment train ing pla ce ben ef it health care skill job aid",
}
QUESTIONS_PER_CLASS = 60
ROUNDS = 5


class Words:
    """The words of one language, the most frequent first."""

    def __init__(self, language: str, chance: random.Random) -> None:
        syllables = SYLLABLES[language].split()
        made = ("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(20_000))
        self.all = list(dict.fromkeys(made))[:5_000]
        self._chances = list(accumulate(1 / (rank + 10) for rank in range(len(self.all))))

    def some(self, count: int, chance: random.Random) -> str:
        """Give a text of some words."""
        return " ".join(chance.choices(self.all, cum_weights=self._chances, k=count))


def entries(count: int, words: Mapping[str, Words]) -> Iterator[Entry]:
    """Make fictional entries: names of 2, labels of 3, summaries of 5 and texts of 10 words in each language."""
    chance = random.Random(2)  # noqa: S311  # the same entries each time
    for number in range(count):
        kind = chance.choice(("firm", "firm", "measure", "organisation"))
        yield Entry(
            key=f"{kind}:{number:06}",
            kind=kind,
            official_name=words["nb"].some(2, chance),
            names={language: words[language].some(2, chance) for language in LANGUAGES},
            terms={language: (words[language].some(3, chance),) for language in LANGUAGES},
            summaries={language: words[language].some(5, chance) for language in LANGUAGES},
            texts={language: words[language].some(10, chance) for language in LANGUAGES},
            facets={
                name: tuple(f"{name}-{value}" for value in chance.sample(range(size), chance.randint(1, min(3, size))))
                for name, size in FACETS.items()
            },
            sort_keys={"name:nb": f"{chance.random():.8f}", "newest": f"2026-{chance.randint(1, 12):02}"},
        )


def questions(words: Mapping[str, Words]) -> dict[str, list[Question]]:
    """Make the questions of each class."""
    chance = random.Random(3)  # noqa: S311

    def word(first: int, last: int, language: str) -> str:
        return words[language].all[chance.randrange(first, last)]

    def asked(text: Mapping[str, str] | None = None, **more: object) -> Question:
        language = chance.choice(LANGUAGES)
        return Question(language, (text or {}).get(language, ""), facets=COUNTED, **more)  # type: ignore[arg-type]

    def each(*ranges: tuple[int, int]) -> dict[str, str]:
        return {language: " ".join(word(*some, language) for some in ranges) for language in LANGUAGES}

    def mistyped() -> dict[str, str]:
        return {language: text[:3] + text[4:] for language, text in each((200, 2_000)).items()}

    firms = {"kind": ("firm",), "country": ("country-1",)}
    makers: dict[str, Callable[[], Question]] = {
        "common word": lambda: asked(each((0, 40))),
        "rare word": lambda: asked(each((1_000, 5_000))),
        "two words": lambda: asked(each((0, 40), (40, 400))),
        "five words, widened": lambda: asked(each(*[(100, 1_000)] * 5)),
        "beginning of a word": lambda: asked({language: text[:4] for language, text in each((0, 1_000)).items()}),
        "mistyped word": lambda: asked(mistyped()),
        "word and two filters": lambda: asked(each((0, 400)), filters=firms),
        "filters only, by name": lambda: asked(filters=firms, sort="name:nb"),
        "everything": asked,
    }
    return {name: [make() for _ in range(QUESTIONS_PER_CLASS)] for name, make in makers.items()}


def milliseconds(index: Index, asked: Sequence[Question]) -> list[float]:
    """Ask every question once."""
    taken = []
    for question in asked:
        start = time.perf_counter()
        index.ask(question)
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def at(share: float, taken: Sequence[float]) -> str:
    """Give the quantile of some times."""
    return f"{sorted(taken)[int(share * (len(taken) - 1))]:9.2f}"


def resident() -> int:
    """Give the memory this process has now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def vocabularies() -> dict[str, Words]:
    """Make the words of all languages."""
    return {language: Words(language, random.Random(1)) for language in LANGUAGES}  # noqa: S311


def built(folder: Path, count: int) -> tuple[float, int]:
    """Build the index: in a process of its own, so that its memory is not counted as the searching one's.

    :return: seconds, and the most megabytes the process ever had
    """
    made = list(entries(count, vocabularies()))
    warm()
    start = time.perf_counter()
    build(folder, made)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def line(label: str, seconds: float, megabytes: int) -> None:
    """Print one line of the first table."""
    print(f"{label:32} {seconds:8.2f} s   {megabytes:5} MB")


def timed(label: str, step: Callable[[], object]) -> None:
    """Take one step and print how long it took and the memory after it."""
    start = time.perf_counter()
    step()
    line(label, time.perf_counter() - start, resident())


def ask_all(index: Index) -> None:
    """Print the second table: ask the questions of every class, first and again."""
    print(f"{'ms a question, six facets':28} {'first p50':>9} {'first p95':>9} {'again p50':>9} {'again p95':>9}")
    for name, asked in questions(vocabularies()).items():
        first = milliseconds(index, asked)
        again = [one for _ in range(ROUNDS) for one in milliseconds(index, asked)]
        print(f"{name:28} {at(0.5, first)} {at(0.95, first)} {at(0.5, again)} {at(0.95, again)}")


def main(count: int) -> None:
    """Build, ask, change and print."""
    print(f"{count} entries\n{'step':32} {'time':>10} {'memory':>10}")
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        index = Index(where)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            line("build", *other.submit(built, where, count).result())
        timed("start", lambda: None)
        timed("dictionaries", warm)
        timed("open", lambda: index.ask(Question("nb")))
        timed("first typing error", lambda: index.ask(Question("nb", "qqqqqqq")))
        size = sum(file.stat().st_size for file in where.rglob("*") if file.is_file())
        print(f"{'size on disk':32} {size / 1e6:8.1f} MB\n")
        ask_all(index)
        print()
        timed("all questions asked", lambda: None)
        changed = list(entries(1, vocabularies()))
        timed("put one entry", lambda: put(where, changed))
        timed("open after that", lambda: index.ask(Question("nb")))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

"""Ask the judged queries of the real content: `python -m tests.bench.judged [--split tune|test|all] [--fail]`.

The queries stand in `tests/search_index/judged/`: `tune.yaml`, on which weights may be tuned, and `test.yaml`, which
only measures. `belongs_to` decides which. Somebody judged what each wants before any of them was asked: `best` is
exactly what is meant, `good` is useful too. Both are keys as "measure:no-mentor", patterns as "measure:no-*", or sets
of `sets.yaml` as "$refugees". `never` must not be among the hits and has no grade. `kind` is a filter, `form: NFD` asks
with accents apart from their letters, `depth` is where a best one has to stand (3). A query without `best` is nonsense,
and the right answer is nothing at all. A judgement is changed when the data changes, not when the engine disagrees.
"""

import argparse
import hashlib
import math
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fnmatch import fnmatchcase
from pathlib import Path
from statistics import fmean

import yaml

from portal import reindex
from portal.asking import PREFERRED
from portal.commands import DATA
from portal.register import content, seeding
from portal.settings import DATABASE_FILE, Settings
from portal.store import Store
from search_index.entry import Question
from search_index.searcher import Index

FOLDER = Path(__file__).parent.parent / "search_index" / "judged"
SPLITS = ("tune", "test")
FIELDS = {"text", "language", "form", "kind", "depth", "best", "good", "never", "why"}
TODAY = date(2026, 11, 22)
"""The day the content was checked."""
DEPTH = 3
SIZE = 20
ALL = 10_000
"""More hits than there are entries: what must never come is looked for among all of them."""
MEASURED = 10
"""The hits that nDCG looks at."""


@dataclass(frozen=True)
class Query:
    """One query and what was judged of it."""

    text: str
    language: str
    group: str
    """The class, as "typo"."""
    split: str
    kind: str | None
    depth: int
    grades: Mapping[str, int]
    """Per key 2 for exactly what is meant, 1 for useful too."""
    never: frozenset[str]


@dataclass(frozen=True)
class Result:
    """What an index answered to a query."""

    query: Query
    hits: tuple[str, ...]
    total: int

    @property
    def succeeded(self) -> bool:
        """Say whether a best one stands high enough and nothing unwanted came. For nonsense: nothing came."""
        if not self.query.grades:
            return self.total == 0
        best = any(self.query.grades.get(key) == 2 for key in self.hits[: self.query.depth])
        return best and self.query.never.isdisjoint(self.hits)

    @property
    def gain(self) -> float | None:
        """Give nDCG@10, from 0 to 1; None for nonsense, which has no order."""
        ideal = _discounted(sorted(self.query.grades.values(), reverse=True))
        return _discounted([self.query.grades.get(key, 0) for key in self.hits]) / ideal if ideal else None


@dataclass(frozen=True)
class Figures:
    """What was measured over some results."""

    count: int
    success: float
    """The share of queries that succeeded."""
    gain: float | None
    """The mean nDCG@10; None where there is nothing but nonsense."""

    @classmethod
    def of(cls, results: Sequence[Result]) -> "Figures":
        """Measure some results, at least one."""
        gains = [result.gain for result in results if result.gain is not None]
        return cls(len(results), fmean(result.succeeded for result in results), fmean(gains) if gains else None)


def belongs_to(language: str, text: str) -> str:
    """Give the split of a query: two of five go to "test", by a hash of language and text, whatever the query is."""
    return "test" if hashlib.sha256(f"{language} {text}".encode()).digest()[0] % 5 < 2 else "tune"


def queries(known: Sequence[str], splits: Sequence[str] = SPLITS) -> list[Query]:
    """Read the judged queries.

    :param known: the keys of all entries there are
    :param splits: the files to read
    :raises ValueError: a query stands in the wrong file or has an unknown field, or names what does not exist
    """
    sets = {name: str(words).split() for name, words in _read("sets").items()}
    found = []
    for split in splits:
        for group, entries in _read(split).items():
            for entry in entries:
                if unknown := set(entry) - FIELDS:
                    raise ValueError(f"{entry}: unknown {unknown}")
                if belongs_to(entry["language"], entry["text"]) != split:
                    raise ValueError(f"{entry['text']!r} does not belong into {split}.yaml")
                found.append(_query(entry, group, split, sets, known))
    return found


@contextmanager
def real_index() -> Iterator[Index]:
    """Give an index of the real content, built as an operator would; it is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / DATABASE_FILE}",
            secret_key="judged",
            today=TODAY,
            testing=True,
        )
        store = Store(settings.database_url)
        try:
            store.create()
            with store.writing() as session:
                seeding.seed(session, content.read(DATA), datetime.combine(TODAY, time(12), UTC))
            reindex.rebuild(settings, store)
            yield Index(settings.index_folder)
        finally:
            store.close()


def keys(index: Index) -> list[str]:
    """Give the keys of all entries of an index."""
    return [hit.key for hit in index.ask(Question("en", size=ALL)).hits]


def ask(index: Index, query: Query) -> Result:
    """Ask one query as the search page does, without a chosen country."""
    filters = {"kind": (query.kind,)} if query.kind else {}
    size = ALL if query.never else SIZE
    prefer = PREFERRED.get(query.language, {})
    answer = index.ask(Question(query.language, query.text, filters, size=size, prefer=prefer))
    return Result(query, tuple(hit.key for hit in answer.hits), answer.total)


def judged(index: Index, splits: Sequence[str] = SPLITS) -> list[Result]:
    """Ask an index of the real content all queries of some splits."""
    return [ask(index, query) for query in queries(keys(index), splits)]


def by_group(results: Sequence[Result]) -> dict[str, Figures]:
    """Measure each class."""
    groups = dict.fromkeys(result.query.group for result in results)
    return {group: Figures.of([result for result in results if result.query.group == group]) for group in groups}


def by_language(results: Sequence[Result]) -> dict[str, Figures]:
    """Measure each page language."""
    languages = sorted({result.query.language for result in results})
    return {code: Figures.of([result for result in results if result.query.language == code]) for code in languages}


def _read(name: str) -> dict[str, list[dict[str, str]]]:
    read: dict[str, list[dict[str, str]]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return read


def _query(
    entry: Mapping[str, str], group: str, split: str, sets: Mapping[str, Sequence[str]], known: Sequence[str]
) -> Query:
    never = _keys(entry.get("never", ""), sets, known)
    best, good = (_keys(entry.get(name, ""), sets, known) for name in ("best", "good"))
    kind = entry.get("kind")
    grades = dict.fromkeys(good, 1) | dict.fromkeys(best, 2)
    return Query(
        text=unicodedata.normalize(entry.get("form", "NFC"), entry["text"]),  # type: ignore[arg-type]
        language=entry["language"],
        group=group,
        split=split,
        kind=kind,
        depth=int(entry.get("depth", DEPTH)),
        grades={k: v for k, v in grades.items() if k not in never and (not kind or k.startswith(f"{kind}:"))},
        never=frozenset(never),
    )


def _keys(words: str, sets: Mapping[str, Sequence[str]], known: Sequence[str]) -> list[str]:
    """Give the keys that words stand for: keys, patterns of keys, and names of sets."""
    found: list[str] = []
    for word in words.split():
        if word.startswith("$"):
            found += _keys(" ".join(sets[word[1:]]), sets, known)
            continue
        matching = [key for key in known if fnmatchcase(key, word)]
        if not matching:
            raise ValueError(f"{word!r} is not in the index")
        found += matching
    return found


def _discounted(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:MEASURED]))


def _line(name: str, figures: Figures) -> str:
    gain = "     –" if figures.gain is None else f"{figures.gain:6.3f}"
    return f"{name:18} {figures.count:5} {100 * figures.success:8.1f} % {gain}"


def _failure(result: Result) -> str:
    query = result.query
    came = [f"{key}{'+' * query.grades.get(key, 0)}" for key in result.hits[:5]]
    unwanted = sorted(query.never.intersection(result.hits))
    wanted = [key for key, grade in query.grades.items() if grade == 2][:4]
    return "\n".join(
        (
            f"{query.group}, {query.language}: {query.text}" + (f"  [{query.kind}]" if query.kind else ""),
            f"    came   {', '.join(came) or 'nothing'}  ({result.total})",
            f"    wanted {', '.join(wanted) or 'nothing'} among the first {query.depth}",
            *([f"    never  {', '.join(unwanted)}"] if unwanted else []),
        )
    )


def main(splits: Sequence[str], *, failures: bool) -> None:
    """Build, ask and print."""
    with real_index() as index:
        results = judged(index, splits)
    print(f"{'':18} {'asked':>5} {'success':>10} {'nDCG@10':>7}")
    for name, figures in (by_group(results) | by_language(results)).items():
        print(_line(name, figures))
    for split in splits:
        print(_line(split, Figures.of([result for result in results if result.query.split == split])))
    if failures:
        print(*("", *(_failure(result) for result in results if not result.succeeded)), sep="\n")


if __name__ == "__main__":
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--split", choices=(*SPLITS, "all"), default="all")
    read.add_argument("--fail", action="store_true", help="print the queries that fail, and what came instead")
    given = read.parse_args()
    main(SPLITS if given.split == "all" else (given.split,), failures=given.fail)

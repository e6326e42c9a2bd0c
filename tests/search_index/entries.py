"""Short ways to write entries, and a register of them with names that nobody could mix up."""

import random
from pathlib import Path

from search_index.entry import Answer, Entry, Question
from search_index.searcher import Index

WORDS = "taxi skole omsorg mannaz kvolto prelim zunde drofis bestum lavterk".split()  # noqa: SIM905
COUNTRIES = ("BE", "BG", "NO")
OFFERS = ("internship", "mentor", "part-time", "work-trial")


def entry(key: str, name: str = "", **more: object) -> Entry:
    """Make an entry whose kind is the first part of its key, and whose only words are its official name."""
    return Entry(key=key, kind=key.partition(":")[0], official_name=name, **({"names": {}} | more))  # type: ignore[arg-type]


def register(size: int) -> list[Entry]:
    """Make many entries that share words, facets, sort keys and weights."""
    chance = random.Random(7)  # noqa: S311  # the same entries each time
    return [
        entry(
            f"{chance.choice(('firm', 'measure'))}:{number:04}",
            " ".join(chance.sample(WORDS, 2)),
            other_names=tuple(chance.sample(WORDS, chance.randint(0, 1))),
            summaries={"nb": " ".join(chance.choices(WORDS, k=3))},
            texts={"nl": " ".join(chance.choices(WORDS, k=8))},
            facets={
                "country": (chance.choice(COUNTRIES),),
                "offer": tuple(chance.sample(OFFERS, chance.randint(0, 3))),
            },
            sort_keys={"newest": chance.choice(("", "2024-01-01", "2025-06-30", "2026-11-22"))},
            weight=chance.choice((0.5, 1.0)),
        )
        for number in range(size)
    ]


def keys(answer: Answer) -> list[str]:
    """Give the keys of the hits, in their order."""
    return [hit.key for hit in answer.hits]


def found(folder: Path, text: str, language: str = "nb") -> list[str]:
    """Ask a new index for words and give the keys that it finds."""
    return keys(Index(folder).ask(Question(language, text)))

"""A large fictional register: firms in four languages, the topics that hold for them, and the facets they have.

Everything is made from fixed seeds, so that every run and every engine sees the same firms, and the first thousand
are the same whatever the number. A firm has about 85 words of its own (a name of three, a summary of eighteen in each
language, ten topics); words have Zipf's frequencies, and every firm's name holds a word that hardly any other has.
"""

import pickle
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

from search_index.entry import Entry, Topic

LANGUAGES = ("nb", "nl", "bg", "en")
SYLLABLES = {
    "nb": "ar beid tak kom mu ne skol le trygd hel se ut dan ning før ring vei løs",
    "nl": "werk ge ver maat re gel be drijf steun loon kans zor gen op lei ding tijd aan",
    "bg": "ра бо та мяр ка сто ли ца пом ощ за ет ост уч ен ие про грам",
    "en": "work sup port em ploy ment train ing pla ce ben ef it health care skill job aid",
}
NAME_SYLLABLES = "an dor vik mel tas rup len ost hag bri sun fel mor gard ny kol pet vin ham lund"
WORDS_PER_LANGUAGE = 10_000
WORDS_OF_A_SUMMARY = 18
FLATTENED_BY = 2.7
"""Mandelbrot's correction of Zipf's law: the most frequent word stands in about 45 % of the firms, the 40th in 5 %."""

COUNTED = ("country", "industry", "target_group", "status")
"""The facets that every question counts."""

# Facet, kind of its topics ("" when it has none), number of values, and how many of them a firm has.
FACETS = (
    ("country", "countries", 3, (1, 1)),
    ("industry", "industries", 20, (1, 2)),
    ("target_group", "target_groups", 24, (2, 4)),
    ("offer", "workplace_offers", 12, (2, 3)),
    ("status", "", 4, (1, 1)),
    ("size", "", 4, (1, 1)),
)
REGIONS = 41
MUNICIPALITIES = 700
CHUNK = 500


class Words:
    """The words of one language, the most frequent first."""

    def __init__(self, language: str) -> None:
        chance = random.Random(language)  # noqa: S311  # the same words each time
        syllables = SYLLABLES[language].split()
        made = ("".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 3, 4)))) for _ in range(40_000))
        self.all = list(dict.fromkeys(word for word in made if len(word) > 4))[:WORDS_PER_LANGUAGE]
        self._chances = zipf(len(self.all), FLATTENED_BY)

    def some(self, count: int, chance: random.Random) -> str:
        """Give a text of some words."""
        return " ".join(chance.choices(self.all, cum_weights=self._chances, k=count))


def zipf(count: int, flattened_by: float) -> list[float]:
    """Give the cumulated frequencies of things of which the n-th is 1/(n + something) as frequent."""
    return list(accumulate(1 / (rank + flattened_by) for rank in range(1, count + 1)))


@cache
def words() -> Mapping[str, Words]:
    """Give the words of each language."""
    return {language: Words(language) for language in LANGUAGES}


def _proper_name(chance: random.Random) -> str:
    return "".join(chance.choices(NAME_SYLLABLES.split(), k=chance.randint(3, 5))).capitalize()


@cache
def topics() -> Sequence[Topic]:
    """Give the 800 topics: places are called the same in every language, the others have labels of one or two words."""
    chance = random.Random("topics")  # noqa: S311

    def label(language: str) -> str:
        return " ".join(chance.choices(words()[language].all[100:3_000], k=chance.randint(1, 2)))

    places = [("region", number) for number in range(REGIONS)] + [("place", number) for number in range(MUNICIPALITIES)]
    return [
        *(
            Topic(f"{kind}:{number}", kind, {language: label(language) for language in LANGUAGES})
            for _, kind, size, _ in FACETS
            if kind
            for number in range(size)
        ),
        *(
            Topic(f"places:{kind}-{number}", "places", dict.fromkeys(LANGUAGES, name))
            for (kind, number), name in ((place, _proper_name(chance)) for place in places)
        ),
    ]


def firms(count: int) -> Iterator[Entry]:
    """Make the firms."""
    chance = random.Random("firms")  # noqa: S311
    for number in range(count):
        yield firm(f"firm:{number:07}", chance)


def firm(key: str, chance: random.Random) -> Entry:
    """Make one firm."""
    values = {
        facet: tuple(f"{facet}-{value}" for value in _sample(size, chance.randint(*several), chance))
        for facet, _, size, several in FACETS
    }
    place = chance.choices(range(MUNICIPALITIES), cum_weights=zipf_of(MUNICIPALITIES))[0]
    held = [f"{kind}:{value.rpartition('-')[2]}" for facet, kind, _, _ in FACETS if kind for value in values[facet]]
    name = f"{_proper_name(chance)} {words()[chance.choice(LANGUAGES)].some(2, chance)}"
    return Entry(
        key=key,
        kind="firm",
        official_name=name,
        names={},
        topics=(*held, f"places:place-{place}", f"places:region-{place % REGIONS}"),
        summaries={language: words()[language].some(WORDS_OF_A_SUMMARY, chance) for language in LANGUAGES},
        facets={"kind": ("firm",), **values},
        sort_keys={f"name:{language}": name for language in LANGUAGES} | {"newest": f"2026-{chance.randint(1, 12):02}"},
    )


@cache
def zipf_of(count: int) -> list[float]:
    """Give the cumulated frequencies of a list of things."""
    return zipf(count, FLATTENED_BY)


def _sample(size: int, count: int, chance: random.Random) -> list[int]:
    chosen: dict[int, None] = {}
    while len(chosen) < count:
        chosen.update(dict.fromkeys(chance.choices(range(size), cum_weights=zipf_of(size), k=count - len(chosen))))
    return list(chosen)


def write(path: Path, count: int) -> None:
    """Write the firms into a file, so that a build can read them at the price of reading alone."""
    made = firms(count)
    with path.open("wb") as file:
        while some := list(islice(made, CHUNK)):
            pickle.dump(some, file)


def read(path: Path) -> Iterator[Entry]:
    """Read the firms again, one after the other."""
    with path.open("rb") as file:
        while True:
            try:
                yield from pickle.load(file)  # noqa: S301  # written by ourselves a minute ago
            except EOFError:
                return


def texts(entry: Entry, known: Mapping[str, Topic]) -> list[str]:
    """Give everything a firm is found by, for an engine without topics: the labels of its topics too."""
    labels = (label for key in entry.topics for label in dict.fromkeys(known[key].labels.values()))
    return [entry.official_name, *entry.summaries.values(), *labels]


def by_key(some: Iterable[Topic]) -> dict[str, Topic]:
    """Give topics by their keys."""
    return {topic.key: topic for topic in some}

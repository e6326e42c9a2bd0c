"""Asks the engine, over 10,000 firms, what nobody sane would ask, and measures each question when it is first asked.

`python -m tests.bench.hostile [--firms 10000] [--seed 1] [--slowest 10]`. Each question is asked once, with four
facets, of an index that is warm, and timed by the processor's clock of its thread. None may be an error. The index is
built for it, which takes a minute; `--index FOLDER` takes one that the bench of engines has left.
"""

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Final, NamedTuple

from search_index import writer
from search_index.entry import Question
from search_index.searcher import Index
from tests.bench.engines.corpus import COUNTED, LANGUAGES, SYLLABLES, firms, topics, words
from tests.bench.engines.run import at

PROMISED: Final = 20.0
"""Milliseconds that 99 of 100 hostile questions take at most."""
EACH: Final = 60
"""Questions of a class."""
READ: Final = 200
"""Characters of a question that are read."""
CODE_POINTS: Final = 0x110000
LETTERS: Final = 0x3000
"""Code points that are all asked; of the others, which are in no word of the four languages, one chunk in 61."""
MARKS: Final = "".join(map(chr, range(0x300, 0x370)))
RIGHT_TO_LEFT: Final = "".join(map(chr, (*range(0x5D0, 0x5EB), *range(0x620, 0x64B), 0x202E, 0x200F, 0x2067)))
SIGNS: Final = "*?~^\"'()[]{}:;,.-+&|!/\\\x00\t\n\u200b\u202e\u00ad\ufeff\ud800«»„“” "
ALPHABETS: Final = {"bg": "абвгдежзийклмнопрстуфхцчшщъьюя"}
LATIN: Final = "abcdefghijklmnopqrstuvwxyzæøå"


class Asked(NamedTuple):
    """One question, and what it is an example of."""

    kind: str
    language: str
    text: str


def questions(seed: int) -> Iterator[Asked]:
    """Give all questions, no text twice."""
    hostile = _Hostile(seed)
    seen = {""}
    for kind, make in hostile.kinds().items():
        for language in islice(cycle(LANGUAGES), EACH):
            text = make(language)
            if text not in seen:
                seen.add(text)
                yield Asked(kind, language, text)
    chunks = (*range(0, LETTERS, READ), *range(LETTERS, CODE_POINTS, READ * 61))
    for first in chunks:
        letters = map(chr, range(first, first + READ))
        yield Asked("all of Unicode", LANGUAGES[first % 4], "".join(letters))
        yield Asked("all of Unicode, as words", "nb", "".join(f"aa{chr(code)}" for code in range(first, first + 66)))


class _Hostile:
    """Makes the questions of each kind, by chance, but the same each time."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._words: Mapping[str, Sequence[str]] = {language: words()[language].all for language in LANGUAGES}
        self._kinds: dict[str, Callable[[str], str]] = {
            "wildcards": lambda language: " ".join(self._wild(word) for word in self._some(language, 12)),
            "10,000 words": lambda language: " ".join(self._some(language, 10_000)),
            "12 words": lambda language: " ".join(self._some(language, 12)),
            "12 common words": lambda language: " ".join(self._chance.sample(self._words[language][:40], 12)),
            "12 words without": lambda language: " ".join(f"-{word}" for word in self._some(language, 12)),
            "12 beginnings": lambda language: " ".join(word[:4] for word in self._some(language, 12)),
            "12 words mistyped once": lambda language: self._mistyped(language, 1),
            "12 words mistyped twice": lambda language: self._mistyped(language, 2),
            "12 words mistyped thrice": lambda language: self._mistyped(language, 3),
            "near everything": self._near_everything,
            "12 compounds": lambda language: " ".join(self._compound(language, 16) for _ in range(12)),
            "longest compounds": lambda language: " ".join(self._compound(language, 64) for _ in range(3)),
            "a compound of 100,000 letters": lambda language: self._compound(language, 100_000),
            "a word of 100,000 letters": lambda language: self._letter(language) * self._chance.randrange(10**5) + "x",
            "hyphens": lambda language: "-".join(self._some(language, 12)),
            "one letter 200 times": lambda language: self._letter(language) * self._chance.randrange(100, 200),
            "one letter 5 to 40 times, 12 words": self._letters,
            "the shortest words": lambda language: " ".join("".join(self._letters_of(language, 2)) for _ in range(60)),
            "deep nesting": lambda language: self._nested(language, self._chance.randrange(20, 5_000)),
            "phrases": lambda language: " ".join(f'"{" ".join(self._some(language, 4))}"' for _ in range(3)),
            "quotes without end": lambda language: (
                '"' * self._chance.randrange(200) + " ".join(self._some(language, 9))
            ),
            "minus signs": lambda language: "-" * self._chance.randrange(5_000) + self._some(language, 1)[0],
            "minus signs between words": lambda language: " - --".join(self._some(language, 12)),
            "zalgo": lambda language: " ".join(map(self._zalgo, self._some(language, 12))),
            "right to left": lambda _: "".join(self._chance.choices(RIGHT_TO_LEFT + "  ", k=READ)),
            "lone surrogates": lambda language: "".join(f"\udc80{word}\ud800" for word in self._some(language, 12)),
            "NULs": lambda language: "\0".join(self._some(language, 12)) + "\0" * self._chance.randrange(500),
            "numbers": lambda _: " ".join(str(self._chance.randrange(10**9)) for _ in range(12)),
            "sounds": lambda _: " ".join("".join(self._chance.choices("64qcxjyuv", k=12)) for _ in range(12)),
            "doubtful letters": lambda _: " ".join("".join(self._chance.choices("aoøåeöä", k=15)) for _ in range(12)),
            "syllables": lambda language: " ".join(self._syllables(language, 5) for _ in range(12)),
            "unlike alphabets": lambda _: " ".join("".join(self._letters_of(one, 5)) for one in (*LANGUAGES, "bg") * 2),
        }

    def kinds(self) -> Mapping[str, Callable[[str], str]]:
        """Give what makes a question of each kind in a language; the last kind mixes those before it."""
        return {**self._kinds, "mixtures": self._mixture}

    def _mixture(self, language: str) -> str:
        parts = [self._chance.choice(list(self._kinds.values()))(language) for _ in range(6)]
        starts = (self._chance.randrange(max(len(part) - 40, 1)) for part in parts)
        cut = [part[start : start + 40] for start, part in zip(starts, parts, strict=True)]
        return "".join(part + self._chance.choice(SIGNS) for part in cut)

    def _some(self, language: str, count: int) -> Sequence[str]:
        return self._chance.sample(self._words[language], min(count, len(self._words[language])))

    def _letter(self, language: str) -> str:
        return self._chance.choice(ALPHABETS.get(language, LATIN))

    def _letters_of(self, language: str, count: int) -> list[str]:
        return [self._letter(language) for _ in range(count)]

    def _letters(self, language: str) -> str:
        return " ".join(self._letter(language) * self._chance.randrange(5, 40) for _ in range(12))

    def _wild(self, word: str) -> str:
        place = self._chance.randrange(len(word))
        return f"{word[:place]}{self._chance.choice(('*', '?', '%', '.*', '~2', '^9'))}{word[place + 1 :]}*"

    def _mistyped(self, language: str, errors: int) -> str:
        long = [word for word in self._some(language, 200) if len(word) > 7][:12]
        return " ".join(self._changed(word, language, errors) for word in long)

    def _changed(self, word: str, language: str, errors: int) -> str:
        for place in self._chance.sample(range(1, len(word)), errors):
            word = f"{word[:place]}{self._letter(language)}{word[place + 1 :]}"
        return word

    def _near_everything(self, language: str) -> str:
        """Give words of the likeliest letters, so that as many known words as can be must be compared with them."""
        likely = "".join(self._words[language][:50])
        return " ".join("".join(self._chance.choices(likely, k=size)) for size in (8, 8, 8, 9, 9, 9, 8, 8, 9, 9, 8, 8))

    def _compound(self, language: str, size: int) -> str:
        some = cycle(self._some(language, 200))
        made = ""
        while len(made) < size:
            made += next(some) + self._chance.choice(("", "s", "e", "en"))
        return made[:size]

    def _syllables(self, language: str, count: int) -> str:
        return "".join(self._chance.choices(SYLLABLES[language].split(), k=count))

    def _nested(self, language: str, depth: int) -> str:
        sign = self._chance.choice(('("', "-(", "(((", '-"', "{[", "NOT (", "(a OR "))
        return sign * depth + " ".join(self._some(language, 8)) + ")" * depth

    def _zalgo(self, word: str) -> str:
        return "".join(letter + "".join(self._chance.choices(MARKS, k=self._chance.randrange(12))) for letter in word)


def measure(index: Index, asked: Sequence[Asked]) -> list[tuple[float, Asked]]:
    """Ask each question once. Give the milliseconds that each took, and the question; -1 for one that was an error."""
    taken = []
    for one in asked:
        question = Question(one.language, one.text, facets=COUNTED)
        start = time.thread_time_ns()
        try:
            index.ask(question)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is an error
            print(f"ERROR {error!r}: {one.kind}: {one.text[:READ]!r}")
            taken.append((-1.0, one))
        else:
            taken.append(((time.thread_time_ns() - start) / 1e6, one))
    return taken


def ready(folder: Path) -> Index:
    """Open an index as a server does, which leaves what was read out of Python's searches for garbage."""
    index = Index(folder)
    index.warm()
    gc.collect()
    gc.freeze()
    return index


def show(taken: Sequence[tuple[float, Asked]], slowest: int) -> None:
    """Print what was measured, each kind and all together."""
    kinds: dict[str, list[float]] = {}
    for milliseconds, one in taken:
        kinds.setdefault(one.kind, []).append(milliseconds)
    print(f"{'milliseconds of the processor':36}{'asked':>7}{'p50':>8}{'p99':>8}{'worst':>8}")
    every = [milliseconds for milliseconds, _ in taken]
    for kind, times in (*sorted(kinds.items(), key=lambda pair: -max(pair[1])), ("all", every)):
        print(f"{kind:36}{len(times):7}{at(0.5, times):8.2f}{at(0.99, times):8.2f}{max(times):8.2f}")
    for milliseconds, one in sorted(taken, key=lambda pair: -pair[0])[:slowest]:
        print(f"{milliseconds:8.2f} {one.kind}, {one.language}: {one.text[:READ]!r}")
    errors, worst = every.count(-1.0), at(0.99, every)
    print(f"errors: 0 promised, {errors} found: {'NOT KEPT' if errors else 'kept'}")
    print(f"p99: at most {PROMISED:g} ms promised, {worst:.2f} ms: {'kept' if worst <= PROMISED else 'NOT KEPT'}")


def main() -> None:
    """Build, ask and print."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.hostile", description=__doc__)
    options.add_argument("--firms", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--index", type=Path, help="a folder with an index of such firms")
    options.add_argument("--slowest", type=int, default=0, help="how many of the slowest questions are shown")
    chosen = options.parse_args()
    asked = list(questions(chosen.seed))
    with tempfile.TemporaryDirectory(prefix="hostile-") as made:
        folder = chosen.index or Path(made)
        if not chosen.index:
            writer.build(folder, firms(chosen.firms), topics())
        show(measure(ready(folder), asked), chosen.slowest)


if __name__ == "__main__":
    main()

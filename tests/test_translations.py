"""The catalogues: as new as the code, complete in every language, with placeholders and tags kept."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest

from portal.words import LANGUAGES

ROOT = Path(__file__).parent.parent
PYBABEL = Path(sys.executable).parent / "pybabel"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
"""English is what the code and the templates say themselves; it has no catalogue."""
CATALOGUES = {language: ROOT / "translations" / language / "LC_MESSAGES" / "messages.po" for language in TRANSLATED}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
SENTENCE = 4
"""From so many words on, a translation that is the same as the English is a forgotten one."""
SAME_IN_ENGLISH: set[str] = set()
"""Sentences that are rightly the same in another language, such as names."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messages that the code and the templates hold now."""
    file = tmp_path_factory.mktemp("translations") / "messages.pot"
    run("extract", "-F", "pyproject.toml", "-k", "N_", "-o", file, ".")
    return file


def run(*command: object) -> subprocess.CompletedProcess[str]:
    """Run pybabel in the project's folder; fail with what it said."""
    done = subprocess.run([PYBABEL, "-q", *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.parametrize("language", TRANSLATED)
def test_is_as_new_as_the_code(language: str, template: Path) -> None:
    """Run `make translations` and translate when this fails."""
    wanted = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(template))}
    kept = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(language)}
    assert (wanted - kept, kept - wanted) == (set(), set())


def catalogue(language: str) -> list[polib.POEntry]:
    """The messages of a language that are in use."""
    return [entry for entry in polib.pofile(str(CATALOGUES[language]), wrapwidth=120) if not entry.obsolete]


@pytest.mark.parametrize("language", TRANSLATED)
def test_compiles(language: str, tmp_path: Path) -> None:
    run("compile", "-i", CATALOGUES[language], "-o", tmp_path / "messages.mo", "-l", language)
    assert polib.mofile(str(tmp_path / "messages.mo"))


@pytest.mark.parametrize("language", TRANSLATED)
def test_is_compiled_as_it_stands(language: str) -> None:
    """The site speaks from the compiled catalogue: `make translations` compiles it anew."""
    compiled = {
        (entry.msgctxt, entry.msgid): entry for entry in polib.mofile(str(CATALOGUES[language].with_suffix(".mo")))
    }
    stale = [
        entry.msgid
        for entry in catalogue(language)
        if texts(entry) and texts(entry) != texts(compiled.get((entry.msgctxt, entry.msgid)))
    ]
    assert stale == []


def texts(entry: polib.POEntry | polib.MOEntry | None) -> list[str]:
    """What a message says: one text, or one for each plural form; none when it is not translated."""
    if entry is None:
        return []
    return [text for text in (entry.msgstr_plural.values() or [entry.msgstr]) if text]


@pytest.mark.parametrize("language", TRANSLATED)
def test_has_nothing_fuzzy_or_obsolete(language: str) -> None:
    file = polib.pofile(str(CATALOGUES[language]))
    assert ([entry.msgid for entry in file.fuzzy_entries()], file.obsolete_entries()) == ([], [])


@pytest.mark.parametrize("language", TRANSLATED)
def test_is_complete(language: str) -> None:
    missing = [entry.msgid for entry in catalogue(language) if len(texts(entry)) != (2 if entry.msgid_plural else 1)]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_keeps_placeholders_and_tags(language: str) -> None:
    changed = []
    for entry in catalogue(language):
        for form, text in forms(entry):
            source = entry.msgid_plural if form else entry.msgid
            # The singular may say "one" instead of the number.
            missing = Counter(PLACEHOLDER.findall(source)) - Counter(PLACEHOLDER.findall(text))
            added = Counter(PLACEHOLDER.findall(text)) - Counter(PLACEHOLDER.findall(entry.msgid_plural or source))
            spared = entry.msgid_plural and form == 0
            if added or (missing and not spared) or Counter(TAG.findall(source)) != Counter(TAG.findall(text)):
                changed.append((entry.msgid, text))
    assert changed == []


def forms(entry: polib.POEntry) -> list[tuple[int, str]]:
    """The plural forms of a message that have a text, each with its number."""
    return [(form, text) for form, text in (entry.msgstr_plural or {0: entry.msgstr}).items() if text]


@pytest.mark.parametrize("language", TRANSLATED)
def test_keeps_white_space_and_the_last_mark(language: str) -> None:
    changed = [
        (entry.msgid, text)
        for entry in catalogue(language)
        for form, text in forms(entry)
        if edges(text) not in allowed(entry.msgid_plural if form else entry.msgid)
    ]
    assert changed == []


def allowed(source: str) -> tuple[tuple[bool, bool, str], ...]:
    """A heading without a mark may be asked as a question where the language likes that better."""
    before, after, mark = edges(source)
    return ((before, after, mark),) if mark else ((before, after, ""), (before, after, "?"))


def edges(text: str) -> tuple[bool, bool, str]:
    """What a translation keeps of its source at both ends: white space, and the mark that ends a sentence."""
    last = text.strip()[-1:]
    return text[:1].isspace(), text[-1:].isspace(), last if last in ".?!:…" else ""


@pytest.mark.parametrize("language", TRANSLATED)
def test_does_not_repeat_the_english(language: str) -> None:
    repeated = [
        entry.msgid
        for entry in catalogue(language)
        for text in texts(entry)
        if text in (entry.msgid, entry.msgid_plural)
        and len(re.findall(r"[^\W\d_]{2,}", PLACEHOLDER.sub("", TAG.sub("", text)))) >= SENTENCE
        and text not in SAME_IN_ENGLISH
    ]
    assert repeated == []


def test_bulgarian_is_written_in_cyrillic() -> None:
    latin = [
        entry.msgid
        for entry in catalogue("bg")
        for text in texts(entry)
        if re.search(r"[a-zA-Z]{3,}\s+[a-zA-Z]{3,}", PLACEHOLDER.sub("", TAG.sub("", text)))
        and not re.search(r"[а-яА-Я]", text)
    ]
    assert latin == []


def test_no_bulgarian_sentence_ends_twice() -> None:
    """A day in Bulgarian ends with a full stop of its own, "1 ноември 2026 г.", so no sentence may end with one."""
    said = [entry.msgstr for entry in catalogue("bg")]
    said += [one for entry in catalogue("bg") for one in entry.msgstr_plural.values()]
    assert [one for one in said if re.search(r"%\((day|first|last|right|until)\)s\.", one)] == []

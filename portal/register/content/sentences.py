"""Problems as sentences: which file, which entry, which field, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

from portal.register.content.files import Problem, Steps

LANGUAGE_NAMES: Final = {"nb": "Norwegian", "nl": "Dutch", "bg": "Bulgarian", "en": "English"}
PERSONAL: Final = ("contact", "contacts", "contact_person", "person", "email", "e-mail", "mail", "phone", "telephone")


def of_validation(file: str, path: Steps, error: ValidationError, fields: Iterable[str]) -> list[Problem]:
    """Give a problem for each thing that is wrong with one entry.

    `path` leads to the entry; `fields` are the names of all fields there are, to guess what an unknown one means.
    """
    known = list(fields)
    return [_problem(file, path, dict(found), known) for found in error.errors(include_url=False)]


def _problem(file: str, path: Steps, found: Mapping[str, Any], fields: list[str]) -> Problem:
    kind, loc, context = found["type"], tuple(found["loc"]), found.get("ctx", {})
    last = str(loc[-1]) if loc else ""
    value = found.get("input")
    match kind:
        case "value_error":
            return _own_words(file, (*path, *loc), str(context["error"]))
        case "missing" if last in LANGUAGE_NAMES:
            sentence = f"the text in {LANGUAGE_NAMES[last]} ({last}) is missing"
            return Problem(file, (*path, *loc[:-1]), sentence)
        case "missing":
            sentence = "is missing"
        case "extra_forbidden" if last in PERSONAL:
            sentence = "contact persons are not kept here; a firm’s own website says how to reach it"
        case "extra_forbidden":
            sentence = "is not a field of this entry" + did_you_mean(last, fields)
        case "enum" | "literal_error":
            sentence = f"{_shown(value)} is none of {str(context['expected']).replace(chr(39), '')}"
        case "string_type":
            sentence = f"must be text, not {_shown(value)}; put it in quotes if it is meant as it stands"
        case "string_pattern_mismatch":
            sentence = f"{_shown(value)} does not have the form {context['pattern']}"
        case _:
            sentence = f"{_shown(value)}: {found['msg'][0].lower()}{found['msg'][1:]}"
    return Problem(file, (*path, *loc), sentence)


def _own_words(file: str, path: Steps, message: str) -> Problem:
    """Take a refusal of ours; one about a whole entry starts with the field that it is about."""
    field, colon, rest = message.partition(": ")
    if colon and field.isidentifier():
        return Problem(file, (*path, field), rest)
    return Problem(file, path, message)


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
        case _:
            return f"“{str(value)[:60]}”"


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Give the end of a sentence that names the word that was probably meant; empty when none is near."""
    near = get_close_matches(word, [each for each in words if each != word], n=1, cutoff=0.7)
    return f"; did you mean “{near[0]}”?" if near else ""


def sentence(problem: Problem, data: Any) -> str:
    """Give a problem as a sentence; `data` is what its file holds."""
    entry, field = _entry_and_field(problem.path, data)
    line = f"line {problem.line}" if problem.line else ""
    where = ", ".join(part for part in (problem.file, entry, line, field) if part)
    text = f"{where}: {problem.sentence}" + ("" if problem.sentence.endswith("?") else ".")
    # A file's name may hold bytes that are no text; the sentence must still be printable.
    return text.encode("utf-8", "backslashreplace").decode()


def _entry_and_field(path: Steps, data: Any) -> tuple[str, str]:
    """Give the id of the entry that a path leads into, and the rest of the path."""
    held = data
    for depth, step in enumerate(path):
        held = _inside(held, step)
        if isinstance(held, dict) and isinstance(step, int):
            vocabulary = f"{path[0]} " if depth > 1 else ""
            return vocabulary + _name(held, step), _dotted(path[depth + 1 :])
    return "", _dotted(path)


def _inside(held: Any, step: str | int) -> Any:
    try:
        return held[step]
    except (KeyError, IndexError, TypeError):
        return None


def _name(entry: Mapping[str, Any], position: int) -> str:
    for key in ("id", "number", "organisation"):
        if isinstance(entry.get(key), str):
            return str(entry[key])[:80]
    return f"entry {position + 1}"


def _dotted(path: Steps) -> str:
    """Give a path as people count: "facts.3.value.nl" is the third fact's value in Dutch."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)

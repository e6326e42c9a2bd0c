"""The content's files as plain data: YAML without its traps, and a problem for every place that would be misread.

The reader is stricter than YAML: one document, plain text, no anchors, aliases, tags or merge keys. So a small file
cannot grow large in memory, and what a person reads in it is what the portal reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

SIZE_CAP: Final = 2_000_000
"""Bytes: about ten times the largest file of today."""
DEPTH_CAP: Final = 20

Step = str | int
Steps = tuple[Step, ...]

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_RESOLVERS: Final[Mapping[str | None, list[tuple[str, re.Pattern[str]]]]] = yaml.SafeLoader.yaml_implicit_resolvers
"""How YAML 1.1 reads a plain scalar, by its first character."""
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file, and where: the path of keys and positions to it, and the line when it is known."""

    file: str
    path: Steps
    sentence: str
    line: int | None = None


class _UnreadableError(Exception):
    """The file cannot be read any further."""


def load(folder: Path, name: str) -> tuple[bytes, Any, list[Problem]]:
    """Give a file's bytes, what it holds as dicts, lists and scalars (None when unreadable), and its problems."""
    raw, problem = load_bytes(folder, name)
    if problem:
        return raw, None, [problem]
    try:
        text = _text(raw)
    except _UnreadableError as error:
        return raw, None, [Problem(name, (), str(error))]
    data, problems = _parse(name, text)
    return raw, data, problems


def load_bytes(folder: Path, name: str) -> tuple[bytes, Problem | None]:
    """Give a file's bytes, or the problem that it cannot be read."""
    try:
        return _bytes(folder / name), None
    except _UnreadableError as error:
        return b"", Problem(name, (), str(error))


def _bytes(file: Path) -> bytes:
    try:
        if not file.exists():
            raise _UnreadableError("the file is missing")
        if not file.is_file():
            raise _UnreadableError("this is not a file")
        with file.open("rb") as stream:
            raw = stream.read(SIZE_CAP + 1)
    except OSError as error:
        raise _UnreadableError(f"the file cannot be read: {error.strerror or error}") from error
    if len(raw) > SIZE_CAP:
        raise _UnreadableError(f"the file is larger than {SIZE_CAP:,} bytes")
    return raw


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            f"the file is not UTF-8: byte {error.start} (line {line}) is 0x{raw[error.start]:02x}; save it as UTF-8"
        ) from error
    if not text.strip():
        raise _UnreadableError("the file is empty")
    return text


def _parse(name: str, text: str) -> tuple[Any, list[Problem]]:
    builder = _Builder(name)
    try:
        for event in _events(text):
            builder.take(event)
    except _UnreadableError as error:
        return None, [*builder.problems, Problem(name, (), str(error))]
    return builder.root, builder.problems


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise _UnreadableError(f"{where}this is not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _UnreadableError(f"this is not YAML: {str(error).splitlines()[0]}") from error


@dataclass
class _Frame:
    """A mapping or a list that is being filled."""

    held: Any
    key: str | None = None
    """Of a mapping: the key whose value comes next."""


@dataclass
class _Builder:
    """Builds plain data from YAML events, without recursion, so that no file can exhaust the stack."""

    file: str
    root: Any = None
    problems: list[Problem] = field(default_factory=list)
    _frames: list[_Frame] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: Any) -> None:
        """Take the next event of the file."""
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise _unreadable(event, "the file holds more than one YAML document")
            case yaml.AliasEvent():
                raise _unreadable(event, "aliases (*name) are not used here; write the value out")
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._frames.pop()
                if self._frames:
                    self._frames[-1].key = None

    def _open(self, event: Any) -> None:
        self._refuse_marks(event)
        if len(self._frames) >= DEPTH_CAP:
            raise _unreadable(event, f"the file is nested more than {DEPTH_CAP} levels deep")
        if self._expects_key():
            raise _unreadable(event, "a key must be a word, not a list or a mapping")
        held: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(held)
        self._frames.append(_Frame(held))

    def _scalar(self, event: Any) -> None:
        self._refuse_marks(event)
        if not self._expects_key():
            path = self._path()
            value, trap = _value(event)
            if trap:
                self.problems.append(Problem(self.file, path, trap, event.start_mark.line + 1))
            self._put(value)
            return
        frame = self._frames[-1]
        if event.value in frame.held:
            path = (*self._path(), event.value)
            sentence = "the key stands here twice; only one of the two would count"
            self.problems.append(Problem(self.file, path, sentence, event.start_mark.line + 1))
        frame.key = event.value

    def _expects_key(self) -> bool:
        return bool(self._frames) and isinstance(self._frames[-1].held, dict) and self._frames[-1].key is None

    def _put(self, value: Any) -> None:
        if not self._frames:
            self.root = value
            return
        frame = self._frames[-1]
        if frame.key is None:
            frame.held.append(value)
            return
        frame.held[frame.key] = value
        if not isinstance(value, dict | list):
            frame.key = None

    def _path(self) -> Steps:
        """Give the path to the value that comes next; without its last step where that is a key yet to come."""
        steps: list[Step] = []
        for number, frame in enumerate(self._frames, start=1):
            if isinstance(frame.held, list):
                steps.append(len(frame.held) - (number < len(self._frames)))
            elif frame.key is not None:
                steps.append(frame.key)
        return tuple(steps)

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            raise _unreadable(event, f"anchors (&{event.anchor}) are not used here; write the value out")
        if event.tag is not None:
            raise _unreadable(event, f"tags ({event.tag}) are not used here")


def _unreadable(event: Any, sentence: str) -> _UnreadableError:
    mark = event.start_mark
    return _UnreadableError(f"line {mark.line + 1}, column {mark.column + 1}: {sentence}")


def _value(event: Any) -> tuple[Any, str | None]:
    """Give the value of a scalar, and why it must be in quotes where YAML would not read it as it is written."""
    text: str = event.value
    if not event.implicit[0]:
        return text, None
    match _tag(text):
        case "null":
            return None, None
        case "bool" if text in ("true", "false"):
            return text == "true", None
        case "bool":
            return text, f"{text} must stand in quotes ('{text}'): without them YAML reads it as true or false"
        case "int" if _WHOLE.fullmatch(text):
            return int(text), None
        case "float" if _DECIMAL.fullmatch(text):
            return float(text), None
        case "int" | "float" | "merge" | "value":
            return text, f"{text[:40]} must stand in quotes ('{text[:40]}'): YAML reads it as something else"
        case _:
            return text, None


def _tag(text: str) -> str:
    candidates = [*_RESOLVERS.get(text[:1], ()), *_RESOLVERS.get(None, ())]
    return next((tag.rsplit(":", 1)[1] for tag, pattern in candidates if pattern.match(text)), "str")

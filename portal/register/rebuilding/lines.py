"""The lines of a log: read one after the other, and refused where they are none."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from portal import doubled
from portal.register import log, merkle
from portal.words import Certainty, DecisionKind

Slug = Annotated[str, Field(min_length=1, max_length=80)]
Short = Annotated[str, Field(max_length=40)]
Role = Annotated[str, Field(max_length=120)]


class NoLogError(Exception):
    """Lines that are no log, or a database that cannot take one: one sentence that says why."""


class Said(BaseModel):
    """What an entry says."""

    model_config = ConfigDict(extra="forbid")

    v: Literal[1]
    certificate: Annotated[str, Field(min_length=1, max_length=40)]
    place: Annotated[int, Field(ge=1)]
    decision: DecisionKind
    scheme: Slug
    organisation: Slug
    effective: date
    effective_certainty: Certainty
    valid_until: date | None
    recorded: AwareDatetime
    reason: Short | None
    text: dict[str, str]
    criteria: Short | None
    decided_by: Role | None
    approved_by: Role | None
    scope: dict[str, str] = Field(default_factory=dict)
    covers_units: bool = False
    corrects: int | None = None
    voids: bool = False


class Line(BaseModel):
    """A line of a log."""

    model_config = ConfigDict(extra="forbid")

    position: Annotated[int, Field(ge=0)]
    entry: Said
    leaf: str | None = None


def in_batches(lines: Iterable[str | bytes]) -> Iterator[list[tuple[str, Said]]]:
    """Give what the lines say, some at a time: the canonical form of each entry, and what it says."""
    batch: list[tuple[str, Said]] = []
    position = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = Line.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise NoLogError(f"Line {number}: {where}: {first['msg']}. Nothing was changed.") from error
        for place in doubled.places(line):
            where = ".".join(map(str, place))
            raise NoLogError(f"Line {number}: {where[:80]}: {doubled.SENTENCE}. Nothing was changed.")
        body = log.canonical(json.loads(line)["entry"])
        if read.position != position:
            raise NoLogError(f"Line {number}: entry {position} is missing. Nothing was changed.")
        if read.leaf is not None and read.leaf != merkle.leaf_hash(body.encode()).hex():
            raise NoLogError(f"Line {number}: its hash is that of another entry. Nothing was changed.")
        batch.append((body, read.entry))
        position += 1
        if len(batch) == log.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

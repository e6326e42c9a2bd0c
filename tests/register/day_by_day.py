"""The rules of status once more, from the words alone: slow, a day after the other, and without the portal's code.

A history is a list of lines as machines write them (contract: "Decisions for machines"), in the order in which they
were recorded. Days are texts like "2024-02-29".
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Line = Mapping[str, Any]
VALIDITY = ("granted", "renewed")
RANK = ("valid", "suspended", "not-yet-valid", "expired", "withdrawn")


def holding(history: Sequence[Line]) -> list[tuple[int, Line]]:
    """What holds after all corrections, in the order of recording, each with its place from 1."""
    found = {place: dict(line) for place, line in enumerate(history, 1) if line["decision"] != "corrected"}
    for number, line in enumerate(history, 1):
        if line["decision"] == "corrected" and line["corrects"] in range(1, number):
            wrong = history[line["corrects"] - 1]
            if wrong["decision"] == "corrected":
                continue
            if line.get("voids"):
                found.pop(line["corrects"], None)
            else:
                mended = {"effective": line["effective"], "valid_until": line.get("valid_until")}
                found[line["corrects"]] = {**wrong, **mended}
    return sorted(found.items())


def statuses(history: Sequence[Line], first: date, last: date) -> list[str]:
    """The status of every day from first to last."""
    held = [line for _, line in holding(history)]
    by_day: dict[str, list[Line]] = {}
    for line in held:
        by_day.setdefault(line["effective"], []).append(line)
    day = min([first, *(date.fromisoformat(text) for text in by_day)])
    granted = suspended = withdrawn = False
    until: str | None = None
    found = []
    while day <= last:
        for line in by_day.get(day.isoformat(), []):
            granted = granted or line["decision"] in VALIDITY
            withdrawn = withdrawn or line["decision"] == "withdrawn"
            suspended = {"suspended": True, "restored": False}.get(line["decision"], suspended)
            if line["decision"] in VALIDITY:
                until = line.get("valid_until")
        if day >= first:
            found.append(_word(day.isoformat(), until, granted=granted, suspended=suspended, withdrawn=withdrawn))
        day += timedelta(days=1)
    return found


def _word(day: str, until: str | None, *, granted: bool, suspended: bool, withdrawn: bool) -> str:
    if withdrawn:
        return "withdrawn"
    if not granted:
        return "not-yet-valid"
    if until is not None and until < day:
        return "expired"
    return "suspended" if suspended else "valid"


def status(history: Sequence[Line], day: date) -> str:
    """The status on one day."""
    return statuses(history, day, day)[0]


def stretches(found: Sequence[bool], first: date) -> Iterator[list[str]]:
    """The stretches of days for which it is so, both ends included."""
    begun: date | None = None
    for number, so in enumerate([*found, False]):
        day = first + timedelta(days=number)
        if so and begun is None:
            begun = day
        if not so and begun is not None:
            yield [begun.isoformat(), (day - timedelta(days=1)).isoformat()]
            begun = None


def covered(history: Sequence[Line], first: date, last: date) -> dict[str, list[list[str]]]:
    """On which days it is valid and on which it is not, as `certificate periods` says it."""
    valid = [one == "valid" for one in statuses(history, first, last)]
    return {"covered": list(stretches(valid, first)), "gaps": list(stretches([not one for one in valid], first))}


def last_day(history: Sequence[Line], day: date) -> str | None:
    """The last day of validity that is stated by what has taken effect."""
    found: list[tuple[str, int, str | None]] = [
        (line["effective"], place, line.get("valid_until"))
        for place, line in holding(history)
        if line["decision"] in VALIDITY and line["effective"] <= day.isoformat()
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def refused(history: Sequence[Line], line: Line) -> str | None:
    """Why a line cannot be recorded next."""
    kind, place = line["decision"], len(history) + 1
    if kind == "corrected":
        place = line.get("corrects") or 0
        if place not in range(1, len(history) + 1) or history[place - 1]["decision"] == "corrected":
            return "nothing-to-correct"
        kind = history[place - 1]["decision"]
        if line.get("voids") and kind == "granted":
            return "voids-the-grant"
    elif kind == "granted" and "granted" in [one["decision"] for one in history]:
        return "granted-already"
    if line.get("valid_until") and not line.get("voids"):
        if kind not in VALIDITY:
            return "states-no-validity"
        if line["valid_until"] < line["effective"]:
            return "ends-before-it-begins"
    for wrong, why in _clashes(holding([*history, line])):
        return why if wrong == place else "contradicts-later"
    return None


def _clashes(held: list[tuple[int, Line]]) -> Iterator[tuple[int, str]]:
    """Which decisions cannot be, going through the days; each is asked what stands before it."""
    order = sorted(held, key=lambda one: (one[1]["effective"], one[0]))
    words = [line["decision"] for _, line in order]
    for number, (place, _) in enumerate(order):
        before, word = words[:number], words[number]
        if "withdrawn" in before:
            if place > order[before.index("withdrawn")][0]:
                yield place, "withdrawn-already"
            continue
        if word != "granted" and "granted" not in before:
            yield place, "before-the-grant" if "granted" in words else "not-granted"
            continue
        turns = [one for one in before if one in ("suspended", "restored")]
        stopped = turns[-1:] == ["suspended"]
        if word == "suspended" and stopped:
            yield place, "suspended-already"
        if word == "restored" and not stopped:
            yield place, "not-suspended"

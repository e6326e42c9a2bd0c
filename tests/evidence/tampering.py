"""What somebody with the database file can do to it: guards are taken away, and put back as if nothing had been."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from portal.register import merkle
from tests import logged

COLUMNS: Final[dict[str, tuple[Any, ...]]] = {
    "id": (9001, 9002),
    "certificate_id": (9001, 9002),
    "place": (77, 78),
    "kind": ("granted", "renewed", "suspended", "restored", "withdrawn", "corrected"),
    "effective_on": ("2023-12-31", "2025-02-28"),
    "effective_certainty": ("inferred", "guessed"),
    "recorded_at": ("2020-01-01 00:00:00.000000", "2026-11-22 12:00:00.000001"),
    "valid_until": ("2031-01-01", "2024-02-02"),
    "reason_code": ("other", ""),
    "reason": ('{"en": "x"}', '{"nb": ""}'),
    "criteria": ("2030", ""),
    "corrects": (1, 3),
    "voids": (0, 1),
    "decided_by": ("Nobody", ""),
    "approved_by": ("Nobody", ""),
}
"""Every column of a decision, with values that others may have."""


@dataclass(frozen=True)
class Change:
    """What was changed: between which entries the first of it lies; or, where it has no entry, which decision."""

    first: int | None = None
    last: int = -1
    certificate: str | None = None
    place: int | None = None


T = TypeVar("T")
Tampering = Callable[[sqlite3.Connection, random.Random], Change]


def tamper(file: Path, change: Tampering, chance: random.Random) -> Change:
    """Change something in a database file."""
    with closing(sqlite3.connect(file)) as database, database:
        return unguarded(database, lambda: change(database, chance))


def unguarded(database: sqlite3.Connection, change: Callable[[], T]) -> T:
    """Change something while there are no triggers."""
    triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    done = change()
    for _, text in triggers:
        database.execute(text)
    return done


def _at(position: int) -> Change:
    return Change(position, position)


def _stretch(database: sqlite3.Connection, position: int) -> Change:
    """Give the entries that were signed together with one: no more can be known once everything is made to fit."""
    sizes = [0, *(size for (size,) in database.execute("SELECT size FROM checkpoint ORDER BY size"))]
    first = max(size for size in sizes if size <= position)
    return Change(first, min(size for size in sizes if size > position) - 1)


def _some(chance: random.Random) -> int:
    return chance.randrange(logged.ENTRIES)


def _decision(database: sqlite3.Connection, position: int) -> int:
    (found,) = database.execute("SELECT decision_id FROM logentry WHERE position = ?", (position,)).fetchone()
    return int(found)


def column_of_a_decision(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Change any column of any decision."""
    position = _some(chance)
    own, column = _decision(database, position), chance.choice(list(COLUMNS))
    (before,) = database.execute(f"SELECT {column} FROM decision WHERE id = ?", (own,)).fetchone()
    value = chance.choice([one for one in COLUMNS[column] if one != before])
    database.execute(f"UPDATE decision SET {column} = ? WHERE id = ?", (value, own))
    return _at(position)


def fact_of_a_certificate(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Change what a certificate is."""
    number = f"ABC-2024-{chance.randrange(8):03}"
    column, value = chance.choice([("number", "'ABC-2024-099'"), ("organisation_id", "1"), ("scheme_id", "2")])
    (first,) = database.execute(
        "SELECT min(position) FROM logentry JOIN decision ON decision_id = decision.id"
        " JOIN certificate ON certificate_id = certificate.id WHERE number = ?",
        (number,),
    ).fetchone()
    database.execute(f"UPDATE certificate SET {column} = {value} WHERE number = ?", (number,))
    return _at(first)


def decision_deleted(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Delete a decision, sometimes with its entry, sometimes with the hash of that too."""
    position, far = _some(chance), chance.randrange(3)
    database.execute("DELETE FROM decision WHERE id = ?", (_decision(database, position),))
    if far:
        database.execute("DELETE FROM logentry WHERE position = ?", (position,))
    if far > 1:
        database.execute("DELETE FROM lognode WHERE level = 0 AND place = ?", (position,))
    return _at(position)


def decision_inserted(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Slip in a decision that has no entry."""
    certificate = chance.randrange(1, 9)
    _insert(database, certificate, 50)
    (number,) = database.execute("SELECT number FROM certificate WHERE id = ?", (certificate,)).fetchone()
    return Change(None, certificate=number, place=50)


def _insert(database: sqlite3.Connection, certificate: int, place: int) -> int:
    return int(
        database.execute(
            "INSERT INTO decision (certificate_id, place, kind, effective_on, effective_certainty, recorded_at, reason,"
            " voids) VALUES (?, ?, 'withdrawn', '2025-01-01', 'stated', '2026-11-22 12:00:00.000000', '{}', 0)",
            (certificate, place),
        ).lastrowid
        or 0
    )


def decision_appended(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Slip in a decision with an entry and all hashes, at the end."""
    place, certificate = 50, chance.randrange(1, 9)
    own = _insert(database, certificate, place)
    (number,) = database.execute("SELECT number FROM certificate WHERE id = ?", (certificate,)).fetchone()
    (slug,) = database.execute(
        "SELECT slug FROM organisation JOIN certificate ON organisation_id = organisation.id WHERE number = ?",
        (number,),
    ).fetchone()
    body = (
        f'{{"approved_by":null,"certificate":"{number}","criteria":null,"decided_by":null,"decision":"withdrawn",'
        f'"effective":"2025-01-01","effective_certainty":"stated","organisation":"{slug}","place":{place},'
        '"reason":null,"recorded":"2026-11-22T12:00:00+00:00","scheme":"scheme","text":{},"v":1,"valid_until":null}'
    )
    database.execute("INSERT INTO logentry VALUES (?, ?, ?)", (logged.ENTRIES, own, body))
    _hashes_anew(database)
    return _at(logged.ENTRIES)


def entries_swapped(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Let two entries change places, sometimes with all hashes made to fit."""
    one, other = sorted(chance.sample(range(logged.ENTRIES), 2))
    for before, after in ((one, -5), (other, one), (-5, other)):
        database.execute("UPDATE logentry SET position = ? WHERE position = ?", (after, before))
    if chance.randrange(2):
        _hashes_anew(database)
        return _stretch(database, one)
    return _at(one)


def decisions_swapped(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Let two decisions change places."""
    one, other = sorted(chance.sample(range(logged.ENTRIES), 2))
    ids = _decision(database, one), _decision(database, other)
    for before, after in ((ids[0], -5), (ids[1], ids[0]), (-5, ids[1])):
        database.execute("UPDATE decision SET id = ? WHERE id = ?", (after, before))
    return _at(one)


def body_of_an_entry(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Change a letter of an entry."""
    position = _some(chance)
    (body,) = database.execute("SELECT body FROM logentry WHERE position = ?", (position,)).fetchone()
    place = chance.randrange(len(body))
    changed = body[:place] + chance.choice([one for one in "xyz" if one != body[place]]) + body[place + 1 :]
    database.execute("UPDATE logentry SET body = ? WHERE position = ?", (changed, position))
    if chance.randrange(2):
        leaf = merkle.leaf_hash(changed.encode()).hex()
        database.execute("UPDATE lognode SET hash = ? WHERE level = 0 AND place = ?", (leaf, position))
    return _at(position)


def everything_made_to_fit(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Change a decision, its entry, and every hash that shows it."""
    position = _some(chance)
    own = _decision(database, position)
    database.execute("UPDATE decision SET criteria = 'other' WHERE id = ?", (own,))
    database.execute(
        'UPDATE logentry SET body = replace(replace(body, \'"criteria":null\', \'"criteria":"other"\'),'
        ' \'"criteria":"2024-1"\', \'"criteria":"other"\') WHERE position = ?',
        (position,),
    )
    _hashes_anew(database)
    return _stretch(database, position)


def _hashes_anew(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM lognode")
    nodes: dict[tuple[int, int], bytes] = {}
    for position, body in database.execute("SELECT position, body FROM logentry ORDER BY position").fetchall():
        for level, place, found in merkle.completed(position, merkle.leaf_hash(body.encode()), lambda *at: nodes[at]):
            nodes[level, place] = found
    rows = [(level, place, found.hex()) for (level, place), found in nodes.items()]
    database.executemany("INSERT INTO lognode VALUES (?, ?, ?)", rows)


def hash_of_a_node(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Change or delete a stored hash."""
    level, place, kept = chance.choice(database.execute("SELECT level, place, hash FROM lognode").fetchall())
    at = chance.randrange(len(kept))
    changed = kept[:at] + format(int(kept[at], 16) ^ chance.randrange(1, 16), "x") + kept[at + 1 :]
    if chance.randrange(2):
        database.execute("UPDATE lognode SET hash = ? WHERE level = ? AND place = ?", (changed, level, place))
    else:
        database.execute("DELETE FROM lognode WHERE level = ? AND place = ?", (level, place))
    return _at(place << level)


def checkpoint_changed(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Change a letter of a signed note."""
    size, note = chance.choice(database.execute("SELECT size, note FROM checkpoint").fetchall())
    at = chance.randrange(len(note))
    changed = note[:at] + chance.choice([one for one in "aQ7\n " if one != note[at]]) + note[at + 1 :]
    database.execute("UPDATE checkpoint SET note = ? WHERE size = ?", (changed, size))
    return _at(size - 1)


def end_cut_off(database: sqlite3.Connection, chance: random.Random) -> Change:
    """Cut off the end so that what is left fits, signatures and all."""
    sizes = [size for (size,) in database.execute("SELECT size FROM checkpoint ORDER BY size")]
    left = chance.choice(sizes[:-1])
    gone = [one for (one,) in database.execute("SELECT decision_id FROM logentry WHERE position >= ?", (left,))]
    database.execute("DELETE FROM logentry WHERE position >= ?", (left,))
    database.executemany("DELETE FROM decision WHERE id = ?", [(one,) for one in gone])
    database.execute("DELETE FROM certificate WHERE id NOT IN (SELECT certificate_id FROM decision)")
    database.execute("DELETE FROM checkpoint WHERE size > ?", (left,))
    _hashes_anew(database)
    return _at(left)


CHANGES: Final[tuple[Tampering, ...]] = (
    column_of_a_decision,
    fact_of_a_certificate,
    decision_deleted,
    decision_inserted,
    decision_appended,
    entries_swapped,
    decisions_swapped,
    body_of_an_entry,
    everything_made_to_fit,
    hash_of_a_node,
    checkpoint_changed,
    end_cut_off,
)

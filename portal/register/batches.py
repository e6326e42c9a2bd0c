"""Many verifications at once: the same answers as one by one, with as many queries for 500 questions as for one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col

from portal.register import (
    certificates,
    charters,
    log,
    memberships,
    names,
    numbers,
    organisations,
    schemes,
    verification,
    vocabularies,
)
from portal.register.certificates import CertificateFact
from portal.register.organisations import OrganisationFact
from portal.register.verification import Asked, Held, Known, Verdict
from portal.tables import Identifier, Organisation

CHUNK: Final = 250
"""Questions that are answered together: what is read for them is let go before the next ones."""
_MOST_NUMBERS: Final = 2_000
"""Numbers in one query: a database takes some 30,000 values."""
_IDENTIFIED: Final = (
    sqlalchemy.select(col(Identifier.number), col(Identifier.register_code), col(Organisation.slug))
    .join(Organisation, col(Identifier.organisation_id) == col(Organisation.id))
    .where(col(Identifier.number).in_(bindparam("these", expanding=True)), col(Organisation.listed))
    # Naming the registers lets the database look the numbers up.
    .where(col(Identifier.register_code).in_(bindparam("registers", expanding=True)))
)
Numbered = tuple[str, str | None]
"""An organisation number, in digits, and the register that gave it where that was said."""


@dataclass(frozen=True)
class _Read:
    """What the register holds for some questions."""

    units: Mapping[str, OrganisationFact]
    """By slug."""
    by_id: Mapping[int, OrganisationFact]
    """The holders of the certificates, and the legal units of establishments."""
    by_number: Mapping[str, CertificateFact]
    held: Mapping[int, tuple[CertificateFact, ...]]
    """By the id of the organisation."""
    related: Collection[int]
    """The ids of the organisations that are members or signatories."""


def verdicts(session: Session, asked: Sequence[Asked], now: datetime) -> Iterator[Verdict]:
    """Give the verdict on each question, in their order; each as `verification.verify` gives it.

    The questions are of one day or one period. Two queries for the names of every 2,000 questions and their
    identifiers, and some fifteen more for every 250 questions.

    :raises ValueError: the period ends before it begins, or the questions are of several days
    """
    if len({(one.on, one.until, one.as_known) for one in asked}) > 1:
        raise ValueError("the questions are of several days")
    for one in asked[:1]:
        verification.check(one)
    known = Known(schemes.completeness(session), log.size(session), now)
    slugs = _slugs(session, asked)
    for first in range(0, len(asked), CHUNK):
        chunk = asked[first : first + CHUNK]
        read = _read(session, chunk, slugs, now)
        yield from (_verdict(one, read, slugs, known) for one in chunk)


def all_with_identifiers(session: Session, asked: Collection[Numbered]) -> Mapping[Numbered, frozenset[str]]:
    """Give the slugs of the listed organisations with each number, as `organisations.all_with_identifier`.

    One query for every 2,000.
    """
    registers = sorted({*numbers.REGISTERS, *(register for _, register in asked if register)})
    known: dict[str, set[tuple[str, str]]] = {}
    for these in _portions({one for number, register in asked for one in numbers.possible(number, register)}):
        for number, register, slug in session.connection().execute(
            _IDENTIFIED, {"these": these, "registers": registers}
        ):
            known.setdefault(number, set()).add((register, slug))
    return {one: _having(one, known) for one in asked}


def _having(asked: Numbered, known: Mapping[str, Collection[tuple[str, str]]]) -> frozenset[str]:
    number, wanted = asked
    of = (wanted,) if wanted else numbers.REGISTERS
    return frozenset(
        slug for one in numbers.possible(number, wanted) for register, slug in known.get(one, ()) if register in of
    )


def _portions(values: Collection[str]) -> Iterator[list[str]]:
    wanted = sorted(set(values))
    return (wanted[first : first + _MOST_NUMBERS] for first in range(0, len(wanted), _MOST_NUMBERS))


def _slugs(session: Session, asked: Sequence[Asked]) -> Mapping[Asked, str]:
    """Give the slug of the organisation that each question is about; none for a certificate's number."""
    identified = all_with_identifiers(
        session, {(one.organisation_number, one.register_code) for one in asked if one.organisation_number}
    )
    named = names.with_names(session, {one.name for one in asked if one.name})
    found: dict[Asked, str] = {}
    for one in asked:
        slug = one.slug
        if one.organisation_number:
            having = identified[one.organisation_number, one.register_code]
            slug = next(iter(having)) if len(having) == 1 else None
        if one.name:
            slug = named.get(one.name)
        if slug and not one.number:
            found[one] = slug
    return found


def _read(session: Session, asked: Sequence[Asked], slugs: Mapping[Asked, str], now: datetime) -> _Read:
    terms = vocabularies.read(session)
    on: date | None = asked[0].on
    by_number = certificates.by_numbers(session, {one.number for one in asked if one.number}, now, on)
    units = organisations.by_slugs(session, {slugs[one] for one in asked if one in slugs}, terms)
    held = dict(certificates.held(session, [unit.id for unit in units.values()], now, on)) if units else {}
    parents = {unit.parent_id for unit in units.values() if unit.parent_id is not None}
    wanted = parents | {fact.organisation_id for fact in by_number.values()}
    by_id = {fact.id: fact for fact in organisations.by_ids(session, wanted, terms)} if wanted else {}
    if further := parents - held.keys():
        held.update(certificates.held(session, further, now, on))
    ids = {unit.id for unit in units.values()} | by_id.keys()
    related = {*memberships.joined(session, ids, now.date()), *charters.signed(session, ids, terms)}
    return _Read(units, by_id, by_number, held, related)


def _verdict(asked: Asked, read: _Read, slugs: Mapping[Asked, str], known: Known) -> Verdict:
    if asked.number:
        found = read.by_number.get(asked.number)
        unit = read.by_id.get(found.organisation_id) if found else None
        held = Held(unit, (found,) if found and unit else (), _takes_part(unit, read))
    else:
        unit = read.units.get(slugs[asked]) if asked in slugs else None
        own = read.held.get(unit.id, ()) if unit else ()
        parent = read.by_id.get(unit.parent_id) if unit and unit.parent_id is not None else None
        held = Held(unit, own, _takes_part(unit, read), parent, read.held.get(parent.id, ()) if parent else ())
    return verification.judged(asked, held, known)


def _takes_part(unit: OrganisationFact | None, read: _Read) -> bool:
    return unit is not None and unit.id in read.related

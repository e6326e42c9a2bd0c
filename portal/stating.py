"""Makes statements of verdicts in every form, and checks those that come back. In the page's language."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session

from portal import language, telling, wording
from portal.current import portal
from portal.evidence import (
    checking,
    credentials,
    grounds,
    keys,
    seals,
    sheets,
    statements,
    status_lists,
    trust,
    verdicts,
)
from portal.evidence.checking import Kind, Proven
from portal.evidence.press import Press
from portal.evidence.statements import Issuer, Statement
from portal.evidence.status_lists import Purpose
from portal.evidence.trust import Trust
from portal.frame import base_url
from portal.links import link
from portal.register import certificates, organisations, standings, verification
from portal.register.certificates import CertificateFact
from portal.register.organisations import OrganisationFact
from portal.register.verification import Asked, Verdict

_NUMBER: Final = re.compile(r"[A-Za-z0-9]{2,10}(-[A-Za-z0-9]{1,10}){1,3}")
_MAKER: Final = Press()
_READER: Final = Press()
"""Apart from the maker: what strangers send never meets the key of the seal."""


def issuer() -> Issuer:
    """Give who states: this portal."""
    settings = portal().settings
    return Issuer(base_url(), language.site_name(), keys.of(settings.instance, settings.host), portal().fictional)


def trusted() -> Trust:
    """Give the public keys of this portal."""
    settings = portal().settings
    return trust.of(keys.of(settings.instance, settings.host), seals.of(settings.instance, settings.host))


def state(session: Session, verdict: Verdict) -> Statement:
    """Give a verdict as a statement.

    :raises NotInLogError: it names a decision that the public log does not hold
    """
    found = organisations.identifiers(session, verdict.organisation.id) if verdict.organisation else ()
    return Statement(verdict, grounds.of(session, verdict.certificates), issuer(), address(verdict), found)


def address(verdict: Verdict) -> str:
    """Give where the same question is answered anew, its day named."""
    return base_url() + link("verification.ask", **telling.verdict(verdicts.said(verdict)).asked)


def may_be_stated(asked: Asked, verdict: Verdict) -> bool:
    """Say whether a verdict can be stated: not one about words that name nothing here, for they could say anything."""
    number = asked.organisation_number or (asked.number and _NUMBER.fullmatch(asked.number))
    return verdict.organisation is not None or bool(number)


def made(session: Session, one: Statement, kind: Kind) -> bytes:
    """Give a statement as a file: PDF, JSON or a credential.

    :raises PressError: the PDF could not be made
    """
    if kind is Kind.JSON:
        return statements.as_json(one)
    credential = _credential(session, one)
    if kind is Kind.CREDENTIAL:
        return credential
    said, settings = statements.as_json(one), portal().settings
    key = sheets.key(statements.said(one)["verdict"])
    data = sheets.data_of(wording.sheet(one), key)
    return _MAKER.statement(settings.instance, settings.host, data, (said, credential))


def _credential(session: Session, one: Statement) -> bytes:
    held = one.verdict.certificates[:1]
    return credentials.as_credential(one, standings.places(session, held[0].number) if held else None)


def of_number(kind: Kind, number: str, on: date | None, until: date | None) -> bytes | None:
    """Give a statement about a certificate; None: there is none with this number.

    :raises NotInLogError: the public log does not hold its decisions
    :raises PressError: the PDF could not be made
    """
    now = portal().settings.now()
    with portal().store.reading() as session:
        verdict = verification.verify(session, Asked(number=number, on=on, until=until), now)
        if not verdict.certificates or verdict.holder is None:
            return None
        if kind is Kind.BADGE:
            held = certificates.by_number(session, number, now)
            return badge(session, held, verdict.holder) if held else None
        return made(session, state(session, verdict), kind)


def badge(session: Session, held: CertificateFact, holder: OrganisationFact) -> bytes:
    """Give a certificate as an Open Badge.

    :raises NotInLogError: the public log does not hold its decisions
    """
    place = standings.places(session, held.number)
    return credentials.as_badge(issuer(), held, holder, grounds.of(session, [held]), place)


def table(rows: Sequence[Sequence[str]], texts: Sequence[str] = ()) -> bytes:
    """Give many answers as a sealed PDF, in the page's language; 5,000 rows take some 3 s.

    :param rows: reference, what was asked, firm, number, status, valid until, problem; as a person reads them
    :param texts: sentences above the table, as the day that was asked about
    :raises PressError: it could not be made
    """
    settings, made_at, own = portal().settings, portal().settings.now(), issuer()
    one = wording.table(own, rows, texts, made_at)
    said = statements.table(own, one.columns, rows, made_at)
    data = sheets.data_of(one, sheets.key_of_table(len(rows), made_at.isoformat()))
    return _MAKER.table(settings.instance, settings.host, data, said)


def status_list(session: Session, purpose: Purpose, number: int) -> bytes | None:
    """Give a status list as a signed credential; None: no certificate has a place in it."""
    first, last = status_lists.first_and_last(number)
    if number != 1 and first > standings.newest_id(session):
        return None
    now, own = portal().settings.now(), issuer()
    these = standings.standing(session, first, last, now)[status_lists.STATUS[purpose]]
    quarter = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return credentials.sign(own, status_lists.document(own.did, own.base, purpose, number, these, quarter))


def check(data: bytes) -> Proven:
    """Check a statement that somebody sent.

    :raises RefusedStatementError: it proves nothing
    """
    return checking.check(data, trusted(), _READER.opened)


def close() -> None:
    """End the processes beside this one."""
    _MAKER.close()
    _READER.close()

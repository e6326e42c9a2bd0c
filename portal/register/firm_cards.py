"""Firms as a list shows them: the few facts of a card, read for a page of them at once.

A page of a list is made of twenty firms that nobody may have asked for before: their facts in full, as a firm's own
page needs them, would take three times as long to read.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy
from sqlalchemy import BindParameter, bindparam, literal, or_, union_all
from sqlmodel import Session, col

from portal.register import places
from portal.register.certificates import day_in
from portal.register.histories import DecisionFact, status_on
from portal.register.places import PlaceFact
from portal.tables import Certificate, Decision, Membership, Organisation, OrganisationTerm, Scheme, Signature
from portal.words import RELATION_OF, LocalText, Relation, Said, SchemeKind, Status

_THESE: Final[BindParameter[Any]] = bindparam("these", expanding=True)


class FirmCard(NamedTuple):
    """A firm in a list."""

    slug: str
    name: Said
    names: LocalText
    country: str | None
    place_id: str | None
    place: LocalText
    industry_id: str | None
    profile: LocalText
    relations: tuple[Relation, ...]
    """Its kinds of relation, each once, certified first."""
    statuses: tuple[Status, ...]
    """The statuses of its certificates today, each once, that of the newest grant first."""
    schemes: tuple[str, ...]
    """The slugs of the schemes it takes part in, each once, in the order of the relations."""
    offers: tuple[str, ...]
    """The ids of the terms for what it offers, in their order."""
    checked_on: date
    confirmed_on: date | None
    due_on: date | None

    def translated_name(self, language: str) -> Said | None:
        """Give the name in a language that is not the official name's own, where it differs from that."""
        return self.names.translation_of(self.name, language)


class _Tie(NamedTuple):
    """A firm's relation to a scheme."""

    relation: Relation
    scheme: str
    status: Status | None = None


def read(session: Session, slugs: Collection[str], now: datetime) -> tuple[FirmCard, ...]:
    """Give the firms with these slugs, in the order of the slugs; a slug that is no listed firm is left out.

    Four queries, for one firm as for many; places are kept.
    """
    rows = session.connection().execute(_ORGANISATIONS, {"these": sorted(slugs)}).all()
    ids = sorted(row.id for row in rows)
    certified, tied = _certified(session, ids, now), _tied(session, ids, now.date())
    offers, known = _offers(session, ids), places.everything(session)
    found = {
        row.slug: _card(row, ties, offers.get(row.id, ()), known)
        for row in rows
        if (ties := (*certified.get(row.id, ()), *tied.get(row.id, ())))
    }
    return tuple([found[slug] for slug in slugs if slug in found])


def _card(row: Any, ties: Sequence[_Tie], offers: Sequence[str], known: Mapping[str, PlaceFact]) -> FirmCard:
    _, slug, name, name_language, names, country, place_id, industry, profile, checked_on, confirmed_on, due_on = row
    return FirmCard(
        slug=slug,
        name=Said(name, name_language),
        names=names,
        country=country,
        place_id=place_id,
        place=known[place_id].names if place_id in known else LocalText(),
        industry_id=industry,
        profile=profile,
        relations=tuple(dict.fromkeys([tie.relation for tie in ties])),
        statuses=tuple(dict.fromkeys([tie.status for tie in ties if tie.status])),
        schemes=tuple(dict.fromkeys([tie.scheme for tie in ties])),
        offers=tuple(offers),
        checked_on=checked_on,
        confirmed_on=confirmed_on,
        due_on=due_on,
    )


_ORGANISATIONS: Final = sqlalchemy.select(
    col(Organisation.id),
    col(Organisation.slug),
    col(Organisation.name),
    col(Organisation.name_language),
    col(Organisation.names),
    col(Organisation.country),
    col(Organisation.place_id),
    col(Organisation.industry),
    col(Organisation.profile),
    col(Organisation.checked_on),
    col(Organisation.confirmed_on),
    col(Organisation.due_on),
).where(col(Organisation.slug).in_(_THESE), col(Organisation.listed))

_DECISIONS: Final = (
    sqlalchemy.select(
        col(Certificate.organisation_id),
        col(Certificate.id),
        col(Scheme.slug),
        col(Scheme.time_zone),
        col(Decision.kind),
        col(Decision.effective_on),
        col(Decision.valid_until),
        col(Decision.corrects),
        col(Decision.voids),
    )
    .join(Certificate, col(Decision.certificate_id) == col(Certificate.id))
    .join(Scheme, col(Certificate.scheme_id) == col(Scheme.id))
    .where(col(Certificate.organisation_id).in_(_THESE))
    .order_by(col(Certificate.id), col(Decision.place))
)


def _certified(session: Session, ids: Collection[int], now: datetime) -> Mapping[int, list[_Tie]]:
    """Give the certificates of organisations with their statuses today, the newest grant first."""
    history: dict[tuple[int, int | None, str, str], list[DecisionFact]] = {}
    for row in session.connection().execute(_DECISIONS, {"these": ids}).all():
        organisation, certificate, scheme, zone, kind, effective_on, valid_until, corrects, voids = row
        decision = DecisionFact(kind, effective_on, valid_until, corrects=corrects, voids=voids)
        history.setdefault((organisation, certificate, scheme, zone), []).append(decision)
    days = {zone: day_in(zone, now) for _, _, _, zone in history}
    found: dict[int, list[_Tie]] = {}
    for (organisation, _, scheme, zone), decisions in sorted(
        history.items(), key=lambda one: one[1][0].effective_on, reverse=True
    ):
        tie = _Tie(Relation.CERTIFIED, scheme, status_on(decisions, days[zone]))
        found.setdefault(organisation, []).append(tie)
    return found


_TIES: Final = union_all(
    sqlalchemy.select(
        col(Membership.organisation_id),
        col(Membership.scheme_id),
        literal(SchemeKind.MEMBERSHIP.value).label("kind"),
        col(Membership.id).label("nth"),
    ).where(
        col(Membership.organisation_id).in_(_THESE),
        or_(col(Membership.ended_on).is_(None), col(Membership.ended_on) > bindparam("today")),
    ),
    sqlalchemy.select(
        col(Signature.organisation_id),
        col(Signature.scheme_id),
        literal(SchemeKind.CHARTER.value),
        col(Signature.id),
    ).where(col(Signature.organisation_id).in_(_THESE)),
).subquery()
_TIED: Final = (
    sqlalchemy.select(_TIES.c.organisation_id, _TIES.c.kind, col(Scheme.slug))
    .join(Scheme, _TIES.c.scheme_id == col(Scheme.id))
    .order_by(_TIES.c.kind.desc(), _TIES.c.nth)
)
"""Memberships that have not ended, then signatures."""


def _tied(session: Session, ids: Collection[int], today: date) -> Mapping[int, list[_Tie]]:
    found: dict[int, list[_Tie]] = {}
    for organisation, kind, slug in session.connection().execute(_TIED, {"these": ids, "today": today}).all():
        found.setdefault(organisation, []).append(_Tie(RELATION_OF[SchemeKind(kind)], slug))
    return found


_OFFERED: Final = (
    sqlalchemy.select(col(OrganisationTerm.organisation_id), col(OrganisationTerm.term_id))
    .where(col(OrganisationTerm.organisation_id).in_(_THESE), col(OrganisationTerm.vocabulary) == "workplace_offers")
    .order_by(col(OrganisationTerm.organisation_id), col(OrganisationTerm.position))
)


def _offers(session: Session, ids: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for organisation, term in session.connection().execute(_OFFERED, {"these": ids}).all():
        found.setdefault(organisation, []).append(term)
    return found

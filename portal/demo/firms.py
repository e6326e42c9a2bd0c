"""Fictional firms, with what they hold, joined and signed."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, TypeVar

from portal.demo import certificates, numbers, texts
from portal.demo.gatherings import Cohorts
from portal.demo.names import TRADES, FirmName, firm_name, latin
from portal.demo.rows import Rows
from portal.demo.schemes import DemoScheme
from portal.demo.texts import filled, provenance, said, together
from portal.demo.world import LANGUAGE_OF, World, sources
from portal.register.histories import DecisionFact
from portal.tables import (
    Certificate,
    Commitment,
    Decision,
    Identifier,
    Membership,
    Organisation,
    OrganisationTerm,
    Signature,
)
from portal.words import LANGUAGES, Certainty, Confidence, LocalText, Precision, SchemeKind, Size, Status

_Choice = TypeVar("_Choice")

CERTIFIED: Final = 70
MEMBERS: Final = 30
SIGNATORIES: Final = 20
"""Of a hundred firms; who is none of them becomes a member or a signatory."""
_STATUSES: Final = {
    Status.VALID: 62,
    Status.EXPIRED: 14,
    Status.SUSPENDED: 8,
    Status.WITHDRAWN: 10,
    Status.NOT_YET_VALID: 6,
}
_SIZES: Final = {Size.MICRO: 58, Size.SMALL: 27, Size.MEDIUM: 9, Size.LARGE: 3, None: 3}
_CONFIDENCES: Final = {Confidence.HIGH: 30, Confidence.MEDIUM: 55, Confidence.LOW: 15}
_PROFILES: Final = {
    trade: tuple(together(first, second) for second in texts.HOW_A_FIRM_WORKS)
    for trade, first in texts.WHAT_A_FIRM_DOES.items()
}
_PROVENANCES: Final = {country: provenance(language) for country, language in LANGUAGE_OF.items()}
_WITH_UNITS: Final = said(
    "Hele bedriften med alle avdelinger",
    "Het hele bedrijf met alle vestigingen",
    "Цялата фирма с всичките ѝ поделения",
    "The whole firm with all its establishments",
)
_UNIT_NAMES: Final = {"NO": "avdeling Nord", "BG": "клон Север"}
"""What is put after a firm's name for an establishment; in Belgium they have numbers that nobody can ask by."""
_SCOPE: Final = said("Hovedkontoret", "De hoofdzetel", "Централният офис", "The head office")


class FirmMaker:
    """Writes fictional firms one after another; each is another one."""

    def __init__(self, rows: Rows, world: World, schemes: tuple[DemoScheme, ...], cohorts: Cohorts) -> None:
        self._rows = rows
        self._world = world
        self._schemes = schemes
        self._cohorts = cohorts
        self._made: Counter[str] = Counter()
        self._numbers: Counter[tuple[str, int]] = Counter()
        self._shift = world.chance.randrange(10_000)
        self._given = {country: numbers.of_country(country) for country in LANGUAGE_OF}

    def make(self) -> None:
        """Write one firm with everything that belongs to it."""
        world = self._world
        country = world.country()
        name = firm_name(country, self._made[country], self._shift)
        self._made[country] += 1
        number = next(self._given[country])
        firm_id = self._organisation(country, name, number)
        has_units = country in _UNIT_NAMES and world.likely(6)
        if has_units:
            self._establishment(country, name, number, firm_id)
        certified, member, signed = world.likely(CERTIFIED), world.likely(MEMBERS), world.likely(SIGNATORIES)
        if not (certified or member or signed):
            member = world.likely(60)
            signed = not member
        if certified:
            self._certificates(firm_id, country, has_units=has_units)
        if member:
            self._membership(firm_id, country, may_end=certified or signed)
        if signed:
            self._signature(firm_id, country)
        roles = {"certified-firm": certified, "member-employer": member, "charter-signatory": signed}
        self._terms(firm_id, tuple(role for role, held in roles.items() if held))

    def _establishment(self, country: str, name: FirmName, number: str, firm_id: int) -> None:
        own = numbers.of_branch(number, 1) if country == "BG" else next(self._given[country])
        text = f"{name.text}, {_UNIT_NAMES[country]}"
        unit = FirmName(text, latin(text), f"{name.slug}-nord", name.trade)
        self._terms(self._organisation(country, unit, own, firm_id), ("project-partner",))

    def _organisation(self, country: str, name: FirmName, number: str, parent_id: int | None = None) -> int:
        world, chance = self._world, self._world.chance
        confirmed = world.ago(0, 900) if world.likely(85) else None
        latin = {language: name.latin for language in LANGUAGES if language != "bg"} if country == "BG" else {}
        organisation_id = self._rows.add(
            Organisation,
            slug=name.slug,
            name=name.text,
            name_language=LANGUAGE_OF[country],
            names=LocalText(latin),
            country=country,
            place_id=world.place(country),
            place_certainty=Certainty.STATED if world.likely(90) else Certainty.INFERRED,
            industry=TRADES[name.trade],
            industry_certainty=Certainty.STATED if world.likely(70) else Certainty.GUESSED,
            size=_weighted(world, _SIZES),
            website=f"https://{name.slug}.example/" if world.likely(60) else None,
            profile=chance.choice(_PROFILES[name.trade]),
            provenance=_PROVENANCES[country],
            sources=sources(name.slug),
            confidence=_weighted(world, _CONFIDENCES),
            checked_on=world.ago(0, 700),
            confirmed_on=confirmed,
            due_on=confirmed + timedelta(days=365) if confirmed else None,
            parent_id=parent_id,
        )
        self._rows.add(
            Identifier,
            organisation_id=organisation_id,
            register_code=numbers.REGISTERS[country],
            number=number,
            source=sources(name.slug)[0],
        )
        return organisation_id

    def _terms(self, firm_id: int, roles: tuple[str, ...]) -> None:
        held = {
            "organisation_roles": roles,
            "workplace_offers": self._world.some("workplace_offers", 5),
            "target_groups": self._world.some("target_groups", 4),
        }
        for vocabulary, ids in held.items():
            for position, term in enumerate(ids):
                self._rows.add(
                    OrganisationTerm, organisation_id=firm_id, vocabulary=vocabulary, term_id=term, position=position
                )

    def _scheme(self, kind: SchemeKind, country: str) -> DemoScheme:
        """Give a scheme of a kind, most often one of the firm's own country."""
        every = [scheme for scheme in self._schemes if scheme.kind is kind]
        here = [scheme for scheme in every if scheme.country == country]
        return self._world.chance.choice(here if self._world.likely(95) else every)

    def _certificates(self, firm_id: int, country: str, *, has_units: bool) -> None:
        scheme = self._scheme(SchemeKind.CERTIFICATION, country)
        if self._world.likely(8):
            self._certificate(firm_id, scheme, Status.EXPIRED if scheme.years else Status.WITHDRAWN)
        weights = {status: weight for status, weight in _STATUSES.items() if scheme.years or status != Status.EXPIRED}
        covers_units = has_units and self._world.likely(50)
        self._certificate(firm_id, scheme, _weighted(self._world, weights), covers_units=covers_units)

    def _certificate(self, firm_id: int, scheme: DemoScheme, status: Status, *, covers_units: bool = False) -> None:
        history = certificates.history(status, scheme.years, self._world.today, self._world.chance)
        granted = history[0].effective_on
        self._numbers[scheme.prefix, granted.year] += 1
        certificate_id = self._rows.add(
            Certificate,
            number=f"{scheme.prefix}-{granted.year}-{self._numbers[scheme.prefix, granted.year]:05}",
            scheme_id=scheme.id,
            organisation_id=firm_id,
            cohort_id=_cohort_before(self._cohorts[scheme.id], granted),
            scope=_WITH_UNITS if covers_units else _SCOPE if self._world.likely(10) else LocalText(),
            covers_units=covers_units,
            sources=sources(scheme.slug),
        )
        for place, decision in enumerate(history, 1):
            self._decision(certificate_id, place, decision)

    def _decision(self, certificate_id: int, place: int, decision: DecisionFact) -> None:
        self._rows.add(
            Decision,
            certificate_id=certificate_id,
            place=place,
            kind=decision.kind,
            effective_on=decision.effective_on,
            effective_certainty=decision.effective_certainty,
            recorded_at=decision.recorded_at,
            valid_until=decision.valid_until,
            reason_code=decision.reason_code,
            reason=decision.reason,
            criteria=decision.criteria,
            corrects=decision.corrects,
            voids=decision.voids,
            decided_by=decision.decided_by,
        )

    def _membership(self, firm_id: int, country: str, *, may_end: bool) -> None:
        world = self._world
        scheme = self._scheme(SchemeKind.MEMBERSHIP, country)
        since, precision = self._day_with_precision()
        ended = world.ago(2, 60) if may_end and world.likely(15) else None
        self._rows.add(
            Membership,
            scheme_id=scheme.id,
            organisation_id=firm_id,
            since=since,
            since_precision=precision,
            ended_on=ended,
            sources=sources(scheme.slug),
        )

    def _signature(self, firm_id: int, country: str) -> None:
        world = self._world
        scheme = self._scheme(SchemeKind.CHARTER, country)
        signed, precision = self._day_with_precision()
        signature_id = self._rows.add(
            Signature,
            scheme_id=scheme.id,
            organisation_id=firm_id,
            signed_on=signed,
            signed_precision=precision,
            certainty=Certainty.STATED if world.likely(90) else Certainty.INFERRED,
            sources=sources(scheme.slug),
        )
        for kind in world.some("commitment_kinds", 3, least=1):
            amount = world.chance.randint(2, 40) if world.likely(80) else None
            self._rows.add(
                Commitment,
                signature_id=signature_id,
                kind=kind,
                amount=amount,
                due_on=world.today + timedelta(days=world.chance.randint(-400, 700)) if world.likely(85) else None,
                text=filled(texts.COMMITMENT, amount=amount) if amount else texts.UNCOUNTED_COMMITMENT,
            )

    def _day_with_precision(self) -> tuple[date | None, Precision]:
        """Give a past day as exactly as it is known: to the day, to the year, or not at all."""
        day = self._world.ago(62, 3_000)
        match self._world.chance.choices((Precision.DAY, Precision.YEAR, Precision.UNKNOWN), weights=(60, 30, 10))[0]:
            case Precision.DAY:
                return day, Precision.DAY
            case Precision.YEAR:
                return day.replace(month=1, day=1), Precision.YEAR
            case unknown:
                return None, unknown


def _cohort_before(cohorts: list[tuple[date, int]], granted: date) -> int | None:
    """Give the last cohort that had ended when the certificate was granted; None when that was before the first."""
    place = bisect_right([ended for ended, _ in cohorts], granted)
    return cohorts[place - 1][1] if place else None


def _weighted(world: World, weights: Mapping[_Choice, int]) -> _Choice:
    return world.chance.choices(tuple(weights), weights=tuple(weights.values()))[0]

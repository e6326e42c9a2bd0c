"""Fictional schemes of all three kinds in each country, with the organisations that stand behind them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.demo import scheme_texts as texts
from portal.demo.names import latin, slug
from portal.demo.rows import Rows
from portal.demo.texts import filled, provenance, said
from portal.demo.world import LANGUAGE_OF, TIME_ZONES, World, sources
from portal.tables import Organisation, OrganisationTerm, Scheme, SchemeFact, SchemePartner, SchemeTerm
from portal.words import Certainty, Confidence, LocalText, SchemeKind

COMPLETE_FROM: Final = date(2015, 1, 1)
"""The day from which the fictional register holds every decision of some schemes."""


@dataclass(frozen=True)
class DemoScheme:
    """A scheme that firms can hold, join or sign."""

    id: int
    slug: str
    kind: SchemeKind
    country: str
    names: LocalText
    owner_id: int
    prefix: str
    years: int | None
    """How long a certificate holds; None: the scheme states no expiry."""


@dataclass(frozen=True)
class _Plan:
    kind: SchemeKind
    country: str
    name: LocalText
    prefix: str = ""
    years: int | None = None


_PLANS: Final = (
    _Plan(SchemeKind.CERTIFICATION, "NO", said("Fjord", "Fjord", "Фьорд", "Fjord"), "DEMO", 2),
    _Plan(SchemeKind.CERTIFICATION, "NO", said("Fjell", "Berg", "Планина", "Mountain"), "DEMOFJELL"),
    _Plan(SchemeKind.CERTIFICATION, "BE", said("Polder", "Polder", "Полдер", "Polder"), "DEMOPOLDER", 3),
    _Plan(SchemeKind.CERTIFICATION, "BG", said("Rose", "Roos", "Роза", "Rose"), "DEMOROZA", 5),
    _Plan(SchemeKind.MEMBERSHIP, "NO", said("Terne", "Stern", "Рибарка", "Tern")),
    _Plan(SchemeKind.MEMBERSHIP, "BE", said("Belfort", "Belfort", "Белфорт", "Belfry")),
    _Plan(SchemeKind.MEMBERSHIP, "BG", said("Stork", "Ooievaar", "Щъркел", "Stork")),
    _Plan(SchemeKind.CHARTER, "NO", said("Fyrtårn", "Vuurtoren", "Фар", "Lighthouse")),
    _Plan(SchemeKind.CHARTER, "BE", said("Molen", "Molen", "Мелница", "Windmill")),
    _Plan(SchemeKind.CHARTER, "BG", said("Fontene", "Fontein", "Чешма", "Fountain")),
)
_OWNER_ROLES: Final = {
    SchemeKind.CERTIFICATION: "certification-body",
    SchemeKind.MEMBERSHIP: "association",
    SchemeKind.CHARTER: "association",
}
_PARTNERS: Final = {
    "municipality": said("Demokommunen", "Demogemeente", "Демо община", "Demo municipality"),
    "employment-agency": said("Demoformidlingen", "Demobemiddeling", "Демо бюро по труда", "Demo employment service"),
    "social-organisation": said("Demohuset", "Demohuis", "Демо дом", "Demo house"),
}


def make(rows: Rows, world: World) -> tuple[DemoScheme, ...]:
    """Write the schemes, their owners and their partners; give the schemes."""
    partners = {country: _partners(rows, world, country) for country in LANGUAGE_OF}
    return tuple(_scheme(rows, world, plan, partners[plan.country]) for plan in _PLANS)


def organisation(rows: Rows, world: World, names: LocalText, country: str, role: str) -> int:
    """Write an organisation that is no firm, with its role; give its id."""
    language = LANGUAGE_OF[country]
    name = names.texts[language]
    others = {key: text for key, text in names.texts.items() if key != language}
    key = f"{slug(name)}-{country.lower()}"
    checked = world.ago(0, 500)
    number = rows.add(
        Organisation,
        slug=key,
        name=name,
        name_language=language,
        names=LocalText(others),
        also_called=(latin(name),),
        country=country,
        place_id=world.place(country),
        place_certainty=Certainty.STATED,
        profile=texts.WHY,
        provenance=provenance(language),
        sources=sources(key),
        confidence=Confidence.MEDIUM,
        checked_on=checked,
        confirmed_on=checked,
        due_on=_a_year_after(checked),
    )
    rows.add(OrganisationTerm, organisation_id=number, vocabulary="organisation_roles", term_id=role)
    return number


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28))


def _partners(rows: Rows, world: World, country: str) -> tuple[int, ...]:
    return tuple(organisation(rows, world, names, country, role) for role, names in _PARTNERS.items())


def _scheme(rows: Rows, world: World, plan: _Plan, partners: tuple[int, ...]) -> DemoScheme:
    names = filled(texts.SCHEME_NAMES[plan.kind], name=plan.name)
    owner = organisation(
        rows, world, filled(texts.OWNER_NAMES[plan.kind], name=plan.name), plan.country, _OWNER_ROLES[plan.kind]
    )
    key = slug(names.texts["en"])
    number = rows.add(
        Scheme,
        slug=key,
        kind=plan.kind,
        prefix=plan.prefix or None,
        time_zone=TIME_ZONES[plan.country],
        country=plan.country,
        owner_id=owner,
        names=names,
        short=texts.SHORT[plan.kind],
        what=texts.WHAT[plan.kind],
        who=texts.WHO,
        why=texts.WHY,
        limits=texts.LIMITS,
        unknown=(texts.UNKNOWN,),
        complete=texts.COMPLETE if plan.years else texts.NOT_COMPLETE,
        complete_from=COMPLETE_FROM if plan.years else None,
        provenance=provenance(LANGUAGE_OF[plan.country]),
        details_provenance=provenance(LANGUAGE_OF[plan.country]),
        sources=sources(key),
        confidence=Confidence.MEDIUM,
        checked_on=world.ago(0, 300),
    )
    _details(rows, world, plan, number, partners)
    return DemoScheme(number, key, plan.kind, plan.country, names, owner, plan.prefix, plan.years)


def _details(rows: Rows, world: World, plan: _Plan, scheme_id: int, partners: tuple[int, ...]) -> None:
    for position, (fact, value) in enumerate(_facts(plan)):
        condition = "d" if position == 0 and plan.kind is SchemeKind.CERTIFICATION else None
        rows.add(
            SchemeFact,
            scheme_id=scheme_id,
            position=position,
            fact=fact,
            value=value,
            certainty=Certainty.STATED,
            condition=condition,
        )
    for position, partner in enumerate(partners):
        rows.add(SchemePartner, scheme_id=scheme_id, organisation_id=partner, position=position)
    kept = {"target_groups": 4, "sdgs": 2, **({"commitment_kinds": 5} if plan.kind is SchemeKind.CHARTER else {})}
    for vocabulary, most in kept.items():
        for position, term in enumerate(world.some(vocabulary, most, least=1)):
            rows.add(SchemeTerm, scheme_id=scheme_id, vocabulary=vocabulary, term_id=term, position=position)


def _facts(plan: _Plan) -> tuple[tuple[LocalText, LocalText], ...]:
    invented = said("Oppdiktet", "Verzonnen", "Измислено", "Invented")
    if plan.kind is not SchemeKind.CERTIFICATION:
        return ((said("Ordningen", "De regeling", "Схемата", "The scheme"), invented),)
    validity = (
        said(f"{plan.years} år", f"{plan.years} jaar", f"{plan.years} години", f"{plan.years} years")
        if plan.years
        else said("Ikke oppgitt", "Niet vermeld", "Не е посочено", "Not stated")
    )
    return (
        (texts.WHO_CAN_APPLY, texts.OPEN_TO),
        (
            said("Samlinger i kurset", "Bijeenkomsten van de cursus", "Срещи в курса", "Course gatherings"),
            said(*"3333"),
        ),
        (said("Gyldig i", "Geldig", "Валидност", "Valid for"), validity),
    )

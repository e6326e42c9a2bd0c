"""Fictional measures of every kind, and the organisations that provide them."""

from typing import Any, Final

from portal.demo.rows import Rows
from portal.demo.schemes import organisation
from portal.demo.texts import filled, provenance, said
from portal.demo.world import LANGUAGE_OF, World
from portal.tables import Measure, MeasureAmount, MeasureProvider, MeasureRelation, MeasureTerm, MeasureTier
from portal.words import Confidence, ForWhom, LocalText, MeasureState, RelationOfMeasures

MOST: Final = 300
PROVIDERS: Final = 8
"""Providers in each country."""
_PROVIDER = said("Demotiltak {n}", "Demomaatregel {n}", "Демо мярка {n}", "Demo measures {n}")
_NAME = said("Demo {n}: {kind}", "Demo {n}: {kind}", "Демо {n}: {kind}", "Demo {n}: {kind}")
_SUMMARY = said(
    "Et oppdiktet tiltak for forsøk med portalen. Det finnes ikke.",
    "Een verzonnen maatregel om het portaal te proberen. Hij bestaat niet.",
    "Измислена мярка за изпробване на портала. Тя не съществува.",
    "An invented measure for trying out the portal. It does not exist.",
)
_DURATION = said("Inntil {n} måneder", "Ten hoogste {n} maanden", "До {n} месеца", "Up to {n} months")
_AGENCY = said("Demoformidlingen", "Demobemiddeling", "Демо бюро по труда", "Demo employment service")
_CONTRACT = said("Vanlig ansettelse", "Gewone aanwerving", "Обичайно назначаване", "Ordinary employment")
_CONDITION = said(
    "En skriftlig avtale før start", "Een schriftelijke afspraak vooraf", "Писмен договор преди началото",
    "A written agreement before the start",
)  # fmt: skip
_AMOUNT = said("Andel av lønn", "Deel van het loon", "Дял от заплатата", "Share of pay")
_NO_YEAR = said("kilde uten dato", "bron zonder datum", "източник без дата", "source without a date")
_DUTY = said("Oppdiktet plikt", "Verzonnen plicht", "Измислено задължение", "Invented duty")


def make(rows: Rows, world: World, firms: int) -> None:
    """Write a tenth as many measures as firms: at least one of each kind, at most `MOST`."""
    kinds = world.terms.ids("measure_kinds")
    providers = {country: _providers(rows, world, country) for country in LANGUAGE_OF}
    made: dict[str, list[int]] = {country: [] for country in LANGUAGE_OF}
    for number in range(max(len(kinds), min(MOST, firms // 10))):
        country = world.country()
        kind = kinds[number % len(kinds)]
        measure_id = _measure(rows, world, country, kind, number + 1)
        _details(rows, world, measure_id, kind)
        for position, provider in enumerate(world.chance.sample(providers[country], world.chance.randint(0, 2))):
            rows.add(MeasureProvider, measure_id=measure_id, organisation_id=provider, position=position)
        if made[country] and world.likely(50):
            other = world.chance.choice(made[country])
            relation = world.chance.choice(tuple(RelationOfMeasures))
            rows.add(MeasureRelation, measure_id=measure_id, other_id=other, relation=relation)
        made[country].append(measure_id)


def _providers(rows: Rows, world: World, country: str) -> list[int]:
    return [
        organisation(rows, world, filled(_PROVIDER, n=number), country, "measure-provider")
        for number in range(1, PROVIDERS + 1)
    ]


def _measure(rows: Rows, world: World, country: str, kind: str, number: int) -> int:
    language = LANGUAGE_OF[country]
    names = filled(_NAME, n=number, kind=world.terms.label("measure_kinds", kind))
    slug = f"demo-{kind}-{number}"
    return rows.add(
        Measure,
        slug=slug,
        country=country,
        place_id=world.place(country) if world.likely(40) else None,
        official_name=names.texts[language],
        official_language=language,
        names=names,
        summary=_SUMMARY,
        for_whom=world.chance.choice(tuple(ForWhom)),
        state=world.chance.choices(tuple(MeasureState), weights=(80, 10, 10))[0],
        confidence=world.chance.choices(tuple(Confidence), weights=(40, 45, 15))[0],
        source=f"https://demo.example/{slug}",
        source_is_home_page=world.likely(10),
        provenance=provenance(language),
        details_provenance=provenance(language),
        checked_on=world.ago(0, 540),
        **_conditions(world),
    )


def _conditions(world: World) -> dict[str, Any]:
    """Give what must be in place first; what is left out is not known."""
    chance = world.chance
    possible: dict[str, Any] = {
        "duration": filled(_DURATION, n=chance.choice((3, 6, 12, 24))),
        "agency": _AGENCY,
        "decided_by": _AGENCY,
        "needs_registration": world.likely(70),
        "age_min": chance.choice((16, 18, 30)),
        "age_max": chance.choice((30, 55, 67)),
        "sick_leave_months_min": 12,
        "employees_min": chance.choice((5, 50)),
        "contract": _CONTRACT,
        "conditions": (_CONDITION,),
    }
    likely = {"duration": 85, "agency": 90, "age_max": 30, "sick_leave_months_min": 8, "employees_min": 10}
    return {name: value for name, value in possible.items() if world.likely(likely.get(name, 60))}


def _details(rows: Rows, world: World, measure_id: int, kind: str) -> None:
    held = {
        "measure_kinds": (kind,),
        "target_groups": world.some("target_groups", 4, least=1),
        "employer_benefits": world.some("employer_benefits", 3),
    }
    for vocabulary, ids in held.items():
        for position, term in enumerate(ids):
            rows.add(MeasureTerm, measure_id=measure_id, vocabulary=vocabulary, term_id=term, position=position)
    for position in range(world.chance.randint(0, 2)):
        share = f"{world.chance.randrange(20, 80, 5)} %"
        year = world.today.year - world.chance.randint(0, 2) if world.likely(75) else None
        rows.add(
            MeasureAmount,
            measure_id=measure_id,
            position=position,
            what=_AMOUNT,
            value=said(*[share] * 4),
            is_money=False,
            year=year,
            year_note=LocalText() if year else _NO_YEAR,
        )
    if kind == "legal-duty":
        for position, (least, most) in enumerate(((50, 99), (100, None))):
            rows.add(
                MeasureTier,
                measure_id=measure_id,
                position=position,
                employees_min=least,
                employees_max=most,
                duty=_DUTY,
            )

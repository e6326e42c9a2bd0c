"""Fictional cohorts and gatherings: past and coming, each date known to the day, the month, the year or not at all."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.demo.rows import Rows
from portal.demo.schemes import DemoScheme
from portal.demo.texts import filled, provenance, said
from portal.demo.world import LANGUAGE_OF, World, sources
from portal.tables import Cohort, Gathering, GatheringOrganisation
from portal.words import Certainty, GatheringState, LocalText, Precision, SchemeKind

COHORTS: Final = 8
"""Cohorts of each certification scheme, one in half a year; the last one is still to come."""
_HALF_YEAR: Final = 182
_COHORT = said("{name}, kurs {number}", "{name}, cursus {number}", "{name}, курс {number}", "{name}, course {number}")
_SESSION = said(
    "{name}, samling {number}", "{name}, bijeenkomst {number}", "{name}, среща {number}", "{name}, gathering {number}"
)
_OTHERS: Final = {
    "regional-meeting": said("Demomøte om inkludering {number}", "Demobijeenkomst over inclusie {number}",
                             "Демо среща за приобщаване {number}", "Demo meeting on inclusion {number}"),
    "national-forum": said("Demoforum {number}", "Demoforum {number}", "Демо форум {number}", "Demo forum {number}"),
    "conference": said("Demokonferanse {number}", "Democonferentie {number}", "Демо конференция {number}",
                       "Demo conference {number}"),
    "handover-ceremony": said("Demoutdeling {number}", "Demo-uitreiking {number}", "Демо връчване {number}",
                              "Demo award ceremony {number}"),
}  # fmt: skip
_FACT = said(
    "Samlingen er oppdiktet", "De bijeenkomst is verzonnen", "Срещата е измислена", "The gathering is invented"
)

Cohorts = dict[int, list[tuple[date, int]]]
"""Per scheme the last day and the id of each cohort, the oldest first."""


@dataclass(frozen=True)
class _Plan:
    slug: str
    kind: str
    titles: LocalText
    day: date
    cohort: int | None = None


def make(rows: Rows, world: World, schemes: tuple[DemoScheme, ...]) -> Cohorts:
    """Write the cohorts of the certification schemes and all gatherings; give the cohorts."""
    cohorts: Cohorts = {}
    for scheme in schemes:
        if scheme.kind is SchemeKind.CERTIFICATION:
            cohorts[scheme.id] = [_cohort(rows, world, scheme, number) for number in range(1, COHORTS + 1)]
        else:
            _others(rows, world, scheme)
    return cohorts


def _cohort(rows: Rows, world: World, scheme: DemoScheme, number: int) -> tuple[date, int]:
    ended = world.today + timedelta(days=(number - COHORTS + 1) * _HALF_YEAR - 30)
    names = filled(_COHORT, name=scheme.names, number=number)
    slug = f"{scheme.slug}-course-{number}"
    participants = world.chance.randint(10, 24) if ended < world.today else None
    cohort = rows.add(Cohort, slug=slug, scheme_id=scheme.id, names=names, ended_on=ended, participants=participants)
    for session in (1, 2, 3):
        day = ended - timedelta(days=(3 - session) * 28)
        titles = filled(_SESSION, name=names, number=session)
        plan = _Plan(f"{slug}-gathering-{session}", "course-gathering", titles, day, cohort)
        _gathering(rows, world, scheme, plan)
    return ended, cohort


def _others(rows: Rows, world: World, scheme: DemoScheme) -> None:
    for kind, title in _OTHERS.items():
        for number in (1, 2, 3, 4):
            day = world.today + timedelta(days=world.chance.randint(*((3, 300) if number > 2 else (-900, -3))))
            plan = _Plan(f"{scheme.slug}-{kind}-{number}", kind, filled(title, number=number), day)
            _gathering(rows, world, scheme, plan)


def _gathering(rows: Rows, world: World, scheme: DemoScheme, plan: _Plan) -> None:
    precision = world.chance.choices(tuple(Precision), weights=(70, 15, 8, 7))[0]
    gathering = rows.add(
        Gathering,
        slug=plan.slug,
        kind=plan.kind,
        titles=plan.titles,
        starts_on=_first_day(plan.day, precision),
        ends_on=plan.day + timedelta(days=1) if precision is Precision.DAY and plan.kind == "conference" else None,
        precision=precision,
        year_certainty=Certainty.UNKNOWN if precision is Precision.UNKNOWN else Certainty.STATED,
        state=_state(world, plan.day, precision),
        hours=3 if plan.cohort else None,
        country=scheme.country,
        place_id=world.place(scheme.country),
        place_certainty=world.chance.choice((Certainty.STATED, Certainty.STATED, Certainty.INFERRED)),
        scheme_id=scheme.id,
        cohort_id=plan.cohort,
        facts=(_FACT,),
        provenance=provenance(LANGUAGE_OF[scheme.country]),
        details_provenance=provenance(LANGUAGE_OF[scheme.country]),
        sources=sources(plan.slug),
        checked_on=world.ago(0, 200),
    )
    rows.add(GatheringOrganisation, gathering_id=gathering, organisation_id=scheme.owner_id)


def _first_day(day: date, precision: Precision) -> date | None:
    match precision:
        case Precision.DAY:
            return day
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.YEAR:
            return day.replace(month=1, day=1)
        case _:
            return None


def _state(world: World, day: date, precision: Precision) -> GatheringState:
    if precision is Precision.UNKNOWN:
        return GatheringState.RECURRING
    first = _first_day(world.today, precision)
    if first is not None and day < first:
        return world.chance.choice((GatheringState.HELD, GatheringState.HELD, GatheringState.PLANNED))
    return world.chance.choice((GatheringState.PLANNED, GatheringState.ANNOUNCED))

"""The smallest content that has one of everything, as files, for tests to break."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ORIGINS = "{nb: original, nl: unchecked, bg: unchecked, en: original}"


def said(word: str) -> str:
    """Give one text in four languages, as a file holds it."""
    return f"{{nb: {word} nb, nl: {word} nl, bg: {word} бг, en: {word} en}}"


def _term(name: str, *ids: str) -> str:
    return f"{name}:\n  terms:\n" + "".join(f"    - id: {each}\n      labels: {said('term')}\n" for each in ids)


VOCABULARIES: Final = "".join(
    (
        _term("countries", "'NO'", "EU"),
        _term("languages", "nb", "en"),
        _term("target_groups", "refugees", "young-people"),
        _term("measure_kinds", "mentoring", "wage-subsidy"),
        _term("commitment_kinds", "internships"),
        _term("workplace_offers", "part-time"),
        _term("employer_benefits", "advice"),
        _term("organisation_roles", "certified-firm", "association"),
        _term("gathering_kinds", "conference"),
        _term("entry_kinds", "firm"),
        _term("scheme_kinds", "certification"),
        _term("sdgs", "sdg-8"),
        _term("industries", "nace2-h"),
    )
)
PLACES: Final = """
places:
  - {id: no-32, country: 'NO', level: county, names: {nb: Akershus, bg: Акерсхус}, latitude: 60.0, longitude: 11.0}
  - {id: no-3203, country: 'NO', level: municipality, inside: no-32, names: {nb: Asker}, latitude: 59, longitude: 10.4}
"""
ORGANISATIONS: Final = f"""
organisations:
  - id: the-association
    name: Foreningen
    name_language: nb
    roles: [association]
    country: 'NO'
    place: no-3203
    place_certainty: stated
    profile: {said("profile")}
    provenance: {ORIGINS}
    basis:
      - fact: what it is
        sources: [https://association.example/about]
    confidence: high
    checked_on: 2026-11-22
  - id: the-taxi
    name: Taxi AS
    name_language: nb
    names: {said("taxi")}
    roles: [certified-firm]
    target_groups: [refugees]
    offers: [part-time]
    country: 'NO'
    industry: nace2-h
    industry_certainty: guessed
    profile: {said("taxi profile")}
    provenance: {ORIGINS}
    identifiers:
      - {{register: NO-BRREG, number: '974760673', source: https://register.example/974760673}}
    basis:
      - fact: certified
        measures: [the-mentor]
    confidence: medium
    checked_on: 2026-11-22
"""
_TEXTS: Final = "\n".join(f"    {name}: {said(name)}" for name in ("names", "short", "what", "who", "why", "limits"))
SCHEMES: Final = f"""
schemes:
  - id: the-certification
    kind: certification
    prefix: TC
    country: 'NO'
    time_zone: Europe/Oslo
    owner: the-association
    partners: [the-taxi]
{_TEXTS}
    facts:
      - {{fact: {said("fact")}, value: 3, certainty: stated}}
    target_groups: [refugees]
    cohorts:
      - {{id: the-course, names: {said("course")}, ended_on: 2023-04-21, participants: 1}}
    provenance: {ORIGINS}
    details_provenance: {ORIGINS}
    sources: [{{url: https://scheme.example/}}]
    confidence: high
    checked_on: 2026-11-22
  - id: the-charter
    kind: charter
    country: 'NO'
    time_zone: Europe/Oslo
    owner: the-association
{_TEXTS}
    provenance: {ORIGINS}
    details_provenance: {ORIGINS}
    sources: [{{url: https://charter.example/}}]
    confidence: high
    checked_on: 2026-11-22
"""
CERTIFICATES: Final = f"""
certificates:
  - number: TC-1
    scheme: the-certification
    organisation: the-taxi
    cohort: the-course
    decisions:
      - {{kind: granted, effective_on: 2023-04-21, valid_until: 2026-04-20, reason: {said("reason")}}}
      - {{kind: suspended, effective_on: 2024-01-01}}
    sources: [https://scheme.example/]
"""
SIGNATURES: Final = """
signatures:
  - scheme: the-charter
    organisation: the-taxi
    signed_on: 2016-12
    certainty: stated
    commitments: [{kind: internships, amount: 3, due_on: 2017-12-31}]
    sources: [https://charter.example/]
"""
GATHERINGS: Final = f"""
gatherings:
  - id: the-conference
    kind: conference
    titles: {said("conference")}
    starts_on: 2024-10-18
    ends_on: 2024-10-19
    year_certainty: inferred
    state: held
    country: 'NO'
    scheme: the-certification
    cohort: the-course
    organisations: [the-association]
    provenance: {ORIGINS}
    details_provenance: {ORIGINS}
    sources: [{{url: https://conference.example/}}]
    checked_on: 2026-11-22
"""
MEASURES: Final = f"""
measures:
  - id: the-mentor
    official_name: Mentor
    official_language: nb
    names: {said("mentor")}
    summary: {said("mentor summary")}
    country: 'NO'
    place: no-3203
    kind: mentoring
    target_groups: [refugees]
    for_whom: both
    benefits: [advice]
    conditions: {{age_min: 16, age_max: 29, tiers: [{{employees_min: 5, employees_max: 9, duty: {said("duty")}}}]}}
    amounts:
      - {{what: {said("share")}, value: 40 %, is_money: false, year: 2023}}
    relations: {{combines_with: [the-subsidy]}}
    providers: [the-association]
    state: active
    source: {{url: https://mentor.example/, read: undated}}
    confidence: high
    provenance: {ORIGINS}
    details_provenance: {ORIGINS}
    checked_on: 2026-11-22
  - id: the-subsidy
    official_name: Tilskudd
    official_language: nb
    names: {said("subsidy")}
    summary: {said("subsidy summary")}
    country: 'NO'
    kind: wage-subsidy
    for_whom: employer
    state: paused
    source: {{url: https://subsidy.example/}}
    confidence: low
    provenance: {ORIGINS}
    details_provenance: {ORIGINS}
    checked_on: 2026-11-22
"""
FILES: Final[Mapping[str, str]] = {
    "vocabularies.yaml": VOCABULARIES,
    "places.yaml": PLACES,
    "organisations.yaml": ORGANISATIONS,
    "schemes.yaml": SCHEMES,
    "certificates.yaml": CERTIFICATES,
    "signatures.yaml": SIGNATURES,
    "memberships.yaml": "memberships: []\n",
    "gatherings.yaml": GATHERINGS,
    "measures/norway.yaml": MEASURES,
}


def write(folder: Path) -> Path:
    """Write the files into a folder and give it."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Change the first place in a file where `old` stands."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, (name, old)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

"""A verdict and a history as a page tells them: made from their JSON form alone (`portal.evidence.verdicts`).

A verdict that was just given and one that was kept years ago are told in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from portal import language
from portal.evidence import following
from portal.language import gettext
from portal.register import histories
from portal.words import Certainty, DecisionKind, LocalText, Reason, Said, Status

Json = Mapping[str, Any]

_POINT: Final = {
    DecisionKind.GRANTED: Status.VALID,
    DecisionKind.RENEWED: Status.VALID,
    DecisionKind.RESTORED: Status.VALID,
    DecisionKind.SUSPENDED: Status.SUSPENDED,
    DecisionKind.WITHDRAWN: Status.WITHDRAWN,
    DecisionKind.CORRECTED: DecisionKind.CORRECTED,
}
"""The mark of a decision in the history: the status it leads to. A correction leads to none of its own."""


@dataclass(frozen=True)
class Moment:
    """One decision in the history, in words."""

    place: int
    day: str
    text: str
    reason: Said | None
    """The public reason, in the page's language or in another that says which; None where nothing is stated."""
    notes: tuple[str, ...]
    iso: str
    status: str
    before: str = ""
    """Of a correction: the last instant at which it was not known yet."""


@dataclass(frozen=True)
class Named:
    """An organisation as the verdict names it."""

    slug: str
    name: Said


@dataclass(frozen=True)
class Stretch:
    """Some days in a row, both ends included, with their status."""

    first: date
    last: date
    status: Status


@dataclass(frozen=True)
class Held:
    """A certificate as a verdict shows it."""

    number: str
    scheme_slug: str
    scheme_names: LocalText
    scope: LocalText
    covers_units: bool
    status: Status
    granted_on: date
    granted_certainty: Certainty
    valid_until: date | None
    """The last day of validity as stated on the day that is asked for, or on the last day of a period."""
    history: tuple[Moment, ...]
    """The newest first."""


@dataclass(frozen=True)
class Entered:
    """What the register holds of a scheme's decisions."""

    scheme_slug: str
    scheme_names: LocalText
    said: LocalText
    since: date | None


@dataclass(frozen=True)
class Told:
    """A verdict, for a page."""

    asked: Json
    """The parameters that ask the same question of the page of verification, its day named."""
    outcome: str
    holds: bool
    organisation: Named | None
    holder: Named | None
    first: date
    last: date | None
    """The last day of a period; None: one day was asked for."""
    as_known: datetime | None
    certificates: tuple[Held, ...]
    covered: tuple[Stretch, ...]
    gaps: tuple[Stretch, ...]
    unit_not_covered: bool
    other_relations: bool
    lies_ahead: bool
    more_to_come: bool
    """Of the best certificate: whether a decision on record takes effect after the verdict was made."""
    corrected: bool
    before: str
    """Where a correction changed the answer: the last instant at which it was not known; empty: nothing was known."""
    complete: tuple[Entered, ...]
    made_at: datetime
    log_size: int

    @property
    def code(self) -> str:
        """How the verdict looks: a status, or "none" for a definite no."""
        if not self.certificates:
            return "none"
        if self.last is None:
            return self.certificates[0].status.value
        return "valid" if self.holds else "none"

    @property
    def question(self) -> str:
        """What was asked about, as it was asked."""
        names = ("number", "id", "firm", "q")
        return next(str(self.asked[name]) for name in names if name in self.asked)


def verdict(body: Json) -> Told:
    """Give a verdict for a page, from its JSON form (version 1)."""
    made_at, last = datetime.fromisoformat(body["made"]), _day(body["until"])
    best = body["certificates"][0]["decisions"] if body["certificates"] else []
    return Told(
        asked=_question(body),
        outcome=body["outcome"],
        holds=body["holds"],
        organisation=_named(body["organisation"]),
        holder=_named(body["holder"]),
        first=date.fromisoformat(body["on"]),
        last=last,
        as_known=datetime.fromisoformat(known) if (known := body["asked"].get("as_known")) else None,
        certificates=tuple(certificate(one, last) for one in body["certificates"]),
        covered=tuple(_stretch(one) for one in body["covered"]),
        gaps=tuple(_stretch(one) for one in body["gaps"]),
        unit_not_covered=body["unit_not_covered"],
        other_relations=body["other_relations"],
        lies_ahead=body["lies_ahead"],
        more_to_come=any(one["effective"] > made_at.date().isoformat() for one in best),
        corrected=body["corrected"],
        before=_before(body["certificates"]) if body["corrected"] else "",
        complete=tuple(_entered(one) for one in body["complete"]),
        made_at=made_at,
        log_size=body["log_size"],
    )


def certificate(body: Json, last: date | None = None) -> Held:
    """Give a certificate for a page, from its JSON form. `last`: the last day of a period that is asked for."""
    return Held(
        number=body["number"],
        scheme_slug=body["scheme"],
        scheme_names=LocalText(body["scheme_names"]),
        scope=LocalText(body["scope"]),
        covers_units=body["covers_units"],
        status=Status(body["status"]),
        granted_on=date.fromisoformat(body["granted"]),
        granted_certainty=Certainty(body["granted_certainty"]),
        valid_until=_valid_until(body["decisions"], last) if last else _day(body["valid_until"]),
        history=tuple(_moment(one, body["decisions"]) for one in reversed(body["decisions"])),
    )


def _valid_until(decisions: Sequence[Json], last: date) -> date | None:
    """Give the last day of validity at the end of a period: renewals within it count."""
    return histories.valid_until([following.decision(one) for one in decisions], last)


def _question(body: Json) -> Json:
    asked, until = body["asked"], body["until"]
    days = {"from": body["on"], "to": until} if until else {"on": body["on"]}
    names = {"number": "number", "organisation_number": "id", "firm": "firm", "name": "q"}
    found = {names[name]: value for name, value in asked.items() if name in names}
    if "id" in found and (country := {"BE-KBO": "BE", "NO-BRREG": "NO", "BG-EIK": "BG"}.get(asked.get("register"))):
        found["id"] = f"{country} {found['id']}"
    return found | days | ({"as_known": asked["as_known"]} if "as_known" in asked else {})


def _named(body: Json | None) -> Named | None:
    return Named(body["slug"], Said(body["name"], body["name_language"])) if body else None


def _stretch(body: Json) -> Stretch:
    return Stretch(date.fromisoformat(body["from"]), date.fromisoformat(body["to"]), Status(body["status"]))


def _entered(body: Json) -> Entered:
    return Entered(body["scheme"], LocalText(body["scheme_names"]), LocalText(body["said"]), _day(body["since"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _before(certificates: Sequence[Json]) -> str:
    """Give the last instant before something that was already in effect was recorded; empty when nothing was known."""
    decisions = [one for held in certificates for one in held["decisions"] if one["recorded"]]
    granted = min((one["recorded"] for one in decisions), default="")
    late = (one["recorded"] for one in decisions if one["recorded"] != granted and _is_late(one))
    first = min(late, default="")
    return _just_before(first) if first else ""


def _is_late(decision: Json) -> bool:
    return bool(decision["decision"] == DecisionKind.CORRECTED or decision["recorded"][:10] > decision["effective"])


def _just_before(recorded: str) -> str:
    return (datetime.fromisoformat(recorded) - timedelta(microseconds=1)).isoformat()


def _moment(body: Json, every: Sequence[Json]) -> Moment:
    kind = DecisionKind(body["decision"])
    is_correction = kind is DecisionKind.CORRECTED
    stated = LocalText(body["text"])
    notes = _corrections(body, every)
    if body["effective_certainty"] == Certainty.INFERRED:
        notes.append(gettext("The year is inferred."))
    if body["valid_until"] and not is_correction:
        notes.append(gettext("Valid until %(day)s.", day=language.day(date.fromisoformat(body["valid_until"]))))
    return Moment(
        place=body["place"],
        day=_recorded(body) if is_correction else language.day(date.fromisoformat(body["effective"])),
        text=language.label(kind),
        reason=stated.pick(language.current()) if stated else None,
        notes=(*notes, *_small_print(body)),
        iso=body["recorded"][:10] if is_correction and body["recorded"] else body["effective"],
        status=_POINT[kind].value,
        before=_just_before(body["recorded"]) if is_correction and body["recorded"] else "",
    )


def _recorded(body: Json) -> str:
    return language.day(datetime.fromisoformat(body["recorded"]).date()) if body["recorded"] else ""


def _corrections(body: Json, every: Sequence[Json]) -> list[str]:
    """Say what a correction corrects, and of another decision that it was corrected."""
    if "corrects" not in body:
        by = [one for one in every if one.get("corrects") == body["place"]]
        return [gettext("This was recorded wrongly, and corrected on %(day)s.", day=_recorded(by[-1]))] if by else []
    wrong = every[body["corrects"] - 1]
    named = {
        "decision": language.label(DecisionKind(wrong["decision"])),
        "day": language.day(date.fromisoformat(wrong["effective"])),
    }
    if body["voids"]:
        return [gettext("“%(decision)s” on %(day)s never counted: it was recorded wrongly.", **named)]
    if body["effective"] == wrong["effective"]:
        said = [gettext("“%(decision)s” on %(day)s was recorded wrongly. The day itself is right.", **named)]
    else:
        right = language.day(date.fromisoformat(body["effective"]))
        text = gettext("“%(decision)s” on %(day)s was recorded wrongly. It holds from %(right)s.", right=right, **named)
        said = [text]
    if wrong["valid_until"] and not body["valid_until"]:
        said.append(gettext("No expiry is stated."))
    if body["valid_until"]:
        said.append(gettext("Valid until %(day)s.", day=language.day(date.fromisoformat(body["valid_until"]))))
    return said


def _small_print(body: Json) -> list[str]:
    """Say why, by which criteria, by whom and when it was recorded."""
    said = []
    if body["reason"]:
        said.append(gettext("Reason: %(reason)s.", reason=reason(body["reason"])))
    if body["criteria"]:
        said.append(gettext("Criteria, version: %(version)s.", version=body["criteria"]))
    if body["decided_by"]:
        said.append(gettext("Decided by: %(role)s.", role=body["decided_by"]))
    if body["approved_by"]:
        said.append(gettext("Approved by: %(role)s.", role=body["approved_by"]))
    if body["recorded"] and body["decision"] != DecisionKind.CORRECTED and body["recorded"][:10] != body["effective"]:
        said.append(gettext("Recorded here on %(day)s.", day=_recorded(body)))
    return [" ".join(said)] if said else []


def reason(code: str) -> str:
    """Give the label of a reason's code; a scheme's own code as it is."""
    return language.label(Reason(code)) if code in set(Reason) else code

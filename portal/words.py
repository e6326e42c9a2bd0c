"""The field's words: enums with labels marked for translation, and texts that exist in several languages.

Labels are English source strings; whoever shows one translates it (see `portal.language`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LANGUAGES: Final = ("nb", "nl", "bg", "en")
"""The portal's languages, in the order in which they are offered."""


def N_(message: str) -> str:  # noqa: N802 - the name that translators' tools know
    """Mark a message for extraction; return it unchanged."""
    return message


@dataclass(frozen=True)
class Said:
    """A text and the language it is really in."""

    text: str
    lang: str


@dataclass(frozen=True)
class LocalText:
    """One text in several languages, by language code; French may stand beside the portal's four."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether there is any text at all."""
        return any(self.texts.values())

    def pick(self, language: str) -> Said:
        """Give the text in `language`; else in English, else in whatever language there is.

        The answer says which language it is in, so that a page can mark it. Empty text when there is none.
        """
        for code in (language, "en", *self.texts):
            if text := self.texts.get(code):
                return Said(text, code)
        return Said("", language)

    def translation_of(self, name: Said, language: str) -> Said | None:
        """Give the text in a language that is not the name's own, where it differs from the name."""
        text = self.texts.get(language)
        return Said(text, language) if text and language != name.lang and text != name.text else None


class SchemeKind(StrEnum):
    """What a scheme gives: three different relations that never carry the same mark."""

    CERTIFICATION = "certification"
    MEMBERSHIP = "membership"
    CHARTER = "charter"


class Relation(StrEnum):
    """How a firm stands to a scheme: one for each kind of scheme."""

    CERTIFIED = "certified"
    MEMBER = "member"
    SIGNATORY = "signatory"


RELATION_OF: Final = {
    SchemeKind.CERTIFICATION: Relation.CERTIFIED,
    SchemeKind.MEMBERSHIP: Relation.MEMBER,
    SchemeKind.CHARTER: Relation.SIGNATORY,
}


class DecisionKind(StrEnum):
    """What was decided about a certificate."""

    GRANTED = "granted"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    """An earlier decision was recorded wrongly: it holds as this one says, or not at all."""


class Reason(StrEnum):
    """The usual codes for why something was decided; a scheme may use codes of its own."""

    REQUIREMENTS_MET = "requirements-met"
    ASSESSED_AGAIN = "assessed-again"
    REPORT_MISSING = "report-missing"
    UNDER_REVIEW = "under-review"
    REMEDIED = "remedied"
    REQUIREMENTS_NOT_MET = "requirements-not-met"
    OWN_WISH = "own-wish"
    CLOSED = "closed"
    RECORDED_WRONGLY = "recorded-wrongly"


class Status(StrEnum):
    """What a certificate's decisions add up to on a day."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"


class Certainty(StrEnum):
    """How sure a fact is."""

    STATED = "stated"
    CALCULATED = "calculated"
    INFERRED = "inferred"
    GUESSED = "guessed"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How well an entry is sourced as a whole."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Provenance(StrEnum):
    """Where a text in one language comes from."""

    ORIGINAL = "original"
    TRANSLATED = "translated"
    UNCHECKED = "unchecked"
    MACHINE = "machine"
    OUTDATED = "outdated"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class GatheringState(StrEnum):
    """What the source says of a gathering."""

    HELD = "held"
    PLANNED = "planned"
    ANNOUNCED = "announced"
    RECURRING = "recurring"


class MeasureState(StrEnum):
    """Whether a measure can be used now, as far as is known."""

    ACTIVE = "active"
    PAUSED = "paused"
    UNCONFIRMED = "unconfirmed"


class ForWhom(StrEnum):
    """Who can ask for a measure."""

    EMPLOYER = "employer"
    JOB_SEEKER = "job_seeker"
    BOTH = "both"


class RelationOfMeasures(StrEnum):
    """How one measure stands to another."""

    COMBINES_WITH = "combines_with"
    NOT_TOGETHER_WITH = "not_together_with"
    MAY_DELIVER = "may_deliver"


class Size(StrEnum):
    """Number of employees, in the bands that European statistics use."""

    MICRO = "1-9"
    SMALL = "10-49"
    MEDIUM = "50-249"
    LARGE = "250+"


LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, str]]] = {
    SchemeKind: {
        SchemeKind.CERTIFICATION: N_("certification"),
        SchemeKind.MEMBERSHIP: N_("membership"),
        SchemeKind.CHARTER: N_("charter"),
    },
    Relation: {
        Relation.CERTIFIED: N_("Certified"),
        Relation.MEMBER: N_("Member"),
        Relation.SIGNATORY: N_("Signatory"),
    },
    DecisionKind: {
        DecisionKind.GRANTED: N_("Granted"),
        DecisionKind.RENEWED: N_("Renewed"),
        DecisionKind.SUSPENDED: N_("Put on hold"),
        DecisionKind.RESTORED: N_("Restored"),
        DecisionKind.WITHDRAWN: N_("Taken back"),
        DecisionKind.CORRECTED: N_("Corrected"),
    },
    Reason: {
        Reason.REQUIREMENTS_MET: N_("all requirements are met"),
        Reason.ASSESSED_AGAIN: N_("assessed again, and the requirements are met"),
        Reason.REPORT_MISSING: N_("a report or a document is missing"),
        Reason.UNDER_REVIEW: N_("a complaint or a finding is being looked into"),
        Reason.REMEDIED: N_("what was wrong has been put right"),
        Reason.REQUIREMENTS_NOT_MET: N_("the requirements are no longer met"),
        Reason.OWN_WISH: N_("the organisation’s own wish"),
        Reason.CLOSED: N_("the organisation has closed"),
        Reason.RECORDED_WRONGLY: N_("an earlier decision was recorded wrongly"),
    },
    Status: {
        Status.VALID: N_("Valid"),
        Status.SUSPENDED: N_("On hold"),
        Status.WITHDRAWN: N_("Taken back"),
        Status.EXPIRED: N_("Expired"),
        Status.NOT_YET_VALID: N_("Not valid yet"),
    },
    Certainty: {
        Certainty.STATED: N_("stated in the source"),
        Certainty.CALCULATED: N_("worked out from the source"),
        Certainty.INFERRED: N_("inferred, not stated"),
        Certainty.GUESSED: N_("guessed from the name"),
        Certainty.CLAIMED: N_("the organiser’s own claim"),
        Certainty.UNKNOWN: N_("not known"),
    },
    Confidence: {
        Confidence.HIGH: N_("well sourced"),
        Confidence.MEDIUM: N_("one source"),
        Confidence.LOW: N_("weak source"),
    },
    Provenance: {
        Provenance.ORIGINAL: N_("written from the source"),
        Provenance.TRANSLATED: N_("translated and checked"),
        Provenance.UNCHECKED: N_("translated, not yet checked by a native speaker"),
        Provenance.MACHINE: N_("translated by machine"),
        Provenance.OUTDATED: N_("the original has changed since this was translated"),
    },
    GatheringState: {
        GatheringState.HELD: N_("Held"),
        GatheringState.PLANNED: N_("Planned"),
        GatheringState.ANNOUNCED: N_("Announced"),
        GatheringState.RECURRING: N_("Held regularly"),
    },
    MeasureState: {
        MeasureState.ACTIVE: N_("In use"),
        MeasureState.PAUSED: N_("Paused"),
        MeasureState.UNCONFIRMED: N_("Not confirmed"),
    },
    ForWhom: {
        ForWhom.EMPLOYER: N_("for employers"),
        ForWhom.JOB_SEEKER: N_("for job seekers"),
        ForWhom.BOTH: N_("for employers and job seekers"),
    },
    Size: {
        Size.MICRO: N_("1–9 employees"),
        Size.SMALL: N_("10–49 employees"),
        Size.MEDIUM: N_("50–249 employees"),
        Size.LARGE: N_("250 employees or more"),
    },
}
"""The English source label of each word, by its kind: a decision and a status can be the same word."""

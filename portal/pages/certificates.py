"""A certificate's page: its status today, what it covers, its history."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from portal import language
from portal.access import public
from portal.current import now, store
from portal.language import gettext
from portal.links import link
from portal.register import certificates, organisations, schemes, vocabularies
from portal.register.certificates import CertificateFact
from portal.register.histories import DecisionFact
from portal.register.organisations import OrganisationFact
from portal.register.schemes import SchemeCard
from portal.repeats import repeatable
from portal.words import Certainty, DecisionKind, Relation, Status

blueprint = Blueprint("certificates", __name__)

_POINT: Final = {
    DecisionKind.GRANTED: Status.VALID,
    DecisionKind.RENEWED: Status.VALID,
    DecisionKind.RESTORED: Status.VALID,
    DecisionKind.SUSPENDED: Status.SUSPENDED,
    DecisionKind.WITHDRAWN: Status.WITHDRAWN,
}
"""The mark of a decision in the history: the status it leads to. A correction leads to none of its own."""


@dataclass(frozen=True)
class Moment:
    """One decision in the history, in words."""

    day: str
    text: str
    note: str
    iso: str
    status: str


@dataclass(frozen=True)
class CertificatePage:
    """What a certificate's page shows."""

    certificate: CertificateFact
    organisation: OrganisationFact
    scheme: SchemeCard
    history: tuple[Moment, ...]
    """Newest first."""
    relation: Relation = Relation.CERTIFIED


@blueprint.get("/<lang>/certificates/<number>")
@public
@repeatable
def page(number: str) -> str | Response:
    """Show a certificate; its number is written in capitals."""
    if number.isascii() and number != number.upper():
        return redirect(link("certificates.page", number=number.upper()), 301)
    with store().reading() as session:
        certificate = certificates.by_number(session, number, now())
        if certificate is None:
            abort(404)
        holders = organisations.by_ids(session, [certificate.organisation_id], vocabularies.read(session))
        if not holders:
            abort(404)
        (scheme,) = schemes.cards(session, [certificate.scheme_slug])
    history = tuple(_moment(one) for one in reversed(certificate.decisions))
    return render_template("pages/certificate.html", page=CertificatePage(certificate, holders[0], scheme, history))


def _moment(decision: DecisionFact) -> Moment:
    notes = [language.text(decision.reason)]
    if decision.effective_certainty is Certainty.INFERRED:
        notes.append(gettext("The year is inferred."))
    if decision.valid_until:
        notes.append(gettext("Valid until %(day)s.", day=language.day(decision.valid_until)))
    return Moment(
        day=language.day(decision.effective_on),
        text=language.label(decision.kind),
        note=" ".join(note for note in notes if note),
        iso=decision.effective_on.isoformat(),
        status=_POINT[decision.kind].value if decision.kind in _POINT else "",
    )

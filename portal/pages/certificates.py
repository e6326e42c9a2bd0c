"""A certificate's page: its status today, what it covers, its history."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from portal import buying, language, telling
from portal.access import public
from portal.buying import ForBuyers
from portal.current import now, store
from portal.evidence import verdicts
from portal.links import link
from portal.register import certificates, organisations, schemes, vocabularies
from portal.register.certificates import CertificateFact
from portal.register.organisations import OrganisationFact
from portal.register.schemes import SchemeCard
from portal.repeats import repeatable
from portal.telling import Moment
from portal.words import Relation

blueprint = Blueprint("certificates", __name__)


@dataclass(frozen=True)
class CertificatePage:
    """What a certificate's page shows."""

    certificate: CertificateFact
    organisation: OrganisationFact
    scheme: SchemeCard
    history: tuple[Moment, ...]
    """Newest first."""
    buyers: ForBuyers
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
        facts = schemes.on_conditions(session).get(scheme.slug, ())
    buyers = buying.of_scheme(scheme.slug, scheme.names, facts, language.current())
    history = telling.certificate(verdicts.certificate(certificate)).history
    shown = CertificatePage(certificate, holders[0], scheme, history, buyers)
    return render_template("pages/certificate.html", page=shown)

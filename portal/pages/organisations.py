"""The page of an organisation that is no firm: a provider, an issuer, an association, an authority."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from portal import linked
from portal.access import public
from portal.current import now, store
from portal.links import link
from portal.register import firms, gatherings, measures, organisations, schemes, vocabularies
from portal.register.gatherings import GatheringFact
from portal.register.measures import MeasureFact
from portal.register.organisations import IdentifierFact, OrganisationFact
from portal.register.schemes import SchemeCard
from portal.repeats import repeatable

blueprint = Blueprint("organisations", __name__)


@dataclass(frozen=True)
class OrganisationPage:
    """What an organisation's page shows."""

    organisation: OrganisationFact
    identifiers: tuple[IdentifierFact, ...]
    schemes: tuple[SchemeCard, ...]
    measures: tuple[MeasureFact, ...]
    gatherings: tuple[GatheringFact, ...]


@blueprint.get("/<lang>/organisations/<slug>")
@public
@repeatable
def page(slug: str) -> str | Response:
    """Show an organisation; a firm is shown on its own page."""
    instant = now()
    with store().reading() as session:
        terms = vocabularies.read(session)
        organisation = organisations.by_slug(session, slug, terms)
        if organisation is None:
            abort(404)
        if firms.by_slug(session, slug, terms, instant):
            return redirect(link("firms.page", slug=slug), 301)
        shown = OrganisationPage(
            organisation=organisation,
            identifiers=organisations.identifiers(session, organisation.id),
            schemes=schemes.behind(session, organisation.id),
            measures=measures.provided_by(session, organisation.id, terms),
            gatherings=gatherings.of_organisation(session, organisation.id, terms),
        )
    about = linked.other_organisation(organisation, shown.identifiers)
    return render_template("pages/organisation.html", page=shown, linked=about)

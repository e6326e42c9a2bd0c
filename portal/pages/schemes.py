"""The schemes of all three kinds, and a scheme's page."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from portal.access import public
from portal.current import now, store
from portal.register import firms, gatherings, schemes, vocabularies
from portal.register.firms import Firm
from portal.register.gatherings import GatheringFact
from portal.register.schemes import SchemeCard, SchemePage
from portal.repeats import repeatable
from portal.words import SchemeKind

blueprint = Blueprint("schemes", __name__)

HOLDERS = 12
"""Firms shown on a scheme's page; the rest stand in the directory."""


@dataclass(frozen=True)
class SchemesPage:
    """What the list of schemes shows: the schemes of each kind."""

    by_kind: tuple[tuple[SchemeKind, tuple[SchemeCard, ...]], ...]
    total: int


@dataclass(frozen=True)
class OneSchemePage:
    """What a scheme's page shows."""

    scheme: SchemePage
    holders: tuple[Firm, ...]
    holders_total: int
    gatherings: tuple[GatheringFact, ...]


@blueprint.get("/<lang>/schemes", endpoint="listing")
@public
@repeatable
def listing_page() -> str:
    """Show all schemes, the kinds apart."""
    with store().reading() as session:
        everything = schemes.cards(session)
    by_kind = tuple((kind, tuple(one for one in everything if one.kind is kind)) for kind in SchemeKind)
    return render_template("pages/schemes.html", page=SchemesPage(by_kind, len(everything)))


@blueprint.get("/<lang>/schemes/<slug>")
@public
@repeatable
def page(slug: str) -> str:
    """Show a scheme."""
    instant = now()
    with store().reading() as session:
        terms = vocabularies.read(session)
        scheme = schemes.by_slug(session, slug, terms)
        if scheme is None:
            abort(404)
        holders, total = firms.of_scheme(session, scheme.card.id, HOLDERS, terms, instant)
        shown = OneSchemePage(
            scheme=scheme,
            holders=holders,
            holders_total=total,
            gatherings=gatherings.of_scheme(session, scheme.card.id, terms),
        )
    return render_template("pages/scheme.html", page=shown)

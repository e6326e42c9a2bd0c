"""The directory of firms, and a firm's page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from portal import asking, cards, language, linked, listing, marking
from portal.access import public
from portal.asking import Asked, Facet, Labels, ListRule, Words
from portal.cards import Card
from portal.current import Reading, index, now, store
from portal.language import gettext, ngettext, pgettext
from portal.linked import Linked
from portal.listing import ListPage
from portal.register import firms, measures, organisations, places, schemes, vocabularies
from portal.register.firms import Firm
from portal.register.measures import MeasureFact
from portal.register.organisations import IdentifierFact
from portal.register.schemes import SchemeCard
from portal.repeats import repeatable
from portal.words import N_, Relation, Size, Status

blueprint = Blueprint("firms", __name__)

NEARBY = 6
"""Measures shown on a firm's page."""

RULE = ListRule(
    endpoint="firms.listing",
    kind="firm",
    facets=(
        Facet("relation", "relation", N_("How it takes part")),
        Facet("offer", "offer", N_("What it offers")),
        Facet("target_group", "target_group", N_("Who it welcomes")),
        Facet("country", "country", N_("Country")),
        Facet("place", "place", N_("Place")),
        Facet("industry", "industry", N_("Industry")),
        Facet("scheme", "scheme", N_("Scheme")),
        Facet("status", "status", N_("Certificate today")),
        Facet("size", "size", N_("Size")),
    ),
    sorts=("relevance", "name", "newest"),
)
_VOCABULARY = {
    "offer": "workplace_offers",
    "target_group": "target_groups",
    "country": "countries",
    "industry": "industries",
}
_WORDS = {"relation": Relation, "status": Status, "size": Size}


@dataclass(frozen=True)
class FirmPage:
    """What a firm's page shows."""

    firm: Firm
    identifiers: tuple[IdentifierFact, ...]
    schemes: Mapping[str, SchemeCard]
    """The schemes it takes part in, by slug."""
    measures: tuple[MeasureFact, ...]


@blueprint.get("/<lang>/firms", endpoint="listing")
@public
@repeatable
def listing_page() -> bytes:
    """Show the directory."""
    with store().reading() as session:
        labels = asking.labels(session, RULE.endpoint, lambda: _labels(session))
        asked, answer = asking.ask(session, index(), RULE, asking.read(request.args, RULE, labels))
        found = [card for card in cards.of(session, listing.hits(answer)) if _still_fits(card, asked)]
        shown = ListPage(listing.show(index(), RULE, asked, answer, labels), _sentence(asked, answer.total, labels))
        marked = marking.shown(session, found, asked.text)
    return listing.html("pages/firms.html", shown, marked)


def _still_fits(card: Card, asked: Asked) -> bool:
    """Leave out a firm whose status is no longer what was asked for: the index finds, the store decides."""
    wanted = asked.filters.get("status")
    return not wanted or any(status in wanted for status in card.statuses)


def _labels(session: Reading) -> Words:
    page_language, terms = language.current(), vocabularies.read(session)
    return {
        "place": {place.id: place.names.pick(page_language) for place in places.everything(session).values()},
        "scheme": {slug: names.pick(page_language) for slug, names in schemes.names(session).items()},
        **{param: {word: language.own(language.label(word)) for word in words} for param, words in _WORDS.items()},
        **{
            param: {term: terms.label(name, term).pick(page_language) for term in terms.ids(name)}
            for param, name in _VOCABULARY.items()
        },
    }


def _sentence(asked: Asked, total: int, labels: Labels) -> str:
    groups = asking.chosen(asked, "target_group", labels)
    return asking.sentence(
        _counted(total, asked.filters.get("relation", ())),
        asking.in_places(asked, labels),
        gettext("that welcome %(groups)s", groups=groups) if groups else "",
        pgettext("firms", "for “%(text)s”", text=asking.quoted(asked)) if asked.text else "",
    )


def _counted(total: int, relations: tuple[str, ...]) -> str:
    count = language.number(total)
    if relations == (Relation.CERTIFIED,):
        return ngettext("%(count)s certified firm", "%(count)s certified firms", total, count=count)
    if relations == (Relation.MEMBER,):
        return ngettext("%(count)s member", "%(count)s members", total, count=count)
    if relations == (Relation.SIGNATORY,):
        return ngettext("%(count)s signatory", "%(count)s signatories", total, count=count)
    return ngettext("%(count)s firm", "%(count)s firms", total, count=count)


@blueprint.get("/<lang>/firms/<slug>")
@public
@repeatable
def page(slug: str) -> str:
    """Show a firm."""
    instant = now()
    with store().reading() as session:
        terms = vocabularies.read(session)
        firm = firms.by_slug(session, slug, terms, instant)
        if firm is None:
            abort(404)
        organisation = firm.organisation
        around = places.around(places.everything(session), organisation.place_id)
        nearby = measures.for_employers_in(session, organisation.country or "", around, terms)
        taking_part = schemes.cards(session, tuple(dict.fromkeys(held.scheme_slug for held in firm.holdings)))
        shown = FirmPage(
            firm=firm,
            identifiers=organisations.identifiers(session, organisation.id),
            schemes={scheme.slug: scheme for scheme in taking_part},
            measures=nearby[:NEARBY],
        )
    return render_template("pages/firm.html", page=shown, linked=_linked(shown))


def _linked(shown: FirmPage) -> Linked:
    return linked.firm(shown.firm, shown.identifiers, dict(shown.schemes))

"""Search over everything at once."""

from flask import Blueprint, request

from portal import asking, cards, language, listing, marking
from portal.access import public
from portal.asking import Asked, Facet, Labels, ListRule, Words
from portal.current import Reading, index, store
from portal.language import gettext, ngettext
from portal.listing import ListPage
from portal.register import vocabularies
from portal.repeats import repeatable
from portal.words import N_

blueprint = Blueprint("search", __name__)

KINDS = {
    "firm": N_("Firms"),
    "measure": N_("Measures"),
    "organisation": N_("Other organisations"),
    "scheme": N_("Schemes"),
    "gathering": N_("Gatherings"),
}
RULE = ListRule(
    endpoint="search.page",
    facets=(Facet("kind", "kind", N_("Kind of result")), Facet("country", "country", N_("Country"))),
    sorts=("relevance", "name"),
)


@blueprint.get("/<lang>/search")
@public
@repeatable
def page() -> bytes:
    """Show what is found among everything."""
    with store().reading() as session:
        labels = asking.labels(session, RULE.endpoint, lambda: _labels(session))
        asked, answer = asking.ask(session, index(), RULE, asking.read(request.args, RULE, labels))
        shown = ListPage(listing.show(index(), RULE, asked, answer, labels), _sentence(asked, answer.total, labels))
        marked = marking.shown(session, cards.of(session, listing.hits(answer)), asked.text)
    return listing.html("pages/search.html", shown, marked)


def _labels(session: Reading) -> Words:
    page_language, terms = language.current(), vocabularies.read(session)
    return {
        "kind": {kind: language.own(gettext(word)) for kind, word in KINDS.items()},
        "country": {term: terms.label("countries", term).pick(page_language) for term in terms.ids("countries")},
    }


def _sentence(asked: Asked, total: int, labels: Labels) -> str:
    count = ngettext("%(count)s result", "%(count)s results", total, count=language.number(total))
    return asking.sentence(
        count,
        gettext("for “%(text)s”", text=asking.quoted(asked)) if asked.text else "",
        asking.in_places(asked, labels),
    )

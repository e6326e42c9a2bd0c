"""Search over everything at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext, ngettext

from portal import asking, language, listing
from portal.access import public
from portal.asking import Asked, Facet, Labels, ListRule
from portal.current import index, now, store
from portal.listing import Listing
from portal.register import found, vocabularies
from portal.register.found import Found
from portal.words import N_, Said

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


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows."""

    listing: Listing
    sentence: str
    found: tuple[Found, ...]


@blueprint.get("/<lang>/search")
@public
def page() -> str:
    """Show what is found among everything."""
    with store().reading() as session:
        terms = vocabularies.read(session)
        countries = {term: terms.label("countries", term).pick(language.current()) for term in terms.ids("countries")}
        kinds = {kind: language.own(gettext(word)) for kind, word in KINDS.items()}

        def labels(param: str, values: Collection[str]) -> Mapping[str, Said]:
            known = kinds if param == "kind" else countries
            return {value: known[value] for value in values if value in known}

        asked, answer = asking.ask(index(), RULE, asking.read(request.args, RULE, labels))
        results = found.cards(session, tuple((hit.kind, hit.key) for hit in answer.hits), now(), terms)
        shown = SearchPage(
            listing=listing.show(index(), RULE, asked, answer, labels),
            sentence=_sentence(asked, answer.total, labels),
            found=results,
        )
    return render_template("pages/search.html", page=shown)


def _sentence(asked: Asked, total: int, labels: Labels) -> str:
    count = ngettext("%(count)s result", "%(count)s results", total, count=language.number(total))
    return asking.sentence(
        count,
        gettext("for “%(text)s”", text=asking.quoted(asked)) if asked.text else "",
        asking.in_places(asked, labels),
    )

"""The catalogue of measures, and a measure's page."""

from flask import Blueprint, abort, render_template, request

from portal import asking, cards, language, linked, listing, marking
from portal.access import public
from portal.asking import Asked, Facet, Labels, ListRule, Words
from portal.current import Reading, index, store
from portal.language import gettext, ngettext
from portal.listing import ListPage
from portal.register import measures, organisations, places, vocabularies
from portal.repeats import repeatable
from portal.words import N_, ForWhom

blueprint = Blueprint("measures", __name__)

RULE = ListRule(
    endpoint="measures.listing",
    kind="measure",
    facets=(
        Facet("for_whom", "for_whom", N_("Who can use it")),
        Facet("country", "country", N_("Country")),
        Facet("kind", "measure_kind", N_("Kind of support")),
        Facet("target_group", "target_group", N_("Who it helps")),
        Facet("benefit", "benefit", N_("What the employer gets")),
        Facet("place", "place", N_("Place")),
        Facet("provider", "provider", N_("Provider")),
    ),
    sorts=("relevance", "name", "newest"),
)
_VOCABULARY = {
    "kind": "measure_kinds",
    "target_group": "target_groups",
    "country": "countries",
    "benefit": "employer_benefits",
}
_WHOM = (ForWhom.EMPLOYER, ForWhom.JOB_SEEKER)


@blueprint.get("/<lang>/measures", endpoint="listing")
@public
@repeatable
def listing_page() -> bytes:
    """Show the catalogue."""
    with store().reading() as session:
        labels = asking.labels(session, RULE.endpoint, lambda: _labels(session))
        asked, answer = asking.ask(session, index(), RULE, asking.read(request.args, RULE, labels))
        shown = ListPage(listing.show(index(), RULE, asked, answer, labels), _sentence(asked, answer.total, labels))
        marked = marking.shown(session, cards.of(session, listing.hits(answer)), asked.text)
    return listing.html("pages/measures.html", shown, marked)


def _labels(session: Reading) -> Words:
    page_language, terms = language.current(), vocabularies.read(session)
    return {
        "place": {place.id: place.names.pick(page_language) for place in places.everything(session).values()},
        "provider": {slug: names.pick(page_language) for slug, names in organisations.of_measures(session).items()},
        "for_whom": {whom: language.own(language.label(whom)) for whom in _WHOM},
        **{
            param: {term: terms.label(name, term).pick(page_language) for term in terms.ids(name)}
            for param, name in _VOCABULARY.items()
        },
    }


def _sentence(asked: Asked, total: int, labels: Labels) -> str:
    groups = asking.chosen(asked, "target_group", labels)
    whom = asked.filters.get("for_whom", ())
    return asking.sentence(
        ngettext("%(count)s measure", "%(count)s measures", total, count=language.number(total)),
        language.label(ForWhom(whom[0])) if len(whom) == 1 and not groups else "",
        gettext("for %(groups)s", groups=groups) if groups else "",
        asking.in_places(asked, labels),
        gettext("about “%(text)s”", text=asking.quoted(asked)) if asked.text else "",
    )


@blueprint.get("/<lang>/measures/<slug>")
@public
@repeatable
def page(slug: str) -> str:
    """Show a measure."""
    with store().reading() as session:
        shown = measures.by_slug(session, slug, vocabularies.read(session))
    if shown is None:
        abort(404)
    return render_template("pages/measure.html", page=shown, linked=linked.measure(shown))

"""The catalogue of measures, and a measure's page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext, ngettext

from portal import asking, language, linked, listing
from portal.access import public
from portal.asking import Asked, Facet, Labels, ListRule
from portal.current import Reading, index, store
from portal.listing import Listing
from portal.register import measures, organisations, places, vocabularies
from portal.register.measures import MeasureFact
from portal.register.vocabularies import Vocabularies
from portal.words import N_, ForWhom, Said

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


@dataclass(frozen=True)
class MeasuresPage:
    """What the catalogue shows."""

    listing: Listing
    sentence: str
    measures: tuple[MeasureFact, ...]


@blueprint.get("/<lang>/measures", endpoint="listing")
@public
def listing_page() -> str:
    """Show the catalogue."""
    with store().reading() as session:
        terms = vocabularies.read(session)
        labels = _labels(session, terms)
        asked, answer = asking.ask(index(), RULE, asking.read(request.args, RULE, labels))
        shown = MeasuresPage(
            listing=listing.show(index(), RULE, asked, answer, labels),
            sentence=_sentence(asked, answer.total, labels),
            measures=measures.cards(session, listing.slugs(answer), terms),
        )
    return render_template("pages/measures.html", page=shown)


def _labels(session: Reading, terms: Vocabularies) -> Labels:
    page_language = language.current()

    def labels(param: str, values: Collection[str]) -> Mapping[str, Said]:
        if param == "place":
            return {key: names.pick(page_language) for key, names in places.names(session, values).items()}
        if param == "provider":
            return {key: names.pick(page_language) for key, names in organisations.names(session, values).items()}
        if param == "for_whom":
            return {whom.value: language.own(language.label(whom)) for whom in _WHOM if whom in values}
        known = terms.ids(_VOCABULARY[param])
        return {value: terms.label(_VOCABULARY[param], value).pick(page_language) for value in values if value in known}

    return labels


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
def page(slug: str) -> str:
    """Show a measure."""
    with store().reading() as session:
        shown = measures.by_slug(session, slug, vocabularies.read(session))
    if shown is None:
        abort(404)
    return render_template("pages/measure.html", page=shown, linked=linked.measure(shown))

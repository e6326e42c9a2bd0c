"""Suggestions while a visitor types in a search box, for the script: each leads to a page or to a list that has it.

Without the script, and where this answers nothing, the box is a plain form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, jsonify, request

from portal import asking, language, repeats
from portal.access import public
from portal.current import index
from portal.language import gettext, ngettext
from portal.links import link
from portal.register import numbers
from portal.words import N_
from search_index.entry import Suggestion

blueprint = Blueprint("suggestions", __name__)

MOST: Final = 8
"""Suggestions at a time: more is a list, and lists have pages."""

KINDS: Final = {
    "measure": N_("Measure"),
    "firm": N_("Firm"),
    "scheme": N_("Scheme"),
    "organisation": N_("Organisation"),
    "gathering": N_("Gathering"),
}
"""What has a page of its own, the most wanted first."""


@dataclass(frozen=True)
class Way:
    """A list that can be filtered by a kind of topic."""

    kind: str
    """The kind of entries that it lists."""
    endpoint: str
    param: str


@dataclass(frozen=True)
class TopicKind:
    """A kind of topic: its word, and the lists that it filters."""

    word: str
    ways: tuple[Way, ...]


def _both(param: str) -> tuple[Way, ...]:
    return Way("measure", "measures.listing", param), Way("firm", "firms.listing", param)


TOPICS: Final = {
    "target_groups": TopicKind(N_("Target group"), _both("target_group")),
    "measure_kinds": TopicKind(N_("Kind of support"), (Way("measure", "measures.listing", "kind"),)),
    "place": TopicKind(N_("Place"), _both("place")),
    "countries": TopicKind(N_("Country"), _both("country")),
    "workplace_offers": TopicKind(N_("What firms offer"), (Way("firm", "firms.listing", "offer"),)),
    "industries": TopicKind(N_("Industry"), (Way("firm", "firms.listing", "industry"),)),
    "employer_benefits": TopicKind(N_("What the employer gets"), (Way("measure", "measures.listing", "benefit"),)),
    "scheme": TopicKind(N_("Scheme"), (Way("firm", "firms.listing", "scheme"),)),
}
EVERYWHERE: Final = tuple(kind for kind in TOPICS if kind != "scheme")
"""Where everything is searched a scheme is suggested as what it is, not as a filter."""


@blueprint.get("/<lang>/suggest")
@public
def page() -> Response:
    """Give at most MOST suggestions for `q`, for the list of one `kind` or for everything. What is odd gives none."""
    kind = request.args.get("kind", "")
    kinds, topics = _wanted(kind)
    text = asking.readable(request.args.get("q", ""))
    if numbers.is_personal(text):  # the engine is not asked with it
        repeats.once()
        text = ""
    found = index().suggest(text, language.current(), kinds, topics, MOST) if text else ()
    return jsonify(said=_said(len(found)), suggestions=[_shown(one) for one in found])


def _wanted(kind: str) -> tuple[Sequence[str], Sequence[str]]:
    """Give the kinds of entries and of topics that are suggested for the list of a kind."""
    if not kind:
        return tuple(KINDS), EVERYWHERE
    topics = tuple(topic for topic, about in TOPICS.items() if any(way.kind == kind for way in about.ways))
    return ((kind,), topics) if topics else ((), ())


def _said(number: int) -> str:
    """Give what a screen reader says of the suggestions."""
    return ngettext("%(num)s suggestion", "%(num)s suggestions", number) if number else gettext("No suggestions")


def _shown(one: Suggestion) -> Mapping[str, str]:
    if not one.counts:
        slug = one.key.partition(":")[2]
        url = link(f"{one.kind}s.page", slug=slug)
        return {"text": one.text, "lang": one.language, "kind": gettext(KINDS[one.kind]), "note": "", "url": url}
    about = TOPICS[one.kind]
    text = one.text[:1].upper() + one.text[1:]  # labels are words in a sentence; here each stands alone
    note, url = _list_of(one, about)
    return {"text": text, "lang": one.language, "kind": gettext(about.word), "note": note, "url": url}


def _list_of(one: Suggestion, about: TopicKind) -> tuple[str, str]:
    """Give where a topic leads: to the list with the most of it, or else to a search for its label."""
    ways = [way for way in about.ways if way.kind in one.counts]
    if not ways:  # its words find what has it, and more: how much is not known before
        return "", link("search.page", q=one.text)
    way = max(ways, key=lambda way: one.counts[way.kind])
    value = one.key.partition(":")[2]
    return _counted(way.kind, one.counts[way.kind]), link(way.endpoint, **{way.param: value})


def _counted(kind: str, total: int) -> str:
    count = language.number(total)
    if kind == "firm":
        return ngettext("%(count)s firm", "%(count)s firms", total, count=count)
    return ngettext("%(count)s measure", "%(count)s measures", total, count=count)

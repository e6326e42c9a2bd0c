"""Loads what everything else points at: controlled terms, and places."""

from collections.abc import Iterator, Mapping

from portal.register.content import Content
from portal.register.content import places as entries
from portal.register.seeding.merging import Merge
from portal.tables import Place, Term
from portal.words import LocalText

LATIN = ("nb", "nl", "en")
"""The languages that take the name in Latin letters of a place that has none in them."""


def load(merge: Merge, content: Content) -> None:
    """Put the terms and the places in place."""
    merge.rows(_terms(content), "vocabulary", "id")
    merge.rows(_places(content), "id")


def _terms(content: Content) -> Iterator[Term]:
    for vocabulary, terms in content.vocabularies.items():
        for position, entry in enumerate(terms):
            yield Term(
                vocabulary=vocabulary,
                id=entry.id,
                position=position,
                labels=entry.labels.local(),
                synonyms=_synonyms(entry.synonyms),
            )


def _synonyms(entry: entries.Synonyms | None) -> LocalText:
    """Give the synonyms one a line."""
    return LocalText({language: "\n".join(words) for language, words in entry or () if words})


def _places(content: Content) -> Iterator[Place]:
    """Give the places, each after the place it lies in."""
    by_id = {entry.id: entry for entry in content.places}
    for entry in sorted(content.places, key=lambda place: _depth(by_id, place)):
        yield Place(
            id=entry.id,
            country=entry.country,
            level=entry.level,
            parent_id=entry.inside,
            names=LocalText(_names(entry)),
            official_names=entry.official_names,
            latitude=entry.latitude,
            longitude=entry.longitude,
        )


def _names(entry: entries.Place) -> Mapping[str, str]:
    latin = dict.fromkeys(LATIN, entry.latin) if entry.latin else {}
    return {**latin, **entry.names.texts()}


def _depth(by_id: Mapping[str, entries.Place], entry: entries.Place) -> int:
    return 1 + _depth(by_id, by_id[entry.inside]) if entry.inside else 0

"""The results of a list as cards, each made once: a card is kept, in each language, until the register changes.

The store still decides: what is kept is of the generation that the store names before it is read, and of the day.
"""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup

from portal import kept, language, moulds
from portal.current import Reading, now, period
from portal.links import link
from portal.moulds import Mould, Words
from portal.register import found, places, schemes, vocabularies
from portal.register.firm_cards import FirmCard
from portal.register.found import Found
from portal.words import LocalText, Said, Status

_MACROS: Final = {
    "measure": "parts/measure_card.html",
    "organisation": "parts/organisation_card.html",
    "scheme": "parts/scheme_card.html",
    "gathering": "parts/gathering_card.html",
}
NOTHING: Final = b""
MOST_DAYS: Final = 2**10
"""Days whose words are kept."""


class Card(NamedTuple):
    """A card in one language. Its names and its text are put in when it is shown: a search marks words in them."""

    key: str
    mould: Mould
    values: tuple[bytes, ...]
    """Its own, for the mould."""
    name: Said
    translated: Said | None
    text: Said
    statuses: tuple[Status, ...]
    """Of a firm's certificates on the day."""

    @property
    def texts(self) -> tuple[Said | None, Said | None, Said | None]:
        """Its names and its text, as `put` wants them."""
        return self.name, self.translated, self.text

    def show(self, why: bytes = NOTHING) -> bytes:
        """Give the HTML of the card as it is, with nothing marked. `why` is a line that says why it was found."""
        return self.put([language.said(one).encode() if one else NOTHING for one in self.texts], why)

    def put(self, texts: Sequence[bytes], why: bytes = NOTHING) -> bytes:
        """Give the HTML of the card.

        `texts` are the names and the text as they are to be shown; `why` is a line that says why it was found.
        All of it is HTML in UTF-8.
        """
        return self.mould.fill((*texts, why, *self.values))


def of(session: Reading, hits: Sequence[tuple[str, str]]) -> tuple[Card, ...]:
    """Give the cards of the hits, pairs of kind and key, in their order; what the store does not know is left out."""
    memory, here = kept.memory(session), (language.current(), period())
    cards: dict[str, Card] = {}
    for _, key in hits:
        if memory and (card := memory.get((key, here))):
            cards[key] = card
    missing = [hit for hit in hits if hit[1] not in cards]
    for card in _made(session, missing):
        cards[card.key] = card
        if memory:
            memory.put((card.key, here), card, _size(card))
    return tuple([cards[key] for _, key in hits if key in cards])


def _made(session: Reading, hits: Collection[tuple[str, str]]) -> list[Card]:
    if not hits:
        return []
    words = kept.once(session, ("cards", language.current()), lambda: _words(session))
    return [_card(one, words) for one in found.cards(session, hits, now(), vocabularies.read(session))]


def _words(session: Reading) -> Words:
    terms, said, macro = vocabularies.read(session), language.said, moulds.macro

    def part(template: str, name: str) -> Callable[..., bytes]:
        shown = macro(template, name)
        return lambda *values: shown(*values).encode()

    def of(vocabulary: str, shown: Callable[[Markup], bytes]) -> Mapping[str, bytes]:
        return {term: shown(said(terms.label(vocabulary, term))) for term in terms.ids(vocabulary)}

    def where(place_id: str | None, country: str | None) -> bytes:
        place = known.get(place_id or "")
        return where_bit(said(place.names) if place else Markup(""), country)

    bit, tag = part("parts/bit.html", "bit"), part("parts/tag.html", "tag")
    known, where_bit = places.everything(session), part("parts/where_bit.html", "where_bit")
    return Words(
        address=link("firms.page", slug=""),
        industries=of("industries", bit),
        schemes={slug: bit(said(names)) for slug, names in schemes.names(session).items()},
        offers=of("workplace_offers", tag),
        marks=cache(part("parts/holdings.html", "holdings")),
        where=cache(where),
        day=lru_cache(MOST_DAYS)(part("parts/on_day.html", "on_day")),
        more=cache(part("parts/more_tag.html", "more_tag")),
    )


def _card(one: Found, words: Words) -> Card:
    mould, values = moulds.firm(one.fact, words) if isinstance(one.fact, FirmCard) else (_mould(one), ())
    translated = one.translated(language.current())
    return Card(one.key, mould, values, _said(one.name), translated, _said(one.text), one.statuses)


def _mould(one: Found) -> Mould:
    make = moulds.macro(_MACROS[one.kind], f"{one.kind}_card")
    return moulds.mould(str(make(one.fact, name=moulds.NAME, translated=moulds.TRANSLATED, text=moulds.TEXT)))


def _said(text: Said | LocalText) -> Said:
    return text.pick(language.current()) if isinstance(text, LocalText) else text


def _size(card: Card) -> int:
    """Give about the bytes that a card alone takes: what many share, as a firm's mould, is not counted."""
    alone = (*card.values[:2], card.key, card.name.text, card.translated and card.translated.text, card.text.text)
    return sum(map(sys.getsizeof, (card, card.values, *alone, *(() if card.values else card.mould.pieces))))

"""The results of a list as cards, each made once: a card is kept, in each language, until the register changes.

The store still decides: what is kept is of the generation that the store names before it is read, and of the day.
"""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal import kept, language, moulds
from portal.current import Reading, now, period
from portal.moulds import Pieces
from portal.register import found, vocabularies
from portal.register.firm_cards import FirmCard
from portal.register.found import Found
from portal.words import LocalText, Said, Status

_MACROS: Final = {
    "measure": "parts/measure_card.html",
    "organisation": "parts/organisation_card.html",
    "scheme": "parts/scheme_card.html",
    "gathering": "parts/gathering_card.html",
}
NOTHING: Final = Markup("")


@dataclass(frozen=True, slots=True)
class Card:
    """A card in one language. Its names and its text are put in when it is shown: a search marks words in them."""

    key: str
    pieces: Pieces
    name: Said
    translated: Said | None
    text: Said
    statuses: frozenset[Status]
    """Of a firm's certificates on the day."""

    @property
    def texts(self) -> tuple[Said | None, Said | None, Said | None]:
        """Its names and its text, as `put` wants them."""
        return self.name, self.translated, self.text

    def show(self) -> Markup:
        """Give the card for a page as it is."""
        return self.put([language.said(one) if one else NOTHING for one in self.texts])

    def put(self, texts: Sequence[Markup], why: Markup = NOTHING) -> Markup:
        """Give the card for a page.

        `texts` are the names and the text as they are to be shown; `why` is a line that says why it was found.
        """
        name, translated, text = texts
        first, second, third, fourth, last = self.pieces
        return Markup(  # noqa: S704 - each is Markup
            "".join((*first, name, *second, translated, *third, text, *fourth, why, *last))
        )


def of(session: Reading, hits: Sequence[tuple[str, str]]) -> tuple[Card, ...]:
    """Give the cards of the hits, pairs of kind and key, in their order; what the store does not know is left out."""
    memory, here = kept.memory(session), (language.current(), period())
    cards: dict[str, Card] = {}
    for _, key in hits:
        if memory and (card := memory.get((key, here))):
            cards[key] = card
    missing = [hit for hit in hits if hit[1] not in cards]
    for key, card in _made(session, missing):
        cards[key] = card
        if memory:
            memory.put((key, here), card, _size(card))
    return tuple(cards[key] for _, key in hits if key in cards)


def _made(session: Reading, hits: Collection[tuple[str, str]]) -> list[tuple[str, Card]]:
    if not hits:
        return []
    return [(one.key, _card(one)) for one in found.cards(session, hits, now(), vocabularies.read(session))]


def _card(one: Found) -> Card:
    return Card(
        key=one.key,
        pieces=_pieces(one),
        name=_said(one.name),
        translated=one.translated(language.current()),
        text=_said(one.text),
        statuses=frozenset(one.statuses),
    )


def _pieces(one: Found) -> Pieces:
    if isinstance(one.fact, FirmCard):
        return moulds.firm(one.fact)
    make = moulds.macro(_MACROS[one.kind], f"{one.kind}_card")
    html = str(make(one.fact, name=moulds.NAME, translated=moulds.TRANSLATED, text=moulds.TEXT))
    # Most lines, as a mark or a tag, stand in many cards: in memory once.
    return tuple(tuple(map(sys.intern, part.splitlines(keepends=True))) for part in moulds.parts(html))


def _said(text: Said | LocalText) -> Said:
    return text.pick(language.current()) if isinstance(text, LocalText) else text


def _size(card: Card) -> int:
    """Give about the bytes that a card alone takes: its own address, names and text, and where its pieces are."""
    texts = (card.key, card.key, card.name.text, card.translated and card.translated.text, card.text.text)
    return sum(map(sys.getsizeof, (*card.pieces, *texts)))

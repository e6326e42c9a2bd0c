"""The results of a list as cards, each made once: a card is kept, in each language, until the register changes.

The store still decides: what is kept is of the generation that the store names before it is read, and of the day.
"""

import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from markupsafe import Markup

from portal import kept, language
from portal.current import Reading, now, period
from portal.register import found, vocabularies
from portal.register.found import Found
from portal.words import LocalText, Said, Status

_MACROS: Final = {
    "firm": "parts/firm_card.html",
    "measure": "parts/measure_card.html",
    "organisation": "parts/organisation_card.html",
    "scheme": "parts/scheme_card.html",
    "gathering": "parts/gathering_card.html",
}
_PIECE: Final = re.compile(r"(?=<(?:p|ul|li|span)\b)")
NOTHING: Final = Markup("")
_NAME: Final = Markup("\ue000")
_TRANSLATED: Final = Markup("\ue001")
_TEXT: Final = Markup("\ue002")
_END: Final = Markup("</article>")
"""Where names and text go while a card is made: letters of no language (Unicode's private use); and its end."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card in one language. Its names and its text are put in when it is shown: a search marks words in them."""

    key: str
    pieces: tuple[tuple[str, ...], ...]
    """What stands before the name, the translated name, the text and the reason, and what ends it. Each in small
    pieces: most of them, as a mark or a tag, stand in many cards, and in memory once."""
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
    template: Any = current_app.jinja_env.get_template(_MACROS[one.kind]).module
    macro = getattr(template, f"{one.kind}_card")
    rest: Markup = macro(one.fact, name=_NAME, translated=_TRANSLATED, text=_TEXT)
    pieces = []
    for hole in (_NAME, _TRANSLATED, _TEXT, _END):  # a card without a translated name or text has no hole for it
        piece, rest = rest.split(hole, 1) if hole in rest else (NOTHING, rest)
        pieces.append(_in_pieces(piece))
    return Card(
        key=one.key,
        pieces=(*pieces, _in_pieces(_END + rest)),
        name=_said(one.name),
        translated=one.translated(language.current()),
        text=_said(one.text),
        statuses=frozenset(one.statuses),
    )


def _said(text: Said | LocalText) -> Said:
    return text.pick(language.current()) if isinstance(text, LocalText) else text


def _in_pieces(html: Markup) -> tuple[str, ...]:
    return tuple(map(sys.intern, _PIECE.split(str(html))))


def _size(card: Card) -> int:
    """Give about the bytes that a card alone takes: its own address, names and text, and where its pieces are."""
    texts = (card.pieces[0][0], card.name.text, card.translated and card.translated.text, card.text.text)
    return sum(map(sys.getsizeof, (*card.pieces, *texts)))

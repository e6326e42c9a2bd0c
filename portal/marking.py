"""The cards of a search: its words are marked in them, and where a card shows none, a line says why it was found."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from flask import current_app
from markupsafe import Markup, escape

from portal import language, moulds
from portal.cards import NOTHING, Card
from portal.current import Reading, index
from portal.language import gettext
from portal.register import numbers, places, schemes, vocabularies
from portal.register.numbers import Kind
from portal.words import N_, LocalText, Said
from search_index.entry import Reason
from search_index.explanation import Explanation
from search_index.marker import CLOSE, OPEN

_KINDS: Final = "entry_kinds:"
"""How the topics begin that only say whether an entry is a firm, a measure, …"""
_TEXTS: Final = 3
"""A card has so many."""
_BETWEEN: Final = OPEN + OPEN
"""What stands between texts: no mark lies in another."""
MOST_TOPICS: Final = 3
"""Topics that one line names."""
_TEXT_IN: Final = {
    "nb": N_("Found in the Norwegian text"),
    "nl": N_("Found in the Dutch text"),
    "bg": N_("Found in the Bulgarian text"),
    "en": N_("Found in the English text"),
}


def shown(session: Reading, cards: Sequence[Card], text: str) -> bytes:
    """Give the cards of a list that was asked for a text, one after the other, as HTML in UTF-8.

    Without a text they are as they are.
    """
    if not (text and cards):
        return _together(card.show() for card in cards)
    if not text.isalpha() and (numbers.certificate_number(text) or numbers.read(text).kind is Kind.NUMBER):
        line = _why((), gettext("Found by its number"))
        return _together(card.show(line) for card in cards)
    explained = index().explain(text, language.current())
    every = marked([one for card in cards for one in card.texts], explained)
    found = [every[first : first + _TEXTS] for first in range(0, len(every), _TEXTS)]
    plain = [card.key for card, texts in zip(cards, found, strict=True) if not any(b"<mark>" in one for one in texts)]
    why = index().reasons(explained, text, language.current(), plain) if plain else {}
    lines = {reasons: _line(session, reasons) for reasons in set(why.values())}
    return _together(
        card.put(texts, lines.get(why.get(card.key, ()), NOTHING)) for card, texts in zip(cards, found, strict=True)
    )


def _together(shown: Iterable[bytes]) -> bytes:
    return b"\n".join(shown)


def marked(texts: Sequence[Said | None], explained: Explanation) -> list[bytes]:
    """Give texts as HTML with the words marked that answer a question; each keeps its language.

    :return: HTML in UTF-8; nothing for what is None
    """
    page = language.current()
    # All at once: a list has sixty of them, and most of the time would go into the calls for each.
    found = _BETWEEN.join([explained.marked(one.text, one.lang) if one else "" for one in texts])
    html = escape(found).encode().replace(OPEN.encode(), b"<mark>").replace(CLOSE.encode(), b"</mark>")
    return [
        b'<span lang="%b">%b</span>' % (escape(said.lang).encode(), one) if one and said and said.lang != page else one
        for said, one in zip(texts, html.split(b"<mark><mark>"), strict=True)
    ]


def _line(session: Reading, reasons: Sequence[Reason]) -> bytes:
    """Give the line that says why something was found; nothing when that is not known."""
    # That it is a firm says little where something else was found too.
    reasons = [one for one in reasons if not one.topic.startswith(_KINDS)] or reasons
    labels = dict.fromkeys(label for one in reasons if one.topic and (label := _label(session, one.topic)))
    words = "" if labels else _where([one.language for one in reasons])
    return _why([*labels][:MOST_TOPICS], words) if labels or words else NOTHING


def _why(labels: Sequence[Markup], words: str) -> bytes:
    unchanging: Callable[..., Markup] = current_app.extensions["unchanging"]
    return unchanging(moulds.macro("parts/why.html", "why"), Markup(", ").join(labels), words).encode()


def _where(languages: Sequence[str]) -> str:
    """Say in which text the words were found, from the languages they were found in, "" for names of none."""
    if not languages:
        return ""
    found_in = next((one for one in languages if one != language.current()), language.current())
    if not found_in:
        return gettext("Found by another name")
    return gettext("Found in more of its text" if found_in == language.current() else _TEXT_IN[found_in])


def _label(session: Reading, topic: str) -> Markup:
    """Give a topic's label in the page's language, or in the one it has."""
    kind, _, name = topic.partition(":")
    if kind == "place":
        place = places.everything(session).get(name)
        labels = place.names if place else None
    elif kind == "scheme":
        labels = schemes.names(session).get(name)
    else:
        labels = vocabularies.read(session).label(kind, name)
    return language.said(labels or LocalText())

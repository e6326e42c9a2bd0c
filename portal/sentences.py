"""The interface's sentences in each language as Flask-Babel gives them, each looked up once.

Asking Flask-Babel takes 28 µs, which a page with a hundred sentences feels; a look into a dictionary takes none.
English is the source, so a sentence without a translation is given as it stands.
"""

from functools import cache

from babel.support import NullTranslations
from flask_babel import force_locale, get_domain
from markupsafe import Markup


class Sentences:
    """The sentences of one language. What is looked up once is kept: there are as many as the code has."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue
        self._one: dict[tuple[str, str], str] = {}
        self._plain: dict[tuple[str, str], Markup] = {}

    def one(self, message: str, context: str = "") -> str:
        """Give a sentence, its placeholders still in it. `context` tells equal English words apart."""
        key = (message, context)
        if (found := self._one.get(key)) is None:
            given = self._catalogue.upgettext(context, message) if context else self._catalogue.ugettext(message)
            found = self._one[key] = str(given)
        return found

    def many(self, singular: str, plural: str, count: int, context: str = "") -> str:
        """Give the form of a sentence that a number asks for, its placeholders still in it."""
        if context:
            return str(self._catalogue.unpgettext(context, singular, plural, count))
        return str(self._catalogue.ungettext(singular, plural, count))

    def plain(self, message: str, context: str = "") -> Markup:
        """Give a sentence without placeholders, ready for a page."""
        key = (message, context)
        if (found := self._plain.get(key)) is None:
            found = self._plain[key] = markup(self.one(message, context)) % {}
        return found


def markup(sentence: str) -> Markup:
    """Give a sentence of the interface as a page holds it: it may have tags of its own; values are escaped later."""
    return Markup(sentence)  # noqa: S704 - from our own catalogues


@cache
def of(language: str) -> Sentences:
    """Give the sentences of one of the portal's languages. The first time it must be a request that asks."""
    with force_locale(language):
        return Sentences(get_domain().get_translations())

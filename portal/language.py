"""The page's language: it stands in the address, and everything a page says, counts, dates or sorts follows it."""

import re
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

import flask_babel
from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask, abort, g, request
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from portal import sentences
from portal.register import numbers
from portal.words import LABELS, LANGUAGES, N_, LocalText, Precision, Provenance, Said

DEFAULT: Final = "en"
OWN_NAMES: Final = {"nb": "Norsk", "nl": "Nederlands", "bg": "Български", "en": "English"}
_LOCALES: Final = {
    code: Locale.parse(name) for code, name in zip(LANGUAGES, ("nb_NO", "nl_BE", "bg_BG", "en_GB"), strict=True)
}
_TRANSLATIONS: Final = Path(__file__).parent.parent / "translations"
_NORWEGIAN: Final = {"no": "nb", "nn": "nb"}

PLAIN: Final = "!$&'()*+,/:;=@"
"""Signs that stay as they are in a path (RFC 3986, 3.3)."""
_page: Final[ContextVar[str]] = ContextVar("page's language", default="")
"""The same as `g.language`, ten times as fast: a page asks for it hundreds of times."""
SITE_NAME: Final = N_("Inclusive employers")


class Alternate(NamedTuple):
    """The same page in one of the languages."""

    code: str
    name: str
    url: str
    """With everything the visitor asked for."""
    absolute: str
    """For machines: the page itself."""
    current: bool


def install(app: Flask) -> None:
    """Teach the app its languages: in addresses and in templates."""
    flask_babel.Babel(
        app, default_locale=DEFAULT, default_translation_directories=str(_TRANSLATIONS), locale_selector=current
    )
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, pgettext=_pgettext)
    app.url_value_preprocessor(_take_language)
    app.teardown_request(_forget)
    app.jinja_env.filters.update(
        day=day, number=number, said=said, each_said=each_said, country=country, host=host, instant=instant
    )


def current() -> str:
    """Give the language of the page that is being made."""
    return _page.get() or g.get("language") or preferred(request.accept_languages)


def preferred(accepted: LanguageAccept) -> str:
    """Give the portal's language that a visitor likes best; English when none fits.

    Norwegian of any kind is answered in bokmål: neither `no` nor `nn` matches `nb` by itself.
    """
    for code, quality in accepted:
        base = code.lower().split("-")[0]
        if quality > 0 and (found := _NORWEGIAN.get(base, base)) in LANGUAGES:
            return found
    return DEFAULT


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is None or "lang" not in values:
        return
    language = values.pop("lang")
    if language not in LANGUAGES:
        abort(404)
    g.language = language
    _page.set(language)


def _forget(_error: BaseException | None) -> None:
    _page.set("")


def alternates(base_url: str) -> tuple[Alternate, ...]:
    """Give the page that is being made in each language; the home pages where it has no address of its own.

    The canonical form of a listing's page keeps its number and nothing else of what was asked.
    """
    args = request.args
    if any(numbers.is_personal(one) for pair in args.items(multi=True) for one in pair):
        forget_asked()
    rest, _, asked = g.get("as_if", f"{_path()}?{request.query_string.decode('ascii', 'ignore')}").partition("?")
    asked = f"?{asked}" if asked and not g.get("asked_is_secret") else ""
    page = args.get("page", "1")
    kept = f"?page={page}" if page != "1" and re.fullmatch(r"[1-9]\d{0,5}", page) else ""
    here = current()
    return tuple(
        [
            Alternate(code, OWN_NAMES[code], f"/{code}{rest}{asked}", f"{base_url}/{code}{rest}{kept}", code == here)
            for code in LANGUAGES
        ]
    )


def as_if(address: str) -> None:
    """Say which address in the page's language shows the same: that of what was sent can only be sent to."""
    g.as_if = address.removeprefix(f"/{current()}")


def forget_asked() -> None:
    """Keep what was asked out of the page's links to itself in other languages, and the page out of memory."""
    g.asked_is_secret = True


def _path() -> str:
    """Give the path of this page behind its language."""
    if request.endpoint is None or request.view_args is None or "language" not in g:
        return "/"
    return quote(request.path.removeprefix(f"/{current()}"), safe=PLAIN)


def gettext(message: str, **values: object) -> str:
    """Give a sentence of the interface in the page's language, with the values where it has places for them."""
    found = sentences.of(current()).one(message)
    return found % values if values else found


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Give the form of a sentence that the number asks for; `%(num)s` stands for the number itself."""
    return sentences.of(current()).many(singular, plural, num) % {"num": num, **values}


def pgettext(context: str, message: str, **values: object) -> str:
    """Give a sentence of which there are several that are the same in English."""
    found = sentences.of(current()).one(message, context)
    return found % values if values else found


def _gettext(message: str, /, **values: object) -> Markup:
    """As `gettext`, for templates: what comes in as a value is escaped."""
    known = sentences.of(current())
    return sentences.markup(known.one(message)) % values if values else known.plain(message)


def _ngettext(singular: str, plural: str, num: int, /, **values: object) -> Markup:
    return sentences.markup(sentences.of(current()).many(singular, plural, num)) % {"num": num, **values}


def _pgettext(context: str, message: str, /, **values: object) -> Markup:
    known = sentences.of(current())
    return sentences.markup(known.one(message, context)) % values if values else known.plain(message, context)


def site_name() -> str:
    """Give the portal's name."""
    return gettext(SITE_NAME)


def label(word: StrEnum) -> str:
    """Give the label of one of the field's words."""
    return gettext(LABELS[type(word)][word])


def label_of_provenance(code: str) -> str:
    """Give the label of a text's provenance by its code, which stands in a column of texts by language."""
    return label(Provenance(code))


def own(words: str) -> Said:
    """Give words that are in the page's language as such."""
    return Said(words, current())


def text(local: LocalText) -> str:
    """Give a text in the page's language, or in another when there is none."""
    return local.pick(current()).text


def said(value: Said | LocalText) -> Markup:
    """Give a text for the page, marked with its own language where that is not the page's."""
    page = current()
    one = value.pick(page) if isinstance(value, LocalText) else value
    return _marked(one.text, one.lang, page)


def each_said(values: Iterable[LocalText]) -> tuple[Markup, ...]:
    """Give several texts for the page, each as `said`."""
    return tuple([said(value) for value in values])


@lru_cache(maxsize=2**10)
def _marked(text: str, lang: str, page: str) -> Markup:
    if lang == page or not text:
        return Markup.escape(text)
    return Markup('<span lang="{}">{}</span>').format(lang, text)


def day(value: date, precision: Precision = Precision.DAY) -> str:
    """Give a date in words, as exactly as it is known: "21. april 2023", "november 2024", "2023"."""
    if precision is Precision.YEAR:
        return gettext("%(year)s", year=value.year)
    return _date(value, precision, current())


@lru_cache(maxsize=2**12)
def _date(value: date, precision: Precision | None, page: str) -> str:
    locale = _LOCALES[page]
    if precision is Precision.MONTH:
        return format_skeleton("yMMMM", datetime(value.year, value.month, 1, tzinfo=UTC), locale=locale)
    return format_date(value, "long", locale)


def span(first: date, last: date) -> str:
    """Give the days from one to another in words, with nothing said twice: "18.–19. oktober 2024"."""
    return format_interval(first, last, "yMMMMd", locale=_LOCALES[current()])


def instant(value: datetime) -> str:
    """Give an instant in words, in UTC: a verdict must read the same wherever it is printed."""
    return format_datetime(value.astimezone(UTC), "long", tzinfo=UTC, locale=_LOCALES[current()])


def country(code: str) -> str:
    """Give the name of a country (ISO 3166-1 alpha-2, or EU)."""
    return _LOCALES[current()].territories.get(code, code) if code != "EU" else gettext("EU")


def number(value: float) -> str:
    """Give a number as the language writes it."""
    return _number(value, current())


@lru_cache(maxsize=2**12)
def _number(value: float, page: str) -> str:
    return format_decimal(value, locale=_LOCALES[page])


def host(address: str) -> str:
    """Give the host of an address as a person would say it: "askern.no"."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def either(items: Sequence[str]) -> str:
    """Give "a, b or c"."""
    return format_list(list(items), style="or", locale=_LOCALES[current()])


def together(items: Sequence[str]) -> str:
    """Give "a, b and c"."""
    return format_list(list(items), style="standard", locale=_LOCALES[current()])


def euphonic(sentence: str) -> str:
    """Give a sentence as Bulgarian says it: "в" before в or ф becomes "във", "с" before с or з becomes "със"."""
    if current() != "bg":
        return sentence
    sentence = re.sub(r"\b([Вв])(?= [ВвФфVvFfWw])", r"\1ъв", sentence)
    return re.sub(r"\b([Сс])(?= [СсЗзSsZz])", r"\1ъс", sentence)

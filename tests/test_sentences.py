"""The interface's sentences come out as Babel gives them, whole and escaped."""

from collections.abc import Iterator

import pytest
from babel.support import Translations
from flask import Flask, render_template_string

from portal import language, sentences
from portal.words import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def page_language(site: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn, as that of the page that is being made."""
    with site.test_request_context(f"/{request.param}/"):
        site.preprocess_request()
        yield str(request.param)


def test_each_is_the_one_of_the_catalogue(page_language: str) -> None:
    babel = Translations.load("translations", [page_language])
    for message in ("Firms", "Search", "We cannot find this page", "no such sentence"):
        assert language.gettext(message) == babel.gettext(message)
        assert sentences.of(page_language).plain(message) == babel.gettext(message)
    assert language.pgettext("menu", "Check a certificate") == babel.pgettext("menu", "Check a certificate")
    for count in (0, 1, 2, 5, 21, 100):
        both = ("%(count)s firm", "%(count)s firms")
        assert language.ngettext(*both, count, count="x") == babel.ngettext(*both, count).replace("%(count)s", "x")


def test_a_template_escapes_what_comes_in(page_language: str) -> None:
    shown = render_template_string('{{ _("Page %(number)s", number=wrong) }}', wrong="<b>&")
    assert shown.endswith("&lt;b&gt;&amp;")
    many = '{{ ngettext("%(count)s result", "%(count)s results", 2, count=wrong) }}'
    assert "&lt;b&gt;&amp;" in render_template_string(many, wrong="<b>&")
    assert render_template_string('{{ ngettext("%(num)s chosen", "%(num)s chosen", 3) }}').startswith("3")
    assert render_template_string('{{ _("Firms") }}') == language.gettext("Firms")
    assert page_language == language.current()


def test_the_language_of_one_page_is_not_that_of_the_next(site: Flask) -> None:
    client = site.test_client()
    for code in (*LANGUAGES, "nb"):
        assert f'<html lang="{code}"' in client.get(f"/{code}/about").text
    answer = client.get("/xx/firms", headers={"Accept-Language": "nl"})
    assert '<html lang="nl"' in answer.text

"""The portal's own links are what Flask's are."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BuildError

from portal.links import link
from portal.words import LANGUAGES

flask_s: Callable[..., str] = url_for

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_is_the_one_that_flask_gives(site: Flask, language: str) -> None:
    compared = 0
    for rule in site.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments - {"lang"}, "æ/ b?c")
        named = {"lang": language} if "lang" in rule.arguments else {}
        with site.test_request_context(f"/{language}/"):
            assert link(rule.endpoint, **named, **values) == flask_s(rule.endpoint, **named, **values)
        compared += 1
    assert compared > 20


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_whatever_goes_into_it(site: Flask, slug: str, text: str, several: list[str]) -> None:
    values = {"slug": slug, "q": text, "country": tuple(several), "page": 3, "sort": None}
    with site.test_request_context("/nb/"):
        assert link("firms.page", lang="nb", **values) == flask_s("firms.page", lang="nb", **values)


def test_the_language_is_the_page_s(site: Flask) -> None:
    with site.test_request_context("/bg/firms"):
        site.preprocess_request()
        assert (link("firms.listing"), link("firms.listing", lang="nl")) == ("/bg/firms", "/nl/firms")
        assert link("firms.listing") == "/bg/firms"


@pytest.mark.parametrize("wrong", [("no.page", {}), ("firms.page", {"lang": "nb"})])
def test_what_is_no_page_is_an_error(site: Flask, wrong: tuple[str, dict[str, str]]) -> None:
    with site.test_request_context("/nb/"):
        with pytest.raises(KeyError):
            link(wrong[0], **wrong[1])
        with pytest.raises(BuildError):
            flask_s(wrong[0], **wrong[1])

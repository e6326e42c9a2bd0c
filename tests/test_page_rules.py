"""The rules of pages find what they are for: one sound page that they all accept, and one fault for each of them."""

import pytest
from bs4 import BeautifulSoup

from tests.page_rules import CONTENT_SECURITY_POLICY, RULES, Page, faults

HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
CODES = ("nb", "nl", "bg", "en")
ALTERNATES = "".join(
    f'<link rel="alternate" hreflang="{code}" href="http://a/{"en" if code == "x-default" else code}/x">'
    for code in (*CODES, "x-default")
)
LANGUAGES = "".join(f'<a hreflang="{code}" lang="{code}" href="/{code}/x">{code}</a>' for code in CODES)
SOUND = f"""<!doctype html>
<html lang="nb"><head><meta charset="utf-8"><title>Bedrifter – Portalen</title>
<link rel="canonical" href="http://a/nb/x">{ALTERNATES}<link rel="stylesheet" href="/static/site.css"></head>
<body><nav>{LANGUAGES}</nav><main id="content"><h1>Bedrifter</h1><h2>Filtre</h2>
<form action="/nb/x"><label for="q">Søk</label><input id="q" name="q"><button>Finn</button></form>
<p>Navnet er <span lang="bg">Агенция по заетостта</span>.</p></main></body></html>"""


def page(text: str, **headers: str) -> Page:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page("/nb/x", 200, HEADERS | named, text, BeautifulSoup(text, "lxml"))


def test_a_sound_page_has_no_fault() -> None:
    assert faults(page(SOUND)) == []


BROKEN = {
    "parses": ("</form>", "</div></form>"),
    "has_one_heading_that_starts_the_title": ("<h1>Bedrifter</h1>", "<h1>Firmaer</h1>"),
    "skips_no_heading_level": ("<h2>Filtre</h2>", "<h3>Filtre</h3>"),
    "says_its_language": ('lang="nb"', 'lang="nn"'),
    "marks_foreign_text": ('<span lang="bg">', "<span>"),
    "has_unique_ids": ("<h2>", '<h2 id="q">'),
    "points_to_ids_that_exist": ('<form action="/nb/x">', '<form action="/nb/x" aria-describedby="hint">'),
    "names_every_control": ('<label for="q">Søk</label>', ""),
    "links_to_itself_in_every_language": ('hreflang="x-default"', 'hreflang="fr"'),
    "keeps_style_and_script_outside": ("<h2>", '<h2 style="color: red">'),
    "loads_nothing_from_elsewhere": ('href="/static/site.css"', 'href="https://example.org/site.css"'),
    "leaves_nothing_of_the_machine": ("<h2>Filtre</h2>", "<h2>Filtre %(count)s</h2>"),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_finds_its_fault(rule: str) -> None:
    whole, broken = BROKEN[rule]
    assert [fault.split(":")[0] for fault in faults(page(SOUND.replace(whole, broken, 1)))] == [rule]


@pytest.mark.parametrize(
    "headers",
    [
        {"set_cookie": "session=1"},
        {"x_content_type_options": ""},
        {"referrer_policy": ""},
        {"content_type": "text/html"},
        {"content_security_policy": HEADERS["content-security-policy"].replace("'none'", "'unsafe-inline'", 1)},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_header_that_is_missing_or_too_much_is_found(headers: dict[str, str]) -> None:
    assert [fault.split(":")[0] for fault in faults(page(SOUND, **headers))] == ["has_safe_headers"]


def test_every_rule_is_tried() -> None:
    assert {rule.__name__ for rule in RULES} == {*BROKEN, "has_safe_headers"}

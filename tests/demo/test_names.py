"""Names of fictional firms: never the same twice, and each with an address of its own."""

import re

import pytest

from portal.demo.names import TRADES, WORDS, firm_name, latin

MORE_THAN_THERE_ARE = 18_500
"""More names than the words of a country can be joined to."""


@pytest.mark.parametrize("country", WORDS)
def test_every_number_gives_another_name(country: str) -> None:
    made = [firm_name(country, number, shift=17) for number in range(MORE_THAN_THERE_ARE)]
    assert len({name.text for name in made}) == len({name.slug for name in made}) == MORE_THAN_THERE_ARE
    assert [name.slug for name in made if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name.slug)] == []
    assert max(len(name.slug) for name in made) <= 80
    assert {name.trade for name in made} == set(TRADES)


def test_no_slug_stands_in_two_countries() -> None:
    slugs = [{firm_name(country, number).slug for number in range(MORE_THAN_THERE_ARE)} for country in WORDS]
    assert len(set.union(*slugs)) == sum(len(of_country) for of_country in slugs)


@pytest.mark.parametrize(
    ("country", "text", "slug"),
    [
        ("NO", "Tåkegrevling Bakeri AS", "takegrevling-bakeri"),
        ("BE", "Bakkerij Neveldas BV", "bakkerij-neveldas"),
        ("BG", "Пекарна Мъглив Таралеж ЕООД", "pekarna-magliv-taralezh"),
    ],
)
def test_the_first_name_of_a_country(country: str, text: str, slug: str) -> None:
    name = firm_name(country, 0)
    assert (name.text, name.slug) == (text, slug)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Щъркел ЕООД", "Shtarkel EOOD"),
        ("София", "Sofia"),
        ("Ямбол и Жеравна", "Yambol i Zheravna"),
        ("Шофьор", "Shofyor"),
        ("Café Ørn", "Café Ørn"),
    ],
)
def test_cyrillic_in_latin_letters(text: str, written: str) -> None:
    assert latin(text) == written

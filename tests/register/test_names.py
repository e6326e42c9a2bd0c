"""Organisations are found by their whole name, however its letters are typed; never one for another."""

import unicodedata

import pytest
from sqlalchemy import text

from portal.register import names
from portal.store import Store
from tests import make
from tests.queries import counted

BAKERY = "Пекарна „Йордан“ ЕООД"


@pytest.fixture
def register(store: Store) -> Store:
    """Firms whose names have letters that a database knows no case of, two whose names differ in case only."""
    with store.writing() as session:
        for slug, name in {"bakery": BAKERY, "cafe": "Café Ærlig AS", "one": "Éen bv", "two": "éen BV"}.items():
            make.organisation(session, slug, name=name)
        make.organisation(session, "unlisted", name="Кметство", listed=False)
    return store


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        (BAKERY, "bakery"),
        (BAKERY.lower(), "bakery"),
        (BAKERY.upper(), "bakery"),
        (unicodedata.normalize("NFD", BAKERY.lower()), "bakery"),
        ("CAFÉ ÆRLIG as", "cafe"),
        ("Cafe Ærlig AS", None),
        ("Пекарна", None),
        ("Éen bv", None),
        ("КМЕТСТВО", None),
        ("", None),
    ],
)
def test_a_name_is_found_in_any_case(register: Store, typed: str, slug: str | None) -> None:
    with register.reading() as session:
        assert names.with_name(session, typed) == slug
    with register.writing() as session:
        assert names.with_name(session, typed) == slug


def test_many_names_cost_what_one_costs(register: Store) -> None:
    with register.reading() as session:
        assert names.with_names(session, [BAKERY.lower(), "café ærlig as", "nobody"]) == {
            BAKERY.lower(): "bakery",
            "café ærlig as": "cafe",
        }
    with register.reading() as session, counted(register) as statements:
        names.with_name(session, BAKERY.upper())
    assert len(statements) == 1


def test_a_name_that_was_changed_by_anybody_is_found_at_once(register: Store) -> None:
    with register.reading() as session:
        assert names.with_name(session, BAKERY) == "bakery"
    with register.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("UPDATE organisation SET name = 'ХЛЕБАРНА' WHERE slug = 'bakery'"))
    register.close()  # forgets the generation, as a moment does
    with register.reading() as session:
        assert (names.with_name(session, "хлебарна"), names.with_name(session, BAKERY)) == ("bakery", None)

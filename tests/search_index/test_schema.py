"""What of an entry gets into the index."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.entry import Entry
from search_index.schema import FIELDS, document, schema
from tests.search_index.entries import entry


def test_each_part_of_an_entry_fills_its_field() -> None:
    filled = document(
        Entry(
            key="measure:x",
            kind="measure",
            official_name="AFT",
            names={"nb": "Bedriftene", "fr": "Entreprises"},
            other_names=("Tiltak A", "B"),
            terms={"nl": ("werk", "hulp")},
            summaries={"bg": "мерките"},
            texts={"en": "companies"},
        )
    )
    facts = filled.pop("facts")
    assert isinstance(facts, str)
    assert json.loads(facts)["lengths"] == [1, 3, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    assert filled == {
        "key": "measure:x",
        "official": ["aft"],
        "other": ["tiltak", "a", "b"],
        "name_nb": ["bedriftene", "bedrift"],
        "terms_nl": ["werk", "hulp"],
        "summary_bg": ["мерките", "мярка"],
        "text_en": ["companies", "company"],
    }


def test_the_schema_has_every_field_and_the_words_go_in_as_they_are() -> None:
    assert sorted(schema().names()) == sorted(["key", "facts", *(field.name for field in FIELDS)])


@settings(deadline=None)  # the first word of a language loads its dictionary
@given(st.text(st.characters()))
def test_any_text_fits_in(text: str) -> None:
    filled = document(entry("firm:a", text, names={"nb": text}, texts={"bg": text}, facets={"place": (text,)}))
    assert set(filled) >= {"key", "facts"}

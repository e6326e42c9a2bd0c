"""What of an entry gets into the index."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.entry import Entry, Topic
from search_index.schema import BEGIN, END, FIELDS, document, schema, strengths, topic_document
from search_index.weights import AS_WRITTEN, KIND, LEMMA_INDEXED, NAME, OFFICIAL_NAME, OTHER_NAME, SUMMARY, TEXT
from tests.search_index.entries import entry


def test_each_part_of_an_entry_fills_its_field() -> None:
    held = strengths(
        Entry(
            key="measure:x",
            kind="measure",
            official_name="AFT",
            names={"nb": "Bedriftene", "fr": "Entreprises"},
            other_names=("Tiltak A",),
            topics=("groups:refugees",),
            summaries={"bg": "мерките"},
            texts={"en": "companies"},
        )
    )
    assert {name: set(some) for name, some in held.items() if some} == {
        "words_none": {"aft", "tiltak", "a"},
        "words_nb": {"bedriftene", "bedrift"},
        "words_bg": {"мерките", "мярка"},
        "words_en": {"companies", "company"},
        "topics": {"groups:refugees", "entry_kinds:measure"},
        "pairs": {"tiltak a", "^ aft", "aft $", "^ tiltak", "a $", "^ bedriftene", "bedriftene $"},
    }
    assert held["topics"]["entry_kinds:measure"] == KIND
    assert held["words_none"]["aft"] > held["words_none"]["tiltak"] > held["words_bg"]["мерките"]
    assert held["words_bg"]["мерките"] > held["words_en"]["companies"]
    assert held["words_en"]["company"] == pytest.approx(held["words_en"]["companies"] * LEMMA_INDEXED)


def test_the_weights_stand_in_their_order() -> None:
    assert min(OFFICIAL_NAME, NAME) >= OTHER_NAME > SUMMARY > TEXT


def test_a_longer_text_makes_each_of_its_words_count_less() -> None:
    short, long = (
        strengths(entry("firm:a", texts={"nb": "taxi " + "skole " * count}))["words_nb"]["taxi"] for count in (1, 200)
    )
    assert short > 2 * long


def test_a_word_counts_by_how_often_it_stands_there() -> None:
    held = strengths(entry("firm:a", texts={"nb": "taxi taxi skole"}))["words_nb"]
    assert held["taxi"] == pytest.approx(2 * held["skole"])


def test_a_hyphen_compound_is_held_whole_and_in_parts() -> None:
    held = strengths(entry("firm:a", "VTA-bedrift"))
    assert set(held["words_none"]) == {"vtabedrift", "vta", "bedrift"}
    assert set(held["pairs"]) == {"vta bedrift", f"{BEGIN} vta", f"bedrift {END}"}


def test_a_name_within_a_name_begins_and_ends_too() -> None:
    pairs = set(strengths(entry("measure:a", "Individuele opleiding (IBO) – kort"))["pairs"])
    assert {"^ individuele", "opleiding $", "^ ibo", "ibo $", "^ kort", "kort $"} < pairs
    assert "^ opleiding" not in pairs


def test_the_index_knows_how_a_word_is_written() -> None:
    held = strengths(entry("measure:a", texts={"nb": "lønn"}))["words_nb"]
    assert set(held) == {"lonn", "lønn"}
    assert held["lønn"] == pytest.approx(held["lonn"] * AS_WRITTEN)


def test_a_name_that_is_official_is_found_by_its_lemmas_too() -> None:
    held = strengths(entry("measure:a", "Bedriftene", names={"nb": "Bedriftene"}))
    assert set(held["words_none"]) == {"bedriftene"}
    assert set(held["words_nb"]) == {"bedrift"}


def test_facts_are_stored_beside_the_words() -> None:
    filled = document(Entry("firm:x", "firm", "Navn", {"nb": "Navn", "en": "Name"}, facets={"place": ("a", "b")}))
    facts = json.loads(str(filled["facts"]))
    assert facts["facets"] == {"place": ["a", "b"], "kind": ["firm"]}
    assert facts["names"] == {"en": "Name"}
    topic = json.loads(topic_document(Topic("groups:x", "groups", {"nb": "x"}, {"nb": ("y",)}))["facts"])
    assert (topic["topic"], topic["labels"], topic["synonyms"]) == ("groups:x", {"nb": "x"}, {"nb": ["y"]})


def test_the_schema_has_every_field() -> None:
    assert sorted(schema().names()) == sorted(["key", "facts", *FIELDS])


@settings(deadline=None)  # the first word of a language opens its dictionary
@given(st.text(st.characters()))
def test_any_text_fits_in(text: str) -> None:
    filled = document(entry("firm:a", text, names={"nb": text}, texts={"bg": text}, facets={"place": (text,)}))
    assert set(filled) >= {"key", "facts"}

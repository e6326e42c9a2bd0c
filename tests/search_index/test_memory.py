"""What is held in memory answers as an index does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.entry import Entry, Question, Topic
from search_index.memory import InMemory
from search_index.searcher import Index
from search_index.writer import build
from tests.search_index.entries import COUNTRIES, OFFERS, WORDS, entry

LANGUAGES = ("nb", "nl", "bg", "en")
TOPICS = [Topic("offers:mentor", "offers", {"nb": "Mentor", "nl": "Begeleider"}), Topic("offers:x", "offers", {})]
TEXTS = st.lists(st.sampled_from((*WORDS, "bedriftene", "bedrijf", "мерките")), max_size=6).map(" ".join)
ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(0, 99).map("firm:{:02}".format),
        TEXTS,
        names=st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, max_size=2),
        topics=st.lists(st.sampled_from(("offers:mentor", "offers:x", "none:such")), unique=True).map(tuple),
        texts=st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, max_size=2),
        facets=st.fixed_dictionaries(
            {},
            optional={
                "country": st.sampled_from(COUNTRIES).map(lambda one: (one,)),
                "offer": st.lists(st.sampled_from(OFFERS), unique=True).map(tuple),
            },
        ),
        sort_keys=st.dictionaries(st.sampled_from(("newest", "name")), st.text(max_size=2), max_size=2),
        weight=st.sampled_from((0.5, 1.0)),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)
QUESTIONS = st.builds(
    Question,
    st.sampled_from(LANGUAGES),
    st.lists(
        st.sampled_from((*WORDS, "tax", "begeleider", "-skole", '"taxi skole"', "drofsi", "bedrift")), max_size=4
    ).map(" ".join),
    filters=st.dictionaries(st.just("country"), st.just(("NO", "BE")), max_size=1),
    facets=st.just(("kind", "country", "offer", "unknown")),
    sort=st.sampled_from(("relevance", "-relevance", "newest", "-name", "unknown")),
    prefer=st.dictionaries(st.just("country"), st.just(("NO",)), max_size=1),
    size=st.integers(0, 13),
)


@settings(deadline=None, max_examples=30)
@given(ENTRIES, st.lists(QUESTIONS, min_size=5, max_size=10))
def test_memory_and_index_give_equal_answers(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], questions: list[Question]
) -> None:
    folder: Path = tmp_path_factory.mktemp("index")
    build(folder, entries, TOPICS)
    on_disk, in_memory = Index(folder), InMemory.of(entries, TOPICS)
    for question in questions:
        assert in_memory.ask(question) == on_disk.ask(question)
    typed = ("ta", "nb", ("firm",), ("offers",), 5)
    assert in_memory.suggest(*typed) == on_disk.suggest(*typed)


def test_two_entries_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="'firm:a'"):
        InMemory.of([entry("firm:a"), entry("firm:a")])

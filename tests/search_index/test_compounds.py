"""Long words are made of short ones that are known; nothing else is split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.language.compounds import LINKS, SHORTEST_PART, separated, split

NB_WORDS = (
    "arbeid inkludering tilskudd trening marked opplæring bedrift helse tjeneste jobb søker støtte mentor sommer plass "
    "lære kandidat fag brev for ening med lem drift ing"
)
NB = frozenset(NB_WORDS.split())
NL_WORDS = "tewerkstelling organisatie werk plek aanpassing gever jongere garantie loon premie job coach"
NL = frozenset(NL_WORDS.split())


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("arbeidsinkludering", "arbeid inkludering"),
        ("arbeidstrening", "arbeid trening"),
        ("arbeidsmarkedsopplæring", "arbeid marked opplæring"),
        ("bedriftshelsetjeneste", "bedrift helse tjeneste"),
        ("sommerjobbtilskudd", "sommer jobb tilskudd"),
        ("mentortilskudd", "mentor tilskudd"),
        ("arbeidsplass", "arbeid plass"),
        ("fagbrev", "fag brev"),
        ("bedrift", ""),
        ("medlem", ""),
        ("arbeids", ""),
        ("arbeidsflubb", ""),
    ],
)
def test_a_norwegian_compound_has_known_parts(word: str, parts: str) -> None:
    assert split(word, "nb", NB) == tuple(parts.split())


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("tewerkstellingsorganisatie", "tewerkstelling organisatie"),
        ("werkplekaanpassing", "werk plek aanpassing"),
        ("jongerengarantie", "jongere garantie"),
        ("loonpremie", "loon premie"),
        ("jobcoach", "job coach"),
        ("organisaties", ""),
    ],
)
def test_a_dutch_compound_has_known_parts(word: str, parts: str) -> None:
    assert split(word, "nl", NL) == tuple(parts.split())


def test_fewer_parts_are_likelier() -> None:
    assert split("jobbsøkertilskudd", "nb", NB | {"jobbsøker"}) == ("jobbsøker", "tilskudd")


def test_other_languages_write_their_compounds_apart() -> None:
    assert split("workplace", "en", {"work", "place"}) == ()
    assert split("работодател", "bg", {"работо", "дател"}) == ()


@given(st.text(st.sampled_from("abes"), max_size=80), st.sets(st.text(st.sampled_from("abes"), min_size=1, max_size=5)))
def test_parts_are_known_and_make_the_word(word: str, dictionary: set[str]) -> None:
    for language in LINKS:
        parts = split(word, language, dictionary)
        assert all(part in dictionary and len(part) >= SHORTEST_PART for part in parts)
        assert len(parts) != 1
        if parts:
            assert word.startswith(parts[0])
            assert word.endswith(parts[-1])
            assert sum(map(len, parts)) <= len(word) <= sum(map(len, parts)) + 2 * (len(parts) - 1)


@pytest.mark.parametrize(
    ("words", "verbs"),
    [
        ("ik hoop iemand aan te nemen", {5: "aannemen"}),
        ("aan te nemen en in te werken", {2: "aannemen", 6: "inwerken"}),
        ("aan het werk te nemen", {}),
        ("te nemen", {}),
        ("", {}),
    ],
)
def test_a_parted_dutch_verb_is_one(words: str, verbs: dict[int, str]) -> None:
    assert separated(words.split()) == verbs

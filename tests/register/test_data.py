"""The portal's real content: complete, in four languages, with nothing in it that may not be there."""

import hashlib
import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from portal.register.content import Content, read
from portal.register.content.fields import Texts
from portal.words import LANGUAGES, DecisionKind, MeasureState, Precision
from search_index.analysis import fold

DATA = Path(__file__).parent.parent.parent / "data"
NAMES_IN_EVERY_LANGUAGE = {"DUO for a JOB vzw", "Charter Decent Work for All"}
"""Proper names that are the same in more than one language, though they are longer than four words."""
PRIVATE = {
    "3a4c42b7b4ba334c",
    "ab9b029827a04353",
    "9ddba100c8e398f1",
    "964a1f418cd8b719",
    "05c59ceb0abc5e62",
    "dfd505ea9496919c",
    "cbb96ca1afd17748",
    "e38a1e0fde49cad3",
    "f01969dbba260de7",
}
"""Digests of the names of people whom the sources mention in person, so that this file does not name them either."""


@pytest.fixture(scope="module")
def content() -> Content:
    return read(DATA)


def everything(held: object) -> Iterator[BaseModel]:
    """Give every entry and part of an entry."""
    if isinstance(held, BaseModel):
        yield held
        for _, value in held:
            yield from everything(value)
    elif isinstance(held, tuple):
        for each in held:
            yield from everything(each)


def texts(content: Content) -> list[Texts]:
    """Give every text in four languages."""
    held = (*(getattr(content, name) for name in content.__dataclass_fields__), *content.vocabularies.values())
    return [each for part in held for each in everything(part) if isinstance(each, Texts)]


def test_counts(content: Content) -> None:
    countries = [measure.country for measure in content.measures]
    assert {country: countries.count(country) for country in countries} == {"NO": 31, "BE": 20, "BG": 15, "EU": 4}
    assert [organisation.listed for organisation in content.organisations].count(True) == 42
    assert len(content.organisations) == 45
    assert [scheme.id for scheme in content.schemes] == [
        "sosial-profil-asker",
        "charter-decent-work-for-all",
        "nasor-membership",
    ]
    assert (len(content.gatherings), len(content.places), len(content.signatures)) == (12, 1245, 7)
    assert content.memberships == ()


def test_few_places_are_called_as_one_in_another_country(content: Content) -> None:
    """Whoever asks for Bergen is shown nothing from Mons, which Dutch calls so."""
    countries: dict[str, set[str]] = {}
    for place in content.places:
        searched = [name for language, name in place.names.texts().items() if language != "fr"]
        for name in (*searched, *filter(None, [place.latin])):
            countries.setdefault(fold(name.lower()), set()).add(place.country)
    assert {name for name, some in countries.items() if len(some) > 1} == {"lier", "lom"}


def test_the_twelve_certificates(content: Content) -> None:
    assert [certificate.number for certificate in content.certificates] == [
        f"SPA-2023-{number:03}" for number in range(1, 13)
    ]
    for certificate in content.certificates:
        (decision,) = certificate.decisions
        assert (decision.kind, str(decision.effective_on)) == (DecisionKind.GRANTED, "2023-04-21")
        assert (decision.effective_certainty, decision.valid_until, decision.decided_by) == ("inferred", None, None)
    firms = [certificate.organisation for certificate in content.certificates]
    certified = [each.id for each in content.organisations if "certified-firm" in each.roles]
    assert firms == certified
    assert (firms[0], firms[4], firms[11]) == ("asker-taxi", "marcus-nilsson", "torstvedt")


def test_the_signatories_are_those_that_press_texts_name(content: Content) -> None:
    signed = {each.organisation for each in content.signatures}
    assert signed == {each.id for each in content.organisations if "charter-signatory" in each.roles}
    assert {(str(s.signed_on.first), s.signed_on.precision) for s in content.signatures if s.signed_on} == {
        ("2016-12-05", Precision.DAY)
    }


def test_only_identifiers_that_were_found(content: Content) -> None:
    found = {number.number: each.id for each in content.organisations for number in each.identifiers}
    assert found == {
        "0202239951": "proximus",
        "0239843188": "actiris",
        "0236363165": "forem",
        "0419678319": "securex",
    }


def test_measures_that_must_be_checked_say_so(content: Content) -> None:
    assert [each.id for each in content.measures if each.state is MeasureState.UNCONFIRMED] == [
        "be-vl-wijk-werken",
        "be-vl-tijdelijke-werkervaring",
        "bg-znz-52-trayni-uvrezhdaniya",
    ]
    assert [each.id for each in content.measures if each.state is MeasureState.PAUSED] == ["bg-mladezhki-praktiki"]


def test_no_long_text_is_the_same_in_two_languages(content: Content) -> None:
    found = texts(content)
    count = len(found)
    assert count > 900
    same = {
        text[one]
        for text in (each.model_dump() for each in found)
        for one, other in combinations(LANGUAGES, 2)
        if text[one] == text[other] and len(text[one].split()) > 4
    }
    assert same == NAMES_IN_EVERY_LANGUAGE


def test_bulgarian_is_in_cyrillic_letters(content: Content) -> None:
    latin = [text.bg for text in texts(content) if len(text.bg.split()) > 4 and not re.search("[а-я]", text.bg)]
    assert latin == ["DUO for a JOB vzw"]


def words_of(text: str) -> Iterator[str]:
    """Give every two words that follow each other."""
    yield from (" ".join(pair).casefold() for pair in pairwise(re.findall(r"[^\W\d_]+", text)))


def digest_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def test_no_private_individual_is_named() -> None:
    files = sorted(DATA.rglob("*.*"))
    assert len(files) == 13
    found = {digest_of(pair) for file in files for pair in words_of(file.read_text(encoding="utf-8"))}
    assert digest_of("asker taxi") in found  # what is there is found
    assert not found & PRIVATE


def test_the_content_speaks_for_itself() -> None:
    """No address of a file that only its makers had, no telephone number, no e-mail address."""
    for file in sorted(DATA.rglob("*.*")):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\bseed (document|file|\d)|domain/[a-z]+\.yaml|sources/0|/work\b", text), file
        assert not re.search(r"[\w.]+@[\w-]+\.[a-z]{2,}", text), file
        assert not re.search(r"(\+47|\+32|\+359)[ \d]{6,}", text), file

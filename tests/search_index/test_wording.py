"""Questions as people put them in each language: asked in words, in Latin letters, in pieces, by another name."""

import pytest

from search_index.entry import Entry, Question, Topic
from search_index.memory import InMemory
from search_index.plan import Plan
from tests.search_index.entries import entry, keys
from tests.search_index.vocabulary import known, topic

SUMMER = Topic(
    "offers:summer-job",
    "offers",
    {"nb": "sommerjobb", "nl": "vakantiejob", "bg": "лятна работа", "en": "summer job"},
    {"nb": ("feriejobb", "fritid"), "nl": ("zomerjob",), "bg": ("сезонна работа",), "en": ("holiday job",)},
)
GROUP = topic("groups:people-with-disabilities", nb="døv", nl="doof", bg="увреждания", en="disability")
NO_EXPERIENCE = topic("groups:beginners", bg="без опит", en="without experience")


def measure(slug: str, **names: str) -> Entry:
    """Make a measure that has nothing but names."""
    return entry(f"measure:{slug}", names=names)


ENTRIES = (
    measure("summer", nb="Tilskudd til sommerjobb", nl="Subsidie voor een zomerjob", bg="Субсидия за лятна работа"),
    measure("summer-en", en="Summer job subsidy"),
    measure(
        "interpreter", nb="Tolk for døve på jobb", nl="Tolk op het werk", bg="Преводач на работа", en="Interpreter"
    ),
    measure("barriers", bg="Заетост без бариери"),
    measure("disabled", bg="Програма за заетост на хората с увреждания"),
    measure("be-stage", nl="Beroepsinlevingsstage"),
    measure("stage", nl="Stage na beroeps vorming"),
    measure("course", nb="Arbeidsmarkedsopplæring"),
    measure("other", nb="Opplæring i arbeids livet og markeds føring"),
    measure("paid", nb="Staten betaler", nl="Wie betaalt", bg="Кой плаща", en="Who pays cover"),
    entry("firm:telecom", "Telco", names={"bg": "Телекомуникационна компания"}),
    entry("organisation:agency", "Agentsia za horata s uvrezhdania"),
    *(entry(f"firm:deaf-{number}", f"Firma {number}", topics=(GROUP.key,)) for number in range(5)),
)
NORWAY = topic("countries:NO", nb="Norge")
OSLO = Topic("place:oslo", "place", {"nb": "Oslo"}, within=(NORWAY.key,))
NOWHERE = Topic("place:drammen", "place", {"nb": "Drammen"}, within=("place:buskerud", NORWAY.key))
WITHIN = InMemory.of(
    (
        entry("measure:norway", names={"nb": "Lønnstilskudd"}, topics=(NORWAY.key,)),
        entry("measure:oslo", names={"nb": "Kurs"}, topics=(OSLO.key, NORWAY.key)),
        entry("measure:belgium", names={"nb": "Lønnstilskudd i Belgia"}),
    ),
    (NORWAY, OSLO, NOWHERE),
)
KNOWN = known(ENTRIES, (SUMMER, GROUP, NO_EXPERIENCE))
ENGINE = InMemory.of(ENTRIES, (SUMMER, GROUP, NO_EXPERIENCE))


def needed(plan: Plan) -> list[str]:
    """Give the words that an entry has to hold."""
    return [clause.text for clause in plan.clauses if clause.needed]


def found(language: str, text: str) -> list[str]:
    """Give what a question finds."""
    return keys(ENGINE.ask(Question(language, text, size=100)))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nb", "hvem betaler for tolk?", ["tolk"]),
        ("nl", "wie betaalt een tolk?", ["tolk"]),
        ("bg", "кой плаща преводач?", ["преводач"]),
        ("en", "who pays for an interpreter?", ["interpreter"]),
        ("en", "who pays?", ["pays"]),
        ("en", "interpreter cover", ["interpreter", "cover"]),
        ("bg", "koy plashta prevodach", ["prevodach"]),
        ("bg", "колко души с увреждания трябва да имам", ["увреждания"]),
    ],
)
def test_what_a_question_asks_of_a_thing_is_not_needed(language: str, text: str, words: list[str]) -> None:
    assert needed(KNOWN.plan(text, language)) == words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "deaf employee", ["deaf"]),
        ("nl", "dove werknemer", ["dove"]),
        ("bg", "глух служител", ["глух"]),
        ("en", "employee", ["employee"]),
    ],
)
def test_that_somebody_works_is_needed_only_when_nothing_else_is_said(
    language: str, text: str, words: list[str]
) -> None:
    assert needed(KNOWN.plan(text, language)) == words


def test_a_weak_word_is_welcome_nevertheless() -> None:
    (weak,) = (clause for clause in KNOWN.plan("who pays for an interpreter?", "en").clauses if clause.text == "pays")
    assert weak.sought.alternatives
    assert not weak.excluded


@pytest.mark.parametrize("language", ["nb", "nl", "bg", "en"])
@pytest.mark.parametrize("text", ["zaetost bez barieri", "programa za zaetost na horata s uvrezhdania"])
def test_bulgarian_in_latin_letters_finds_as_in_cyrillic(language: str, text: str) -> None:
    wanted = {"zaetost bez barieri": "barriers", "programa za zaetost na horata s uvrezhdania": "disabled"}[text]
    assert found(language, text)[0] == f"measure:{wanted}"
    assert not ENGINE.ask(Question(language, text)).widened


def test_a_topic_is_named_by_latin_letters_and_a_stop_word() -> None:
    assert KNOWN.named("bez opit", "bg") == KNOWN.named("без опит", "bg") == {NO_EXPERIENCE.key}


def test_a_short_word_is_bulgarian_only_among_bulgarian_words() -> None:
    assert needed(KNOWN.plan("tolk bez barieri", "nl")) == ["tolk", "bez", "barieri"]
    assert needed(KNOWN.plan("bez", "bg")) == ["bez"]


@pytest.mark.parametrize(("latin", "cyrillic"), [("uvrezhdania", "увреждания"), ("horata", "хората")])
def test_a_latin_word_of_a_name_is_read_as_cyrillic_too(latin: str, cyrillic: str) -> None:
    assert set(found("bg", cyrillic)) <= set(found("bg", latin))
    assert "organisation:agency" in found("bg", latin)
    assert KNOWN.terms(latin, "bg").keys() == {latin, *KNOWN.terms(cyrillic, "bg")}
    assert KNOWN.terms(latin, "bg")[cyrillic] == "sound"


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [("nl", "beroeps inlevings stage", "be-stage"), ("nb", "arbeids markeds opplæring", "course")],
)
def test_a_compound_may_be_typed_in_three_parts(language: str, text: str, wanted: str) -> None:
    assert found(language, text)[0] == f"measure:{wanted}"


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("nb", "feriejobb", "summer"),
        ("nl", "vakantiejob", "summer"),
        ("bg", "сезонна работа", "summer"),
        ("en", "holiday job", "summer-en"),
    ],
)
def test_another_name_of_the_same_thing_finds_it(language: str, text: str, wanted: str) -> None:
    assert found(language, text)[0] == f"measure:{wanted}"


def test_a_synonym_that_is_another_word_finds_nothing_more() -> None:
    assert found("nb", "fritid") == []


@pytest.mark.parametrize("text", ["телеком", "телекомуникации"])
def test_a_long_bulgarian_word_is_found_by_its_beginning_and_its_family(text: str) -> None:
    assert found("bg", text) == ["firm:telecom"]


def test_a_word_that_only_a_topic_of_no_entry_has_may_be_a_beginning() -> None:
    telecom = topic("industries:it", bg="телеком")
    engine = InMemory.of(ENTRIES, (telecom,))
    assert keys(engine.ask(Question("bg", "телеком"))) == ["firm:telecom"]


@pytest.mark.parametrize("text", ["ъъъъъ", "аааааа", "aaaaa", "øøøøø", "ьььь", "йййй"])
def test_one_letter_again_and_again_finds_nothing(text: str) -> None:
    for language in ("nb", "nl", "bg", "en"):
        assert found(language, text) == []


def test_an_inflected_word_of_a_name_comes_before_a_topic() -> None:
    assert found("nb", "døv")[0] == "measure:interpreter"
    assert len(found("nb", "døv")) == 6


@pytest.mark.parametrize(
    ("text", "wanted", "around"),
    [
        ("lønnstilskudd Drammen", ["measure:norway"], True),
        ("kurs Drammen", ["measure:oslo"], True),
        ("kurs Oslo", ["measure:oslo"], False),
        ("lønnstilskudd Oslo", ["measure:norway"], True),
        ("Drammen", ["measure:norway", "measure:oslo"], True),
        ("i Drammen", ["measure:norway", "measure:oslo"], True),
        ("hvordan Drammen", [], False),
        ("Drammen akvarium", [], False),
    ],
)
def test_a_place_that_little_is_in_stands_for_what_lies_around_it(text: str, wanted: list[str], around: bool) -> None:
    answer = WITHIN.ask(Question("nb", text))
    assert (keys(answer), answer.around, answer.widened) == (wanted, around, False)


def test_who_asks_how_a_firm_gets_something_does_not_ask_for_firms() -> None:
    kind = topic("entry_kinds:firm", nb="bedrift", en="company")
    some = known([entry("scheme:x", names={"nb": "Sertifisering", "en": "Certification"})], (kind,))
    for language, text in (("nb", "hvordan blir bedriften sertifisert"), ("en", "how is a company certified")):
        assert kind.key not in some.named(text, language)
    assert kind.key in some.named("hvilken bedrift er sertifisert")
    assert kind.key in some.named("how do I find a certified company", "en")


def test_a_sentence_that_names_a_place_finds_nothing_elsewhere() -> None:
    found = keys(WITHIN.ask(Question("nb", "hvor finnes det lønnstilskudd i Drammen")))
    assert found[0] == "measure:norway"
    assert "measure:belgium" not in found
    found = keys(WITHIN.ask(Question("nb", "hvor finnes det lønnstilskudd i Oslo eller Drammen")))
    assert {"measure:norway", "measure:oslo"} == set(found)


def test_a_word_that_sounds_like_a_place_is_none() -> None:
    borovo = Topic("place:borovo", "place", {"bg": "Борово"}, within=("countries:BG",))
    some = known([entry("measure:x", names={"en": "Equipment"}, topics=("countries:BG",))], (borovo,))
    assert "countries:BG" not in some.named("borrow equipment", "en")
    assert "countries:BG" in some.named("Борово equipment", "en")


def test_what_lies_around_a_place_is_not_what_lies_around_another_that_holds_its_name() -> None:
    belgium = topic("countries:BE", nl="België")
    hill = Topic("place:hill", "place", {"nl": "Heist-op-den-Berg"}, within=(belgium.key,))
    bergen = Topic("place:bergen", "place", {"nb": "Bergen"}, within=(NORWAY.key,))
    engine = InMemory.of(
        (entry("measure:be", "Premie", topics=(belgium.key,)), entry("measure:no", "Tilskudd", topics=(NORWAY.key,))),
        (NORWAY, belgium, hill, bergen),
    )
    assert [keys(engine.ask(Question("nb", text))) for text in ("Bergen", "berg", "Heist-op-den-Berg")] == [
        ["measure:no"],
        ["measure:be"],
        ["measure:be"],
    ]

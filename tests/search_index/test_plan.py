"""A question becomes a plan: what each word may mean, and how much an entry must hold."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search_index.analysis import LANGUAGES
from search_index.entry import Entry, Topic
from search_index.plan import FEW, Alternative, Plan
from search_index.schema import PAIRS, TOPICS, words_of
from search_index.weights import OTHER_LANGUAGE, Why
from tests.search_index.entries import entry
from tests.search_index.vocabulary import known, texts, topic

REFUGEES = topic("groups:refugees", nb="flyktninger", nl="vluchtelingen", bg="бежанци", en="refugees")
KIND = topic("entry_kinds:measure", nb="tiltak", en="measure")
KNOWN = known(
    [
        Entry(
            key="measure:x",
            kind="measure",
            official_name="Arbeidstrening (AFT)",
            names={"nb": "Arbeidstrening", "nl": "Werkervaring", "bg": "Трудова практика", "en": "Work training"},
            other_names=("Proximus", "Aasen"),
            texts={
                "nb": "inkludering i arbeid med tilskudd og trening for bedriftene, lønnstilskudd, nabo, tilpasse",
                "nl": "organisatie voor tewerkstelling en goed doel",
                "bg": "работодателите получават субсидия",
                "en": "companies hire people for time",
            },
        )
    ],
    [REFUGEES, KIND],
)


def whys(plan: Plan, text: str) -> set[str]:
    """Give why the alternatives of a word are there."""
    (clause,) = (clause for clause in plan.clauses if clause.text == text)
    return {one.why.value for one in clause.sought.alternatives}


@pytest.mark.parametrize(
    ("language", "typed", "term", "why"),
    [
        ("nb", "bedriftene", "bedriftene", "exact"),
        ("nb", "bedrifter", "bedrift", "lemma"),
        ("nb", "loennstilskudd", "lonnstilskudd", "exact"),
        ("nb", "tilpassning", "tilpasse", "relative"),
        ("nb", "Åsen", "aasen", "exact"),
        ("nb", "trening", "arbeidstrening", "part"),
        ("nl", "organisaties", "organisatie", "lemma"),
        ("bg", "субсидии", "субсидия", "lemma"),
        ("bg", "rabotodateli", "работодателите", "sound"),
        ("en", "Проксимус", "proximus", "sound"),
        ("nb", "arbeidstr", "arbeidstrening", "beginning"),
        ("nb", "tilskdud", "tilskudd", "mistyped"),
        ("nb", "arbiedstrenig", "arbeidstrening", "mistyped"),
    ],
)
def test_a_word_finds_what_it_means(language: str, typed: str, term: str, why: str) -> None:
    assert KNOWN.terms(typed, language).get(term) == why


@pytest.mark.parametrize("typed", ["aftn", "nab", "zzzz", "98123", "goed doe", "tilskdud2"])
def test_what_means_nothing_finds_nothing(typed: str) -> None:
    last = KNOWN.plan(typed).clauses[-2 if " " in typed else 0]
    assert {one.term for one in last.sought.alternatives} <= {"goed"}


def test_a_known_word_is_no_beginning_and_no_mistake() -> None:
    assert set(KNOWN.terms("aft").values()) == {"exact"}
    assert set(KNOWN.terms("AFT", "bg").values()) == {"exact"}
    assert "exact" in KNOWN.terms("nabo").values()
    assert "mistyped" not in KNOWN.terms("nabo").values()


def test_a_dutch_word_is_not_another_spelling() -> None:
    both = texts(nl="goed doel", nb="god dol")
    assert "god" not in both.terms("goed", "nl")
    assert "dol" not in both.terms("doel", "nl")
    assert "god" in texts(nb="god").terms("goed", "nl")


def test_the_language_of_the_page_comes_first() -> None:
    (one,) = KNOWN.clause("tewerkstelling", "nl").sought.alternatives
    assert one == Alternative(words_of("nl"), "tewerkstelling", 1.0, Why.EXACT)
    (other,) = KNOWN.clause("tewerkstelling", "en").sought.alternatives
    assert other.factor == OTHER_LANGUAGE


@pytest.mark.parametrize(
    ("language", "typed"), [("nb", "flyktning"), ("en", "vluchteling"), ("nl", "бежанец"), ("bg", "refugee")]
)
def test_a_topic_is_named_in_any_language(language: str, typed: str) -> None:
    assert KNOWN.named(typed, language) == {"groups:refugees"}
    assert KNOWN.plan(typed, language).named() == {"groups:refugees": KNOWN.clause(typed, language).text}


def test_the_parts_of_a_compound_must_all_be_there() -> None:
    (parts,) = texts(nb="inkludering arbeid arbeidsinkludering").clause("arbeidsinkludering").sought.splits
    assert [{one.term for one in part.alternatives} for part in parts] == [{"arbeid"}, {"inkludering"}]
    assert {one.why for part in parts for one in part.alternatives} == {Why.PART}


def test_an_unknown_compound_is_read_as_its_parts() -> None:
    plan = KNOWN.plan("arbeidstreningstilskudd")
    assert [clause.text for clause in plan.clauses if clause.text] == ["arbeidstrening", "tilskudd"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("tilskuddsordning", "tilskudd"), ("lønnstilskuddsavtalene", "lonnstilskudd"), ("tilskuddxyzq", "tilskuddxyzq")],
)
def test_a_compound_of_which_only_the_beginning_is_known_is_read_as_that(typed: str, read: str) -> None:
    assert [clause.text for clause in KNOWN.plan(typed).clauses if clause.text] == [read]


def test_what_was_only_read_out_of_a_compound_makes_no_question_known() -> None:
    assert len([clause for clause in KNOWN.plan("naboarbeid blorf").clauses if clause.needed]) == 3
    assert KNOWN.plan("naboarbeid blorf").least == 4
    assert KNOWN.plan("nabo arbeid blorf").least == 2


@pytest.mark.parametrize("typed", ["rabotodateli", "работодателите"])
def test_bulgarian_is_in_its_own_language_on_every_page(typed: str) -> None:
    factors = {
        language: [one.factor for one in KNOWN.clause(typed, language).sought.alternatives] for language in ("en", "bg")
    }
    assert factors["en"] == factors["bg"]


def test_a_name_written_in_cyrillic_finds_the_texts_that_write_it_in_latin_letters() -> None:
    both = known(
        [
            Entry("organisation:vdab", "organisation", "VDAB", {}, other_names=("ВДАБ",)),
            Entry("measure:ibo", "measure", "IBO", {}, texts={"bg": "премия от VDAB за работа"}),
        ]
    )
    assert both.terms("ВДАБ", "bg") == {"вдаб": "exact", "vdab": "sound"}
    assert "rabota" not in both.terms("работа", "bg")


def test_a_word_that_is_a_stop_word_but_for_its_marks_is_found_by_what_it_names() -> None:
    sewing = known(
        [Entry("firm:x", "firm", "X", {}, texts={"nb": "en som lager søm"})],
        [topic("industries:s", nb="søm")],
    )
    assert sewing.terms("søm") == {"industries:s": "topic", "som": "relative"}
    assert "exact" in sewing.terms("som").values()


def test_two_words_are_read_as_the_one_they_make() -> None:
    for typed in ("lønns tilskudd", "tilskudd for lønn"):
        clauses = [clause for clause in KNOWN.plan(typed).clauses if clause.text]
        assert all("lonnstilskudd" in {one.term for one in clause.sought.alternatives} for clause in clauses)


def test_a_phrase_is_words_side_by_side() -> None:
    clause = KNOWN.clause('"Inkludering i arbeid"')
    (pairs,) = clause.sought.splits
    assert clause.needed
    assert [one.term for pair in pairs for one in pair.alternatives] == ["inkludering i", "i arbeid"]
    assert {one.field for pair in pairs for one in pair.alternatives} == {PAIRS}


def test_a_phrase_of_one_word_is_the_word_as_it_stands() -> None:
    assert set(KNOWN.terms('"bedriftene"')) == {"bedriftene"}
    assert KNOWN.terms('"bedrifter"') == {}


def test_a_phrase_is_looked_for_in_the_labels_of_topics_too() -> None:
    label = known(topics=[topic("groups:gaps", nb="ungdom med hull i CV-en")])
    assert label.named('"hull i CV-en"') == {"groups:gaps"}


def test_without_excludes_a_word_in_its_forms_and_its_topic() -> None:
    plan = KNOWN.plan("tilskudd -flyktninger -bedrifter")
    unwanted = [clause for clause in plan.clauses if clause.excluded]
    assert [clause.text for clause in unwanted] == ["flyktninger", "bedrifter"]
    assert not any(clause.needed for clause in unwanted)
    assert [one.term for one in unwanted[0].sought.alternatives if one.field == TOPICS] == ["groups:refugees"]
    assert {one.term for one in unwanted[1].sought.alternatives} == {"bedrift"}


def test_without_leaves_what_has_the_word_only_as_a_synonym_of_its_topic() -> None:
    groups = known(topics=[topic("groups:disabled", nb="funksjonsnedsettelse")])
    synonyms = known(topics=[Topic("groups:disabled", "groups", {"nb": "nedsatt funksjonsevne"}, {"nb": ("blind",)})])
    assert groups.named("-funksjonsnedsettelse") == {"groups:disabled"}
    assert synonyms.named("-blind") == set()


def test_a_question_that_is_a_whole_name_says_so() -> None:
    (whole,) = (clause for clause in KNOWN.plan("Work training").clauses if not clause.text)
    assert not whole.needed
    ((first, *_, last),) = whole.sought.splits
    assert (first.alternatives[0].term, last.alternatives[0].term) == ("^ work", "training $")


def test_stop_words_are_not_needed_unless_there_is_nothing_else() -> None:
    assert [clause.text for clause in KNOWN.plan("hvordan få tilskudd").clauses if clause.needed] == ["tilskudd"]
    assert [clause.text for clause in KNOWN.plan("hvordan få").clauses if clause.needed] == ["hvordan", "få"]
    assert [clause.text for clause in KNOWN.plan("АЗ и субсидия", "bg").clauses if clause.needed] == ["аз", "субсидия"]


def test_a_sentence_need_not_be_answered_word_by_word() -> None:
    short, sentence = KNOWN.plan("tilskudd bedrift"), KNOWN.plan("hvordan får jeg tilskudd til bedrift")
    assert (short.few, sentence.few) == (1, FEW)
    needed = [clause.text for clause in KNOWN.plan("hvilke tiltak gir tilskudd for arbeid").clauses if clause.needed]
    assert needed == ["tilskudd", "arbeid"]


@pytest.mark.parametrize(
    ("typed", "least"),
    [
        ("tilskudd", 1),
        ("tilskudd trening", 1),
        ("tilskudd trening arbeid", 2),
        ("proximus blorf", 1),
        ("flyktning blorf snark", 1),
        ("nabo blorf", 3),
        ("tilskdud blorf", 3),
        ("blorf", 2),
    ],
)
def test_what_is_unknown_counts_against_the_rest(typed: str, least: int) -> None:
    assert KNOWN.plan(typed).least == least


def test_nothing_is_asked_by_nothing() -> None:
    for typed in ("", " ", "-", '""', "*?~"):
        assert KNOWN.plan(typed).clauses == ()


HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(st.characters(), max_size=400),
    st.text(st.sampled_from('aåo "-«»„“”æеяqx64\x00\ud800'), max_size=400),
)


@settings(max_examples=300, deadline=None)
@example("HARE", "fr")
@given(HOSTILE, st.sampled_from([*LANGUAGES, "fr"]))
def test_any_text_is_read(text: str, language: str) -> None:
    plan = KNOWN.plan(text, language)
    assert all(clause.sought.alternatives or clause.sought.splits or clause.text for clause in plan.clauses)
    assert plan.least >= 1
    assert hash(plan)


@pytest.mark.parametrize(
    "text", ["x" * 100_000, '"' * 10_000, "arbeid" * 40, "-a " * 5_000, "cjyuxv64" * 40, " ".join(["rabtodatle"] * 12)]
)
def test_a_hostile_question_is_read_quickly(text: str) -> None:
    KNOWN.plan(text)
    begun = time.thread_time()
    KNOWN.plan(text)
    assert time.thread_time() - begun < 0.05  # noqa: PLR2004  # ten times what it takes on an idle machine


def test_entries_of_a_register_are_all_known() -> None:
    register = known([entry("firm:a", "Asker Taxi AS"), entry("firm:b", "Plantefryd AS")])
    assert register.terms("taxi") == {"taxi": "exact"}
    assert whys(register.plan("plantefrid"), "plantefrid") == {"mistyped"}


def test_a_topic_that_only_a_guess_names_makes_no_word_known() -> None:
    training = topic("kinds:training", en="training")
    some = known([entry("measure:x", names={"en": "We train people"})], (training,))
    assert some.named("brain injury", "en") == {"kinds:training"}
    plan = some.plan("brain injury", "en")
    assert plan.least > sum(clause.needed for clause in plan.clauses)

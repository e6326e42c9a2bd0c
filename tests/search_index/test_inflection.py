"""Words that belong together, and words that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.analysis import LANGUAGES, fold, forms
from search_index.language.inflection import ends_alike, root, sound_root
from search_index.language.letters import sound


def family(word: str, language: str) -> set[str]:
    """Give everything that two related words may have in common: their terms and the roots of these."""
    terms = forms(word, language)
    return {*terms, *(root(term, language) for term in terms)}


TOGETHER = {
    "nb": """
        bedrift bedriftene, arbeidsgiver arbeidsgiverne, arbeidsgiver arbeidsgivernes, tilskudd tilskuddet, bok bøker,
        ansatt ansatte, ansatt ansette, ansettelse ansette, tilpasning tilpasset, tilrettelegging tilrettelegge,
        sertifisert sertifisering, lærling lærlingene, kommune kommunene, mulighet mulighetene, kurs kurset,
        mentor mentoren, lov loven, sykmeldt sykmeldte, integrering integrert, oppfølging oppfølgingen,
        funksjonsnedsettelse funksjonsnedsettelser, medlem medlemskap, kollega kolleger, jobb jobben,
        lønn lønna, jobb jobba
    """,
    "nl": """
        bedrijf bedrijven, werkgever werkgevers, aanwerven aanwerving, aanwerven aanwerft, premie premies,
        maatregel maatregelen, ondersteuning ondersteunen, begeleider begeleiding, loon lonen, werkloos werkloze,
        vluchteling vluchtelingen, activeren activering, integratie integreren, organisatie organisaties,
        doof dove, ziek zieke, aangepast aanpassen, vijftigplusser vijftigplussers, jongere jongeren
    """,
    "bg": """
        работодател работодателите, увреждане увреждания, увреждане уврежданията, човек хора, дете деца,
        мярка мерките, наемане наемам, наемам наема, младеж младежите, субсидия субсидиите, заетост заетостта,
        социален социалните, безработен безработните, предприятие предприятията, обучение обученията,
        организация организиране, стаж стажове, квота квотата, наставник наставници, обезщетение обезщетения
    """,
    "en": """
        company companies, disability disabilities, disabled disability, hire hired, hire hiring, subsidy subsidies,
        adapt adaptation, certify certified, employ employed, apprenticeship apprenticeships, organisation organization,
        train training, measure measures, interpreter interpreters
    """,
}
APART = {
    "nb": """
        land landbruk, ansvar ansette, person personal, lønn løfte, arbeid arbeidsgiver, form forening, mentor mental,
        rus russ, praksis produkt, kommune komme, regional register, støtte større, bedrift bedre, tilbud tilbake
    """,
    "nl": """
        werk werkgever, loon leefloon, school schoon, advies adviesraad, gemeente gemeld, handel handicap, norm normaal,
        dienst dienen, maat maatregel, regel regering, over overheid, baan ban, taak tak, naam nam
    """,
    "bg": """
        труд трудно, работа работодател, стаж стажант, място местен, наем намаля, курс квота, мина министър,
        част частен, клас класация
    """,
    "en": """
        county country, employer employee, company complex, mentor mental, course court, charter charity, train trail,
        press premium, person personnel
    """,
}


def pairs(of: dict[str, str]) -> list[tuple[str, str, str]]:
    """Give each pair and its language."""
    lines = ((language, pair.split()) for language, text in of.items() for pair in text.split(","))
    return [(language, one, other) for language, (one, other) in lines]


@pytest.mark.parametrize(("language", "one", "other"), pairs(TOGETHER))
def test_forms_of_a_word_belong_together(language: str, one: str, other: str) -> None:
    assert family(one, language) & family(other, language)


@pytest.mark.parametrize(("language", "one", "other"), pairs(APART))
def test_different_words_stay_apart(language: str, one: str, other: str) -> None:
    assert not set(forms(one, language)) & set(forms(other, language))
    assert root(fold(one), language) != root(fold(other), language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("feriejobb", "sommerjobber", "nb"),
        ("jobb", "sommerjobb", "nb"),
        ("vakantiejob", "zomerjobs", "nl"),
        ("практика", "практики", "bg"),
    ],
)
def test_names_of_one_thing_end_alike(one: str, other: str, language: str) -> None:
    assert ends_alike(one, other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("telecom", "software", "en"), ("opplaering", "veiledning", "nb"), ("it", "it", "en")],
)
def test_an_ending_is_no_word(one: str, other: str, language: str) -> None:
    assert not ends_alike(one, other, language)


def test_a_short_word_is_its_own_root() -> None:
    for language in LANGUAGES:
        for word in ("aft", "vta", "ibo", "ocmw", "насо", "vdab"):
            assert root(word, language) == word
            assert forms(word, language)[0] == word


def test_a_folded_word_has_the_root_of_its_family() -> None:
    assert root("lonnstilskuddet", "nb") == root("lonnstilskudd", "nb")
    assert root("oppfolgingen", "nb") == root("oppfolging", "nb")


@pytest.mark.parametrize(("latin", "cyrillic"), [("rabotodateli", "работодателите"), ("uvrezhdania", "увреждане")])
def test_a_bulgarian_word_has_its_root_in_latin_letters_too(latin: str, cyrillic: str) -> None:
    assert sound_root(sound(latin)) == sound_root(sound(cyrillic))


@given(st.text(min_size=1).map(str.lower), st.sampled_from([*LANGUAGES, "fr"]))
def test_any_word_has_a_root(word: str, language: str) -> None:
    assert root(word, language)
    assert sound_root(word)

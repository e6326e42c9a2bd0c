"""The lemmas are the same from both kinds of dictionaries."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.analysis import LONGEST_LEMMATISED, SHORTEST_LEMMATISED, forms
from search_index.language import lemmas
from search_index.language.letters import is_foreign_to

WORDS = {
    "nb": "bedriftene tilrettelegging arbeidsgiverne flyktninger qqqq Oslo",
    "nl": "bedrijven werkgevers aangepaste lonen qqqq",
    "bg": "мерките предприятията работодателите хора qqqq",
    "en": "companies employers wages running qqqq",
}


@pytest.fixture(autouse=True)
def _others_use_their_own() -> Iterator[None]:
    """Forget the dictionaries of other tests, and leave none to them."""
    lemmas._lemmatizer.cache_clear()
    lemmas._strategy.cache_clear()
    yield
    lemmas._lemmatizer.cache_clear()
    lemmas._strategy.cache_clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that held nothing before the tries were made in it."""
    folder = tmp_path_factory.mktemp("lemmas")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(lemmas.SETTING, str(folder))
        assert lemmas.make().parent == folder
    return folder


def found() -> dict[str, list[str]]:
    return {language: [lemmas.lemma(word, language) for word in some.split()] for language, some in WORDS.items()}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The lemmas where no tries were made."""
    lemmas._lemmatizer.cache_clear()
    lemmas._strategy.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(lemmas.SETTING, str(tmp_path_factory.mktemp("none")))
        given = found()
    lemmas._lemmatizer.cache_clear()
    lemmas._strategy.cache_clear()
    assert given["nb"][0] == "bedrift"
    return given


def test_tries_and_dictionaries_give_the_same_lemmas(
    made: Path, plain: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(lemmas.SETTING, str(made))
    assert found() == plain
    assert lemmas.make() == lemmas.folder()
    assert list(made.iterdir()) == [lemmas.folder()]


def test_a_damaged_trie_is_made_again(
    made: Path,
    plain: dict[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(made, folder)
    monkeypatch.setenv(lemmas.SETTING, str(folder))
    (lemmas.folder() / "en.dic").write_bytes(b"garbage")
    assert found() == plain
    assert "Corrupt trie" in caplog.text


LATIN, CYRILLIC = (
    st.text(st.sampled_from(letters), min_size=SHORTEST_LEMMATISED, max_size=LONGEST_LEMMATISED)
    for letters in ("abcdefghijklmnopqrstuvwxyzæøåéïë", "абвгдежзийклмнопрстуфхцчшщъьюяѝ")
)


@pytest.mark.parametrize("language", lemmas.LANGUAGES)
@given(data=st.data())
def test_no_lemma_is_missed_in_the_other_alphabet(language: str, data: st.DataObject) -> None:
    known = [word for some in WORDS.values() for word in some.lower().split() if is_foreign_to(language, word)]
    word = data.draw(st.one_of(st.sampled_from(known), LATIN if language == "bg" else CYRILLIC))
    assert is_foreign_to(language, word)
    assert lemmas.lemma(word, language) == word
    assert len(forms(word, language)) == 1

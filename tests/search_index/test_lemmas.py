"""The lemmas are the same from both kinds of dictionaries."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_index import lemmas

WORDS = {
    "nb": "bedriftene tilrettelegging arbeidsgiverne flyktninger qqqq Oslo",
    "nl": "bedrijven werkgevers aangepaste lonen qqqq",
    "bg": "мерките предприятията работодателите хора qqqq",
    "en": "companies employers wages running qqqq",
}


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Take the dictionaries of another folder."""
    monkeypatch.setenv(lemmas.SETTING, str(tmp_path))
    lemmas._lemmatizer.cache_clear()
    yield tmp_path
    lemmas._lemmatizer.cache_clear()


def found() -> dict[str, list[str]]:
    return {language: [lemmas.lemma(word, language) for word in some.split()] for language, some in WORDS.items()}


def test_tries_and_dictionaries_give_the_same_lemmas(fresh: Path) -> None:
    plain = found()
    assert plain["nb"][0] == "bedrift"
    assert lemmas.make().parent == fresh
    assert lemmas.make() == lemmas.folder()
    lemmas._lemmatizer.cache_clear()
    assert found() == plain
    assert [file.name for file in fresh.iterdir()] == [lemmas.folder().name]


@pytest.mark.usefixtures("fresh")
def test_a_damaged_trie_is_made_again(caplog: pytest.LogCaptureFixture) -> None:
    plain = found()
    (lemmas.make() / "en.dic").write_bytes(b"garbage")
    lemmas._lemmatizer.cache_clear()
    assert found() == plain
    assert "Corrupt trie" in caplog.text

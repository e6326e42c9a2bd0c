"""Statements in PDF, read with other programs: pypdf, and Poppler's pdfsig, pdftotext and pdfinfo."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from portal import stating
from portal.evidence import proofs, sheets
from portal.evidence.checking import Kind
from portal.register.deciding import Order
from portal.tables import Organisation
from portal.words import LANGUAGES, DecisionKind, LocalText
from tests.evidence.conftest import BASE, DAY, NAME, NUMBER, WITHDRAWN, Office, check

SENTENCES = {
    "nb": "Ja. Sertifikatet til",
    "nl": "Ja. Het certificaat van",
    "bg": "Да. Към 12 март 2026",
    "en": "Yes. The certificate of",
}


def ask(program: str, *words: str | Path) -> str:
    done = subprocess.run([program, *words], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A statement in each language: the language, and the file."""
    file = tmp_path_factory.mktemp("pdf") / f"{request.param}.pdf"
    file.write_bytes(office.statement(Kind.PDF, lang=request.param))
    return request.param, file


def test_any_reader_finds_the_seal_intact(made: tuple[str, Path]) -> None:
    found = ask("pdfsig", made[1])
    assert "Signature is Valid." in found
    assert "Total document signed" in found
    assert "Seal of register.example" in found
    assert "ETSI.CAdES.detached" in found


def test_a_changed_byte_breaks_the_seal(made: tuple[str, Path], tmp_path: Path) -> None:
    data = bytearray(made[1].read_bytes())
    data[data.index(b"stream\n") + 40] ^= 1
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(data)
    assert "Signature is Valid." not in ask("pdfsig", broken)


def test_the_words_are_right_in_each_language(made: tuple[str, Path]) -> None:
    language, file = made
    text = " ".join(ask("pdftotext", "-layout", file, "-").split())
    assert NAME in text
    assert SENTENCES[language] in text
    assert all(part in text for part in (NUMBER, "974760673 (Brønnøysundregistrene)", "2026-03-12", "2014/24/"))
    if language == "bg":
        assert "Всичко е наред." in text


@pytest.mark.parametrize(("number", "is_said"), [(NUMBER, True), (WITHDRAWN, False)])
def test_until_when_is_not_said_of_one_that_was_withdrawn(
    office: Office, tmp_path: Path, number: str, is_said: bool
) -> None:
    file = tmp_path / "one.pdf"
    file.write_bytes(office.statement(Kind.PDF, number, lang="en"))
    facts = ask("pdftotext", "-layout", file, "-").partition("History")[0]
    assert ("Valid until" in facts) is is_said


def test_it_is_one_page_for_everyone(made: tuple[str, Path]) -> None:
    """PDF/UA-1 asks for these; nobody here can check all of it."""
    language, file = made
    reader = PdfReader(file)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842), "A4"
    root = cast("dict[str, Any]", reader.root_object)
    assert str(root["/Lang"]) == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert NUMBER in (reader.metadata.title or "")
    described = reader.xmp_metadata
    assert described is not None
    xmp = described.stream.get_data().decode()
    assert "pdfuaid" in xmp
    assert "pdfaid" in xmp
    assert all(font["emb"] for font in fonts(file))


def fonts(file: Path) -> list[dict[str, bool]]:
    rows = ask("pdffonts", file).splitlines()[2:]
    assert rows
    return [{"emb": row.split()[-5] == "yes"} for row in rows]


def test_the_code_leads_to_the_answer_of_now(made: tuple[str, Path]) -> None:
    language, file = made
    noted = cast("list[Any]", PdfReader(file).pages[0]["/Annots"])
    links = [one["/A"]["/URI"] for one in noted if "/A" in one.get_object()]
    assert set(links) == {f"{BASE}/{language}/verify?number={NUMBER}&on=2026-03-12"}


def test_the_statement_and_the_credential_are_inside(office: Office, made: tuple[str, Path]) -> None:
    inside = {name: data[0] for name, data in PdfReader(made[1]).attachments.items()}
    assert set(inside) == {"statement.json", "credential.jwt"}
    assert check(inside["statement.json"], office.trust).kind is Kind.JSON
    assert check(inside["credential.jwt"], office.trust).kind is Kind.CREDENTIAL
    assert json.loads(inside["statement.json"])["verdict"]["certificates"][0]["number"] == NUMBER


def test_long_histories_and_texts_stay_on_one_page(own_office: Office, tmp_path: Path) -> None:
    text = LocalText(dict.fromkeys(LANGUAGES, "Много дълго обяснение на решението. " * 8))
    for year in range(2027, 2040):
        day, until = date(2026, 2, year - 2020), date(year, 1, 31)
        own_office.decide(Order(DecisionKind.RENEWED, day, NUMBER, valid_until=until, reason=text))
    for language in LANGUAGES:
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(own_office.statement(Kind.PDF, on=DAY, until=date(2041, 1, 1), lang=language))
        assert len(PdfReader(file).pages) == 1
        assert "Signature is Valid." in ask("pdfsig", file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_answers_are_a_sealed_table(office: Office, tmp_path: Path, language: str) -> None:
    rows = [[f"R{row}", "NO 974760673", NAME, NUMBER, "✓", "", "§ <b> #[evil] $x$"] for row in range(120)]
    with office.speaking(language):
        data = stating.table(rows, ["2026-03-12"])
    file = tmp_path / "table.pdf"
    file.write_bytes(data)
    assert "Total document signed" in ask("pdfsig", file)
    reader = PdfReader(file)
    assert len(reader.pages) > 2
    assert str(reader.root_object["/Lang"]) == language
    text = ask("pdftotext", "-layout", file, "-")
    assert "R119" in text
    assert "#[evil] $x$" in text, "what stands in a row is words and nothing else"
    proven = check(data, office.trust)
    assert proven.kind is Kind.TABLE
    assert proofs.in_english(proven).startswith("register.example made this table of 120 answers on 2026-11-22T12")


STRANGE = ["漢字 AS", "😀 Bakeri", "Bell\x07 AS", "\ue000 AS", "\u202eSA gnalrE", "Кафе\u0301 И\u0306", "ﬁrma №1 ™"]


@pytest.mark.parametrize("name", STRANGE)
def test_no_name_is_in_the_way(own_office: Office, name: str) -> None:
    """A letter that no font here has is a mark on the page, and stands in the statement inside as it is."""
    with own_office.store.writing() as session:
        session.exec(select(Organisation).where(col(Organisation.slug) == "firm")).one().name = name
    data = own_office.statement(Kind.PDF)
    assert check(data, own_office.trust).verdict["organisation"]["name"] == name
    with own_office.speaking():
        table = stating.table([[name] * 7])
    assert check(table, own_office.trust).kind is Kind.TABLE


def test_each_letter_that_may_stand_there_has_a_shape(office: Office) -> None:
    every = [chr(code) for first, last in sheets.LETTERS for code in range(ord(first), ord(last) + 1)]
    parts = ["".join(every[place : place + 40]) for place in range(0, len(every), 40)]
    with office.speaking():
        assert stating.table([[part] * 7 for part in parts]).startswith(b"%PDF")

"""What the columns of a table mean: by their headings in any of the four languages, else by what stands in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from portal.batch import numbers
from portal.batch.tables import Column, RawRow
from portal.register.numbers import certificate_number

_SAMPLE: Final = 100
_HEADINGS: Final[Mapping[Column, str]] = {
    Column.NUMBER: """certificate number, certificate no, certificate nr, certificate, number, no, nr;
        sertifikatnummer, sertifikatnr, sertifikat nr, sertifikat, nummer;
        certificaatnummer, certificaatnr, certificaat nr, certificaat, nummer van het certificaat;
        номер на сертификата, номер на сертификат, сертификат номер, сертификат, номер""",
    Column.ORGANISATION_NUMBER: """organisation number, organization number, organisation no, organization no,
        org number, org no, company number, registration number, vat number, vat no, vat, lei;
        organisasjonsnummer, organisasjonsnr, orgnummer, orgnr, org nr, org nummer, foretaksnummer, mva nummer;
        ondernemingsnummer, ondernemingsnr, organisatienummer, kbo nummer, kbo, btw nummer, btw nr, rsz nummer;
        еик, булстат, еик булстат, единен идентификационен код, номер на организацията,
        организационен номер, регистрационен номер, ддс номер, номер по ддс""",
    Column.NAME: """name of the firm, firm name, name, firm, company, company name, supplier, organisation,
        organization, organisation name, organization name, business;
        navn, firma, firmanavn, firmaets navn, navn på firmaet, bedrift, bedriftsnavn, bedriftens navn,
        navn på bedriften, leverandør, virksomhet, foretaksnavn, organisasjon, selskap;
        naam, firmanaam, naam van de firma, bedrijf, bedrijfsnaam, naam van het bedrijf, onderneming,
        naam van de onderneming, leverancier, organisatie;
        име, фирма, име на фирмата, наименование, наименование на фирмата, предприятие,
        доставчик, организация, дружество""",
    Column.REFERENCE: """own reference, your reference, our reference, reference, ref;
        egen referanse, din referanse, vår referanse, referanse;
        eigen referentie, uw referentie, onze referentie, referentie, kenmerk, eigen kenmerk;
        собствена референция, ваша референция, референция, собствен номер, ваш номер,
        ваше означение, собствено означение""",
}
_KNOWN: Final = {
    " ".join(words.split()): column for column, said in _HEADINGS.items() for words in re.split(r"[,;]", said)
}

_DAYS: Final = frozenset(
    {
        *("day", "date", "on", "valid on", "check date", "deadline", "dag", "dato", "per dato", "frist"),
        *("datum", "op datum", "дата", "ден", "към дата", "срок"),
    }
)


def meaning(text: str) -> Column | None:
    """Give what a heading says that its column means; None: it is none that is known."""
    return _KNOWN.get(_words(text)) if len(text) < 60 else None


def _words(text: str) -> str:
    return " ".join(re.split(r"[\W_]+", text.casefold())).strip()


def is_of_days(text: str) -> bool:
    """Say whether a heading is one of days: a list is asked about one day or one period, which its sender chooses."""
    return _words(text) in _DAYS


def is_heading(text: str) -> bool:
    """Say whether a cell is one of the headings that are known."""
    return meaning(text) is not None


def looks_like_a_number(text: str) -> bool:
    """Say whether a cell holds the number of a certificate or of an organisation."""
    return _is_certificate(text) or numbers.is_like(text)


def by_heading(cells: Sequence[str]) -> tuple[Column, ...]:
    """Give what each column means by its heading; of several with the same meaning the first counts."""
    found: list[Column] = []
    for cell in cells:
        column = meaning(cell)
        found.append(Column.FURTHER if column is None or column in found else column)
    return tuple(found)


def by_content(rows: Sequence[RawRow], width: int) -> tuple[Column, ...]:
    """Give what each column means by what stands in most of its cells.

    A column alone is asked with, whatever it holds. Of several, the first with letters is the name.
    """
    if width == 1:
        return (Column.NAME,)
    filled = [[row.cells[n] for row in rows[:_SAMPLE] if n < len(row.cells) and row.cells[n]] for n in range(width)]
    found = [Column.FURTHER] * width
    tests = (
        (Column.NUMBER, _is_certificate),
        (Column.ORGANISATION_NUMBER, numbers.is_like),
        (Column.NAME, _has_a_word),
    )
    for column, test in tests:
        for n, cells in enumerate(filled):
            if found[n] is Column.FURTHER and cells and sum(map(test, cells)) * 2 > len(cells):
                found[n] = column
                break
    return tuple(found)


def _is_certificate(text: str) -> bool:
    return bool(certificate_number(text))


def _has_a_word(text: str) -> bool:
    return re.search(r"[^\W\d_]{3,}", text) is not None

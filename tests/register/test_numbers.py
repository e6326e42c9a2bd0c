"""Organisation numbers as people write them, and the numbers of persons that are refused."""

import sys
import unicodedata
from datetime import date
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import lei
from stdnum.be import vat as enterprise
from stdnum.bg import egn
from stdnum.bg import vat as eik
from stdnum.iso7064 import mod_97_10
from stdnum.no import orgnr

from portal.register import numbers
from portal.register.numbers import BELGIUM, BULGARIA, LEI, NORWAY, Kind

SEPARATORS = st.sampled_from(["", " ", "\u00a0", ".", "-", "\u2013", "\u2009", " . "])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def norwegian(draw: st.DrawFn) -> str:
    stem = draw(digits(8))
    rest = -orgnr.checksum(f"{stem}0") % 11
    assume(rest < 10)
    return f"{stem}{rest}"


@st.composite
def belgian(draw: st.DrawFn) -> str:
    stem = draw(st.integers(min_value=1, max_value=19_999_999))
    return f"{stem:08}{97 - stem % 97:02}"


@st.composite
def bulgarian(draw: st.DrawFn) -> str:
    stem = draw(digits(8))
    return f"{stem}{eik.calc_check_digit_legal(stem)}"


@st.composite
def branch(draw: st.DrawFn) -> str:
    stem = draw(bulgarian()) + draw(digits(3))
    return f"{stem}{numbers.branch_check_digit(stem)}"


@st.composite
def legal_entity(draw: st.DrawFn) -> str:
    stem = draw(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18).filter(str.isalnum))
    assume(not stem.isdecimal())
    return f"{stem}{mod_97_10.calc_check_digits(stem)}"


@st.composite
def person(draw: st.DrawFn) -> str:
    """A Bulgarian personal number."""
    day = draw(st.dates(date(1800, 1, 1), date(2099, 12, 31)))
    month = day.month + {18: 20, 19: 0, 20: 40}[day.year // 100]
    stem = f"{day.year % 100:02}{month:02}{day.day:02}{draw(digits(3))}"
    return f"{stem}{egn.calc_check_digit(stem)}"


@st.composite
def written(draw: st.DrawFn, number: str) -> str:
    """The number with something between its signs."""
    return "".join(sign + draw(SEPARATORS) for sign in number)


WAYS = [
    (norwegian(), ["NO", "", "org.nr. ", "no "], ["", "MVA", " mva"], NORWAY),
    (belgian(), ["BE", "BE ", "be", "KBO "], [""], BELGIUM),
    (bulgarian(), ["BG", "БГ", "ЕИК ", "EIK", ""], [""], BULGARIA),
    (branch(), ["BG", ""], [""], BULGARIA),
    (legal_entity(), ["", "LEI "], [""], LEI),
]


@given(st.data(), st.sampled_from(range(len(WAYS))))
def test_a_number_is_read_however_it_is_written(data: st.DataObject, which: int) -> None:
    valid, before, after, register = WAYS[which]
    number = data.draw(valid)
    assume(
        register != LEI or not number.startswith(("NO", "BE", "BG", "KBO", "EIK", "VAT", "LEI", "BTW", "TVA", "BCE"))
    )
    text = data.draw(st.sampled_from(before)) + data.draw(written(number)) + data.draw(st.sampled_from(after))
    found = numbers.read(text)
    assert (found.kind, found.digits) == (Kind.NUMBER, number)
    assert register in found.registers


@given(st.data(), st.sampled_from([(norwegian(), "NO"), (belgian(), "BE"), (bulgarian(), "BG"), (branch(), "BG")]))
def test_one_wrong_digit_of_a_number_is_told(data: st.DataObject, which: tuple[st.SearchStrategy[str], str]) -> None:
    number, prefix = data.draw(which[0]), which[1]
    place = data.draw(st.integers(0, len(number) - 1))
    assume(prefix != "BE" or place > 0)
    wrong = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)
    text = f"{prefix} {number[:place]}{wrong}{number[place + 1 :]}"
    found = numbers.read(text)
    if prefix == "BG" and found.kind is Kind.NUMBER:  # two remainders, 0 and 10 twice, share the digit 0
        assert numbers.is_of(BULGARIA, found.digits)
    else:
        assert found == numbers.Number(Kind.WRONG_CHECK_DIGIT)


@given(st.data())
def test_the_old_belgian_form_gets_its_zero(data: st.DataObject) -> None:
    number = data.draw(belgian().filter(lambda one: one.startswith("0")))
    assert numbers.read(f"BE {number[1:]}").digits == number
    assert number in numbers.possible(number[1:])


@given(st.data())
def test_a_personal_number_is_never_given_back(data: st.DataObject) -> None:
    number = data.draw(person().filter(lambda one: not enterprise.is_valid(one)))
    before = data.draw(st.sampled_from(["", "BG", "ЕГН ", "EGN: ", "Иван ", "no. "]))
    after = data.draw(st.sampled_from(["", " Иванов", " AS"]))
    found = numbers.read(before + data.draw(written(number)) + after)
    assert found == numbers.Number(Kind.PERSONAL)


BOTH = tuple(
    islice((one for stem in range(10_101_000, 10_131_999) if egn.is_valid(one := f"{stem:08}{97 - stem % 97:02}")), 50)
)
"""Belgian numbers that are Bulgarian personal numbers too."""


@given(st.sampled_from(BOTH))
def test_a_number_that_could_be_a_person_says_so_unless_it_is_called_belgian(number: str) -> None:
    assert numbers.read(number).maybe_personal
    assert numbers.read(f"BE{number}") == numbers.Number(Kind.NUMBER, number, (BELGIUM,), BELGIUM)
    assert numbers.is_personal(f"BG{number}")


@pytest.mark.parametrize(
    "text",
    [
        "7523169263",
        "752316 926 3",
        "BG7523169263",
        "7523169264",  # a slip in the check digit, and a day of birth
        "151086 95088",  # Norwegian
        "15108695087",
        "85.07.30-033 28",  # Belgian
        "۷۵۲۳۱۶۹۲۶۳",  # in other digits
        "Ivan Petrov, 7523169263",
        "Ivan Petrov 7523169263 12",  # with the number of a house
        "5 752316-9263 14.03.2026",
        "7523169263 7523169263",
    ],
)
def test_the_number_of_a_person_is_known(text: str) -> None:
    assert numbers.read(text) == numbers.Number(Kind.PERSONAL)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.NO_NUMBER),
        ("Asker Taxi AS", Kind.NO_NUMBER),
        ("12345", Kind.NO_NUMBER),
        ("BE", Kind.NO_NUMBER),
        ("SPA-2023-001", Kind.NO_NUMBER),
        ("DEMOFJELL-2024-00001", Kind.NO_NUMBER),
        ("974760672", Kind.WRONG_CHECK_DIGIT),
        ("0202.239.952", Kind.WRONG_CHECK_DIGIT),
        ("213800KUD8LXJWSQ9D15", Kind.WRONG_CHECK_DIGIT),
        ("BG 974760673", Kind.WRONG_CHECK_DIGIT),
        ("0202.239.951", Kind.NUMBER),
        ("(0)202 239 951", Kind.NUMBER),
        ("974 760 673 MVA", Kind.NUMBER),
    ],
)
def test_what_a_text_is(text: str, kind: Kind) -> None:
    assert numbers.read(text).kind is kind


@pytest.mark.parametrize(
    ("text", "named"),
    [("974760673", None), ("974760673 MVA", NORWAY), ("no974760673", NORWAY), ("KBO 202239951", BELGIUM)],
)
def test_a_text_can_name_the_register(text: str, named: str | None) -> None:
    assert numbers.read(text).named == named


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    found = numbers.read(text)
    assert (found.kind is Kind.NUMBER) == bool(found.digits)
    assert lei.is_valid(found.digits) if found.registers == (LEI,) else found.digits.isdecimal() or not found.digits


def test_no_letter_of_any_script_stands_for_a_digit() -> None:
    """What is letters alone is not read any further."""
    letters = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalpha())
    assert [some for some in letters if any(map(str.isdecimal, unicodedata.normalize("NFKC", some)))] == []

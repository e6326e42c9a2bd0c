"""Organisation numbers as spreadsheets leave them; what could be a person's is shown to nobody."""

from itertools import islice

import pytest
from sqlmodel import Session
from stdnum.bg import egn

from portal.batch import numbers, reading
from portal.batch.asking import Days, answers
from portal.batch.tables import HIDDEN, Trouble
from portal.register import verification
from portal.register.numbers import is_of
from portal.store import Store
from portal.tables import Identifier
from tests import make

BOTH = tuple(
    islice((one for stem in range(10_101_000, 10_131_999) if egn.is_valid(one := f"{stem:08}{97 - stem % 97:02}")), 2)
)
"""Two Belgian numbers that are Bulgarian personal numbers too."""


@pytest.mark.parametrize(
    ("text", "digits", "trouble", "lost_zero"),
    [
        ("974760673", "974760673", None, False),
        ("NO 974 760 673 MVA", "974760673", None, False),
        ("0202.239.951", "0202239951", None, False),
        ("403227515", "0403227515", None, True),
        ("202239951", "202239951", None, False),  # a good number elsewhere too: what the register knows decides
        ("BE 202239951", "0202239951", None, True),
        ("694037", "", Trouble.NO_NUMBER, False),
        ("974760672", "", Trouble.CHECK_DIGIT, False),
        ("0202239952", "", Trouble.CHECK_DIGIT, False),
        ("213800KUD8LXJWSQ9D15", "", Trouble.CHECK_DIGIT, False),
        ("12345678", "", Trouble.NO_NUMBER, False),
        ("9,74761E+08", "", Trouble.SHORTENED, False),
        ("Asker Taxi AS", "", Trouble.NO_NUMBER, False),
        ("7523169263", "", Trouble.PERSONAL, False),
        ("Ivan, 7523169263", "", Trouble.PERSONAL, False),
        ("010190 00083", "", Trouble.PERSONAL, False),
        ("1019000083", "", Trouble.PERSONAL, False),  # the same without its first zero
    ],
)
def test_a_cell_is_read(text: str, digits: str, trouble: Trouble | None, lost_zero: bool) -> None:
    found = numbers.read(text)
    assert (found.number.digits, found.trouble, found.lost_zero) == (digits, trouble, lost_zero)


def test_a_bulgarian_number_gets_its_zero_back() -> None:
    number = next(one for n in range(10**7) if is_of("BG-EIK", one := f"0{n + 10_000_000:08}"))
    found = numbers.read(number[1:])
    assert (found.number.digits, found.trouble, found.lost_zero) == (number, None, True)


@pytest.fixture
def register(store: Store) -> Store:
    """A firm with a number that could be a person's, and two firms that one cell could mean."""
    with store.writing() as session:
        fill(session)
    return store


def fill(session: Session) -> None:
    for slug, register, number in (("known", "BE-KBO", BOTH[0]), ("belgian", "BE-KBO", "0202239951")):
        firm = make.organisation(session, slug)
        session.add(Identifier(organisation_id=firm.id or 0, register_code=register, number=number))


def test_a_number_that_may_be_personal_is_answered_only_where_it_is_known(register: Store) -> None:
    table = reading.from_text(f"org nr;name\n{BOTH[0]};\n{BOTH[1]};\nBE {BOTH[1]};\n0202239951;{BOTH[1]}")
    with register.reading() as session:
        known, unknown, belgian, beside = answers(session, table, Days(), make.NOW)
    assert known.verdict
    assert known.verdict.organisation
    assert (unknown.verdict, unknown.problem and unknown.problem.trouble) == (None, Trouble.PERSONAL)
    assert unknown.row.cells[0] == HIDDEN
    assert belgian.problem is None
    assert (beside.row.cells[1], beside.problem and beside.problem.trouble) == (HIDDEN, Trouble.PERSONAL)


def test_a_row_gets_the_verdict_that_its_question_gets_alone(register: Store) -> None:
    table = reading.from_text(f"org nr\n202239951\nBE 0202.239.951\n974760673\n{BOTH[0]}")
    with register.reading() as session:
        for answer in answers(session, table, Days(), make.NOW):
            assert answer.verdict
            assert answer.verdict == verification.verify(session, answer.verdict.asked, make.NOW)
            assert (answer.remark is not None) == (answer.row.cells[0] == "202239951")

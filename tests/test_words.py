"""Every word that is shown has a label of its own, whatever other kind of word is written the same."""

from enum import StrEnum

import pytest

from portal import words
from portal.words import LABELS, DecisionKind, Precision, RelationOfMeasures, Status

NO_WORDS = (Precision, RelationOfMeasures)
"""The precision of a date shows in how the date is written, and how measures stand to one another in headings."""
KINDS = [
    one
    for one in vars(words).values()
    if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum and one not in NO_WORDS
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_has_its_own_label(kind: type[StrEnum]) -> None:
    assert list(LABELS[kind]) == list(kind)
    assert {type(word) for word in LABELS[kind]} == {kind}
    assert all(LABELS[kind].values())
    assert len(set(LABELS[kind].values())) == len(kind)


def test_what_has_no_label_has_none() -> None:
    assert {*LABELS}.isdisjoint(NO_WORDS)


def test_what_is_decided_and_what_then_holds_are_called_by_one_word() -> None:
    """A certificate that is on hold was put on hold: a reader meets both on one page."""
    decided, holds = LABELS[DecisionKind], LABELS[Status]
    assert (decided[DecisionKind.SUSPENDED], holds[Status.SUSPENDED]) == ("Put on hold", "On hold")
    assert (decided[DecisionKind.WITHDRAWN], holds[Status.WITHDRAWN]) == ("Taken back", "Taken back")

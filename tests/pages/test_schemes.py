"""A scheme's page says whom to ask, whatever kind of scheme it is."""

import pytest

from portal.words import SchemeKind
from tests import make
from tests.pages.conftest import SmallSite


@pytest.mark.parametrize("kind", SchemeKind)
def test_who_wants_to_take_part_reads_whom_to_ask(small: SmallSite, kind: SchemeKind) -> None:
    small.fill(lambda session: make.scheme(session, "scheme", make.organisation(session, "owner"), kind))
    assert small.visitor.get("/en/schemes/scheme").values("[aria-labelledby=what] a", "href") == [
        "/en/organisations/owner"
    ]

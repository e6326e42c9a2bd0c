"""A measure's page: what is known is said once, and nothing beside it says that it is unknown."""

import pytest
from sqlmodel import Session

from portal.words import LocalText
from tests import make
from tests.pages.conftest import SmallSite

UNKNOWN = "Our sources do not say who decides."


@pytest.mark.parametrize(
    ("decided_by", "agency", "said"),
    [
        (make.texts("Nav"), LocalText(), ["Decides: Nav en."]),
        (make.texts("Nav"), make.texts("Nav Asker"), ["Decides: Nav en.", "Authority: Nav Asker en."]),
        (LocalText(), make.texts("VDAB decides and pays"), ["Authority: VDAB decides and pays en."]),
        (LocalText(), LocalText(), [UNKNOWN]),
    ],
)
def test_who_decides_is_unknown_only_where_no_authority_is_named(
    small: SmallSite, decided_by: LocalText, agency: LocalText, said: list[str]
) -> None:
    def fill(session: Session) -> None:
        make.term(session, "measure_kinds", "mentor")
        make.measure(session, "mentor", (("measure_kinds", "mentor"),), decided_by=decided_by, agency=agency)

    small.fill(fill)
    assert small.visitor.get("/en/measures/mentor").words("[aria-labelledby=ask] p")[:-1] == said

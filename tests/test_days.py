"""Days are read as people write them, and as nothing else."""

from datetime import date

import pytest

from portal import days
from portal.days import NoDayError

NO_DAY = "Write the day like 12.3.2026 or 2026-03-12."
NOT_THERE = "This day does not exist. Check the day and the month."


@pytest.mark.parametrize(
    "written",
    ["2026-03-12", "2026-3-12", "12.3.2026", "12.03.2026", "12. 3. 2026", "12/03/2026", "12-03-2026"],
)
def test_a_day_is_read(written: str) -> None:
    assert days.read(written) == date(2026, 3, 12)


def test_nothing_is_no_day_and_no_mistake() -> None:
    assert days.read("") is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        *((one, NO_DAY) for one in ("tomorrow", "12.3.26", "20260312", "12 3 2026", "2026-03-12T00:00", " ", "12.3.")),
        *((one, NO_DAY) for one in ("\u0662\u0660\u0662\u0666-01-01", "12.3.2026\n", "7523169263", "-1-1-2026")),
        *((one, NOT_THERE) for one in ("31.2.2026", "0000-01-01", "2026-13-01", "0.1.2026", "29.2.2025")),
    ],
)
def test_what_is_no_day_says_why(written: str, said: str) -> None:
    with pytest.raises(NoDayError, match=f"^{said}$"):
        days.read(written)

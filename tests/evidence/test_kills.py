"""Whoever records decisions may be killed at any instant: some of what `tests.bench.decision_kills` does."""

import random
from pathlib import Path

from tests.bench import decision_kills


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(tmp_path: Path) -> None:
    found = decision_kills.trial(tmp_path, 5, random.Random(3))  # noqa: S311
    assert found["decisions acknowledged"] > 0

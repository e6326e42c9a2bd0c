"""The judged queries of the real content: what they measure today is the floor."""

import pytest
from flask import Flask

from search_index.searcher import Index
from tests.bench import judged
from tests.bench.judged import Figures, Result

FLOORS = {"tune": 0.97, "test": 0.94}
FLOOR_OF_A_CLASS = 0.85
NONSENSE = "nonsense"


@pytest.fixture(scope="module")
def results(site: Flask) -> list[Result]:
    """What the index of the real content answers to all judged queries."""
    return judged.judged(Index(site.extensions["portal"].settings.index_folder))


@pytest.mark.parametrize(("split", "floor"), FLOORS.items())
def test_a_split_keeps_its_floor(results: list[Result], split: str, floor: float) -> None:
    asked = [result for result in results if result.query.split == split]
    failed = [result for result in asked if not result.succeeded]
    assert Figures.of(asked).success >= floor, said(failed)


def test_no_class_of_queries_is_left_behind(results: list[Result]) -> None:
    weak = {name: found for name, found in judged.by_group(results).items() if found.success < FLOOR_OF_A_CLASS}
    assert weak == {}, said([result for result in results if result.query.group in weak and not result.succeeded])


def test_nonsense_finds_nothing(results: list[Result]) -> None:
    asked = [result for result in results if not result.query.grades]
    assert {result.query.group for result in asked} == {NONSENSE}
    assert said([result for result in asked if not result.succeeded]) == ""


def said(failed: list[Result]) -> str:
    """Name the queries that failed."""
    return "\n".join(f"{one.query.group}, {one.query.language}: {one.query.text}" for one in failed)

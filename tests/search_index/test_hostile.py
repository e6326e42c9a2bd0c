"""What nobody sane would ask: some of each kind that `tests.bench.hostile` measures. None is an error."""

from pathlib import Path

import pytest

from search_index.entry import Question
from search_index.searcher import Index
from search_index.writer import build
from tests.bench.engines.corpus import firms, topics
from tests.bench.hostile import questions


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("firms")
    build(folder, firms(200), topics())
    return Index(folder)


def test_no_hostile_question_is_an_error(index: Index) -> None:
    asked = list(questions(seed=2))[::9]
    assert len({one.kind for one in asked}) > 30
    for one in asked:
        answer = index.ask(Question(one.language, one.text, facets=("country",)))
        assert sum(answer.counts["country"].values()) == answer.total, one
        assert answer.meant != one.text, one
        index.explain(one.text, one.language).reasons([hit.key for hit in answer.hits])
        index.suggest(one.text, one.language, ("firm",), ("industries",), 8)

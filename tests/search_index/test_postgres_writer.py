"""The index in PostgreSQL is whole at every moment: while it is built, changed, interrupted and killed."""

import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from search_index.entry import Entry, IndexBusyError, IndexMissingError, Question, Topic
from search_index.postgres import searcher as postgres
from search_index.postgres import tables as postgres_tables
from search_index.postgres import writer as postgres_writer
from search_index.postgres.searcher import PostgresIndex
from search_index.postgres.writer import PostgresWriter
from search_index.schema import SCHEMA_VERSION
from search_index.writer import Changes
from tests.search_index.entries import WORDS, entry, keys, register
from tests.search_index.postgres_engines import Engine, Engines, engines

__all__ = ["engines"]

FACETS = ("kind", "country", "offer")


@pytest.fixture
def engine(engines: Engines) -> Engine:
    return engines()


def found(engine: Engine, text: str) -> list[str]:
    return keys(engine.index.ask(Question("nb", text)))


def builds(engine: Engine) -> list[int]:
    rows = engine.sql("select tablename from pg_tables where schemaname = 'search_index' and tablename ~ '^entry_'")
    return sorted(int(str(name).removeprefix("entry_")) for (name,) in rows)


def test_without_an_index_it_says_so(engine: Engine) -> None:
    assert not engine.writer.exists()
    assert (engine.writer.position(), engine.index.generation(), engine.index.opened()) == ("", "", "")
    for ask in (
        lambda: engine.index.ask(Question("nb")),
        engine.index.warm,
        engine.writer.contents,
        engine.writer.damaged,
    ):
        with pytest.raises(IndexMissingError):
            ask()
    with pytest.raises(IndexMissingError):
        engine.writer.put([entry("firm:a")])
    assert engine.writer.build([entry("firm:a")], position="here") == 1
    assert engine.writer.exists()
    assert (engine.writer.position(), engine.writer.damaged()) == ("here", [])
    assert found(engine, "") == ["firm:a"]


def test_a_build_replaces_everything_and_leaves_nothing_behind(engine: Engine) -> None:
    for name in ("gammel", "eldre", "fersk"):
        engine.writer.build([entry(f"firm:{name}", name)])
    assert found(engine, "") == ["firm:fersk"]
    assert builds(engine) == [3]


def test_a_build_that_fails_leaves_the_old_index(engine: Engine) -> None:
    def broken() -> Iterator[Entry]:
        yield entry("firm:b", "ny")
        raise RuntimeError("the database went away")

    engine.writer.build([entry("firm:a", "gammel")])
    with pytest.raises(RuntimeError, match="went away"):
        engine.writer.build(broken())
    with pytest.raises(ValueError, match="'firm:a'"):
        engine.writer.build([entry("firm:a"), entry("firm:a")])
    assert found(engine, "") == ["firm:a"]
    assert builds(engine) == [1]


@pytest.mark.parametrize("change", ["build", "put"])
def test_a_killed_writer_leaves_a_whole_index_and_no_lock(engine: Engine, change: str) -> None:
    engine.writer.build([entry("firm:a", "gammel")])
    program = f"""
        import time
        from search_index.postgres import rows as postgres_rows
        from search_index.postgres.writer import PostgresWriter
        from tests.search_index.entries import entry
        def strengths(entry, first=postgres_rows.strengths):
            print("writing", flush=True)
            time.sleep(60) if entry.key == "firm:c" else None
            return first(entry)
        postgres_rows.strengths = strengths
        PostgresWriter({engine.url!r}).{change}([entry("firm:b", "ny"), entry("firm:c", "ny")])
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert [writer.stdout.readline(), writer.stdout.readline()] == [b"writing\n", b"writing\n"]
        writer.send_signal(signal.SIGKILL)
    assert found(engine, "") == ["firm:a"]
    engine.writer.put([entry("firm:d", "etter")], wait=5)
    assert found(engine, "") == ["firm:a", "firm:d"]
    engine.writer.build([entry("firm:e")], wait=5)
    assert found(engine, "") == ["firm:e"]
    assert builds(engine) == [max(builds(engine))]


def test_one_writer_at_a_time_but_changes_while_one_builds(engines: Engines, engine: Engine) -> None:
    other = engines(of=engine).writer
    engine.writer.build([entry("firm:a")])

    def slowly() -> Iterator[Entry]:
        yield entry("firm:a", "ny")
        with pytest.raises(IndexBusyError):
            other.build([], wait=0)
        other.put([entry("firm:b", "mellom")], wait=0)
        assert found(engine, "mellom") == ["firm:b"]

    def change(before: str) -> Changes:
        with pytest.raises(IndexBusyError):
            other.put([entry("firm:c")], wait=0)
        return Changes(f"{before} and on")

    meanwhile = Changes("later", entries=[entry("firm:b", "mellom")], removed=["firm:x"])
    assert engine.writer.build(slowly(), position="earlier", meanwhile=lambda: meanwhile) == 1
    assert sorted(found(engine, "")) == ["firm:a", "firm:b"]
    assert engine.writer.change(change)
    assert not engine.writer.change(lambda _: None)
    assert engine.writer.position() == "later and on"


def test_a_reader_and_whoever_removes_an_old_index_do_not_wait_for_one_another(engine: Engine) -> None:
    engine.writer.build([entry("firm:a")])
    (old,) = builds(engine)
    with psycopg.connect(engine.url.replace("+psycopg", "")) as reader, ThreadPoolExecutor(1) as thread:
        reader.execute(f"select from search_index.gone_{old}".encode())
        building = thread.submit(engine.writer.build, [entry("firm:b")])
        while found(engine, "") != ["firm:b"]:
            time.sleep(0.01)
        time.sleep(0.3)  # now the old tables are being removed
        reader.execute(f"select from search_index.entry_{old}".encode())
        reader.rollback()
        assert building.result() == 1
    assert builds(engine) == [old + 1]


def test_a_change_is_seen_by_the_next_question_of_every_reader(engines: Engines, engine: Engine) -> None:
    engine.writer.build([entry("firm:a")])
    readers = [engine, engines(of=engine), engines(of=engine)]
    for number in range(5):
        engine.writer.put([entry(f"firm:{number}", f"ord{number}", facets={"new": (str(number),)})])
        answers = [one.index.ask(Question("nb", f"ord{number}", facets=("new",))) for one in readers]
        assert [(keys(one), one.counts) for one in answers] == [([f"firm:{number}"], {"new": {str(number): 1}})] * 3


def test_topics_are_put_and_removed_too(engine: Engine) -> None:
    def topic(label: str) -> Topic:
        return Topic("groups:a", "groups", {"nb": label})

    engine.writer.build([entry("firm:a", topics=("groups:a",))], [topic("Flyktninger")])
    assert [found(engine, text) for text in ("flyktninger", "nykomne")] == [["firm:a"], []]
    engine.writer.put([], [topic("Nykomne")])
    assert [found(engine, text) for text in ("flyktninger", "nykomne")] == [[], ["firm:a"]]
    engine.writer.remove(["topic groups:a"])
    assert [found(engine, text) for text in ("flyktninger", "nykomne")] == [[], []]
    assert list(engine.writer.contents()) == ["firm:a"]


def test_the_state_has_another_name_after_each_change(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LOOKED_EVERY", 0.0)
    names: list[str] = []
    for write in (engine.writer.build, engine.writer.put, engine.writer.put, engine.writer.build):
        write([entry("firm:a", f"ord{len(names)}")])
        engine.index.ask(Question("nb"))
        names.append(engine.index.opened())
        end = time.monotonic() + 10
        while engine.index.generation() != names[-1]:  # new words are still being learnt
            assert time.monotonic() < end
            time.sleep(0.01)
    assert len(set(names)) == 4


def test_new_words_are_soon_known_wholly(engine: Engine) -> None:
    engine.writer.build([entry("firm:a", "noe")])
    assert found(engine, "tilrettelegging") == []
    engine.writer.put([entry("firm:b", "tilrettelegging")])
    end = time.monotonic() + 10
    while found(engine, "tilretelegging") != ["firm:b"]:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_eight_threads_get_equal_answers_while_the_index_is_built_and_changed(engine: Engine) -> None:
    entries = register(60)
    engine.writer.build(entries)
    questions = [
        Question("nb", text, {"country": country}, FACETS)
        for text in ("", "taxi", "skole omsorg", '"taxi skole"', *WORDS)
        for country in ((), ("NO",))
    ]
    expected = [engine.index.ask(question) for question in questions]
    done = threading.Event()

    def search(seed: int) -> int:
        chance, asked = random.Random(seed), 0  # noqa: S311
        while not done.is_set() or asked < 20:
            number = chance.randrange(len(questions))
            assert engine.index.ask(questions[number]) == expected[number]
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as threads:
        searches = [threads.submit(search, seed) for seed in range(8)]
        try:
            for _ in range(3):
                engine.writer.build(entries)
                engine.writer.put(entries[:5])
        finally:
            done.set()
        assert all(one.result() >= 20 for one in searches)


def test_connections_that_died_are_replaced(engine: Engine) -> None:
    engine.writer.build([entry("firm:a", "taxi")])
    assert found(engine, "taxi") == ["firm:a"]
    assert engine.writer.exists()
    engine.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'portal search'")
    assert found(engine, "taxi") == ["firm:a"]
    assert engine.writer.exists()
    engine.writer.put([entry("firm:b", "taxi")])
    assert sorted(found(engine, "taxi")) == ["firm:a", "firm:b"]


def test_a_database_that_does_not_answer_is_no_index_and_soon_asked_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.writer.build([entry("firm:a")])
    nowhere = engine.url.replace("?host=", "?host=/nowhere")
    index, writer = PostgresIndex(nowhere), PostgresWriter(nowhere)
    with pytest.raises(IndexMissingError, match="cannot be read"):
        index.ask(Question("nb"))
    with pytest.raises(IndexMissingError, match="a moment ago"):
        index.ask(Question("nb"))
    assert (index.generation(), writer.position(), writer.exists()) == ("", "", False)
    with pytest.raises(OperationalError):
        writer.build([])
    with pytest.raises(OperationalError):
        writer.put([entry("firm:a")])
    monkeypatch.setattr(index, "_connections", engine.index._connections)
    monkeypatch.setattr(index, "_away_until", 0.0)
    assert index.ask(Question("nb")).total == 1


def test_a_damaged_index_is_missing_until_it_is_built_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "AWAY_FOR", 0.0)
    engine.writer.build([entry("firm:a")])
    for damage in ("drop table search_index.entry_1", "alter table search_index.state drop column position"):
        engine.sql(damage)
        with pytest.raises(IndexMissingError):
            engine.index.ask(Question("nb"))
    engine.sql("drop schema search_index cascade")
    assert engine.writer.build([entry("firm:b")]) == 1
    assert found(engine, "") == ["firm:b"]


def test_another_version_of_the_schema_has_an_index_of_its_own(
    engines: Engines, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.writer.build([entry("firm:old")])
    assert found(engine, "") == ["firm:old"]
    newer = engines(of=engine)
    begin = postgres._BEGIN
    for module, name in ((postgres_tables, "FIND_STATE"), (postgres, "_BEGIN")):
        text = getattr(module, name).replace(f"version = {SCHEMA_VERSION}", f"version = {SCHEMA_VERSION + 1}")
        monkeypatch.setattr(module, name, text)
    monkeypatch.setattr(postgres_writer, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    assert not newer.writer.exists()
    newer.writer.build([entry("firm:new")])
    assert found(newer, "") == ["firm:new"]
    with monkeypatch.context() as older:  # workers of the old program may still be searching
        older.setattr(postgres, "_BEGIN", begin)
        assert found(engine, "") == ["firm:old"]
    assert builds(engine) == [1, 2]
    newer.writer.build([entry("firm:new")])
    assert builds(engine) == [3]


def test_what_postgresql_cannot_store_is_left_out(engine: Engine) -> None:
    odd = "a\x00b\ud800 taxi"
    names, facets, sorts = {"nb": odd}, {"o\x00d": (odd,)}, {"n\x00": odd}
    engine.writer.build([entry("firm:a", odd, names=names, facets=facets, sort_keys=sorts)])
    answer = engine.index.ask(Question("nb", "taxi", facets=("od",), sort="n"))
    assert (keys(answer), answer.counts) == (["firm:a"], {"od": {"ab taxi": 1}})

"""The index follows the register: whatever is changed, however, by whom, and whatever happens meanwhile."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from whoosh.filedb.filestore import FileStorage

from portal import inspecting, reindex
from portal.migrations import guarding
from portal.register import changes, indexing
from portal.settings import Settings
from portal.store import Store
from portal.tables import metadata
from portal.tables.shown import SHOWN
from search_index import inspection, writer
from search_index.entry import Entry, IndexBusyError, IndexMissingError, Question
from search_index.schema import current
from search_index.searcher import Index
from tests import make, small_register


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """Settings whose database is the store, with a small register, and whose index is built."""
    settings = Settings(tmp_path, store.database_url, "secret", today=make.TODAY, testing=True)
    with store.writing() as session:
        small_register.fill(session)
    assert reindex.rebuild(settings, store) == small_register.ALL
    return settings


def raw(store: Store, *statements: str) -> None:
    """Change the database as somebody does who knows nothing of the portal."""
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def total(settings: Settings, words: str) -> int:
    return Index(settings.index_folder).ask(Question("nb", words)).total


def names(settings: Settings, store: Store) -> list[str]:
    return inspecting.inspect(settings, store).sentences


NEW = "UPDATE organisation SET name = 'Quuxbedriften' WHERE slug = 'asker-taxi'"


def test_a_change_is_found_after_catching_up(settings: Settings, store: Store) -> None:
    assert reindex.is_current(settings, store)
    raw(store, NEW)
    assert not reindex.is_current(settings, store)
    assert total(settings, "quuxbedriften") == 0
    assert reindex.catch_up(settings, store)
    assert total(settings, "quuxbedriften") == 1
    assert reindex.is_current(settings, store)
    assert inspecting.inspect(settings, store).equal


EDITS = {
    "organisation": "UPDATE organisation SET listed = NOT listed WHERE slug IN ('bakeri', 'owner')",
    "organisationterm": "DELETE FROM organisationterm WHERE vocabulary = 'target_groups'",
    "decision": "INSERT INTO decision"
    " (certificate_id, place, kind, effective_on, effective_certainty, recorded_at, reason, voids)"
    " SELECT id, 99, 'withdrawn', '2026-01-01', 'stated', '2026-01-01 00:00:00', '{}', false FROM certificate",
    "certificate": "UPDATE certificate SET organisation_id = (SELECT max(id) FROM organisation)",
    "membership": "UPDATE membership SET ended_on = '2026-01-01'",
    "signature": "DELETE FROM signature",
    "measure": "UPDATE measure SET country = 'BE', confidence = 'low'",
    "measureterm": "DELETE FROM measureterm",
    "measureprovider": "DELETE FROM measureprovider",
    "scheme": "UPDATE scheme SET country = 'BG'",
    "schemeterm": "DELETE FROM schemeterm",
    "gathering": "UPDATE gathering SET slug = slug || '-again', country = 'BE'",
    "place": "UPDATE place SET parent_id = NULL",
    "term": "UPDATE term SET synonyms = '{\"nb\": \"quux\"}' WHERE vocabulary = 'target_groups'",
}


@pytest.mark.parametrize("table", EDITS)
def test_the_index_follows_every_table(settings: Settings, store: Store, table: str) -> None:
    """Each edit changes what entries say; afterwards the index says exactly what one built anew would say."""
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        guarding.stop(connection)  # somebody who may change the database's form
    raw(store, EDITS[table])
    assert not inspecting.inspect(settings, store).equal
    if not reindex.catch_up(settings, store):
        assert table in {"scheme", "place", "term"}, "this could have been put into the index"
        reindex.rebuild(settings, store)
    assert names(settings, store) == []
    assert reindex.is_current(settings, store)


@pytest.mark.parametrize("table", sorted(SHOWN.keys() - EDITS.keys()))
def test_what_pages_show_and_the_index_does_not_hold_moves_the_position_only(
    settings: Settings, store: Store, table: str
) -> None:
    column = next(iter(metadata.tables[table].primary_key)).name
    raw(store, f"UPDATE {table} SET {column} = {column}")
    assert inspecting.inspect(settings, store).equal
    assert reindex.catch_up(settings, store)
    assert inspecting.inspect(settings, store).equal


def test_what_leaves_the_register_leaves_the_index(settings: Settings, store: Store) -> None:
    with store.writing() as session:
        make.organisation(session, "passing-guest")
    assert reindex.catch_up(settings, store)
    assert total(settings, "passing guest") == 1
    raw(store, "DELETE FROM organisation WHERE slug = 'passing-guest'")
    assert reindex.catch_up(settings, store)
    assert total(settings, "passing guest") == 0
    assert inspecting.inspect(settings, store).equal


def test_a_change_made_while_the_index_is_built_is_in_it(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[..., Iterator[Entry]] = indexing.entries

    def slow(*arguments: object) -> Iterator[Entry]:
        yield from whole(*arguments)
        raw(store, NEW)  # after the organisations were read

    monkeypatch.setattr(indexing, "entries", slow)
    reindex.rebuild(settings, store)
    monkeypatch.undo()
    assert total(settings, "quuxbedriften") == 1
    assert reindex.is_current(settings, store)


def test_too_much_made_while_the_index_is_built_is_left_for_the_next_time(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[..., Iterator[Entry]] = indexing.entries

    def slow(*arguments: object) -> Iterator[Entry]:
        yield from whole(*arguments)
        raw(store, EDITS["place"])

    monkeypatch.setattr(indexing, "entries", slow)
    reindex.rebuild(settings, store)
    monkeypatch.undo()
    assert not reindex.is_current(settings, store)
    assert reindex.update(settings, store) == small_register.ALL
    assert reindex.is_current(settings, store)


def test_changes_go_on_while_another_builds(settings: Settings, store: Store) -> None:
    lock = FileStorage(str(settings.index_folder)).lock("build")
    assert lock.acquire()
    raw(store, NEW)
    assert reindex.catch_up(settings, store)
    assert total(settings, "quuxbedriften") == 1
    with pytest.raises(IndexBusyError):
        reindex.rebuild(settings, store, wait=0)
    lock.release()


def test_what_could_not_be_put_now_is_put_the_next_time(settings: Settings, store: Store) -> None:
    lock = FileStorage(str(settings.index_folder)).lock("lock")
    assert lock.acquire()
    raw(store, NEW)
    with pytest.raises(IndexBusyError):
        reindex.catch_up(settings, store)
    lock.release()
    assert reindex.catch_up(settings, store)
    assert total(settings, "quuxbedriften") == 1


def test_who_dies_before_the_position_is_written_does_it_again(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = writer.position(settings.index_folder)
    raw(store, NEW)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            reindex.catch_up(settings, store)
    assert writer.position(settings.index_folder) == before
    assert total(settings, "quuxbedriften") == 1
    assert reindex.catch_up(settings, store)
    assert inspecting.inspect(settings, store).equal


def test_another_day_asks_for_another_index_and_changes_go_on(settings: Settings, store: Store) -> None:
    tomorrow = dataclasses.replace(settings, today=make.TODAY + timedelta(days=1))
    assert not reindex.is_current(tomorrow, store)
    raw(store, NEW)
    assert not reindex.catch_up(tomorrow, store)
    assert total(settings, "quuxbedriften") == 1
    assert reindex.update(tomorrow, store) == small_register.ALL
    assert reindex.is_current(tomorrow, store)


def test_the_day_is_that_of_each_scheme(settings: Settings) -> None:
    """A certificate of an Oslo scheme is of another day an hour or two before it is midnight in UTC."""
    assert date.fromisoformat("2026-11-22") == settings.today
    found = reindex.Position.read(writer.position(settings.index_folder))
    assert found
    assert "Europe/Oslo 2026-11-22" in found.days


def test_another_database_asks_for_another_index(settings: Settings, store: Store) -> None:
    other = dataclasses.replace(settings, database_url=settings.database_url + "?application_name=other")
    assert not reindex.is_current(other, store)
    assert not reindex.catch_up(other, store)


def test_a_database_that_was_put_back_asks_for_another_index(settings: Settings, store: Store) -> None:
    with store.reading() as session:
        before = changes.newest(session)
    raw(store, NEW)
    assert reindex.catch_up(settings, store)
    raw(store, f"DELETE FROM change WHERE id > {before}")  # as an older copy would be
    assert not reindex.catch_up(settings, store)


def test_without_an_index_there_is_nothing_to_catch_up(settings: Settings, store: Store, tmp_path: Path) -> None:
    elsewhere = dataclasses.replace(settings, instance=tmp_path / "elsewhere")
    assert not reindex.is_whole(elsewhere)
    with pytest.raises(IndexMissingError):
        reindex.catch_up(elsewhere, store)
    assert reindex.update(elsewhere, store) == small_register.ALL
    assert reindex.update(elsewhere, store) is None


def flipped(file: Path) -> None:
    """Change one bit in the middle of a file, as a bad disk does."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)


def test_the_check_names_and_mends(settings: Settings, store: Store) -> None:
    with store.reading() as session:
        some = {entry.key: entry for entry in indexing.entries(session, make.NOW)}
    writer.remove(settings.index_folder, ["firm:asker-taxi"])
    odd = dataclasses.replace(some["firm:coop"], key="firm:nobody")
    writer.put(settings.index_folder, [odd, dataclasses.replace(some["firm:bakeri"], weight=0.25)])
    found = inspecting.inspect(settings, store)
    assert (found.missing, found.superfluous, found.differing) == (
        ("firm:asker-taxi",),
        ("firm:nobody",),
        ("firm:bakeri",),
    )
    assert found.sentences == [
        "firm:asker-taxi is missing from the index.",
        "firm:nobody is in the index and not in the register.",
        "firm:bakeri reads differently in the register.",
    ]
    assert inspecting.repair(settings, store, found) == "3 entries of the index were mended."
    assert inspecting.inspect(settings, store).equal


def test_the_check_finds_a_flipped_bit_anywhere(settings: Settings, store: Store) -> None:
    assert inspecting.inspect(settings, store).equal
    files = [
        file for file in current(settings.index_folder).iterdir() if "MAIN_" in file.name and "LOCK" not in file.name
    ]
    assert len(files) >= 2
    for file in files:
        whole = file.read_bytes()
        flipped(file)
        assert inspection.damaged(settings.index_folder) == [file.name]
        assert not reindex.is_whole(settings)
        assert inspecting.inspect(settings, store).sentences == [f"{file.name} is damaged."]
        file.write_bytes(whole[: len(whole) // 2])
        assert inspection.damaged(settings.index_folder) == [file.name]
        file.write_bytes(whole)
    assert inspecting.inspect(settings, store).equal
    files[0].unlink()
    found = inspecting.inspect(settings, store)
    assert not found.equal
    assert inspecting.repair(settings, store, found) == f"The index was built anew: {small_register.ALL} entries."
    assert inspecting.inspect(settings, store).equal


def test_many_differences_are_counted(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "NAMED", 3)
    writer.build(settings.index_folder, [])
    found = inspecting.inspect(settings, store)
    assert len(found.missing) == small_register.ALL + 8  # topics too: terms, places, schemes
    assert found.sentences[:1] == ["firm:asker-taxi is missing from the index."]
    assert found.sentences[3:] == [f"The same is true of {small_register.ALL + 5} more."]
    assert inspecting.repair(settings, store, found) == f"The index was built anew: {small_register.ALL} entries."


def test_an_index_without_position_is_built_anew(settings: Settings, store: Store) -> None:
    (current(settings.index_folder) / "position").write_text("odd")
    assert not reindex.is_current(settings, store)
    assert reindex.update(settings, store) == small_register.ALL

"""Nothing that is shown changes without a record of it, whoever changes it and with whatever."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, text
from sqlmodel import Session, col, select

from portal import demo
from portal.migrations import guarding
from portal.register import changes, content, indexing, seeding
from portal.store import Store
from portal.tables import Change, Identifier, metadata
from portal.tables.shown import EVERYTHING, NOT_SHOWN, SHOWN
from portal.words import DecisionKind
from tests import make
from tests.queries import counted

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def seeded(store: Store) -> Store:
    """A store with the real content."""
    with store.writing() as session:
        seeding.seed(session, content.read(DATA), make.NOW)
    return store


@pytest.fixture
def full(store: Store) -> Store:
    """A store with rows in every table."""
    with store.writing() as session:
        demo.fill(session, content.read(DATA), 40, 1, make.NOW)
        session.add(Identifier(organisation_id=1, register_code="NO-BRREG", number="1"))  # no demo invents a number
    return store


def recorded(session: Session, after: int = 0) -> list[tuple[str, str]]:
    rows = session.exec(select(Change).where(col(Change.id) > after).order_by(col(Change.id)))
    return [(row.source, row.key) for row in rows]


def raw(store: Store, *statements: str) -> None:
    """Change the database as somebody does who knows nothing of the portal."""
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def newest(store: Store) -> int:
    with store.reading() as session:
        return changes.newest(session)


def since(store: Store, position: int) -> set[str] | None:
    with store.reading() as session:
        found = changes.since(session, position)
    return None if found is None else set(found)


def owners(connection: Connection, table: str) -> set[str]:
    """The keys of everything that the rows of a table belong to, found by walking along the foreign keys."""
    shown = SHOWN[table]
    if not shown.owner:
        return set(connection.execute(text(f"SELECT {shown.column} FROM {table}")).scalars())
    join = f"JOIN {shown.through} ON {shown.through}.id = {shown.column}" if shown.through else ""
    by = f"{shown.through}.{shown.owner}_id" if shown.through else f"{table}.{shown.column}"
    statement = f"SELECT {shown.owner}.slug FROM {table} {join} JOIN {shown.owner} ON {shown.owner}.id = {by}"
    return set(connection.execute(text(statement)).scalars())


def test_every_table_shows_or_is_named_as_not_showing() -> None:
    assert SHOWN.keys() | NOT_SHOWN == metadata.tables.keys()
    assert not SHOWN.keys() & NOT_SHOWN
    for table, shown in SHOWN.items():
        assert shown.column in metadata.tables[table].c


def test_every_change_of_every_table_is_recorded(full: Store) -> None:
    """Inserted by the portal, then changed and deleted by hand: each time the owners' keys are there, and no other."""
    with full.engine.connect() as connection:
        for table in SHOWN:
            wanted = owners(connection, table)
            assert wanted, f"the demo has no {table}"
            assert keys(connection, table) == wanted
    with full.engine.connect().execution_options(writing=True) as connection, connection.begin():
        guarding.stop(connection)  # somebody who may change the database's form
        connection.execute(text("DELETE FROM logentry"))
    for table in (table for table in reversed(metadata.sorted_tables) if table.name in SHOWN):
        column = some_column(table)
        for statement in (f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"):
            with full.engine.connect().execution_options(writing=True) as connection, connection.begin():
                wanted = owners(connection, table.name)
                connection.execute(text("DELETE FROM change"))
                connection.execute(text(statement))
                assert keys(connection, table.name) == wanted, statement


def some_column(table: Table) -> str:
    return next(iter(table.primary_key)).name


def keys(connection: Connection, table: str) -> set[str]:
    return set(connection.execute(text(f"SELECT key FROM change WHERE source = '{table}'")).scalars())


def test_what_moves_is_recorded_at_both_ends(store: Store) -> None:
    with store.writing() as session:
        one, other = make.organisation(session, "one"), make.organisation(session, "other")
        scheme = make.scheme(session, "scheme", one)
        make.certificate(session, "X-1", one, scheme, (DecisionKind.GRANTED, make.TODAY, None))
        other_id = other.id
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        guarding.stop(connection)
    before = newest(store)
    raw(store, f"UPDATE certificate SET organisation_id = {other_id}")
    assert since(store, before) == {
        f"{kind}:{slug}" for kind in ("firm", "organisation") for slug in ("one", "other")
    } | {"scheme:scheme"}
    before = newest(store)
    raw(store, "UPDATE organisation SET slug = 'renamed' WHERE slug = 'other'")
    assert since(store, before) == {
        f"{kind}:{slug}" for kind in ("firm", "organisation") for slug in ("other", "renamed")
    }


def test_what_names_an_organisation_changes_with_it(seeded: Store) -> None:
    before = newest(seeded)
    raw(
        seeded,
        "UPDATE organisation SET name = 'Another' WHERE id = (SELECT organisation_id FROM measureprovider LIMIT 1)",
    )
    found = since(seeded, before)
    assert found
    assert {key.partition(":")[0] for key in found} >= {"firm", "organisation", "measure"}
    before = newest(seeded)
    raw(seeded, "UPDATE organisation SET name = 'Another' WHERE id = (SELECT owner_id FROM scheme ORDER BY id LIMIT 1)")
    assert any(key.startswith("scheme:") for key in since(seeded, before) or ())


@pytest.mark.parametrize("table", ["place", "term", "scheme"])
def test_what_many_have_in_common_is_too_much(seeded: Store, table: str) -> None:
    before = newest(seeded)
    column = some_column(metadata.tables[table])
    raw(seeded, f"UPDATE {table} SET {column} = {column} WHERE {column} = (SELECT {column} FROM {table} LIMIT 1)")
    assert since(seeded, before) is None


def test_too_much_and_unknown_positions_ask_for_everything(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 2)
    start = newest(store)
    with store.writing() as session:
        for slug in ("a", "b"):
            make.organisation(session, slug)
    assert since(store, start) == {"firm:a", "firm:b", "organisation:a", "organisation:b"}
    raw(store, "UPDATE organisation SET website = 'x'")
    assert since(store, start) == {"firm:a", "firm:b", "organisation:a", "organisation:b"}  # each counts once
    with store.writing() as session:
        make.organisation(session, "c")
    assert since(store, start) is None
    assert since(store, newest(store)) == set()
    assert since(store, newest(store) + 1) is None  # the database was put back to an earlier state


def test_old_records_are_forgotten_and_numbers_never_come_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "KEPT", 2)
    start = newest(store)
    with store.writing() as session:
        for slug in "abc":
            make.organisation(session, slug)
    with store.writing() as session:
        last = changes.newest(session)
        changes.forget(session)
        assert recorded(session) == [("organisation", "b"), ("organisation", "c")]
    assert newest(store) == last
    assert since(store, start) is None
    raw(store, "DELETE FROM organisation", "DELETE FROM change", "DELETE FROM change")
    with store.writing() as session:
        make.organisation(session, "d")
    assert newest(store) > last + 3


def test_a_change_is_looked_for_with_one_cheap_query(store: Store) -> None:
    with store.reading() as session, counted(store) as statements:
        changes.newest(session)
    assert len(statements) == 1
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statements[0]}")).all()
        assert plan[0][3] == "SEARCH change"  # by its key, from the end


def test_numbers_grow_in_the_order_of_commits(store: Store) -> None:
    """Otherwise a reader at the higher number of two would never see the lower one, committed later."""
    first_wrote, second_wrote = threading.Event(), threading.Event()

    def second() -> None:
        assert first_wrote.wait(10)
        raw(store, "UPDATE organisation SET website = 'x' WHERE slug = 'b'")
        second_wrote.set()

    with store.writing() as session:
        make.organisation(session, "a")
        make.organisation(session, "b")
    before = newest(store)
    thread = threading.Thread(target=second)
    thread.start()
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("UPDATE organisation SET website = 'y' WHERE slug = 'a'"))
        first_wrote.set()
        assert not second_wrote.wait(0.3)
        assert newest(store) == before  # nobody waits to read, and nothing is seen too early
    assert second_wrote.wait(10)
    thread.join()
    with store.reading() as session:
        assert recorded(session, before) == [("organisation", "a"), ("organisation", "b")]


def triggers(connection: Connection) -> Sequence[Any]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    )
    return connection.execute(text(query)).scalars().all()


def test_init_makes_what_is_missing(store: Store) -> None:
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        whole = triggers(connection)
        lost = next(name for name in whole if name.startswith("record_organisation_insert"))
        connection.execute(
            text(f"DROP TRIGGER {lost}" + (" ON organisation" if "postgresql" in store.database_url else ""))
        )
    store.create()
    with store.engine.connect() as connection:
        assert triggers(connection) == whole
    store.create()
    with store.writing() as session:
        make.organisation(session, "new")
    with store.reading() as session:
        assert recorded(session)[-1] == ("organisation", "new")


def test_truncating_says_that_it_cannot_be_said(store: Store) -> None:
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            assert not any("truncate" in name for name in triggers(connection))
        return
    before = newest(store)
    raw(store, "TRUNCATE signature CASCADE")
    with store.reading() as session:
        assert ("signature", EVERYTHING) in recorded(session, before)
    assert since(store, before) is None


def test_one_entry_is_made_as_all_are(seeded: Store) -> None:
    with seeded.reading() as session:
        everything = {entry.key: entry for entry in indexing.entries(session, make.NOW)}
        assert len(everything) > 120
        asked = [*everything, "firm:nobody", "measure:none", "topic target_groups:refugees", "odd"]
        assert {entry.key: entry for entry in indexing.entries_of(session, asked, make.NOW)} == everything
        firm = next(key for key in everything if key.startswith("firm:"))
        assert list(indexing.entries_of(session, [firm], make.NOW)) == [everything[firm]]
        other = firm.replace("firm:", "organisation:")
        assert list(indexing.entries_of(session, [other], make.NOW)) == []


def test_a_scheme_is_found_by_what_its_members_promise(seeded: Store) -> None:
    with seeded.reading() as session:
        (charter,) = indexing.entries_of(session, ["scheme:charter-decent-work-for-all"], make.NOW)
    assert {"commitment_kinds:internship-offers", "target_groups:refugees"} <= set(charter.topics)


def test_a_scheme_is_found_by_the_facts_of_its_page_and_a_place_lies_in_its_country(seeded: Store) -> None:
    with seeded.reading() as session:
        (scheme,) = indexing.entries_of(session, ["scheme:sosial-profil-asker"], make.NOW)
        within = {topic.key: topic.within for topic in indexing.topics(session)}
    assert "sosial bærekraft" in scheme.texts["nb"]
    assert within["place:no-3203"] == ("place:no-county-32", "countries:NO")
    assert within["target_groups:refugees"] == ()

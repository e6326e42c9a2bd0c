"""The store reads without writing, writes whole or not at all, and keeps its tables in the newest form."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.store import ReadOnlyError, Store
from portal.tables import Organisation, OrganisationTerm, RegisterState, metadata
from tests import make


def slugs(session: Session) -> list[str]:
    return list(session.exec(select(Organisation.slug)))


def test_reading_refuses_to_write(store: Store) -> None:
    with pytest.raises(ReadOnlyError), store.reading() as session:
        make.organisation(session, "sneaky")
    with pytest.raises(ReadOnlyError), store.reading() as session:
        session.add(RegisterState(name="unflushed", value="x"))
    with store.reading() as session:
        assert slugs(session) == []


def test_writing_is_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(RuntimeError, match="in the middle"), store.writing() as session:
        make.organisation(session, "first")
        raise RuntimeError("in the middle")
    with store.writing() as session:
        make.organisation(session, "second")
    with store.reading() as session:
        assert slugs(session) == ["second"]


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(OrganisationTerm(organisation_id=99, vocabulary="none", term_id="none"))


def test_a_word_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="enormous|LookupError|size"), store.writing() as session:
        make.organisation(session, "odd", size="enormous")


def test_a_reader_sees_one_state(store: Store) -> None:
    with store.reading() as session:
        assert slugs(session) == []
        with store.writing() as other:
            make.organisation(other, "meanwhile")
        session.expire_all()
        assert slugs(session) == []


def test_sqlite_keeps_what_it_acknowledged(store: Store) -> None:
    with store.reading() as session:
        if store.engine.dialect.name == "sqlite":
            pragmas = [
                session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            assert pragmas == ["wal", 2, 1]
        else:
            assert session.connection().exec_driver_sql("SHOW server_encoding").scalar() == "UTF8"


def test_the_steps_lead_to_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.create()
    assert store.is_current()

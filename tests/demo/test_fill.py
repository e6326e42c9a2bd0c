"""The fictional register: the same each time, of every kind, and never in the place of a real one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from portal import commands, demo
from portal.app import create_app
from portal.current import Portal
from portal.register import content, firm_cards, firms, gatherings, histories, measures, numbers, state, vocabularies
from portal.settings import Settings
from portal.store import Store
from portal.tables import Certificate, Gathering, Identifier, Measure, Membership, Organisation, Scheme, metadata
from portal.words import LANGUAGES, LocalText, Precision, Provenance, Relation, Status
from search_index.entry import Question

OF_THE_ORGANISATION = (
    *("slug", "name", "names", "country", "place_id", "place", "industry_id", "profile"),
    *("checked_on", "confirmed_on", "due_on"),
)
FIRMS = 200
PORTAL = Path(sys.executable).parent / "portal"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def read() -> content.Content:
    return content.read(commands.DATA)


@pytest.fixture(scope="module")
def session(read: content.Content, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A fictional register of `FIRMS` firms."""
    store = copy(empty_sqlite, tmp_path_factory.mktemp("demo"))
    with store.writing() as writing:
        demo.fill(writing, read, FIRMS, 1, NOW)
    with store.reading() as reading:
        yield reading
    store.close()


def copy(empty: Path, folder: Path) -> Store:
    file = folder / "portal.db"
    shutil.copy(empty, file)
    return Store(f"sqlite:///{file}")


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the records of changes, whose numbers never come back."""
    with store.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
            if table.name != "change"
        }


def organisation(slug: str) -> Organisation:
    none = LocalText()
    day = date(2026, 1, 1)
    return Organisation(
        slug=slug, name=slug, name_language="en", names=none, profile=none, provenance=none, checked_on=day
    )


def test_the_same_seed_gives_the_same_rows_whatever_was_there_before(
    store: Store, read: content.Content, empty_sqlite: Path, tmp_path: Path
) -> None:
    other = copy(empty_sqlite, tmp_path) if store.engine.dialect.name != "sqlite" else store
    registers = []
    for used, count, seed in ((store, 30, 7), (other, 45, 8), (other, 30, 7)):
        with used.writing() as session:
            demo.fill(session, read, count, seed, NOW)
        registers.append(everything(used))
    assert registers[0] == registers[2]
    assert registers[0]["certificate"] != registers[1]["certificate"]
    other.close()


def test_rows_made_later_get_ids_of_their_own(store: Store, read: content.Content) -> None:
    with store.writing() as session:
        demo.fill(session, read, 20, 1, NOW)
    with store.writing() as session:
        highest = session.exec(select(Organisation.id).order_by(col(Organisation.id).desc())).first()
        new = organisation("new")
        session.add(new)
        session.flush()
        assert new.id == (highest or 0) + 1


def test_every_firm_can_be_found_as_a_firm(session: Session) -> None:
    found = firms.cards(session, firms.slugs(session), vocabularies.read(session), NOW)
    assert len(found) == firms.count(session) == FIRMS
    assert [firm.slug for firm in found if not firm.holdings] == []


def test_a_card_says_of_a_firm_what_its_page_says(session: Session) -> None:
    slugs, terms = firms.slugs(session), vocabularies.read(session)
    cards, whole = firm_cards.read(session, slugs, NOW), firms.cards(session, slugs, terms, NOW)
    assert [card._asdict() for card in cards] == [
        {
            "relations": firm.relations,
            "statuses": firm.statuses,
            "schemes": tuple(firm.scheme_names),
            "offers": firm.organisation.terms.get("workplace_offers", ()),
            **{name: getattr(firm.organisation, name) for name in OF_THE_ORGANISATION},
        }
        for firm in whole
    ]


def test_every_kind_of_thing_is_there(session: Session) -> None:
    terms = vocabularies.read(session)
    found = firms.cards(session, firms.slugs(session), terms, NOW)
    held = [holding for firm in found for holding in firm.holdings]
    assert {holding.status for holding in held} == {*Status, None}
    assert {holding.relation for holding in held} == set(Relation)
    assert {firm.organisation.country for firm in found} == {"NO", "BE", "BG"}
    assert {len(firm.organisation.offers) for firm in found} == {0, 1, 2, 3, 4, 5}
    assert {len(firm.organisation.target_groups) for firm in found} == {0, 1, 2, 3, 4}
    assert any(membership.ended_on for membership in session.exec(select(Membership)))
    calendar = gatherings.calendar(session, NOW.date(), terms)
    assert {fact.precision for fact in calendar.coming} == {Precision.DAY, Precision.MONTH, Precision.YEAR}
    assert {fact.precision for fact in calendar.past} == {Precision.DAY, Precision.MONTH, Precision.YEAR}
    assert calendar.undated
    kinds = {kind for fact, _ in measures.everyone(session, terms) for kind in fact.terms["measure_kinds"]}
    assert kinds == set(terms.ids("measure_kinds"))


def test_some_facts_are_stale_and_some_are_fresh(session: Session) -> None:
    due = [one.due_on for one in session.exec(select(Organisation))]
    assert {day < NOW.date() for day in due if day} == {True, False}
    assert None in due
    checked = [fact.is_stale(NOW.date()) for fact, _ in measures.everyone(session, vocabularies.read(session))]
    assert set(checked) == {True, False}


def test_numbers_are_good_and_some_firms_have_establishments(session: Session) -> None:
    for one in session.exec(select(Identifier)):
        found = numbers.read(one.number)
        assert (found.digits, found.maybe_personal) == (one.number, False)
        assert one.register_code in found.registers
    units = session.exec(select(Organisation).where(col(Organisation.parent_id).is_not(None))).all()
    covering = session.exec(select(Certificate).where(col(Certificate.covers_units))).all()
    assert units
    assert {one.organisation_id for one in covering} < {unit.parent_id for unit in units}


def test_words_that_no_key_guards_are_terms(session: Session) -> None:
    terms = vocabularies.read(session)
    industries = set(session.exec(select(Organisation.industry).where(col(Organisation.industry).is_not(None))))
    assert industries <= set(terms.ids("industries"))
    assert set(session.exec(select(Gathering.kind))) == set(terms.ids("gathering_kinds"))


def test_nothing_can_be_taken_for_something_real(session: Session) -> None:
    assert state.is_fictional(session)
    given = {(one.register_code, one.number[:2]) for one in session.exec(select(Identifier))}
    assert given == {("NO-BRREG", "10"), ("BE-KBO", "00"), ("BG-EIK", "99")}
    numbers = session.exec(select(Certificate.number)).all()
    assert [number for number in numbers if not number.startswith("DEMO")] == []
    names = [scheme.names for scheme in session.exec(select(Scheme))]
    assert [name for name in names for text in name.texts.values() if not text.startswith(("Demo", "Демо"))] == []
    addresses = [
        *(address for one in session.exec(select(Organisation)) for address in (*one.sources, one.website) if address),
        *(one.source for one in session.exec(select(Measure))),
    ]
    assert [address for address in addresses if ".example/" not in address] == []


def test_texts_stand_in_four_languages_and_say_where_they_come_from(session: Session) -> None:
    for one in session.exec(select(Organisation)):
        assert set(one.profile.texts) == set(LANGUAGES)
        machine = {*LANGUAGES} - {one.name_language}
        wanted = {
            language: Provenance.MACHINE if language in machine else Provenance.ORIGINAL for language in LANGUAGES
        }
        assert one.provenance.texts == wanted


def test_every_certificate_was_decided_in_the_past(session: Session) -> None:
    terms = vocabularies.read(session)
    for firm in firms.cards(session, firms.slugs(session), terms, NOW):
        for certificate in firm.certificates:
            assert certificate.number.split("-")[1] == str(certificate.granted_on.year)
            assert all(fact.recorded_at and fact.recorded_at <= NOW for fact in certificate.decisions)
            assert certificate.status is histories.status_on(certificate.decisions, NOW.date())


def test_a_real_register_is_refused(read: content.Content, empty_sqlite: Path, tmp_path: Path) -> None:
    store = copy(empty_sqlite, tmp_path)
    with store.writing() as session:
        session.add(organisation("real"))
    before = everything(store)
    with pytest.raises(demo.RealRegisterError), store.writing() as session:
        demo.fill(session, read, 1, 1, NOW)
    done = command(1, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("This database holds a real register.")
    assert everything(store) == before
    store.close()


def test_the_command_replaces_a_demo_and_makes_its_index(
    read: content.Content, empty_sqlite: Path, tmp_path: Path
) -> None:
    store = copy(empty_sqlite, tmp_path)
    with store.writing() as session:
        demo.fill(session, read, 3, 1, NOW)
    done = command(2, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("A fictional register with 2 firms is ready")
    app = create_app(Settings.from_environment({"PORTAL_INSTANCE": str(tmp_path)}))
    portal: Portal = app.extensions["portal"]
    assert portal.fictional
    with store.reading() as session:
        assert firms.count(session) == portal.index.ask(Question("nb", filters={"kind": ("firm",)})).total == 2
    portal.store.close()
    store.close()


def command(count: int, instance: Path) -> subprocess.CompletedProcess[str]:
    """What `portal demo` answers."""
    words = [str(PORTAL), "demo", "--firms", str(count)]
    environment = os.environ | {"PORTAL_INSTANCE": str(instance)}
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

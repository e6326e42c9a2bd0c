"""Loading the content: all or nothing, repeatable, in place, and never a decision changed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from portal.register import state
from portal.register.content import Content, ContentError, read
from portal.register.seeding import Seeded, SeedingError, is_current, seed
from portal.store import Store
from portal.tables import (
    Certificate,
    Decision,
    Identifier,
    Measure,
    Organisation,
    Place,
    RegisterState,
    Scheme,
    SchemeFact,
    Signature,
    Term,
    metadata,
)
from portal.words import Certainty, DecisionKind, LocalText, Precision
from tests import make
from tests.register import small_content
from tests.register.small_content import change, said

FIRST = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 24, 12, tzinfo=UTC)
DATA = Path(__file__).parent.parent.parent / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest content that has one of everything."""
    return small_content.write(tmp_path / "content")


def load(store: Store, content: Content | Path, now: datetime = LATER) -> Seeded:
    """Load content, or what a folder holds, as the command does."""
    found = read(content) if isinstance(content, Path) else content
    with store.writing() as session:
        return seed(session, found, now)


def everything(store: Store) -> Mapping[str, list[tuple[Any, ...]]]:
    """Give every row of every table."""
    with store.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(table.select())), key=str)
            for table in metadata.sorted_tables
        }


def test_everything_is_loaded_as_the_files_say(store: Store, folder: Path) -> None:
    seeded = load(store, folder, FIRST)
    assert (seeded.measures, seeded.organisations, seeded.certificates, seeded.memberships) == (2, 2, 1, 0)
    assert (seeded.rows_changed, seeded.rows_removed, seeded.changed) == (0, 0, True)
    with store.reading() as session:
        decisions = session.exec(select(Decision).order_by(Decision.id)).all()  # type: ignore[arg-type]
        assert [(d.kind, d.effective_on, d.valid_until, d.recorded_at) for d in decisions] == [
            (DecisionKind.GRANTED, date(2023, 4, 21), date(2026, 4, 20), FIRST),
            (DecisionKind.SUSPENDED, date(2024, 1, 1), None, FIRST),
        ]
        signature = session.exec(select(Signature)).one()
        assert (signature.signed_on, signature.signed_precision) == (date(2016, 12, 1), Precision.MONTH)
        taxi = session.exec(select(Organisation).where(Organisation.slug == "the-taxi")).one()
        assert taxi.sources == ("https://mentor.example/",)
        assert taxi.industry_certainty is Certainty.GUESSED
        assert session.get_one(Place, "no-3203").names == LocalText({"nb": "Asker"})
        assert session.get_one(Term, ("countries", "NO")).position == 0


def test_a_second_run_changes_nothing(store: Store, folder: Path) -> None:
    load(store, folder, FIRST)
    before = everything(store)
    assert not load(store, folder).changed
    with store.writing() as session:
        session.delete(session.get_one(RegisterState, state.CONTENT))
    again = load(store, folder)  # without the digest: every row is compared
    assert not again.changed
    assert everything(store) == before


def test_the_digest_says_what_was_loaded_last(store: Store, folder: Path) -> None:
    content = read(folder)
    with store.reading() as session:
        assert not is_current(session, content.digest)
    load(store, content)
    with store.reading() as session:
        assert is_current(session, content.digest)
        assert not is_current(session, "another")


def test_a_corrected_entry_changes_its_row_in_place(store: Store, folder: Path) -> None:
    load(store, folder, FIRST)
    before = everything(store)
    change(folder, "measures/norway.yaml", "official_name: Mentor", "official_name: Fadder")
    change(folder, "measures/norway.yaml", "value: 40 %", "value: 50 %")
    change(folder, "measures/norway.yaml", "target_groups: [refugees]", "target_groups: [young-people]")
    seeded = load(store, folder)
    assert (seeded.rows_added, seeded.rows_changed, seeded.rows_removed) == (1, 2, 1)
    after = everything(store)
    assert {name for name in before if before[name] != after[name]} == {
        "change",
        "measure",
        "measureamount",
        "measureterm",
        "registerstate",
    }
    with store.reading() as session:
        assert session.exec(select(Measure).where(Measure.slug == "the-mentor")).one().official_name == "Fadder"
    assert [row[0] for row in after["measure"]] == [row[0] for row in before["measure"]]


def test_what_an_organisation_said_itself_stays(store: Store, folder: Path) -> None:
    load(store, folder)
    with store.writing() as session:
        taxi = session.exec(select(Organisation).where(Organisation.slug == "the-taxi")).one()
        taxi.confirmed_on = date(2026, 12, 1)
        session.add(taxi)
    change(folder, "organisations.yaml", "name: Taxi AS", "name: Drosje AS")
    load(store, folder)
    with store.reading() as session:
        taxi = session.exec(select(Organisation).where(Organisation.slug == "the-taxi")).one()
        assert (taxi.name, taxi.confirmed_on) == ("Drosje AS", date(2026, 12, 1))


def test_a_number_can_move_to_another_organisation(store: Store, folder: Path) -> None:
    load(store, folder)
    number = "    identifiers:\n      - {register: NO-BRREG, number: '974760673', source: https://register.example/974760673}\n"
    change(folder, "organisations.yaml", number, "")
    change(folder, "organisations.yaml", "    roles: [association]\n", f"    roles: [association]\n{number}")
    load(store, folder)
    with store.reading() as session:
        holder = session.get_one(Organisation, session.exec(select(Identifier)).one().organisation_id)
        assert holder.slug == "the-association"


def test_a_new_decision_is_added_and_the_old_ones_stay(store: Store, folder: Path) -> None:
    load(store, folder, FIRST)
    before = everything(store)["decision"]
    suspended = "      - {kind: suspended, effective_on: 2024-01-01}\n"
    change(folder, "certificates.yaml", suspended, f"{suspended}      - {{kind: restored, effective_on: 2024-02-01}}\n")
    assert load(store, folder, LATER).rows_added == 1
    after = everything(store)["decision"]
    assert [row for row in after if row in before] == before
    with store.reading() as session:
        restored = session.exec(select(Decision).where(Decision.kind == DecisionKind.RESTORED)).one()
        assert restored.recorded_at == LATER


def test_a_decision_made_in_the_register_stays(store: Store, folder: Path) -> None:
    load(store, folder)
    with store.writing() as session:
        holder = session.exec(select(Certificate)).one()
        assert holder.id
        make.decision(session, holder.id, DecisionKind.WITHDRAWN, date(2026, 1, 1), recorded_at=LATER)
    before = everything(store)["decision"]
    change(folder, "places.yaml", "latitude: 60.0", "latitude: 60.5")
    load(store, folder)
    assert everything(store)["decision"] == before


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "valid_until: 2026-04-20",
            "valid_until: 2027-04-20",
            (
                "certificates.yaml, TC-1, decisions.1: the register has recorded this decision with another "
                "valid_until. A decision never changes; add a new one instead."
            ),
        ),
        (
            "kind: suspended, effective_on: 2024-01-01",
            "kind: withdrawn, effective_on: 2024-01-02",
            (
                "certificates.yaml, TC-1, decisions.2: the register has recorded this decision with another kind, "
                "effective_on. A decision never changes; add a new one instead."
            ),
        ),
        (
            "organisation: the-taxi",
            "organisation: the-association",
            (
                "certificates.yaml, TC-1: the register has granted this number to another organisation or scheme; a "
                "certificate never changes hands. Give the new one a number of its own."
            ),
        ),
        (
            "cohort: the-course",
            "cohort: the-course\n    covers_units: true",
            (
                "certificates.yaml, TC-1: the register has granted this certificate with another covers_units. What "
                "was granted never changes."
            ),
        ),
    ],
)
def test_history_cannot_be_rewritten(store: Store, folder: Path, old: str, new: str, sentence: str) -> None:
    load(store, folder)
    before = everything(store)
    change(folder, "certificates.yaml", old, new)
    change(folder, "measures/norway.yaml", "official_name: Mentor", "official_name: Fadder")
    with pytest.raises(SeedingError) as refused:
        load(store, folder)
    assert refused.value.problems == [sentence]
    assert everything(store) == before


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ("kind: restored, effective_on: 2024-01-01", "it is not suspended on that day, so it cannot be restored."),
        ("kind: suspended, effective_on: 2022-01-01", "this takes effect before the certificate is granted."),
        ("kind: granted, effective_on: 2024-01-01", "it has been granted already. Renew it instead."),
    ],
)
def test_a_history_that_cannot_be_is_refused(store: Store, folder: Path, decision: str, sentence: str) -> None:
    change(folder, "certificates.yaml", "kind: suspended, effective_on: 2024-01-01", decision)
    with pytest.raises(SeedingError) as refused:
        load(store, folder)
    assert refused.value.problems == [f"certificates.yaml, TC-1, decisions.2: {sentence}"]


def test_a_correction_and_its_certificate_are_loaded_as_the_files_say(store: Store, folder: Path) -> None:
    correction = "kind: corrected, effective_on: 2024-02-01, corrects: 2, reason_code: recorded-wrongly, criteria: '1'"
    change(
        folder,
        "certificates.yaml",
        "- {kind: suspended, effective_on: 2024-01-01}",
        f"- {{kind: suspended, effective_on: 2024-01-01}}\n      - {{{correction}}}\n    covers_units: true",
    )
    load(store, folder)
    assert not load(store, folder).changed
    with store.reading() as session:
        (row,) = session.exec(select(Certificate)).all()
        last = session.exec(select(Decision)).all()[-1]
        session.expunge_all()
    assert row.covers_units
    assert (last.kind, last.corrects, last.voids) == (DecisionKind.CORRECTED, 2, False)
    assert (last.reason_code, last.criteria) == ("recorded-wrongly", "1")


def test_what_the_register_is_complete_for_and_establishments_are_loaded(store: Store, folder: Path) -> None:
    change(
        folder,
        "schemes.yaml",
        "prefix: TC",
        f"prefix: TC\n    complete: {said('whole')}\n    complete_from: 2023-01-01",
    )
    change(folder, "schemes.yaml", "value: 3,", "value: 3, condition: b,")
    change(folder, "organisations.yaml", "name: Taxi AS", "name: Taxi AS\n    parent: the-association")
    load(store, folder)
    with store.reading() as session:
        complete, since = session.exec(select(col(Scheme.complete), col(Scheme.complete_from))).all()[0]
        condition = session.exec(select(SchemeFact.condition)).one()
        ids = dict(session.exec(select(Organisation.slug, Organisation.id)).all())
        parents = dict(session.exec(select(Organisation.slug, Organisation.parent_id)).all())
    assert (complete.texts["en"], since, condition) == ("whole en", date(2023, 1, 1), "b")
    assert parents == {"the-taxi": ids["the-association"], "the-association": None}
    assert not load(store, folder).changed
    change(folder, "organisations.yaml", "\n    parent: the-association", "")
    load(store, folder)
    with store.reading() as session:
        assert set(session.exec(select(Organisation.parent_id))) == {None}


def test_nothing_is_loaded_of_content_with_a_mistake(store: Store, folder: Path) -> None:
    load(store, folder)
    before = everything(store)
    change(folder, "measures/norway.yaml", "official_name: Mentor", "official_name: Fadder")
    change(folder, "gatherings.yaml", "kind: conference", "kind: party")
    with pytest.raises(ContentError):
        load(store, folder)
    assert everything(store) == before


def test_entries_that_left_the_files_leave_the_register(store: Store, folder: Path) -> None:
    load(store, folder)
    change(folder, "measures/norway.yaml", "combines_with: [the-subsidy]", "combines_with: []")
    text = (folder / "measures/norway.yaml").read_text(encoding="utf-8")
    (folder / "measures/norway.yaml").write_text(text[: text.index("  - id: the-subsidy")], encoding="utf-8")
    (folder / "gatherings.yaml").write_text("gatherings: []\n")
    (folder / "signatures.yaml").write_text("signatures: []\n")
    change(folder, "vocabularies.yaml", "- id: young-people", "- id: old-people")
    load(store, folder)
    rows = everything(store)
    assert [row[1] for row in rows["measure"]] == ["the-mentor"]
    assert (rows["gathering"], rows["gatheringorganisation"], rows["signature"], rows["commitment"]) == ([], [], [], [])
    assert rows["measurerelation"] == []
    with store.reading() as session:
        assert session.get(Term, ("target_groups", "young-people")) is None
    load(store, small_content.write(folder))
    assert [row[1] for row in everything(store)["measure"]] == ["the-mentor", "the-subsidy"]


def test_an_organisation_that_left_the_files_but_holds_a_certificate_is_no_longer_listed(
    store: Store, folder: Path
) -> None:
    load(store, folder)
    text = (folder / "organisations.yaml").read_text(encoding="utf-8")
    (folder / "organisations.yaml").write_text(text[: text.index("  - id: the-taxi")], encoding="utf-8")
    change(folder, "schemes.yaml", "partners: [the-taxi]", "partners: []")
    (folder / "certificates.yaml").write_text("certificates: []\n")
    (folder / "signatures.yaml").write_text("signatures: []\n")
    decisions = everything(store)["decision"]
    load(store, folder)
    with store.reading() as session:
        assert [(o.slug, o.listed) for o in session.exec(select(Organisation).order_by(Organisation.slug))] == [
            ("the-association", True),
            ("the-taxi", False),
        ]
    assert everything(store)["decision"] == decisions
    load(store, small_content.write(folder))
    with store.reading() as session:
        assert all(organisation.listed for organisation in session.exec(select(Organisation)))


def test_a_scheme_that_still_has_certificates_cannot_leave(store: Store, folder: Path) -> None:
    load(store, folder)
    before = everything(store)
    text = (folder / "schemes.yaml").read_text(encoding="utf-8")
    (folder / "schemes.yaml").write_text("schemes:\n" + text[text.index("  - id: the-charter") :], encoding="utf-8")
    (folder / "certificates.yaml").write_text("certificates: []\n")
    (folder / "gatherings.yaml").write_text("gatherings: []\n")
    with pytest.raises(SeedingError) as refused:
        load(store, folder)
    assert refused.value.problems == [
        "the-course is no longer in the files, but the register still needs it (certificate).",
        "the-certification is no longer in the files, but the register still needs it (cohort, certificate).",
    ]
    assert everything(store) == before


def test_rows_that_the_files_never_brought_stay(store: Store, folder: Path) -> None:
    with store.writing() as session:
        make.organisation(session, "made-in-the-office")
    load(store, folder)
    change(folder, "organisations.yaml", "name: Taxi AS", "name: Drosje AS")
    load(store, folder)
    with store.reading() as session:
        made = session.exec(select(Organisation).where(Organisation.slug == "made-in-the-office")).one()
        assert made.listed


def test_a_number_that_something_else_holds_is_refused_in_a_sentence(store: Store, folder: Path) -> None:
    with store.writing() as session:
        owner = make.organisation(session, "made-in-the-office")
        row = make.scheme(session, "another-scheme", owner)
        row.prefix = "TC"
        session.add(row)
    before = everything(store)
    with pytest.raises(SeedingError, match="The register already holds something that the files claim"):
        load(store, folder)
    assert everything(store) == before


def test_a_demo_takes_no_real_content(store: Store, folder: Path) -> None:
    with store.writing() as session:
        state.mark_fictional(session)
    with pytest.raises(SeedingError, match="demo"):
        load(store, folder)
    assert everything(store)["organisation"] == []


def test_the_real_content_is_loaded_whole(store: Store) -> None:
    content = read(DATA)
    load(store, content, FIRST)
    before = everything(store)
    counts = {name: len(before[name]) for name in ("measure", "organisation", "certificate", "decision", "place")}
    assert counts == {"measure": 70, "organisation": 45, "certificate": 12, "decision": 12, "place": 1245}
    with store.reading() as session:
        assert sorted(session.exec(select(Scheme.prefix)).all(), key=str) == [None, None, "SPA"]
        assert session.get_one(Place, "bg-var01").names.texts["en"] == "Avren"
        assert "nl" not in session.get_one(Place, "no-1103").names.texts
    with store.writing() as session:
        session.delete(session.get_one(RegisterState, state.CONTENT))
    assert not load(store, content).changed
    assert everything(store) == before

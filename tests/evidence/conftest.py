"""A register with decisions in its log, and what it states: made once, for reading. Rotations have one of their own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import g

from portal import decisions, stating
from portal.app import create_app
from portal.evidence import checking, opening
from portal.evidence.checking import Kind, Proven
from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.sealing import BrokenSealError
from portal.evidence.trust import Trust
from portal.register.deciding import Desk, Order
from portal.settings import DATABASE_FILE, Settings
from portal.store import Store
from portal.tables import Identifier
from portal.words import DecisionKind, LocalText
from tests import make

NAME = "Blåbærgrøt Ærlig & één Søndag ЕООД „Надежда“"
"""Letters of all four languages."""
NUMBER = "SA-2024-001"
SUSPENDED = "SA-2024-002"
WITHDRAWN = "SA-2024-003"
BASE = "https://register.example"
DAY = date(2026, 3, 12)


class Office:
    """A portal that states: a folder with a register of three certificates, and the app on it."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder / DATABASE_FILE}"
        self.settings = Settings(folder, url, "secret", base_url=BASE, today=make.TODAY, testing=True)
        self.store = Store(url)
        with self.store.writing() as session:
            owner = make.organisation(session, "owner")
            make.scheme(session, "social", owner)
            firm = make.organisation(session, "firm", name=NAME)
            session.add(Identifier(organisation_id=firm.id or 0, register_code="NO-BRREG", number="974760673"))
            for slug in ("second", "third"):
                make.organisation(session, slug)
        self.decide(*(self._grant(number, slug) for number, slug in _HELD.items()))
        self.decide(
            Order(DecisionKind.SUSPENDED, date(2025, 5, 1), SUSPENDED),
            Order(DecisionKind.SUSPENDED, date(2024, 5, 1), NUMBER),
            Order(DecisionKind.RESTORED, date(2024, 9, 1), NUMBER, reason=LocalText({"bg": "Всичко е наред."})),
            Order(DecisionKind.WITHDRAWN, date(2025, 5, 1), WITHDRAWN),
        )
        self.app = create_app(self.settings)

    @staticmethod
    def _grant(number: str, slug: str) -> Order:
        own = {"scheme": "social", "organisation": slug, "valid_until": date(2027, 1, 31)}
        return Order(DecisionKind.GRANTED, date(2024, 2, 1), number, **own)  # type: ignore[arg-type]

    def decide(self, *orders: Order) -> None:
        """Take decisions, and sign the log."""
        with decisions.sealed(self.settings, self.store) as (session, now), Desk(session, now) as desk:
            for order in orders:
                desk.take(order)

    @contextmanager
    def speaking(self, lang: str = "en") -> Iterator[None]:
        """Be in a page of a language."""
        with self.app.test_request_context(base_url=BASE):
            g.language = lang
            yield

    def statement(
        self, kind: Kind, number: str = NUMBER, on: date = DAY, until: date | None = None, lang: str = "en"
    ) -> bytes:
        """Make a statement."""
        with self.speaking(lang):
            found = stating.of_number(kind, number, on, until)
        assert found is not None
        return found

    @property
    def trust(self) -> Trust:
        """The public keys."""
        with self.speaking():
            return stating.trusted()


_HELD = {NUMBER: "firm", SUSPENDED: "second", WITHDRAWN: "third"}


def opened(pdf: bytes, trust: Trust) -> tuple[bytes, str]:
    """Open a PDF here, without a process beside this one."""
    try:
        return opening.opened(pdf, trust.seals)
    except BrokenSealError as error:
        raise RefusedStatementError(Fault.CHANGED) from error


def check(data: bytes, trust: Trust, **more: str) -> Proven:
    """Check a statement, as the command does."""
    return checking.check(data, trust, opened, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Office]:
    """A portal that states, for reading."""
    yield from _opened(tmp_path_factory.mktemp("office"), empty_sqlite)


@pytest.fixture
def own_office(tmp_path: Path, empty_sqlite: Path) -> Iterator[Office]:
    """Another one, of the test's own."""
    yield from _opened(tmp_path, empty_sqlite)


def _opened(folder: Path, empty: Path) -> Iterator[Office]:
    shutil.copy(empty, folder / DATABASE_FILE)
    office = Office(folder)
    yield office
    office.store.close()
    office.app.extensions["portal"].store.close()
    stating.close()

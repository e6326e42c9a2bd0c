"""A small register whose decisions were taken at the desk, entered in the log and signed, some at a time."""

from datetime import date
from pathlib import Path

from portal.evidence import checkpoints, keys
from portal.evidence.keys import Keys
from portal.register.deciding import Desk, Order
from portal.store import Store
from portal.words import DecisionKind, LocalText
from tests import make

HOST = "register.example"
GRANTED, RENEWED, CORRECTED = DecisionKind.GRANTED, DecisionKind.RENEWED, DecisionKind.CORRECTED
SUSPENDED, RESTORED, WITHDRAWN = DecisionKind.SUSPENDED, DecisionKind.RESTORED, DecisionKind.WITHDRAWN
FIRMS = tuple(f"firm-{number}" for number in range(8))
ENTRIES = 28


def grant(number: int) -> Order:
    """Give the order by which a firm gets its certificate; its texts have letters of every kind."""
    return Order(
        GRANTED,
        date(2024, 1, number + 1),
        number=f"ABC-2024-{number:03}",
        scheme="scheme",
        organisation=FIRMS[number],
        valid_until=date(2026, 12, 31) if number % 2 else None,
        reason=LocalText({"nb": f"Kurs «{number}» på Åsen", "bg": "Решение", "en": 'A "quoted"\n\tline \u2028 \x7f'}),
        decided_by="Board",
        approved_by="Office",
        criteria="2024-1",
        scope=LocalText({"en": "The bakery"}) if number == 3 else LocalText(),
        covers_units=number == 4,
    )


def later(kind: DecisionKind, number: int, day: date, until: date | None = None, **more: object) -> Order:
    """Give an order about a certificate that was granted."""
    return Order(kind, day, number=f"ABC-2024-{number:03}", valid_until=until, **more)  # type: ignore[arg-type]


BATCHES: tuple[tuple[Order, ...], ...] = (
    tuple(grant(number) for number in range(5)),
    (grant(5),),
    (grant(6), grant(7), later(SUSPENDED, 0, date(2024, 5, 1), reason_code="fee-unpaid")),
    *((later(SUSPENDED, number, date(2024, 6, number)),) for number in range(1, 6)),
    (later(RESTORED, 0, date(2024, 7, 1)), later(WITHDRAWN, 1, date(2024, 8, 1), decided_by="Board")),
    tuple(later(RESTORED, number, date(2024, 9, number)) for number in range(2, 6)),
    tuple(later(RENEWED, number, date(2025, 1, 1), date(2027, 12, 31)) for number in range(2, 6)),
    (later(CORRECTED, 2, date(2025, 1, 2), date(2027, 6, 30), corrects=4),),
    (later(SUSPENDED, 6, date(2025, 3, 1)), later(SUSPENDED, 7, date(2025, 3, 1))),
    (later(CORRECTED, 7, date(2025, 3, 1), corrects=2, voids=True),),
)


def fill(store: Store) -> None:
    """Add the organisations and the scheme."""
    with store.writing() as session:
        owner = make.organisation(session, "owner")
        for slug in FIRMS:
            make.organisation(session, slug)
        make.scheme(session, "scheme", owner)
        make.scheme(session, "other-scheme", owner)


def decide(store: Store, held: Keys, orders: tuple[Order, ...]) -> None:
    """Take decisions in one transaction, and sign the log as it is then."""
    with store.writing() as session:
        with Desk(session, make.NOW) as desk:
            for order in orders:
                desk.take(order)
        checkpoints.seal(session, held, make.NOW)


def register(store: Store, folder: Path) -> Keys:
    """Make the whole register, with its keys in a folder."""
    held = keys.of(folder, HOST)
    fill(store)
    for orders in BATCHES:
        decide(store, held, orders)
    return held

"""A fictional register of any size, for trials and load tests. Nothing in it is real, and every page says so."""

from datetime import datetime

from sqlmodel import Session

from portal.demo import gatherings, measures, schemes, world
from portal.demo.firms import FirmMaker
from portal.demo.rows import Rows, clear
from portal.migrations import guarding
from portal.register import log, state
from portal.register.content import Content
from portal.register.seeding import places
from portal.register.seeding.merging import Merge
from portal.tables import RegisterState


class RealRegisterError(RuntimeError):
    """The database holds a register that is not fictional; a demo would delete it."""


def fill(session: Session, content: Content, firms: int, seed: int, now: datetime) -> None:
    """Put a fictional register of `firms` firms in the place of everything in the database.

    Terms and places are the real ones of `content`; all else is invented, and no number or name is a real firm's. The
    same number of firms, the same seed and the same day give the same rows: dates are counted from the day of `now`.

    Raises `RealRegisterError` when the database holds a register that is not fictional.
    """
    if not state.is_fictional(session) and not state.is_empty(session):
        raise RealRegisterError("this database holds a real register")
    guarding.stop(session.connection())  # nothing in it is real, decisions included
    clear(session)
    state.mark_fictional(session)
    places.load(Merge(session), content)
    session.add(RegisterState(name=state.CONTENT, value=f"demo of {firms} firms, seed {seed}"))
    make(session, firms, seed, now)
    log.begin(session)
    guarding.start(session.connection())


def make(session: Session, firms: int, seed: int, now: datetime) -> None:
    """Write the fictional rows into a database that holds terms and places and nothing else."""
    rows = Rows(session)
    made = world.read(session, seed, now)
    known = schemes.make(rows, made)
    cohorts = gatherings.make(rows, made, known)
    maker = FirmMaker(rows, made, known, cohorts)
    for _ in range(firms):
        maker.make()
    measures.make(rows, made, firms)
    rows.finish()

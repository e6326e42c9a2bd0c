"""What the database knows about itself, and the days it is read on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from portal.tables import Organisation, RegisterState, Scheme

FICTIONAL = "fictional"
CONTENT = "content"


def is_fictional(session: Session) -> bool:
    """Say whether the register is a demo, in which nothing is real."""
    return session.get(RegisterState, FICTIONAL) is not None


def days(session: Session, now: datetime) -> str:
    """Give the day that it is in UTC and in the time zone of each scheme: everything that depends on the day."""
    zones = sorted({"UTC", *session.exec(select(Scheme.time_zone).distinct())})
    return ", ".join(f"{zone} {now.astimezone(ZoneInfo(zone)).date()}" for zone in zones)


def is_empty(session: Session) -> bool:
    """Say whether nothing was ever entered."""
    return session.exec(select(Organisation.id).limit(1)).first() is None


def mark_fictional(session: Session) -> None:
    """Make the register a demo for good."""
    session.merge(RegisterState(name=FICTIONAL, value="yes"))

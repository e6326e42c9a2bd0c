"""What the database knows about itself."""

from datetime import datetime

from sqlmodel import Session, select

from portal.tables import Organisation, RegisterState

FICTIONAL = "fictional"
CONTENT = "content"


def is_fictional(session: Session) -> bool:
    """Say whether the register is a demo, in which nothing is real."""
    return session.get(RegisterState, FICTIONAL) is not None


def stamp(session: Session, now: datetime) -> str:
    """Give a name for what the search index is built from: the content, and the day, because statuses depend on it."""
    content = session.get(RegisterState, CONTENT)
    return f"{content.value if content else ''} {now.date()}"


def is_empty(session: Session) -> bool:
    """Say whether nothing was ever entered."""
    return session.exec(select(Organisation.id).limit(1)).first() is None


def mark_fictional(session: Session) -> None:
    """Make the register a demo for good."""
    session.merge(RegisterState(name=FICTIONAL, value="yes"))

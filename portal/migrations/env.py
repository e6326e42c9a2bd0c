"""How Alembic runs here: always on a connection that the store gives it."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.types import TypeDecorator

from portal.migrations import guarding, recording
from portal.tables import metadata


def plain_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write a column's type as SQLAlchemy's own, so that an old step does not change when the code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        inner = item.impl_instance
        if isinstance(inner, sa.String):
            return f"sa.String(length={inner.length})"
        return "sa.DateTime(timezone=True)" if isinstance(inner, sa.DateTime) else "sa.JSON()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_type,
)
with context.begin_transaction():
    steps = context.get_context().get_current_revision() != context.get_head_revision()
    if steps:
        recording.stop(connection)
        guarding.stop(connection)
    context.run_migrations()
    recording.start(connection)
    guarding.start(connection)
    if steps:
        recording.note_everything(connection)

"""kept verdicts can be counted by when they were made."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this form."""
    op.create_index("ix_keptverdict_made_at", "keptverdict", ["made_at"])


def downgrade() -> None:
    """Take this step back."""
    op.drop_index("ix_keptverdict_made_at", "keptverdict")

"""the log: decisions that can be corrected, units, what the register is complete for, kept verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = ("granted", "renewed", "suspended", "restored", "withdrawn", "corrected")
CERTAINTIES = ("stated", "calculated", "inferred", "guessed", "claimed", "unknown")
OLD = (
    "id", "certificate_id", "kind", "effective_on", "effective_certainty", "recorded_at", "valid_until", "reason",
    "decided_by", "approved_by",
)  # fmt: skip
PLACE = (
    "(SELECT count(*) FROM decision AS other"
    " WHERE other.certificate_id = decision.certificate_id AND other.id <= decision.id)"
)


def upgrade() -> None:
    """Bring the tables to this form."""
    op.execute(
        "ALTER TABLE organisation ADD COLUMN parent_id INTEGER"
        " CONSTRAINT fk_organisation_parent_id REFERENCES organisation (id)"
    )
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"])
    op.add_column("certificate", sa.Column("covers_units", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("scheme", sa.Column("complete", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("scheme", sa.Column("complete_from", sa.Date(), nullable=True))
    op.add_column("schemefact", sa.Column("condition", sa.String(length=1), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _decisions_anew()
    else:
        _decisions_changed()
    op.create_table(
        "logentry",
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_logentry_decision_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_logentry")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_logentry_decision_id")),
    )
    op.create_table(
        "lognode",
        sa.Column("level", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_lognode")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "keptverdict",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_keptverdict")),
    )


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _new_columns() -> list["sa.Column[object]"]:
    return [
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("criteria", sa.String(length=40), nullable=True),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("voids", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def _decisions_anew() -> None:
    """Make the table anew: SQLite cannot change a check."""
    op.create_table(
        "decision_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", _word("decisionkind", KINDS), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_certainty", _word("certainty", CERTAINTIES), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        *_new_columns(),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_decision_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("certificate_id", "place", name=op.f("uq_decision_certificate_id_place")),
    )
    columns = ", ".join(OLD)
    op.execute(f"INSERT INTO decision_new ({columns}, place, voids) SELECT {columns}, {PLACE}, 0 FROM decision")
    op.drop_table("decision")
    op.rename_table("decision_new", "decision")
    op.create_index("ix_decision_certificate_id", "decision", ["certificate_id"])
    op.create_index("ix_decision_kind_effective_on", "decision", ["kind", "effective_on"])


def _decisions_changed() -> None:
    for column in _new_columns():
        op.add_column("decision", column)
    op.add_column("decision", sa.Column("place", sa.Integer(), nullable=True))
    op.execute(f"UPDATE decision SET place = {PLACE}")
    op.alter_column("decision", "place", nullable=False)
    op.create_unique_constraint("uq_decision_certificate_id_place", "decision", ["certificate_id", "place"])
    op.drop_constraint("ck_decision_decisionkind", "decision")
    words = ", ".join(f"'{word}'" for word in KINDS)
    op.create_check_constraint(op.f("ck_decision_decisionkind"), "decision", f"kind IN ({words})")


def downgrade() -> None:
    """Take this step back: impossible without losing what was decided."""
    raise NotImplementedError("decisions are never removed")

"""Rehearsals (issue 4)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table of rehearsals; say where practice ends, by the clock and in each phone's numbers."""
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("began_by", sa.String(length=120), nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("ended_by", sa.String(length=120)),
        sa.Column("is_wiped", sa.Boolean(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_rehearsals_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsals")),
    )
    op.create_index(op.f("ix_rehearsals_event_id"), "rehearsals", ["event_id"])
    with op.batch_alter_table("events") as table:
        table.add_column(sa.Column("practised_until", TIME))
    with op.batch_alter_table("devices") as table:
        table.add_column(
            sa.Column("practised_through", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    """Forget rehearsals."""
    with op.batch_alter_table("devices") as table:
        table.drop_column("practised_through")
    with op.batch_alter_table("events") as table:
        table.drop_column("practised_until")
    op.drop_table("rehearsals")

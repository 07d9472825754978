"""Stages of an event (issue 6)."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of each event where it stands, from what is known of it; keep why a day was opened again."""
    with op.batch_alter_table("events") as table:
        table.add_column(
            sa.Column("stage", sa.String(length=12), nullable=False, server_default="open")
        )
    with op.batch_alter_table("day_closings") as table:
        table.add_column(
            sa.Column("reopened_reason", sa.String(length=300), nullable=False, server_default="")
        )
    op.execute("UPDATE events SET stage = 'running' WHERE id IN (SELECT event_id FROM scans)")
    op.execute(
        "UPDATE events SET stage = 'rehearsal'"
        " WHERE id IN (SELECT event_id FROM rehearsals WHERE ended_at IS NULL)"
    )
    op.execute(
        "UPDATE events SET stage = 'closed'"
        " WHERE id IN (SELECT event_id FROM day_closings WHERE reopened_at IS NULL)"
    )


def downgrade() -> None:
    """Forget the stages."""
    with op.batch_alter_table("day_closings") as table:
        table.drop_column("reopened_reason")
    with op.batch_alter_table("events") as table:
        table.drop_column("stage")

"""Checkpoint rules, device classes, day closing, conflict resolutions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("checkpoints") as table:
        table.add_column(sa.Column("pillars", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("regencies", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("pairings") as table:
        table.add_column(_kind())
    with op.batch_alter_table("devices") as table:
        table.add_column(_kind())
        table.add_column(sa.Column("told_at", TIME))
        table.add_column(sa.Column("waiting", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("next_seq", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("roster_at", TIME))
        table.add_column(sa.Column("battery", sa.Integer()))
        table.add_column(sa.Column("version", sa.String(40)))
        table.add_column(sa.Column("operator", sa.String(60)))
    with op.batch_alter_table("scans") as table:
        table.add_column(sa.Column("direction", sa.String(3)))
        table.add_column(sa.Column("override", sa.String(200)))
    with op.batch_alter_table("arrivals") as table:
        table.add_column(sa.Column("moved_at", TIME))
        table.add_column(sa.Column("inside", sa.Boolean()))
    op.create_table(
        "day_closings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("reopened_at", TIME),
        sa.Column("reopened_by", sa.String(120)),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_day_closings_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_closings")),
    )
    op.create_index(op.f("ix_day_closings_event_id"), "day_closings", ["event_id"])
    op.create_table(
        "conflict_resolutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_conflict_resolutions_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_resolutions")),
        sa.UniqueConstraint(
            "event_id", "subject", name=op.f("uq_conflict_resolutions_event_id_subject")
        ),
    )


def _kind() -> sa.Column[str]:
    return sa.Column("kind", sa.String(12), nullable=False, server_default="gate")


def downgrade() -> None:
    op.drop_table("conflict_resolutions")
    op.drop_table("day_closings")
    for name, columns in {
        "arrivals": ("inside", "moved_at"),
        "scans": ("override", "direction"),
        "devices": (
            *("operator", "version", "battery", "roster_at", "next_seq", "waiting"),
            *("told_at", "kind"),
        ),
        "pairings": ("kind",),
        "checkpoints": ("regencies", "pillars"),
    }.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)

"""Numbered editions of printed lists (issue 5)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_edition_series_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_series")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_edition_series_event_id_key")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_edition_series_event_id_number")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_editions_event_id_events")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["edition_series.id"],
            name=op.f("fk_editions_series_id_edition_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("seal", name=op.f("uq_editions_seal")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_editions_series_id_number")),
    )
    op.create_index(op.f("ix_editions_event_id"), "editions", ["event_id"])
    op.create_table(
        "cosigners",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rank", sa.String(length=60), nullable=False),
        sa.Column("nip", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_cosigners_event_id_events")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_cosigners")),
    )


def downgrade() -> None:
    op.drop_table("cosigners")
    op.drop_table("editions")
    op.drop_table("edition_series")

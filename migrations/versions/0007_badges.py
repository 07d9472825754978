"""Spare badges, print batches, personal links (issues 3 and 5)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of prints and links; let a badge name nobody yet."""
    op.create_table(
        "badge_prints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("pillar_code", sa.String(length=30), nullable=True),
        sa.Column("regency_code", sa.String(length=5), nullable=True),
        sa.Column("badges", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_badge_prints_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_prints")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_badge_prints_event_id_number")),
    )
    op.create_table(
        "personal_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_personal_links_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("token", name=op.f("uq_personal_links_token")),
    )
    with op.batch_alter_table("personal_links") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_personal_links_registration_id"), ["registration_id"], unique=False
        )
    with op.batch_alter_table("badges") as batch_op:
        batch_op.alter_column("registration_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("spare_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("printed_as", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("print_id", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_badges_event_id_spare_number"), ["event_id", "spare_number"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_badges_print_id_badge_prints"), "badge_prints", ["print_id"], ["id"]
        )


def downgrade() -> None:
    """Forget prints, links and the spares that nobody was given."""
    op.execute("DELETE FROM badges WHERE registration_id IS NULL")
    with op.batch_alter_table("badges") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_badges_print_id_badge_prints"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_badges_event_id_spare_number"), type_="unique")
        for name in ("print_id", "printed_as", "bound_at", "spare_number"):
            batch_op.drop_column(name)
        batch_op.alter_column("registration_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("personal_links")
    op.drop_table("badge_prints")

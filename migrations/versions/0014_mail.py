"""Letters (issue 6): the outbox, and an address of people who gave one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the outbox; give people an address, encrypted like their other identifiers."""
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("email", sa.LargeBinary()))
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", TIME, nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("sent_at", TIME),
        _to("events", "event_id"),
        _to("registrations", "registration_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint(
            "registration_id", "kind", name=op.f("uq_letters_registration_id_kind")
        ),
    )
    op.create_index(
        op.f("ix_letters_event_id_kind_state"), "letters", ["event_id", "kind", "state"]
    )
    op.create_index(op.f("ix_letters_state_next_try_at"), "letters", ["state", "next_try_at"])


def downgrade() -> None:
    """Forget the outbox and the addresses."""
    op.drop_table("letters")
    with op.batch_alter_table("people") as table:
        table.drop_column("email")


def _to(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_letters_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="CASCADE")

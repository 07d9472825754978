"""E-mail on the form of self-registration and of who is invited; letters with a link (issue 6)."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let forms and invitations hold an address, and the outbox letters that are to no registration."""
    for name in ("signups", "invitations"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("email", sa.LargeBinary()))
    with op.batch_alter_table("letters") as table:
        table.alter_column("event_id", existing_type=sa.Uuid(), nullable=True)
        table.alter_column("registration_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("invitation_id", sa.Uuid()))
        table.add_column(sa.Column("sealed", sa.LargeBinary()))
        table.create_unique_constraint(op.f("uq_letters_invitation_id"), ["invitation_id"])
        table.create_foreign_key(
            op.f("fk_letters_invitation_id_invitations"),
            "invitations",
            ["invitation_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    """Forget the addresses, and the letters that are to no registration."""
    op.execute("DELETE FROM letters WHERE registration_id IS NULL")
    with op.batch_alter_table("letters") as table:
        table.drop_constraint(op.f("fk_letters_invitation_id_invitations"), type_="foreignkey")
        table.drop_constraint(op.f("uq_letters_invitation_id"), type_="unique")
        table.drop_column("sealed")
        table.drop_column("invitation_id")
        table.alter_column("registration_id", existing_type=sa.Uuid(), nullable=False)
        table.alter_column("event_id", existing_type=sa.Uuid(), nullable=False)
    for name in ("invitations", "signups"):
        with op.batch_alter_table(name) as table:
            table.drop_column("email")

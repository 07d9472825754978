"""Settings of the office (issue 6)."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the one row of settings possible, and the list of officials."""

    def text(name: str, length: int) -> sa.Column[str]:
        return sa.Column(name, sa.String(length=length), nullable=False)

    op.create_table(
        "office_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        text("government", 120),
        text("name", 120),
        text("address", 200),
        text("contact", 200),
        text("place", 60),
        text("privacy_name", 120),
        text("privacy_contact", 200),
        sa.Column("logo", sa.LargeBinary()),
        text("smtp_host", 255),
        sa.Column("smtp_port", sa.Integer(), nullable=False),
        text("smtp_security", 10),
        text("smtp_user", 254),
        sa.Column("smtp_password", sa.LargeBinary()),
        text("smtp_sender", 254),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("backup_passphrase", sa.LargeBinary()),
        sa.Column("backup_nightly", sa.Boolean(), nullable=False),
        sa.Column("backups_kept", sa.Integer(), nullable=False),
        sa.Column("backup_with_key", sa.Boolean(), nullable=False),
        text("data_key_print", 16),
        sa.Column("data_key_since", sa.DateTime(timezone=True)),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_settings_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_settings")),
    )
    op.create_table(
        "office_signatories",
        sa.Column("id", sa.Uuid(), nullable=False),
        text("title", 200),
        text("name", 120),
        text("rank", 60),
        text("nip", 40),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_signatories")),
    )


def downgrade() -> None:
    """Forget what the office said of itself."""
    op.drop_table("office_signatories")
    op.drop_table("office_settings")

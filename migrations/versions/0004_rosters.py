"""Import batches, review, remembered mappings (issue 3)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_IMPORTS = (
    ("undone_at", sa.DateTime(timezone=True)),
    ("only_regency", sa.String(length=5)),
    ("previous_id", sa.Uuid()),
    ("job_id", sa.Uuid()),
    ("mapping", sa.JSON()),
    ("layout", sa.JSON()),
    ("preview", sa.LargeBinary()),
)
_ROWS = (
    ("before", sa.LargeBinary()),
    ("fingerprint", sa.String(length=32)),
    ("decision", sa.String(length=12)),
    ("reason", sa.String(length=200)),
    ("decided_by_name", sa.String(length=120)),
    ("decided_at", sa.DateTime(timezone=True)),
    ("answered_by", sa.Uuid()),
)


def upgrade() -> None:
    """Add what undo, review and mapping need; nothing that stands is touched."""
    op.add_column("registrations", sa.Column("cancel_reason", sa.String(length=12)))
    for name, kind in _IMPORTS:
        op.add_column("roster_imports", sa.Column(name, kind))
    for name, kind in _ROWS:
        op.add_column("import_rows", sa.Column(name, kind))
    op.create_index(op.f("ix_import_rows_fingerprint"), "import_rows", ["fingerprint"])
    op.create_index(op.f("ix_import_rows_registration_id"), "import_rows", ["registration_id"])
    op.create_table(
        "roster_mappings",
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_roster_mappings")),
    )


def downgrade() -> None:
    """Take it all away again."""
    op.drop_table("roster_mappings")
    op.drop_index(op.f("ix_import_rows_registration_id"), table_name="import_rows")
    op.drop_index(op.f("ix_import_rows_fingerprint"), table_name="import_rows")
    for table, columns in (("import_rows", _ROWS), ("roster_imports", _IMPORTS)):
        with op.batch_alter_table(table) as batch:
            for name, _ in columns:
                batch.drop_column(name)
    with op.batch_alter_table("registrations") as batch:
        batch.drop_column("cancel_reason")

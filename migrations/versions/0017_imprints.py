"""What rows for review have in common, kept sealed, so that a new data key can index it anew (issue 6)."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rows of before are still found by what they have."""
    with op.batch_alter_table("import_rows") as table:
        table.add_column(sa.Column("imprint", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("import_rows") as table:
        table.drop_column("imprint")

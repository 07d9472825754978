"""Fill an empty database with Bakorwil, regencies, districts and pillar types; the office edits them."""

import sqlalchemy as sa
from alembic import op

from checkin.people.reference import PILLAR_TYPES
from checkin.regions.reference import read_reference

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Insert the reference data."""
    connection = op.get_bind()
    tables = sa.MetaData()
    reference = read_reference()
    for name, rows in (
        ("bakorwil", reference.bakorwil),
        ("regencies", reference.regencies),
        ("districts", reference.districts),
        ("pillar_types", list(PILLAR_TYPES)),
    ):
        table = sa.Table(name, tables, autoload_with=connection)
        connection.execute(table.insert(), rows)


def downgrade() -> None:
    """Take the reference data out again."""
    for name in ("pillar_types", "districts", "regencies", "bakorwil"):
        op.execute(sa.table(name).delete())

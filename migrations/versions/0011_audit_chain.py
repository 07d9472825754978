"""The chain of the audit log (issue 6): entries have a place, the hash of the one before and their own.

Entries from before are chained here, in the order of their time. The form that is hashed is written out
as it was on the day of this step (`docs/audit.md`).
"""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

START = "0" * 64
SENTENCE = "the audit log is never changed"
ENTRIES = sa.table(
    "audit_entries",
    sa.column("id", sa.Uuid()),
    sa.column("seq", sa.BigInteger()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_kind", sa.String()),
    sa.column("actor_id", sa.Uuid()),
    sa.column("actor_name", sa.String()),
    sa.column("action", sa.String()),
    sa.column("event_id", sa.Uuid()),
    sa.column("subject", sa.String()),
    sa.column("detail", sa.JSON()),
    sa.column("previous", sa.String()),
    sa.column("hash", sa.String()),
)
HEAD = sa.table("audit_head", sa.column("id"), sa.column("count"), sa.column("hash"))


def upgrade() -> None:
    """Give every entry its place; keep from now on what has one."""
    with op.batch_alter_table("audit_entries") as table:
        table.add_column(sa.Column("seq", sa.BigInteger()))
        table.add_column(
            sa.Column("origin", sa.String(length=120), nullable=False, server_default="")
        )
        table.add_column(sa.Column("sign_in_id", sa.Uuid()))
        table.add_column(sa.Column("previous", sa.String(length=64)))
        table.add_column(sa.Column("hash", sa.String(length=64)))
        table.create_unique_constraint(op.f("uq_audit_entries_seq"), ["seq"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    count, last = _chain(op.get_bind())
    op.execute(sa.insert(HEAD).values(id=1, count=count, hash=last))
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    """Forget the chain; the entries stay."""
    if op.get_bind().dialect.name == "sqlite":
        for name in (
            "audit_entries_update",
            "audit_entries_delete",
            "audit_head_back",
            "audit_head_delete",
        ):
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name in ("audit_entries_update", "audit_entries_delete", "audit_entries_truncate"):
            op.execute(f"DROP TRIGGER {name} ON audit_entries")
        for name in ("audit_head_back", "audit_head_delete", "audit_head_truncate"):
            op.execute(f"DROP TRIGGER {name} ON audit_head")
        op.execute("DROP FUNCTION audit_refuse()")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entries") as table:
        table.drop_constraint(op.f("uq_audit_entries_seq"), type_="unique")
        for name in ("hash", "previous", "sign_in_id", "origin", "seq"):
            table.drop_column(name)


def _chain(bind: sa.Connection) -> tuple[int, str]:
    rows = bind.execute(sa.select(ENTRIES).order_by(ENTRIES.c.at, ENTRIES.c.id)).all()
    change = (
        sa.update(ENTRIES)
        .where(ENTRIES.c.id == sa.bindparam("this"))
        .values(
            seq=sa.bindparam("place"),
            previous=sa.bindparam("before"),
            hash=sa.bindparam("own"),
        )
    )
    last, changes = START, []
    for seq, row in enumerate(rows, start=1):
        own = hashlib.sha256(_canonical(seq, last, row)).hexdigest()
        changes.append({"this": row.id, "place": seq, "before": last, "own": own})
        last = own
    if changes:
        bind.execute(change, changes)
    return len(rows), last


def _canonical(seq: int, previous: str, row: sa.Row) -> bytes:
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
    fields = [
        seq,
        previous,
        str(row.id),
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        row.actor_kind,
        str(row.actor_id) if row.actor_id else None,
        row.actor_name,
        row.action,
        str(row.event_id) if row.event_id else None,
        row.subject,
        "",
        None,
        row.detail,
    ]
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")


def _guard_sqlite() -> None:
    for name, moment in (
        ("audit_entries_update", "UPDATE ON audit_entries WHEN OLD.seq IS NOT NULL"),
        ("audit_entries_delete", "DELETE ON audit_entries"),
        ("audit_head_back", "UPDATE ON audit_head WHEN NEW.count <= OLD.count"),
        ("audit_head_delete", "DELETE ON audit_head"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {moment} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
    )
    for name, moment in (
        ("audit_entries_update", "UPDATE ON audit_entries FOR EACH ROW WHEN (OLD.seq IS NOT NULL)"),
        ("audit_entries_delete", "DELETE ON audit_entries FOR EACH ROW"),
        ("audit_entries_truncate", "TRUNCATE ON audit_entries FOR EACH STATEMENT"),
        ("audit_head_back", "UPDATE ON audit_head FOR EACH ROW WHEN (NEW.count <= OLD.count)"),
        ("audit_head_delete", "DELETE ON audit_head FOR EACH ROW"),
        ("audit_head_truncate", "TRUNCATE ON audit_head FOR EACH STATEMENT"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {moment} EXECUTE FUNCTION audit_refuse()")

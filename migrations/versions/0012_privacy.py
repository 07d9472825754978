"""Requests and retention (issue 6)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of notices, requests, retention and incidents; let people be restricted or erased."""
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("restricted_at", TIME))
        people.add_column(sa.Column("erased_at", TIME))
    with op.batch_alter_table("editions") as editions:
        editions.add_column(
            sa.Column("redacted", sa.String(length=40), nullable=False, server_default="")
        )
    op.create_table(
        "nightly_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("name", "night", name=op.f("pk_nightly_runs")),
    )
    op.create_table(
        "privacy_notices",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("template", sa.Text()),
        sa.Column("published_at", TIME, nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_privacy_notices")),
    )
    op.create_table(
        "retention_rules",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer()),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "purge_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_runs")),
    )
    op.create_index(op.f("ix_purge_runs_began_at"), "purge_runs", ["began_at"])
    _requests()
    _incidents()


def _requests() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid()),
        sa.Column("asked", sa.LargeBinary()),
        sa.Column("wanted", sa.LargeBinary()),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=12)),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("identity", sa.String(length=200), nullable=False),
        sa.Column("answered_at", TIME),
        sa.Column("answered_by", sa.String(length=120)),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_privacy_requests_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_privacy_requests_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_privacy_requests_number")),
    )
    op.create_index(op.f("ix_privacy_requests_person_id"), "privacy_requests", ["person_id"])
    op.create_index(
        op.f("ix_privacy_requests_state_due_at"), "privacy_requests", ["state", "due_at"]
    )


def _incidents() -> None:
    op.create_table(
        "privacy_incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.Uuid()),
        sa.Column("story", sa.LargeBinary()),
        sa.Column("measures", sa.LargeBinary()),
        sa.Column("from_at", TIME, nullable=False),
        sa.Column("until_at", TIME),
        sa.Column("known_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("affected", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("counted_at", TIME, nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("closed_at", TIME),
        sa.Column("closed_by", sa.String(length=120)),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_privacy_incidents_event_id_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_incidents")),
        sa.UniqueConstraint("number", name=op.f("uq_privacy_incidents_number")),
    )


def downgrade() -> None:
    """Forget them."""
    for table in (
        "privacy_incidents",
        "privacy_requests",
        "purge_runs",
        "retention_rules",
        "privacy_notices",
        "nightly_runs",
    ):
        op.drop_table(table)
    with op.batch_alter_table("editions") as editions:
        editions.drop_column("redacted")
    with op.batch_alter_table("people") as people:
        people.drop_column("erased_at")
        people.drop_column("restricted_at")

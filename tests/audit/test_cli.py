"""The commands of the log: exit status and one clear line."""

import json

import pytest
from flask import Flask
from sqlalchemy import text, update

from checkin.accounts.models import AuditEntry
from checkin.audit.cli import audit
from checkin.db import db, transaction
from tests.factories import make_event, make_user


@pytest.fixture
def filled(app: Flask) -> Flask:
    with transaction() as session:
        make_user(session)
        make_event(session)
    return app


def test_a_whole_chain_is_said_to_be_one(filled: Flask) -> None:
    run = filled.test_cli_runner()
    line = run.invoke(audit, ["head"]).output.strip()
    assert line.startswith("2:")
    told = run.invoke(audit, ["verify", "--expect", line])
    assert told.exit_code == 0
    assert "utuh" in told.output
    assert "2 catatan" in told.output
    again = run.invoke(audit, ["verify", "--json"])
    assert json.loads(again.output)["entries"] == 3


def test_a_broken_chain_is_said_where(filled: Flask) -> None:
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER audit_entries_update"))
        else:
            session.execute(text("DROP FUNCTION audit_refuse CASCADE"))
        session.execute(update(AuditEntry).where(AuditEntry.seq == 2).values(subject="lain"))
    told = filled.test_cli_runner().invoke(audit, ["verify"])
    assert told.exit_code == 1
    assert "PUTUS pada nomor 2" in told.output
    db.session.rollback()

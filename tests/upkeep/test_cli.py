"""Backup, verify, restore and rotate as an administrator types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from checkin import clock
from checkin.app import create_app
from checkin.badges.service import ensure_badges
from checkin.cli import group
from checkin.db import db, transaction
from checkin.settings import Settings
from tests.factories import make_event, make_registration
from tests.upkeep.conftest import PASSPHRASE


def run(app: Flask, *arguments: str, **over: str) -> Result:
    env = {"CHECKIN_BACKUP_PASSPHRASE": PASSPHRASE} | over
    db.session.close()
    return CliRunner().invoke(group, list(arguments), obj=lambda: app, env=env)


@pytest.fixture
def office(app: Flask) -> Flask:
    with transaction() as session:
        event = make_event(session)
        make_registration(session, event)
        ensure_badges(session, event, clock.now())
    return app


def test_a_backup_goes_from_one_instance_to_another(
    office: Flask, elsewhere: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "luar.spbackup"
    made = run(office, "backup", "create", "--out", str(file))
    assert made.exit_code == 0, made.output
    assert "1 kegiatan, 1 orang, 1 pendaftaran" in made.output
    assert run(office, "backup", "verify", str(file)).exit_code == 0
    wrong = run(office, "backup", "verify", str(file), CHECKIN_BACKUP_PASSPHRASE="bukan yang itu")
    assert wrong.exit_code == 2
    refused = run(office, "backup", "restore", str(file))
    assert refused.exit_code == 2
    other = create_app(elsewhere)
    with other.app_context():
        done = run(other, "backup", "restore", str(file))
        assert done.exit_code == 0, done.output
        shown = run(other, "roster", "search", "bojonegoro-2023", "siti")
        assert "Siti Aminah" in shown.output
        db.engine.dispose()


def test_backups_are_listed(office: Flask) -> None:
    assert run(office, "backup", "create").exit_code == 0
    (row,) = json.loads(run(office, "backup", "list", "--json").output)
    assert row["has_key"] is True
    assert run(office, "backup", "verify", row["name"]).exit_code == 0  # by its name on the shelf
    assert row["name"] in run(office, "backup", "list").output


def test_a_passphrase_comes_from_a_file_or_is_missed(office: Flask, tmp_path: Path) -> None:
    kept = tmp_path / "sandi.txt"
    kept.write_text(f"{PASSPHRASE}\n")
    none = {"CHECKIN_BACKUP_PASSPHRASE": ""}
    assert run(office, "backup", "create", **none).exit_code == 2
    made = run(office, "backup", "create", "--passphrase-file", str(kept), "--without-keys", **none)
    assert made.exit_code == 0, made.output
    assert "tanpa kunci data" in made.output
    gone = run(office, "backup", "create", "--passphrase-file", str(tmp_path / "x"), **none)
    assert gone.exit_code == 2


def test_keys_are_shown_and_made(office: Flask) -> None:
    assert "Kunci data" in run(office, "keys", "status").output
    assert len(run(office, "keys", "new").output.strip()) == 44
    refused = run(office, "keys", "rotate")  # the tests' key is nobody's file
    assert refused.exit_code == 2

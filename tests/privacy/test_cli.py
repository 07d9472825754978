"""`checkin privacy purge`: shown first, then done."""

import json

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from checkin.cli import group
from checkin.people.models import Person
from checkin.settings import Settings
from tests.privacy import holdings
from tests.privacy.holdings import CODE


def run(app: Flask, *arguments: str) -> str:
    """Run the command; return what it printed."""
    result = CliRunner().invoke(group, arguments, obj=lambda: app)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def planted(app: Flask, settings: Settings) -> holdings.Planted:
    """Plant an event of 2023: by now its identifiers are due."""
    return holdings.plant(app, settings.instance_dir / "output")


def test_a_preview_changes_nothing(app: Flask, planted: holdings.Planted, session: Session) -> None:
    said = json.loads(run(app, "privacy", "purge", "--preview", "--json"))
    assert said["identifiers"] == {CODE: 4}
    assert "NIK dan rekening: 4" in run(app, "privacy", "purge", "--preview")
    session.rollback()
    person = session.get_one(Person, planted.person)
    assert person.nik


def test_a_purge_says_what_went(app: Flask, planted: holdings.Planted, session: Session) -> None:
    assert "NIK dan rekening: 4" in run(app, "privacy", "purge")
    session.rollback()
    assert session.get_one(Person, planted.person).nik is None
    assert "Tidak ada yang habis masa simpannya." in run(app, "privacy", "purge", "--preview")

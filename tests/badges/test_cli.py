"""`checkin badges print` writes a whole PDF or says in one line why not."""

from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from checkin.badges.models import Badge
from checkin.cli import group
from checkin.db import db, transaction
from tests.factories import make_event, make_registration


@pytest.fixture
def event(app: Flask) -> str:
    """Make an event with one pillar and return its code."""
    with transaction() as session:
        made = make_event(session)
        make_registration(session, made, "Siti Aminah")
        return made.code


def run(app: Flask, *arguments: str) -> Result:
    """Run the command on this application."""
    return CliRunner().invoke(group, ["badges", "print", *arguments], obj=lambda: app)


def test_prints_and_notes_it(app: Flask, event: str, tmp_path: Path) -> None:
    out = tmp_path / "badges.pdf"
    result = run(app, event, "--out", str(out), "--layout", "a4-8", "--pillar", "PKH")
    assert result.exit_code == 0, result.output
    (page,) = pypdfium2.PdfDocument(out)
    assert "Siti Aminah" in " ".join(page.get_textpage().get_text_bounded().split())
    assert db.session.scalars(select(Badge.printed_at)).one() is not None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--layout", "a3"], "Tata letak a3"),
        (["--pillar", "NIX"], "Jenis pilar NIX"),
        (["--regency", "35.76"], "Tidak ada tanda peserta"),
    ],
)
def test_refuses_in_one_line(
    app: Flask, event: str, tmp_path: Path, options: list[str], sentence: str
) -> None:
    out = tmp_path / "badges.pdf"
    result = run(app, event, "--out", str(out), *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()


def test_a_full_disk_notes_nothing(app: Flask, event: str) -> None:
    result = run(app, event, "--out", "/dev/full")
    assert result.exit_code == 2
    assert result.stderr == "Ruang penyimpanan penuh; /dev/full tidak dibuat.\n"
    assert db.session.scalars(select(Badge.printed_at)).one() is None

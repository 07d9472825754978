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
from checkin.events.models import Event
from checkin.people.models import Person
from tests.badges.test_layout import read_back
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
    return command(app, "print", *arguments)


def command(app: Flask, *arguments: str) -> Result:
    """Run any command of badges."""
    return CliRunner().invoke(group, ["badges", *arguments], obj=lambda: app)


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


def test_prints_only_what_is_new_or_changed(app: Flask, event: str, tmp_path: Path) -> None:
    out = tmp_path / "badges.pdf"
    assert run(app, event, "--out", str(out), "--only", "new").exit_code == 0
    out.unlink()
    result = run(app, event, "--out", str(out), "--only", "new")
    assert (result.exit_code, out.exists()) == (2, False)
    with transaction() as session:
        session.scalars(select(Person)).one().name = "Siti Aminah, S.Sos."
    assert run(app, event, "--out", str(out), "--only", "new").exit_code == 0
    (page,) = pypdfium2.PdfDocument(out)
    assert "S.Sos." in page.get_textpage().get_text_bounded()


def test_puts_a_cover_before_each_bundle(app: Flask, event: str, tmp_path: Path) -> None:
    with transaction() as session:
        found = session.scalars(select(Event)).one()
        make_registration(session, found, "Budi", regency_code="35.76")
        make_registration(session, found, "Ani", regency_code="35.76")
    out = tmp_path / "badges.pdf"
    assert run(app, event, "--out", str(out), "--separators").exit_code == 0
    pages = [
        " ".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(out)
    ]
    assert len(pages) == 4
    assert "Bundel 1 dari 2 Kabupaten Mojokerto" in pages[0]
    assert "1 tanda peserta, 1 lembar" in pages[0]
    assert "2 tanda peserta, 1 lembar Ani s.d. Budi" in pages[2]
    assert all("Diterima oleh:" in pages[place] for place in (0, 2))


def test_makes_numbered_spares(app: Flask, event: str, tmp_path: Path) -> None:
    out = tmp_path / "spare.pdf"
    for first in (1, 3):
        result = command(app, "spare", event, "--count", "2", "--out", str(out))
        assert result.output == f"2 tanda peserta cadangan ditulis ke {out}.\n"
        (page,) = pypdfium2.PdfDocument(out)
        text = page.get_textpage().get_text_bounded()
        assert f"Cad. {first}" in text
        assert f"Cad. {first + 1}" in text
        assert "Siti" not in text
    assert len(read_back(out.read_bytes())[0]) == 2
    assert command(app, "spare", event, "--count", "0", "--out", str(out)).exit_code == 2

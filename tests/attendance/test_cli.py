"""`checkin attendance` writes whole files or says in one line why not."""

from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from checkin.cli import group
from checkin.db import transaction
from tests.factories import make_event, make_registration


@pytest.fixture
def event(app: Flask) -> str:
    """Make an event with two pillars and return its code."""
    with transaction() as session:
        made = make_event(session)
        make_registration(session, made, "Siti Aminah")
        make_registration(session, made, "Budi", pillar_code="TKSK")
        return made.code


def run(app: Flask, *arguments: str) -> Result:
    """Run the command on this application."""
    return CliRunner().invoke(group, ["attendance", *arguments], obj=lambda: app)


def test_prints_a_list(app: Flask, event: str, tmp_path: Path) -> None:
    out = tmp_path / "list.pdf"
    options = ["--kind", "blank", "--pillar", "TKSK", "--regency", "35.16", "--paper", "a4"]
    result = run(app, "print", event, "--out", str(out), *options)
    assert result.exit_code == 0, result.output
    (page,) = pypdfium2.PdfDocument(out)
    text = page.get_textpage().get_text_bounded()
    assert "Budi" in text
    assert "Siti" not in text


def test_exports_a_spreadsheet(app: Flask, event: str, tmp_path: Path) -> None:
    out = tmp_path / "attendance.xlsx"
    result = run(app, "export", event, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert openpyxl.load_workbook(out).sheetnames == ["Rekap", "Daftar"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["print", "bojonegoro-2023", "--out", "/dev/full"], "Ruang penyimpanan penuh"),
        (["export", "bojonegoro-2023", "--out", "/dev/full"], "Ruang penyimpanan penuh"),
        (["print", "bojonegoro-2023", "--out", "x.pdf", "--pillar", "NIX"], "Jenis pilar NIX"),
        (["print", "nowhere", "--out", "x.pdf"], "Kegiatan nowhere tidak ditemukan"),
        (["export", "nowhere", "--out", "x.xlsx"], "Kegiatan nowhere tidak ditemukan"),
    ],
)
def test_refuses_in_one_line(
    app: Flask,
    event: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("x.*"))
    result = run(app, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("x.*")) == before

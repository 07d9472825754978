"""`checkin roster ...`: exit status, JSON, nothing kept of what was refused."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.db import transaction
from checkin.people.models import Person
from checkin.roster.cli import roster
from checkin.roster.models import Registration, RosterImport
from tests.factories import make_event
from tests.roster.offices import BUDI, NUR, SAMPLES, SITI, as_csv, person

MOJOKERTO = str(SAMPLES / "01_kab_mojokerto.xlsx")


@pytest.fixture(autouse=True)
def event(app: Flask) -> None:
    with transaction() as session:
        make_event(session)


def run(*arguments: str) -> Result:
    from checkin.cli import HouseGroup

    group = HouseGroup("checkin", commands=[roster])
    assert isinstance(group, click.Group)
    return CliRunner().invoke(group, ["roster", *arguments])


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def test_a_sound_file_ends_with_status_0(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "peserta.csv"
    file.write_bytes(as_csv(SITI, BUDI, NUR))
    result = run("import", "bojonegoro-2023", str(file))
    assert (result.exit_code, result.stdout) == (0, "3 orang ditambahkan.\n")
    assert count(session) == 3


def test_rows_for_review_end_with_status_1_and_are_named(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "peserta.csv"
    file.write_bytes(as_csv(SITI, person(BUDI, nik="3516021203O99002")))
    result = run("import", "bojonegoro-2023", str(file))
    assert result.exit_code == 1
    assert "Perlu ditinjau: [csv] baris 3: NIK memuat huruf." in result.stdout
    assert count(session) == 1


def test_the_report_is_json_and_masked_unless_revealed(session: Session) -> None:
    result = run(
        "import", "bojonegoro-2023", MOJOKERTO, "--regency", "35.16", "--json", "--dry-run"
    )
    row = json.loads(result.stdout)["rows"][0]
    assert (row["sheet"], row["row"], row["outcome"]) == ("PKH", 6, "accept")
    assert row["person"]["nik"] == "3516**********38"
    result = run("import", "bojonegoro-2023", MOJOKERTO, "--regency", "35.16", "--json", "--reveal")
    assert json.loads(result.stdout)["rows"][0]["person"]["nik"] == "3516014604989638"
    assert count(session) == 195


def test_a_dry_run_keeps_nothing(session: Session) -> None:
    run("import", "bojonegoro-2023", MOJOKERTO, "--regency", "35.16", "--dry-run")
    for table in (Registration, Person, RosterImport):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bojonegoro-2023", "/nowhere/peserta.xlsx"], "tidak dapat dibuka"),
        (["bojonegoro-2023", __file__], "bukan daftar peserta"),
        (["lain-2023", MOJOKERTO], "tidak ditemukan"),
        (["bojonegoro-2023", MOJOKERTO, "--regency", "35.78"], "bukan peserta kegiatan ini"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_one_line(
    session: Session, arguments: list[str], said: str
) -> None:
    result = run("import", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert count(session) == 0


@pytest.mark.parametrize(
    "typed", ["sitti aminah", "3516015203829001", "829001", "0812 0001 0001", "1"]
)
def test_search_finds_by_name_nik_phone_and_number(tmp_path: Path, typed: str) -> None:
    file = tmp_path / "peserta.csv"
    file.write_bytes(as_csv(SITI, BUDI))
    run("import", "bojonegoro-2023", str(file))
    found = json.loads(run("search", "bojonegoro-2023", typed, "--json").stdout)
    assert [(row["number"], row["name"], row["district"]) for row in found] == [
        (1, "Siti Aminah", "Jatirejo")
    ]

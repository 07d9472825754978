"""One roster, five tellings: import report, database, live page, printed list and spreadsheet agree."""

import io
import json
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.cli import group
from checkin.db import transaction
from checkin.regions.models import Regency
from checkin.roster.models import Registration
from tests.conftest import OutsideClient
from tests.factories import make_event
from tests.personas import sign_in_as

ROSTER = Path(__file__).parents[1] / "roster/samples/peserta_bojonegoro_bersih.xlsx"
Counts = dict[str, int]


def run(app: Flask, *arguments: str) -> str:
    result = CliRunner().invoke(group, arguments, obj=lambda: app)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def report(app: Flask, session: Session) -> tuple[Counts, Counts]:
    """Import the clean roster; return what the report says by pillar type and regency."""
    with transaction() as fresh:
        make_event(fresh)
    said = json.loads(run(app, "roster", "import", "bojonegoro-2023", str(ROSTER), "--json"))
    people = [row["person"] for row in said["rows"] if row["outcome"] == "accept"]
    return (
        Counter(person["pillar"] for person in people),
        Counter(person["regency_code"] for person in people),
    )


def stored(session: Session, column: object) -> Counts:
    rows = session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]
    return dict(rows.all())


def test_report_database_page_and_spreadsheet_say_the_same(
    app: Flask,
    client: OutsideClient,
    session: Session,
    report: tuple[Counts, Counts],
    tmp_path: Path,
) -> None:
    pillars, regencies = report
    assert sum(pillars.values()) == 1657
    assert stored(session, Registration.pillar_code) == pillars
    assert stored(session, Registration.regency_code) == regencies

    sign_in_as(client)
    page = client.get("/kegiatan/bojonegoro-2023/").text
    assert on_page(page, "pillar") == pillars
    assert on_page(page, "regency") == regencies

    run(app, "attendance", "export", "bojonegoro-2023", "--out", str(tmp_path / "all.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["Daftar"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(i for i, row in enumerate(rows) if "Nama" in row)
    by = {str(name): index for index, name in enumerate(rows[start])}
    listed = Counter(row[by["Kab/Kota"]] for row in rows[start + 1 :] if row[by["Nama"]])
    names = {regency.code: regency.name for regency in session.scalars(select(Regency))}
    assert listed == {names[code]: count for code, count in regencies.items()}


def test_the_printed_recap_says_it_too(
    app: Flask, session: Session, report: tuple[Counts, Counts], tmp_path: Path
) -> None:
    pillars, regencies = report
    target = tmp_path / "tksk.pdf"
    options = ("--kind", "all", "--pillar", "TKSK", "--out", str(target))
    run(app, "attendance", "print", "bojonegoro-2023", *options)
    document = pypdfium2.PdfDocument(io.BytesIO(target.read_bytes()))
    text = " ".join(document[len(document) - 1].get_textpage().get_text_range().split())
    assert f"Jumlah {pillars['TKSK']} 0 {pillars['TKSK']}" in text
    in_regency = dict(
        session.execute(
            select(Regency.name, func.count())
            .join(Registration, Registration.regency_code == Regency.code)
            .where(Registration.pillar_code == "TKSK")
            .group_by(Regency.name)
        ).all()
    )
    assert len(in_regency) == len(regencies)
    for name, count in in_regency.items():
        short = name.replace("Kabupaten", "Kab.")
        assert f"{short} {count} 0 {count}" in text


def on_page(page: str, what: str) -> Counts:
    """Read the column of registered people from the live board's table."""
    counts = {}
    for row in re.findall(rf'<tr data-{what}="([^"]+)">(.*?)</tr>', page, re.S):
        figures = re.findall(r'<td class="figure">([\d.]+)</td>', row[1])
        counts[row[0]] = int(figures[1].replace(".", ""))
    return counts

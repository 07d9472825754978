"""The spreadsheet holds the same figures, in real types, and no formula."""

import io
from datetime import UTC, datetime

import openpyxl

from checkin.attendance.counts import BoardCounts, tally
from checkin.attendance.export import write_export
from checkin.attendance.lists import Record
from checkin.attendance.tables import people_table
from tests.attendance.test_lists import HEADING, PILLARS, REGENCIES, START

RECORDS = [
    Record(
        name=name,
        pillar=pillar,
        regency=regency,
        district="Gondang",
        arrived_at=arrived_at,
        number=number,
        gate="Pintu 2" if arrived_at else "",
        source=source,
    )
    for number, (name, pillar, regency, arrived_at, source) in enumerate(
        (
            ("Siti Aminah", "PKH", "35.16", datetime(2023, 11, 20, 1, 14, 5, 9, UTC), "import"),
            ('=HYPERLINK("http://x","y")', "PKH", "35.16", None, "import"),
            ("+62 Budi @ -1", "TKSK", "35.76", None, "walk_in"),
        ),
        start=1,
    )
]


def workbook() -> openpyxl.Workbook:
    """Write the records and read the workbook back."""
    cells = tally((r.pillar, r.regency, r.arrived_at is not None) for r in RECORDS)
    counts = BoardCounts(PILLARS, REGENCIES, cells)
    table = people_table(RECORDS, counts, HEADING.timezone)
    content = write_export(HEADING, counts, [table], START)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_people_have_real_types() -> None:
    sheet = workbook()["Daftar"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("No. peserta", "Nama", "Jenis pilar")
    assert rows[1] == (
        1,
        "Siti Aminah",
        "Pendamping PKH",
        "Kabupaten Mojokerto",
        "Gondang",
        "ya",
        datetime(2023, 11, 20, 8, 14, 5),
        "Pintu 2",
        "tidak",
    )
    assert rows[3][8] == "ya"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:I4")


def test_no_cell_is_a_formula() -> None:
    cells = [cell for sheet in workbook() for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert [c.value for c in cells if str(c.value).startswith(("=", "+"))] == [
        RECORDS[1].name,
        RECORDS[2].name,
    ]


def test_the_recap_says_the_same_as_the_counts() -> None:
    sheet = workbook()["Rekap"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "3 pilar sosial: 2 PKH, 1 TKSK" in [row[0] for row in rows]
    mojokerto = next(row for row in rows if row[0] == "Kabupaten Mojokerto")
    total = next(row for row in rows if row[0] == "Jumlah")
    assert mojokerto[1:5] == (2, 1, 1, 0.5)
    assert mojokerto[5:9] == (0, 0, 0, None)
    assert total[13:16] == (3, 1, 2)

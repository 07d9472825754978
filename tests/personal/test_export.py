"""The exported list holds text as text: no formula runs, no digit is lost."""

import csv
import io

import openpyxl

from checkin.personal.export import Line, comma_separated, workbook

LINES = [
    Line(
        1, "=HYPERLINK(1)", "PKH", "Kota", "6281234567890", "https://x/p/a", "https://wa.me/6", ""
    ),
    Line(12, '-Siti; "Aminah"', "TKSK", "@Kab", "", "https://x/p/b", "", "2023-11-20 01:00Z"),
]


def test_the_workbook_keeps_text_as_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(LINES))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:2] == ["No.", "Nama"]
    assert rows[1][:5] == [1, "=HYPERLINK(1)", "PKH", "Kota", "6281234567890"]
    assert sheet["B2"].data_type == "s"
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:H3"


def test_the_csv_disarms_formulas() -> None:
    content = comma_separated(LINES)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[2][1] == '\'-Siti; "Aminah"'
    assert rows[2][3] == "'@Kab"
    assert rows[1][4] == "6281234567890"

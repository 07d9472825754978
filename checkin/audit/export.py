"""The log as a spreadsheet or as text; what begins like a formula is text in both. Pure.

`Bentuk` is what was hashed: SHA-256 of it is `Sidik`, and it names the `Sidik` of the line before, so that
whoever holds the file can check it without this program (`docs/audit.md`).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import xlsxwriter

from checkin.audit.lines import Line
from checkin.audit.words import detail_of, said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    ("Nomor", 9),
    ("Waktu", 20),
    ("Siapa", 26),
    ("Perbuatan", 60),
    ("Kegiatan", 22),
    ("Rincian", 40),
    ("Dari", 30),
    ("Kode", 22),
    ("Sidik", 66),
    ("Bentuk", 40),
)
CELL = 32_767  # letters a spreadsheet's cell can hold
TOO_LONG = "(terlalu panjang untuk lembar kerja; ada di CSV)"


def rows(lines: Iterable[Line], timezone: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of every line; times are of the zone, with its offset."""
    zone = ZoneInfo(timezone)
    for line in lines:
        yield (
            str(line.seq or ""),
            line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S%z"),
            line.actor_name,
            said(line.action, line.subject),
            line.event_code,
            "; ".join(f"{label}: {text}" for label, text in detail_of(line.detail)),
            line.origin,
            line.action,
            line.hash,
            line.form,
        )


def as_csv(cells: Iterable[tuple[str, ...]]) -> bytes:
    """Return CSV that a spreadsheet opens rightly (UTF-8 with its mark, CRLF)."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([name for name, _width in COLUMNS])
    writer.writerows([safe(cell) for cell in row] for row in cells)
    return ("\ufeff" + output.getvalue()).encode()


def as_xlsx(cells: Iterable[tuple[str, ...]], title: str) -> bytes:
    """Return a workbook of one sheet."""
    output = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet("Catatan audit")
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(cells, start=1):
            for column, cell in enumerate(row):
                if column == 0 and cell:
                    sheet.write_number(number, 0, int(cell))
                else:
                    sheet.write_string(number, column, cell if len(cell) <= CELL else TOO_LONG)
    return output.getvalue()


def safe(cell: str) -> str:
    """Keep a spreadsheet from taking text for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

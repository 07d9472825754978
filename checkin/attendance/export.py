"""Write the attendance as a spreadsheet: a recap sheet and a sheet of people, with real types. Pure.

Numbers are numbers, times are times of the event's zone, and text is always written as a string, so that
a name that begins with `=` is a name and never a formula.
"""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from checkin.attendance.counts import BoardCounts, Count
from checkin.attendance.lists import Heading, Record, press_line
from checkin.formats import day_date, moment

COLUMNS = (
    ("No. peserta", 11),
    ("Nama", 36),
    ("Jenis pilar", 20),
    ("Kab/Kota", 24),
    ("Kecamatan", 22),
    ("Hadir", 8),
    ("Waktu hadir", 17),
    ("Pintu", 14),
    ("Susulan", 9),
)
FIGURES = ("Diundang", "Hadir", "Tidak hadir", "%")
HEAD_ROW = 5
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_export(
    heading: Heading, counts: BoardCounts, records: list[Record], as_of: datetime
) -> bytes:
    """Return the workbook with the sheets `Rekap` and `Daftar`."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"title": f"Kehadiran {heading.event}", "author": heading.office})
        _recap(book, heading, counts, as_of)
        _people(book, heading, counts, records)
    return output.getvalue()


def _recap(book: Workbook, heading: Heading, counts: BoardCounts, as_of: datetime) -> None:
    sheet = book.add_worksheet("Rekap")
    head, total = _head(book), book.add_format({"bold": True, "top": 1, "num_format": "#,##0"})
    figure = book.add_format({"num_format": "#,##0"})
    shares = tuple(
        book.add_format({"num_format": "0.0%", **more}) for more in ({}, {"bold": True, "top": 1})
    )
    sheet.write_string(0, 0, f"Rekapitulasi kehadiran {heading.event}", _title(book))
    sheet.write_string(1, 0, f"{day_date(heading.starts_at, heading.timezone)}, {heading.venue}")
    sheet.write_string(2, 0, press_line(counts))
    sheet.write_string(3, 0, f"Keadaan {moment(as_of, heading.timezone)}")
    sheet.write_string(HEAD_ROW + 1, 0, "Kab/Kota", head)
    blocks = [*(pillar.label for pillar in counts.pillars), "Jumlah"]
    for block, label in enumerate(blocks):
        first = 1 + block * len(FIGURES)
        sheet.merge_range(HEAD_ROW, first, HEAD_ROW, first + len(FIGURES) - 1, "", head)
        sheet.write_string(HEAD_ROW, first, label, head)
        for offset, name in enumerate(FIGURES):
            sheet.write_string(HEAD_ROW + 1, first + offset, name, head)
    row = HEAD_ROW + 2
    for regency in counts.regencies:
        sheet.write_string(row, 0, regency.label)
        cells = [counts.cell(pillar.code, regency.code) for pillar in counts.pillars]
        _figures(sheet, row, [*cells, counts.by_regency[regency.code]], figure, shares[0])
        row += 1
    sheet.write_string(row, 0, "Jumlah", total)
    sums = [counts.by_pillar[pillar.code] for pillar in counts.pillars]
    _figures(sheet, row, [*sums, counts.total], total, shares[1])
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(blocks) * len(FIGURES), 10)
    sheet.freeze_panes(HEAD_ROW + 2, 1)


def _figures(sheet: Worksheet, row: int, cells: list[Count], figure: Format, share: Format) -> None:
    for block, count in enumerate(cells):
        first = 1 + block * len(FIGURES)
        for offset, value in enumerate((count.invited, count.present, count.absent)):
            sheet.write_number(row, first + offset, value, figure)
        if count.invited:
            sheet.write_number(row, first + 3, count.present / count.invited, share)
        else:
            sheet.write_blank(row, first + 3, None, share)


def _people(book: Workbook, heading: Heading, counts: BoardCounts, records: list[Record]) -> None:
    sheet = book.add_worksheet("Daftar")
    head, time = _head(book), book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    pillars = {pillar.code: pillar.label for pillar in counts.pillars}
    regencies = {regency.code: regency.label for regency in counts.regencies}
    zone = ZoneInfo(heading.timezone)
    for column, (name, width) in enumerate(COLUMNS):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, width)
    for row, record in enumerate(records, start=1):
        sheet.write_number(row, 0, record.number)
        texts = (
            record.name,
            pillars[record.pillar],
            regencies[record.regency],
            record.district,
            "ya" if record.arrived_at else "tidak",
        )
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text)
        if record.arrived_at:
            local = record.arrived_at.astimezone(zone).replace(tzinfo=None, microsecond=0)
            sheet.write_datetime(row, 6, local, time)
            sheet.write_string(row, 7, record.gate)
        sheet.write_string(row, 8, "ya" if record.source == "walk_in" else "tidak")
    sheet.autofilter(0, 0, len(records), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 2)


def _head(book: Workbook) -> Format:
    return book.add_format(
        {"bold": True, "bg_color": "#E4E4E4", "border": 1, "align": "center", "text_wrap": True}
    )


def _title(book: Workbook) -> Format:
    return book.add_format({"bold": True, "font_size": 14})

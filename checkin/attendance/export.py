"""Write attendance as spreadsheets: a recap sheet and sheets of tables, with real types. Pure.

Numbers are numbers, times are times of the event's zone, and text is always written as a string, so that
a name that begins with `=` is a name and never a formula.
"""

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from checkin.attendance.counts import BoardCounts, Count
from checkin.attendance.lists import Heading
from checkin.attendance.recap import FIGURES, press_line
from checkin.attendance.tables import SECRETS, Table
from checkin.formats import day_date, moment

HEAD_ROW = 5
AS_TEXT = {name for name, _ in SECRETS}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_export(
    heading: Heading,
    counts: BoardCounts,
    tables: Sequence[Table],
    as_of: datetime,
) -> bytes:
    """Return the workbook with the sheet `Rekap` and one for each table."""
    output = io.BytesIO()
    with _workbook(output, f"Kehadiran {heading.event}", heading.office) as book:
        _recap(book, heading, counts, as_of)
        for table in tables:
            _sheet(book, table)
    return output.getvalue()


def write_tables(title: str, author: str, tables: Sequence[Table]) -> bytes:
    """Return a workbook of nothing but these tables."""
    output = io.BytesIO()
    with _workbook(output, title, author) as book:
        for table in tables:
            _sheet(book, table)
    return output.getvalue()


def _workbook(output: io.BytesIO, title: str, author: str) -> Workbook:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(output, options)
    book.set_properties({"title": title, "author": author})
    return book


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


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    head, time = _head(book), book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    text = book.add_format({"num_format": "@"})
    for column, (name, width) in enumerate(table.columns):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, width)
    as_text = {at for at, (name, _) in enumerate(table.columns) if name in AS_TEXT}
    for row, cells in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells):
            match cell:
                case datetime():
                    sheet.write_datetime(row, column, cell, time)
                case int():
                    sheet.write_number(row, column, cell)
                case str() if cell or column in as_text:
                    sheet.write_string(row, column, cell, text if column in as_text else None)
                case _:
                    pass
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.freeze_panes(1, 2)


def _head(book: Workbook) -> Format:
    return book.add_format(
        {"bold": True, "bg_color": "#E4E4E4", "border": 1, "align": "center", "text_wrap": True}
    )


def _title(book: Workbook) -> Format:
    return book.add_format({"bold": True, "font_size": 14})

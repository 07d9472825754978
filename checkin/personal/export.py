"""The list of messages as a workbook and as CSV; no cell is a formula, numbers of phones are text. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import xlsxwriter

COLUMNS = (
    ("No.", 6),
    ("Nama", 34),
    ("Jenis pilar", 22),
    ("Kabupaten/kota", 26),
    ("Nomor WhatsApp", 18),
    ("Tautan pribadi", 52),
    ("Tautan WhatsApp", 52),
    ("Terkirim", 18),
)
MARKS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One person's row in the export."""

    number: int
    name: str
    pillar: str
    regency: str
    phone: str
    address: str
    whatsapp: str
    sent: str


def workbook(lines: Sequence[Line]) -> bytes:
    """Return the list as XLSX with a frozen header and filters."""
    output = io.BytesIO()
    # A worksheet holds 65,530 links at most and each takes 255 characters: these are text, not links.
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Undangan")
        head = book.add_format({"bold": True, "bottom": 1})
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for row, line in enumerate(lines, start=1):
            sheet.write_number(row, 0, line.number)
            for column, text in enumerate(astuple(line)[1:], start=1):
                sheet.write_string(row, column, text)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(lines), 1), len(COLUMNS) - 1)
    return output.getvalue()


def comma_separated(lines: Sequence[Line]) -> bytes:
    """Return the list as CSV that Excel opens as it is (UTF-8 with a mark, semicolons)."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";")
    writer.writerow(title for title, _width in COLUMNS)
    for line in lines:
        writer.writerow(_harmless(str(value)) for value in astuple(line))
    return output.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(MARKS_OF_FORMULAS) else text

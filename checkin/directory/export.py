"""Chosen people as a workbook or as CSV; no cell is a formula, numbers of people are text. Pure."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

import xlsxwriter

TITLES = (
    ("No.", 6),
    ("Nama", 34),
    ("NIK", 20),
    ("Jenis pilar", 22),
    ("Kabupaten/kota", 26),
    ("Kecamatan", 20),
    ("Jabatan", 24),
    ("Nomor HP", 18),
    ("Surel", 28),
    ("Bank", 16),
    ("Nomor rekening", 20),
    ("Status", 20),
    ("Sumber", 18),
    ("Tanda peserta", 20),
    ("Hadir", 18),
)
SHEET = "Peserta"
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
EVERY = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One person's row; every value but the number is text."""

    number: int
    name: str
    nik: str
    pillar: str
    regency: str
    district: str
    position: str
    phone: str
    email: str
    bank: str
    account: str
    status: str
    source: str
    paper: str
    arrived: str


def workbook(lines: Sequence[Line], progress: Progress | None = None) -> bytes:
    """Return the list as XLSX with a frozen header and filters."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bottom": 1})
        for column, (title, width) in enumerate(TITLES):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for row, line in enumerate(lines, start=1):
            sheet.write_number(row, 0, line.number)
            for column, text in enumerate(astuple(line)[1:], start=1):
                sheet.write_string(row, column, text)
            if progress and row % EVERY == 0:
                progress(row, len(lines))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(lines), 1), len(TITLES) - 1)
    return output.getvalue()


def comma_separated(lines: Sequence[Line]) -> bytes:
    """Return the list as CSV that Excel opens as it is (UTF-8 with a mark, semicolons)."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";")
    writer.writerow(title for title, _width in TITLES)
    for line in lines:
        writer.writerow([line.number, *(_harmless(text) for text in astuple(line)[1:])])
    return output.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text

"""Files as offices send them: made in memory from rows, in each format, for the tests of the roster."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

SAMPLES = Path(__file__).parent / "samples"
HEADER = ("NO", "NAMA", "NIK", "JENIS PILAR", "KAB/KOTA", "KECAMATAN", "NO HP", "NO REKENING")
SITI = (
    *("1", "Siti Aminah", "3516015203829001", "PKH", "Kab. Mojokerto"),
    *("Jatirejo", "081200010001", "0991000001"),
)
BUDI = (
    *("2", "Budi Santoso", "3516021203799002", "TAGANA", "Kab. Mojokerto"),
    *("Gondang", "081200010002", "0991000002"),
)
NUR = (
    *("3", "Nur 'Aini, S.Sos.", "3517014505859003", "TKSK", "Jombang"),
    *("Perak", "081200010003", "0991000003"),
)


def person(row: Sequence[str], **over: str) -> tuple[str, ...]:
    """Return the row with cells named by column (nik=..., name=...) replaced."""
    columns = ("no", "name", "nik", "pillar", "regency", "district", "phone", "account")
    cells = dict(zip(columns, row, strict=True))
    return tuple((cells | over).values())


def as_csv(*rows: Sequence[str], header: Sequence[str] = HEADER, delimiter: str = ";") -> bytes:
    """Return a text file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode()


def as_xlsx(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook; a number stays a number cell."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    book.close()
    return content.getvalue()

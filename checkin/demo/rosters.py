"""Write invented people as the spreadsheet an office would send. Pure: people in, XLSX bytes out."""

import io
from collections.abc import Iterable

import xlsxwriter

from checkin.demo.people import Invented

HEADERS = (
    "NO",
    "NIK",
    "NAMA",
    "JENIS PILAR",
    "KAB/KOTA",
    "KECAMATAN",
    "TANGGAL LAHIR",
    "JENIS KELAMIN",
    "NO HP",
    "NO REKENING",
    "BANK",
    "NAMA REKENING",
)


def roster_file(people: Iterable[Invented]) -> bytes:
    """Return an XLSX roster with one row a person, numbers kept as text."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("PESERTA")
        sheet.write_row(0, 0, HEADERS)
        sheet.freeze_panes(1, 0)
        for number, person in enumerate(people, start=1):
            sheet.write_row(number, 0, _row(number, person))
    return target.getvalue()


def _row(number: int, person: Invented) -> tuple[object, ...]:
    return (
        number,
        person.nik,
        person.name,
        person.pillar,
        person.district.regency,
        person.district.name,
        f"{person.birth_date:%d-%m-%Y}",
        person.gender,
        person.phone,
        person.account,
        "Bank Jatim",
        person.name.upper(),
    )

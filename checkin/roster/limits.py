"""How large a roster may be, and the refusals of files that are none. Pure."""

from collections.abc import Sequence

from checkin.errors import Invalid
from checkin.roster.cells import Cell
from checkin.text import mark

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 200_000, 1_000, 200
MAX_CELLS = 2_000_000


def not_a_roster() -> Invalid:
    """Return the refusal of a file that no reader understands."""
    return Invalid(
        mark("Berkas ini bukan daftar peserta. Kirim sebagai .xlsx, .xls, .ods atau .csv."),
        code="not_a_roster",
    )


def locked() -> Invalid:
    """Return the refusal of a file that asks for a password."""
    return Invalid(
        mark("Berkas ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi."),
        code="file_locked",
    )


def too_large() -> Invalid:
    """Return the refusal of a file that unpacks to more than a roster ever holds."""
    return Invalid(
        mark("Isi berkas terlalu besar untuk sebuah daftar peserta; tidak ada yang dibaca."),
        code="roster_too_large",
    )


def too_many_rows() -> Invalid:
    """Return the refusal of a list without end."""
    return Invalid(
        mark(
            "Berkas ini berisi lebih dari 200.000 baris. Hapus baris kosong di bawah tabel, "
            "atau kirim per kabupaten/kota."
        ),
        code="roster_too_large",
    )


def too_many_columns() -> Invalid:
    """Return the refusal of a sheet that is wider than any list."""
    return Invalid(
        mark(
            "Berkas ini memakai lebih dari 1.000 kolom. Hapus kolom di kanan tabel, lalu kirim lagi."
        ),
        code="roster_too_large",
    )


def too_many_sheets() -> Invalid:
    """Return the refusal of a workbook with more sheets than districts in a province."""
    return Invalid(
        mark("Berkas ini berisi lebih dari 200 lembar. Kirim lembar yang memuat peserta saja."),
        code="roster_too_large",
    )


def check_extent(rows: int, columns: int) -> None:
    """Raise `Invalid` where a sheet is longer or wider than a roster."""
    if rows > MAX_ROWS:
        raise too_many_rows()
    if columns > MAX_COLUMNS:
        raise too_many_columns()


def bounded(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the rows as lists; raises `Invalid` as `check_extent`."""
    check_extent(len(rows), max((len(row) for row in rows), default=0))
    return [list(row) for row in rows]

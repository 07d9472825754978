"""Bytes of an uploaded file -> its sheets of cells, whatever the office's program was.

Knows file formats and their bombs; nothing of headers or people. A file that is no spreadsheet raises
`Invalid` with one sentence.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from checkin.errors import Invalid
from checkin.roster import delimited, markup
from checkin.roster.cells import Cell
from checkin.text import mark

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 200_000, 1_000, 6_000_000
MAX_TEXT_BYTES = 60 * 1024 * 1024
MAX_SHEETS = 200
_FEWEST_TAGS = 16  # of a chunk: less is one cell with a book in it
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"[^>]*office:value')
# A password on the archive is a RuntimeError, a method that nobody uses a NotImplementedError.
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError
)  # fmt: skip
_CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0]` is the row that a spreadsheet shows as 1."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False


def not_a_roster() -> Invalid:
    """Return the refusal of a file that no reader understands."""
    return Invalid(
        mark("Berkas ini bukan daftar peserta. Kirim sebagai .xlsx, .xls, .ods atau .csv."),
        code="not_a_roster",
    )


def too_large() -> Invalid:
    """Return the refusal of a file that unpacks to more than a roster ever holds."""
    return Invalid(
        mark("Isi berkas terlalu besar untuk sebuah daftar peserta; tidak ada yang dibaca."),
        code="roster_too_large",
    )


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook, CSV or HTML table.

    Raises `Invalid`: no roster, empty, locked with a password, or too large to be one.
    """
    if len(content) > MAX_FILE_BYTES:
        raise Invalid(mark("Berkas terlalu besar; batasnya 20 MB."), code="file_too_large")
    if not content.strip():
        raise Invalid(mark("Berkas ini kosong."), code="file_empty")
    if content.startswith(_ZIP):
        _inspect_zip(content)
        return _workbook(content)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Invalid(
                mark(
                    "Berkas ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi."
                ),
                code="file_locked",
            )
        return _workbook(content)
    text = delimited.decode(content)
    if text is None:
        raise not_a_roster()
    if markup.is_markup(text):
        try:
            rows = [row for table in markup.read_tables(text) for row in table]
        except markup.TooLarge as error:
            raise too_large() from error
        return [Sheet("html", _bounded(rows))]  # as spreadsheets show such a page: one sheet
    return [Sheet("csv", _bounded(delimited.read_rows(text)))]


def _workbook(content: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        metas = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        if len(metas) > MAX_SHEETS:
            raise too_large()
        return [
            Sheet(
                meta.name,
                _bounded(book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)),
                hidden=meta.visible != SheetVisibleEnum.Visible,
            )
            for meta in metas
        ]
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise Invalid(
                mark(
                    "Berkas ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi."
                ),
                code="file_locked",
            ) from error
        raise not_a_roster() from error


def _bounded(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    width = max((len(row) for row in rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS:
        raise too_large()
    return [list(row) for row in rows]


def _inspect_zip(content: bytes) -> None:
    """Refuse a bomb before the reader unpacks it: by declared size, and by where its cells stand."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise too_large()
            if not any(
                e.filename in ("xl/workbook.xml", "xl/workbook.bin", "content.xml") for e in entries
            ):
                raise not_a_roster()
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    _inspect_sheet(archive, entry)
                elif entry.filename == "content.xml":
                    _inspect_ods(archive, entry)
                elif entry.filename == "xl/sharedStrings.xml":
                    _inspect_texts(entry)
    except _BROKEN_ZIP as error:
        raise not_a_roster() from error


def _inspect_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    tail, bottom, right = b"", 0, 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if len(chunk) == _CHUNK and chunk.count(b"<") < _FEWEST_TAGS:
                raise too_large()
            cells = _FILLED_CELL.findall(tail + chunk)
            tail = chunk[-200:]
            bottom = max(bottom, max((int(row) for _, row in cells), default=0))
            right = max(right, max((_column(name) for name in {c for c, _ in cells}), default=0))
    if bottom > MAX_ROWS or right > MAX_COLUMNS or bottom * right > MAX_CELLS:
        raise too_large()


def _inspect_texts(entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MAX_TEXT_BYTES:
        raise too_large()


def _inspect_ods(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            book = len(chunk) == _CHUNK and chunk.count(b"<") < _FEWEST_TAGS
            if book or any(int(n) > MAX_COLUMNS for n in _REPEATED.findall(chunk)):
                raise too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

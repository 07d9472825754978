"""Bytes of an uploaded file -> its sheets of cells, whatever the office's program was.

Knows file formats and their bombs; nothing of headers or people. A file that is no spreadsheet raises
`Invalid` with one sentence.
"""

import io
import re
import zipfile
import zlib

from checkin.errors import Invalid
from checkin.roster import delimited, limits, markup
from checkin.roster.workbook import Sheet, read_workbook
from checkin.text import mark

__all__ = ["Sheet", "read_sheets"]

MAX_TEXT_BYTES = 60 * 1024 * 1024
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


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook, CSV or HTML table.

    Raises `Invalid`: no roster, empty, locked with a password, or too large to be one.
    """
    if len(content) > limits.MAX_FILE_BYTES:
        raise Invalid(mark("Berkas terlalu besar; batasnya 20 MB."), code="file_too_large")
    if not content.strip():
        raise Invalid(mark("Berkas ini kosong."), code="file_empty")
    if content.startswith(_ZIP):
        _inspect_zip(content)
        return read_workbook(content)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise limits.locked()
        return read_workbook(content)
    text = delimited.decode(content)
    if text is None:
        raise limits.not_a_roster()
    if markup.is_markup(text):
        rows = [row for table in markup.read_tables(text) for row in table]
        return [Sheet("html", limits.bounded(rows))]  # as spreadsheets show such a page: one sheet
    return [Sheet("csv", delimited.read_rows(text))]


def _inspect_zip(content: bytes) -> None:
    """Refuse a bomb before the reader unpacks it: by declared size, and by where its cells stand."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > limits.MAX_UNPACKED_BYTES:
                raise limits.too_large()
            if not any(
                e.filename in ("xl/workbook.xml", "xl/workbook.bin", "content.xml") for e in entries
            ):
                raise limits.not_a_roster()
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    _inspect_sheet(archive, entry)
                elif entry.filename == "content.xml":
                    _inspect_ods(archive, entry)
                elif entry.filename == "xl/sharedStrings.xml":
                    _inspect_texts(entry)
    except _BROKEN_ZIP as error:
        raise limits.not_a_roster() from error


def _inspect_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    tail, bottom, right, filled = b"", 0, 0, 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if len(chunk) == _CHUNK and chunk.count(b"<") < _FEWEST_TAGS:
                raise limits.too_large()
            cells = _FILLED_CELL.findall(tail + chunk)
            tail = chunk[-200:]
            filled += len(cells)
            bottom = max(bottom, max((int(row) for _, row in cells), default=0))
            right = max(right, max((_column(name) for name in {c for c, _ in cells}), default=0))
    limits.check_extent(bottom, right)
    if filled > limits.MAX_CELLS:
        raise limits.too_large()


def _inspect_texts(entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MAX_TEXT_BYTES:
        raise limits.too_large()


def _inspect_ods(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            book = len(chunk) == _CHUNK and chunk.count(b"<") < _FEWEST_TAGS
            if book or any(int(n) > limits.MAX_COLUMNS for n in _REPEATED.findall(chunk)):
                raise limits.too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""Text files: which encoding, which delimiter, which records. Every cell stays text. Pure.

Guessing types here would repeat the damage that spreadsheets do to NIKs and accounts.
"""

import csv
import io
import re
from collections import Counter
from unicodedata import category

from charset_normalizer import from_bytes

from checkin.errors import Invalid
from checkin.roster import limits
from checkin.roster.cells import Cell
from checkin.text import mark

DELIMITERS = ";,\t|"
_SAMPLE_RECORDS = 60
# Controls, halves of pairs, unassigned: not the invisible marks (Cf) that copied text is full of.
_BINARY = {"Cc", "Cs", "Cn", "Co"}
_ENDLESS_LINE = re.compile(r"[^\r\n]{1000000}")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes) -> str | None:
    """Return the file's text, or None where it is no text at all."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strict(content, encoding)
    if b"\x00" in content[:4096]:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = _strict(content, encoding)
            if text and _reads_as_text(text) and text[:4096].isascii():
                return text
        return None
    text = _strict(content, "utf-8")
    if text is None:
        guess = from_bytes(content[:200_000], cp_isolation=["cp1252", "cp850", "mac_roman"]).best()
        text = _strict(content, guess.encoding if guess else "cp1252")
    return text if text is not None and _reads_as_text(text) else None


def read_rows(text: str) -> list[list[Cell]]:
    """Return the records; a record's place in the list is its number, quoted line breaks not counted.

    Raises `Invalid`: torn quotes, or larger than a roster.
    """
    if _ENDLESS_LINE.search(text):
        raise limits.too_many_columns()
    delimiter, rows, cells = _delimiter(text), list[list[Cell]](), 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(list(record))
            cells += len(record)
            limits.check_extent(len(rows), len(record))
            if cells > limits.MAX_CELLS:
                raise limits.too_large()
    except csv.Error as error:
        raise Invalid(
            mark("Berkas teks ini rusak: tanda kutip atau pemisah kolomnya tidak terbaca."),
            code="csv_broken",
        ) from error
    return rows


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _reads_as_text(text: str) -> bool:
    sample = text[:4096]
    odd = sum(category(c) in _BINARY and c not in "\r\n\t" for c in sample)
    return odd <= len(sample) / 100


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the most records of one same width above one."""
    best, score = ",", 0
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for count, record in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            ):
                if count > _SAMPLE_RECORDS:
                    break
                widths[len(record)] += len(record) > 1
        except csv.Error:
            continue
        width, records = max(widths.items(), key=lambda item: item[0] * item[1], default=(0, 0))
        if width * records > score:
            best, score = delimiter, width * records
    return best

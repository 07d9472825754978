"""The national identity number as it stands in a cell -> 16 digits and what was wrong with them. Pure.

`PPRRSS DDMMYY NNNN`, day + 40 for women; no check digit; it never changes, even where the birth date
inside it is wrong (PP 40/2019). Rules of reading: DOMAIN 3.1.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from checkin.roster.cells import Cell, is_number, text_of
from checkin.roster.issues import Issue

LENGTH = 16
NIP_LENGTH = 18
# Provinces in use, and former ones that stay in NIKs for life (54 Timor Timur, before 2022 Papua's 91).
PROVINCES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 "
    "91 92 93 94 95 96".split()
)
_QUOTES = re.compile(
    r"""^=?["'`\u2018\u2019\u201c\u201d\u00b4]+|["'`\u2018\u2019\u201c\u201d\u00b4]+$"""
)
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?\s*[Ee]\s*\+?\s*\d{1,2}")
_LABEL = re.compile(r"^(NIK|NO\.? ?KTP)\s*[.:]*\s*", re.I)
_SEPARATORS = re.compile(r"[\s.\-_/,:\u2010-\u2015]")
_WOMEN = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: `digits` only where a NIK can be taken from it."""

    digits: str | None
    issues: tuple[Issue, ...]


def read_nik(cell: Cell) -> Reading:
    """Return the NIK of a cell and every issue of its form."""
    raw = text_of(cell)
    if not raw.strip("-–—.0 '\""):
        return Reading(None, (Issue.NIK_MISSING,))
    if is_number(cell):
        return _read_number(raw)
    if _SCIENTIFIC.fullmatch(_QUOTES.sub("", raw)):
        return Reading(None, (Issue.NIK_SCIENTIFIC,))
    bare = _QUOTES.sub("", _QUOTES.sub("", raw)).strip()
    said = [Issue.NIK_APOSTROPHE] if bare != raw else []
    plain = _LABEL.sub("", unicodedata.normalize("NFKC", bare))
    if re.fullmatch(r"\d{16}\.0", plain):
        plain = plain[:LENGTH]
    digits = _SEPARATORS.sub("", plain)
    if digits != bare or (isinstance(cell, str) and cell != cell.strip()):
        said.append(Issue.NIK_SEPARATORS)
    return _judge(digits, said)


def _read_number(raw: str) -> Reading:
    if not raw.isdigit() or len(raw) != LENGTH:
        return Reading(None, (Issue.NIK_LENGTH,))
    if raw.endswith("0"):
        return Reading(None, (Issue.NIK_PRECISION,))
    return _judge(raw, [Issue.NIK_NUMERIC_CELL])


def _judge(digits: str, said: list[Issue]) -> Reading:
    if not (digits.isascii() and digits.isdigit()):
        wrong = [Issue.NIK_NOT_DIGITS] + [Issue.NIK_LENGTH] * (len(digits) != LENGTH)
        return Reading(None, (*said, *wrong))
    if len(digits) != LENGTH:
        return Reading(None, (*said, Issue.NIK_LENGTH))
    if len(set(digits)) == 1 or digits[12:] == "0000":
        return Reading(None, (*said, Issue.NIK_INVALID))
    if not (set(birth_dates(digits))):
        return Reading(None, (*said, Issue.NIK_BAD_DATE))
    if digits[:2] not in PROVINCES:
        said.append(Issue.NIK_AREA_UNKNOWN)
    return Reading(digits, tuple(said))


def birth_dates(nik: str) -> tuple[date, ...]:
    """Return the birth dates a NIK can mean: of 19YY and 20YY those that exist."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    day -= _WOMEN if day > _WOMEN else 0
    found = []
    for century in (1900, 2000):
        try:
            found.append(date(century + year, month, day))
        except ValueError:
            continue
    return tuple(found)


def birth_date(nik: str, today: date) -> date:
    """Return the birth date of a grown-up: the latest one that makes 17 years."""
    dates = birth_dates(nik)
    grown = [born for born in dates if born.year <= today.year - 17]
    return max(grown, default=dates[0])


def gender(nik: str) -> str:
    """Return P (woman) or L (man)."""
    return "P" if int(nik[6:8]) > _WOMEN else "L"


def is_nip(cell: Cell) -> bool:
    """Say whether the cell holds an 18-digit employee number."""
    digits = _SEPARATORS.sub("", text_of(cell))
    return len(digits) == NIP_LENGTH and digits.isdigit() and digits[:2] in ("19", "20")


def distance(one: str, other: str) -> int:
    """Return in how many places two NIKs differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))

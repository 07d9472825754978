"""Dates as people write them -> `date`. Pure.

`12/01/1990` is 12 January in every Indonesian sheet; in a column of an American export it is not, so
the order is decided for the whole column (`month_comes_first`), never for one cell.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from checkin.roster.cells import Cell, is_number, text_of

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags aug august agust",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_WORDS = re.compile(r"(\d{1,2})[\s.-]*([A-Za-z]{3,10})[\s.,-]*(\d{4})")
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_EXCEL_DAYS = range(5_000, 45_000)  # 1913 to 2023: birth dates


def split_place(text: str) -> tuple[str, str]:
    """Split `Mojokerto, 12-01-1990` into place and date."""
    found = re.search(r"\d", text)
    if not found:
        return text.strip(" ,/-"), ""
    return text[: found.start()].strip(" ,/-"), text[found.start() :].strip()


def parse_date(cell: Cell, month_first: bool = False) -> date | None:
    """Return the date in the cell, or None where none can be read."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if is_number(cell):
        days = int(float(text_of(cell)))
        return date.fromordinal(_EXCEL_EPOCH + days) if days in _EXCEL_DAYS else None
    return _parse_text(text_of(cell), month_first)


def _parse_text(text: str, month_first: bool) -> date | None:
    if found := _ISO.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (second, first) if month_first else (first, second)
        return _date(year if year > 99 else 1900 + year, month, day)
    if found := _WORDS.search(text):
        month = MONTHS.get(found[2].lower(), 0)
        return _date(int(found[3]), month, int(found[1]))
    return None


def month_comes_first(cells: Iterable[Cell]) -> bool:
    """Say whether a column of numeric dates is American: some second part is over 12, no first part is."""
    american = False
    for cell in cells:
        found = _NUMERIC.search(text_of(cell)) if isinstance(cell, str) else None
        if found and not _ISO.search(text_of(cell)):
            if int(found[1]) > 12:
                return False
            american = american or int(found[2]) > 12
    return american


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

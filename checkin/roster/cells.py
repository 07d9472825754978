"""One cell of a spreadsheet and what it reads as. Pure.

Text and number cells stay apart: a number cell has lost zeros and digits that a text cell still has.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | float | int | bool | date | datetime | time | timedelta | None
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


def is_number(cell: Cell) -> bool:
    """Say whether the cell holds a number (not text of digits)."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def text_of(cell: Cell) -> str:
    """Return the cell as one line of text without outer blanks: NFC, a whole number without decimals."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, str):
        if cell.isascii() and cell.isprintable():
            return " ".join(cell.split())
        plain = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
        return " ".join(INVISIBLE.sub("", plain).split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)

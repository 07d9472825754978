"""When a class of data is due, and which periods the office may set. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from checkin.privacy.classes import CLASSES, YEAR, DataClass
from checkin.text import mark

BY_CODE: Mapping[str, DataClass] = {one.code: one for one in CLASSES}
FIXED = frozenset({"audit"})  # what no purge touches
MOST = 100 * YEAR


def cutoffs(said: Mapping[str, int | None], now: datetime) -> dict[str, datetime]:
    """Return, for each class that ends, the moment before which it is due; `said` overrides defaults."""
    found = {}
    for one in CLASSES:
        days = said.get(one.code, one.days)
        if days is not None and one.code not in FIXED:
            found[one.code] = now - timedelta(days=days)
    return found


def is_allowed(code: str, days: int | None) -> bool:
    """Say whether the office may have the class stay that long."""
    one = BY_CODE.get(code)
    if one is None or one.code in FIXED:
        return False
    return days is None or one.least <= days <= MOST


def period(days: int | None) -> tuple[str, int]:
    """Return a sentence and the number it takes: years where they come out even, else days."""
    if days is None:
        return mark("tanpa batas"), 0
    if days % YEAR == 0:
        return mark("%(n)d tahun"), days // YEAR
    return mark("%(n)d hari"), days

"""How dates, times, numbers and shares are written (EYD; DOMAIN 4.6). Pure.

Indonesian: `Senin, 20 November 2023`, `08.14 WIB`, `1.657`, `70,5%`. English follows CLDR.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def zone_name(timezone: str) -> str:
    """Return what Indonesians call `timezone`: WIB, WITA, WIT; any other zone by its own name."""
    return ZONE_NAMES.get(timezone, timezone)


def day_date(instant: datetime, timezone: str, locale: str = "id") -> str:
    """Return the day in full, `Senin, 20 November 2023`."""
    return format_date(instant.astimezone(ZoneInfo(timezone)), "EEEE, d MMMM y", locale=locale)


def long_date(instant: datetime, timezone: str, locale: str = "id") -> str:
    """Return the day without its weekday, `20 November 2023`."""
    return format_date(instant.astimezone(ZoneInfo(timezone)), "d MMMM y", locale=locale)


def short_date(instant: datetime, timezone: str, locale: str = "id") -> str:
    """Return the short day, `20 Nov 2023`."""
    return format_date(instant.astimezone(ZoneInfo(timezone)), "d MMM y", locale=locale)


def clock(instant: datetime, timezone: str) -> str:
    """Return the time of day with a dot, `08.14`, in the event's zone."""
    return instant.astimezone(ZoneInfo(timezone)).strftime("%H.%M")


def moment(instant: datetime, timezone: str, locale: str = "id") -> str:
    """Return day and time, `20 Nov 2023 08.14 WIB`."""
    local = instant.astimezone(ZoneInfo(timezone))
    day = format_datetime(local, "d MMM y", locale=locale)
    return f"{day} {local:%H.%M} {zone_name(timezone)}"


def number(value: int, locale: str = "id") -> str:
    """Return a whole number with its thousands marked, `1.657`."""
    if locale == "id":  # the rows of a list count by the thousand, and Babel takes its time
        return f"{value:,}".replace(",", ".")
    return format_decimal(value, locale=locale)


def share(part: int, whole: int, locale: str = "id") -> str:
    """Return `part` of `whole` in per cent, always with one decimal, `70,5%`, `70,0%`."""
    per_cent = 100 * part / whole if whole else 0.0
    return format_decimal(round(per_cent, 1), format="0.0", locale=locale) + "%"

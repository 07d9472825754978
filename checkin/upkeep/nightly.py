"""When the backup of the night is due. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = 2
ZONE = ZoneInfo("Asia/Jakarta")
AGAIN = timedelta(hours=1)


def last_night(now: datetime) -> datetime:
    """Return the latest 02.00 in Jakarta that has passed."""
    local = now.astimezone(ZONE)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)


def is_due(now: datetime, newest: datetime | None, tried: datetime | None) -> bool:
    """Say whether a backup is to be made; `newest` is the newest there is, `tried` when one was last begun.

    A server that slept through the night makes its backup when it wakes; one that fails is tried every hour.
    """
    if newest is not None and newest >= last_night(now):
        return False
    return tried is None or tried < last_night(now) or now - tried >= AGAIN

"""When the backup of the night and its weekly trial are due. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = 2
ZONE = ZoneInfo("Asia/Jakarta")
AGAIN = timedelta(hours=1)
WEEK = timedelta(days=7)
QUIET = timedelta(hours=4)  # how long after two in the morning nobody works


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


def is_trial_due(now: datetime, tried: datetime | None, asked: datetime | None) -> bool:
    """Say whether the newest backup is to be tried; `asked` is when a trial was last begun.

    Once a week, at night; by day where none ever was, or where the nights passed without one. A trial that
    fails is not repeated before the next day: it says so until somebody looks.
    """
    if asked is not None and now - asked < timedelta(days=1):
        return False
    if tried is None or now - tried > WEEK + timedelta(days=1):
        return True
    return now - tried > WEEK and now - last_night(now) < QUIET

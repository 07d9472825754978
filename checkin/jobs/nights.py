"""The turn of each night: whoever claims a nightly task first does it, however many workers there are."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checkin.jobs.models import NightlyRun

HOUR = 3  # after the backup of the night
ZONE = ZoneInfo("Asia/Jakarta")
GIVEN_UP = timedelta(hours=2)


def night_of(now: datetime) -> date:
    """Return the date of the latest 03.00 in Jakarta; who slept through it catches up on waking."""
    local = now.astimezone(ZONE)
    return local.date() if local.hour >= HOUR else local.date() - timedelta(days=1)


def next_night(now: datetime) -> datetime:
    """Return when the next night's turn begins."""
    local = now.astimezone(ZONE)
    tonight = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > local else tonight + timedelta(days=1)


def claim(session: Session, name: str, night: date, now: datetime) -> bool:
    """Take the night's turn; False where another has it, unless that one died over it."""
    known = session.get(NightlyRun, (name, night))
    if known is None:
        try:
            with session.begin_nested():
                session.add(NightlyRun(name=name, night=night, began_at=now))
        except IntegrityError:
            return False
        return True
    taken = session.execute(
        update(NightlyRun)
        .where(
            NightlyRun.name == name,
            NightlyRun.night == night,
            NightlyRun.ended_at.is_(None),
            NightlyRun.began_at < now - GIVEN_UP,
        )
        .values(began_at=now)
        .returning(NightlyRun.name)
    ).all()
    return bool(taken)


def finish(session: Session, name: str, night: date, now: datetime) -> None:
    """Say that the night's turn is over."""
    session.get_one(NightlyRun, (name, night)).ended_at = now

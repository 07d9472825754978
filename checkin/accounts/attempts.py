"""Wrong passwords and codes are counted in the database, so that all workers count together.

An address that is nobody's is counted like any other: what is refused tells nothing of who exists.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from checkin.accounts.models import Attempts
from checkin.db import insert_of
from checkin.errors import Throttled
from checkin.text import mark

WINDOW = timedelta(minutes=15)
PASSWORDS = 20  # wrong ones in a window, whatever the address they come from
CODES = 6


def key_of(purpose: str, whom: str) -> str:
    """Return the key under which attempts are counted."""
    return hashlib.sha256(f"{purpose} {whom}".encode()).hexdigest()


def check(session: Session, key: str, most: int, now: datetime) -> None:
    """Raise `Throttled` after `most` failures within the window."""
    row = session.get(Attempts, key, populate_existing=True)  # others count meanwhile
    if row is None or now - row.since >= WINDOW or row.failures < most:
        return
    minutes = 1 + int((row.since + WINDOW - now).total_seconds()) // 60
    raise Throttled(
        mark("Terlalu banyak percobaan yang salah. Coba lagi dalam %(minutes)d menit."),
        code="attempts",
        minutes=minutes,
    )


def count(session: Session, key: str, now: datetime) -> None:
    """Note one failure; a window begins with its first one."""
    insert = insert_of(session.get_bind().dialect.name)
    first = insert(Attempts).values(key=key, failures=0, since=now).on_conflict_do_nothing()
    session.execute(first)  # two first ones at once begin one window
    row = session.get_one(Attempts, key, with_for_update=True, populate_existing=True)
    if row.failures == 0:
        session.execute(delete(Attempts).where(Attempts.since < now - 2 * WINDOW))
    if now - row.since >= WINDOW:
        row.failures, row.since = 0, now
    row.failures += 1
    session.flush()


def forget(session: Session, key: str) -> None:
    """Begin anew after a success."""
    session.execute(delete(Attempts).where(Attempts.key == key))

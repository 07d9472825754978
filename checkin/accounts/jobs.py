"""The chore of accounts: the lines of refusals whose hour is over."""

from datetime import datetime

from checkin.accounts import refusals
from checkin.db import db, transaction


def tell_refusals(now: datetime) -> None:
    """Write what was counted and is over."""
    is_due = refusals.is_due(db.session, now)
    db.session.rollback()
    if is_due:
        with transaction() as session:
            refusals.tell(session, now)

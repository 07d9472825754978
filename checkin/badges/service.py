"""Use cases of badges: issue codes, replace a badge."""

import secrets
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from checkin.badges.codes import RANDOM_BYTES, code_hash, make_code
from checkin.badges.models import Badge
from checkin.events.models import Event
from checkin.ids import uuid7
from checkin.roster.models import Registration


def ensure_badges(session: Session, event: Event, now: datetime) -> int:
    """Issue a badge to every active registration without one in force; return how many."""
    has_badge = (
        select(Badge.id)
        .where(Badge.registration_id == Registration.id, Badge.revoked_at.is_(None))
        .exists()
    )
    lacking = session.scalars(
        select(Registration.id)
        .where(Registration.event_id == event.id, Registration.status == "active", ~has_badge)
        .order_by(Registration.number)
    ).all()
    rows = []
    for registration_id in lacking:
        code = make_code(secrets.token_bytes(RANDOM_BYTES))
        rows.append(
            {
                "id": uuid7(),
                "event_id": event.id,
                "registration_id": registration_id,
                "code": code,
                "code_hash": code_hash(event.salt, code),
                "issued_at": now,
            }
        )
    if rows:
        session.execute(insert(Badge), rows)
    return len(rows)

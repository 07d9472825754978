"""What the worker does for events without anybody asking: begin them when their doors open."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import System
from checkin.db import db, transaction
from checkin.events.lifecycle import take_step
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint
from checkin.events.stages import Stage
from checkin.planning.doors import begins_itself, doors_at
from checkin.roster.models import Registration
from checkin.text import mark

BY_ITSELF = mark("Pintu dibuka; tidak ada yang menekan Mulai.")
_LONGEST = timedelta(days=2)  # how long before its start a checkpoint may open


def begin_due(now: datetime) -> None:
    """Move the events whose doors are open to running, each in a transaction of its own."""
    codes = db.session.scalars(
        select(Event.code).where(
            Event.stage == Stage.OPEN, Event.starts_at < now + _LONGEST, Event.ends_at > now
        )
    ).all()
    db.session.rollback()
    for code in codes:
        with transaction() as session:
            event = session.scalars(select(Event).where(Event.code == code).with_for_update()).one()
            if is_due(session, event, now):
                take_step(session, System(), event, Stage.RUNNING, now, BY_ITSELF)


def is_due(session: Session, event: Event, now: datetime) -> bool:
    """Say whether the event, of which somebody is registered, begins by itself now."""
    doors = doors_at(get_checkpoint(session, event).opens_at, event.starts_at)
    if not begins_itself(
        Stage(event.stage), doors, event.ends_at, _taken_back(session, event), now
    ):
        return False
    return bool(session.scalar(select(Registration.id).where(Registration.event_id == event.id)))


def _taken_back(session: Session, event: Event) -> datetime | None:
    """Return when somebody last brought the event back from running."""
    return session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.event_id == event.id,
            AuditEntry.action == "event.stage",
            AuditEntry.detail["before"].as_string() == Stage.RUNNING.value,
        )
    )

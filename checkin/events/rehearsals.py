"""Which rehearsals an event had, and whether one is running."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from checkin.events.models import Event, Rehearsal
from checkin.ids import EventId


def find_running(session: Session, event: Event) -> Rehearsal | None:
    """Return the rehearsal that is running; None where scans are in earnest."""
    return session.scalars(_running(event.id)).first()


def is_practising(session: Session, event_id: EventId) -> bool:
    """Say whether scans of the event are practice now."""
    return bool(session.scalar(select(_running(event_id).exists())))


def _running(event_id: EventId) -> Select[Any]:
    return select(Rehearsal).where(Rehearsal.event_id == event_id, Rehearsal.ended_at.is_(None))


def list_ended(session: Session, event: Event) -> list[Rehearsal]:
    """Return the rehearsals that are over, the latest first."""
    query = select(Rehearsal).where(Rehearsal.event_id == event.id, Rehearsal.ended_at.is_not(None))
    return list(session.scalars(query.order_by(Rehearsal.began_at.desc())))

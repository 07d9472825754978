"""Which rehearsals an event had, and whether one is running."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.events.models import Event, Rehearsal


def find_running(session: Session, event: Event) -> Rehearsal | None:
    """Return the rehearsal that is running; None where scans are in earnest."""
    return session.scalars(
        select(Rehearsal).where(Rehearsal.event_id == event.id, Rehearsal.ended_at.is_(None))
    ).first()


def list_ended(session: Session, event: Event) -> list[Rehearsal]:
    """Return the rehearsals that are over, the latest first."""
    query = select(Rehearsal).where(Rehearsal.event_id == event.id, Rehearsal.ended_at.is_not(None))
    return list(session.scalars(query.order_by(Rehearsal.began_at.desc())))

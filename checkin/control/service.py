"""Use cases of control: close the day on what the phones owe, write down what a case was."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, name_of, require
from checkin.control.logs import debts, read_logs
from checkin.errors import Invalid
from checkin.events import closing
from checkin.events.models import DayClosing, Event
from checkin.events.stages import Change, require_stage
from checkin.scans.models import Resolution
from checkin.text import mark


def close_day(
    session: Session, actor: Actor, event: Event, reason: str, now: datetime
) -> DayClosing:
    """Close the day; while a phone is not known to be empty it takes a reason. Raises as `closing`."""
    missing = debts(read_logs(session, event, now))
    return closing.close_day(session, actor, event, missing=missing, reason=reason, now=now)


def resolve(
    session: Session, actor: Actor, event: Event, subject: str, note: str, now: datetime
) -> None:
    """Keep what the office found out about a case; an empty note opens it again."""
    require(actor, Permission.SCANS_UNDO, event.id)
    require_stage(event.stage, Change.CASES)
    if not subject or len(subject) > 120:
        raise Invalid(mark("Pilihan ini tidak ada."), code="case_unknown")
    known = session.scalar(
        select(Resolution).where(Resolution.event_id == event.id, Resolution.subject == subject)
    )
    if not note.strip():
        if known:
            session.delete(known)
            record(
                session, actor, "conflict.reopen", now=now, event_id=event.id, subject=subject[:60]
            )
        return
    if known is None:
        known = Resolution(event_id=event.id, subject=subject)
        session.add(known)
    known.note, known.at = note.strip()[:300], now
    known.by = name_of(actor)
    record(session, actor, "conflict.resolve", now=now, event_id=event.id, subject=subject[:60])

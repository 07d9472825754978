"""Use cases of the end of a day: an event is closed, and may be opened again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, name_of, require
from checkin.errors import Conflict, Invalid
from checkin.events.lifecycle import MAX_REASON, check_reason, move
from checkin.events.models import DayClosing, Event
from checkin.events.stages import Stage
from checkin.text import mark


def find_closing(session: Session, event: Event) -> DayClosing | None:
    """Return the closing in force; None while the figures of the event are provisional."""
    return session.scalars(
        select(DayClosing)
        .where(DayClosing.event_id == event.id, DayClosing.reopened_at.is_(None))
        .order_by(DayClosing.at.desc())
    ).first()


def close_day(
    session: Session,
    actor: Actor,
    event: Event,
    *,
    missing: Sequence[str],
    reason: str,
    now: datetime,
) -> DayClosing:
    """Declare the day over; `missing` says what phones still owe, which needs a `reason`.

    Raises `Conflict` where it is closed already, `Invalid` where the reason is missing.
    """
    require(actor, Permission.EVENT_WRITE, event.id)
    session.refresh(event, with_for_update=True)
    if find_closing(session, event):
        raise Conflict(mark("Kegiatan ini sudah ditutup."), code="day_closed")
    if event.stage == Stage.REHEARSAL:
        raise Conflict(
            mark("Latihan masih berjalan. Akhiri latihan lebih dahulu."), code="rehearsal_running"
        )
    if missing and not reason.strip():
        raise Invalid(
            mark("Masih ada HP yang belum kosong. Tulis alasan bila tetap akan ditutup."),
            code="closing_reason",
        )
    closing = DayClosing(
        event_id=event.id,
        at=now,
        by=name_of(actor),
        reason=reason.strip()[:MAX_REASON],
        missing=list(missing),
    )
    session.add(closing)
    move(session, event, Stage.CLOSED)
    record(session, actor, "day.close", now=now, event_id=event.id, subject=closing.reason[:60])
    return closing


def reopen_day(session: Session, actor: Actor, event: Event, reason: str, now: datetime) -> None:
    """Open the day again: lists are provisional from now on. Opening an open day changes nothing.

    Raises `Invalid` where the reason is missing, `Conflict` for an archived event.
    """
    require(actor, Permission.EVENT_WRITE, event.id)
    session.refresh(event, with_for_update=True)
    closing = find_closing(session, event)
    if closing is None:
        return
    check_reason(reason)
    move(session, event, Stage.RUNNING)
    closing.reopened_at, closing.reopened_by = now, name_of(actor)
    closing.reopened_reason = reason.strip()[:MAX_REASON]
    record(
        session,
        actor,
        "day.reopen",
        now=now,
        event_id=event.id,
        subject=closing.reopened_reason[:60],
    )

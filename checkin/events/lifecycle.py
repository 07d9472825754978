"""Use cases of an event's stages. Rehearsals and closings move their event themselves, by `move`."""

from datetime import datetime

from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, Invalid
from checkin.events.models import Event
from checkin.events.stages import Stage, check_step
from checkin.text import mark

MAX_REASON = 300

# Steps that are nothing but a step; the others come with a rehearsal or a closing of the day.
_PLAIN = {
    (Stage.DRAFT, Stage.OPEN),
    (Stage.OPEN, Stage.DRAFT),
    (Stage.OPEN, Stage.RUNNING),
    (Stage.RUNNING, Stage.OPEN),
    (Stage.CLOSED, Stage.ARCHIVED),
    (Stage.ARCHIVED, Stage.CLOSED),
}


def move(session: Session, event: Event, to: Stage) -> None:
    """Let the event stand at `to`, inside the transaction that gives it cause; raises as `check_step`."""
    check_step(Stage(event.stage), to)
    event.stage = to
    session.flush()  # who locks the event next reads it anew


def take_step(
    session: Session, actor: Actor, event: Event, to: Stage, now: datetime, reason: str = ""
) -> None:
    """Move the event by a step that is nothing else; a repeated click finds it done.

    Raises `Conflict` where there is no such step, `Invalid` where its reason is missing.
    """
    require(actor, Permission.EVENT_WRITE, event.id)
    session.refresh(event, with_for_update=True)
    before = Stage(event.stage)
    if before is to:
        return
    step = check_step(before, to)
    if (before, to) not in _PLAIN:
        raise Conflict(
            mark("Langkah ini dilakukan di halaman Kendali pintu."), code="stage_elsewhere"
        )
    if step.asks:
        check_reason(reason)
    move(session, event, to)
    record(
        session,
        actor,
        "event.stage",
        now=now,
        event_id=event.id,
        subject=event.code,
        before=before.value,
        after=to.value,
        reason=reason.strip()[:MAX_REASON],
    )


def open_draft(session: Session, actor: Actor, event: Event, now: datetime) -> None:
    """Open an event that is still a draft, as what goes out to others needs."""
    if event.stage == Stage.DRAFT:
        take_step(session, actor, event, Stage.OPEN, now)


def check_reason(reason: str) -> None:
    """Raise `Invalid` where nothing is said."""
    if not reason.strip():
        raise Invalid(mark("Tulis alasannya."), code="reason")

"""Use case of an event's life: take a step, with all that belongs to it."""

from datetime import datetime

from sqlalchemy.orm import Session

from checkin.actor import Actor, Permission, require
from checkin.control import rehearsal
from checkin.control.service import close_day
from checkin.errors import Conflict
from checkin.events.closing import reopen_day
from checkin.events.lifecycle import take_step
from checkin.events.models import Event
from checkin.events.stages import Stage, check_step
from checkin.text import mark


def step(
    session: Session,
    actor: Actor,
    event: Event,
    to: Stage,
    reason: str,
    now: datetime,
    *,
    since: datetime | None = None,
) -> None:
    """Take the event to `to`: a rehearsal begins or ends, the day closes or opens, all in one transaction.

    Where a rehearsal turned into the event itself, `since` is when it did.
    Raises `Conflict` where there is no such step now, `Invalid` where a reason is missing.
    """
    require(actor, Permission.EVENT_WRITE, event.id)
    session.refresh(event, with_for_update=True)
    stage = Stage(event.stage)
    if stage is to:
        return
    check_step(stage, to)
    match stage, to:
        case _, Stage.REHEARSAL:
            rehearsal.begin(session, actor, event, now)
        case Stage.REHEARSAL, _:
            rehearsal.end(session, actor, event, wipe=to is Stage.OPEN, now=now, since=since)
        case Stage.CLOSED, Stage.RUNNING:
            reopen_day(session, actor, event, reason, now)
        case ((Stage.DRAFT | Stage.OPEN | Stage.RUNNING), Stage.CLOSED):
            close_day(session, actor, event, reason, now)
        case _:
            if to in (Stage.DRAFT, Stage.OPEN) and stage is not Stage.DRAFT:
                _check_unscanned(session, event)
            take_step(session, actor, event, to, now, reason)


def _check_unscanned(session: Session, event: Event) -> None:
    if rehearsal.count_earnest(session, event):
        raise Conflict(
            mark("Sudah ada pindaian yang dihitung, jadi kegiatan tidak dapat dikembalikan."),
            code="stage_scanned",
        )

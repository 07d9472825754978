"""Use cases of a rehearsal: practise with the real phones, wipe all of it before the doors open.

It begins only while nothing was scanned in earnest, so the wipe can take no real arrival with it. What a
phone made in practice and sends after the wipe is filed as that, and counts for nobody.
"""

from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, name_of, require
from checkin.control.turned import keep_since, seal
from checkin.devices.models import Device
from checkin.errors import Conflict
from checkin.events.closing import find_closing
from checkin.events.lifecycle import move
from checkin.events.models import Checkpoint, Event, Rehearsal
from checkin.events.rehearsals import find_running
from checkin.events.stages import Stage
from checkin.scans import settle
from checkin.scans.models import Arrival, Resolution, Scan, ScanUndo
from checkin.text import mark


def begin(session: Session, actor: Actor, event: Event, now: datetime) -> Rehearsal:
    """Begin to practise; raises `Conflict` where it is running or something was scanned in earnest."""
    require(actor, Permission.EVENT_WRITE, event.id)
    session.refresh(event, with_for_update=True)
    if find_running(session, event):
        raise Conflict(mark("Latihan sudah berjalan."), code="rehearsal_running")
    if count_earnest(session, event) or find_closing(session, event):
        raise Conflict(
            mark("Sudah ada pindaian yang dihitung, jadi latihan tidak dapat dimulai lagi."),
            code="rehearsal_late",
        )
    rehearsal = Rehearsal(event_id=event.id, began_at=now, began_by=name_of(actor))
    session.add(rehearsal)
    move(session, event, Stage.REHEARSAL)
    record(session, actor, "rehearsal.begin", now=now, event_id=event.id, subject="")
    return rehearsal


def end(
    session: Session,
    actor: Actor,
    event: Event,
    *,
    wipe: bool,
    now: datetime,
    since: datetime | None = None,
) -> Rehearsal:
    """End the practice and wipe it, or keep it as real where somebody forgot to end it in time.

    What is kept may begin at `since`, when people came; what was scanned before is wiped all the same.
    Raises `Invalid` for a moment outside the rehearsal.
    """
    require(actor, Permission.EVENT_WRITE, event.id)
    session.refresh(event, with_for_update=True)
    rehearsal = find_running(session, event)
    if rehearsal is None:
        raise Conflict(mark("Tidak ada latihan yang berjalan."), code="rehearsal_none")
    rehearsal.ended_at, rehearsal.ended_by = now, name_of(actor)
    move(session, event, Stage.OPEN if wipe else Stage.RUNNING)
    if wipe:
        _wipe(session, event, rehearsal, now)
    elif since is not None:
        keep_since(session, event, rehearsal, since, now)
    done = f"{rehearsal.scans} scans {rehearsal.digest[:16]}" if rehearsal.is_wiped else "kept"
    kept = {"since": since.isoformat()} if since and not wipe else {}
    record(session, actor, "rehearsal.end", now=now, event_id=event.id, subject=done, **kept)
    return rehearsal


def count_earnest(session: Session, event: Event) -> int:
    """Return how many scans are filed that were not practice sent too late: none after a wipe."""
    return (
        session.scalar(
            select(func.count()).where(
                Scan.event_id == event.id,
                func.coalesce(Scan.conflict, "") != settle.Conflict.REHEARSAL.value,
            )
        )
        or 0
    )


def _wipe(session: Session, event: Event, rehearsal: Rehearsal, now: datetime) -> None:
    """Delete the event's scans; phones learn from the feed that nobody has arrived."""
    points = select(Checkpoint.id).where(Checkpoint.event_id == event.id)
    came = Arrival.checkpoint_id.in_(points)
    rehearsal.people = (
        session.scalar(
            select(func.count(func.distinct(Arrival.registration_id))).where(
                came, Arrival.arrived_at.is_not(None)
            )
        )
        or 0
    )
    rehearsal.scans, rehearsal.digest = seal(session, event)
    session.execute(
        update(Arrival)
        .where(came)
        .values(
            scan_id=None,
            arrived_at=None,
            gate_id=None,
            device_id=None,
            moved_at=None,
            inside=None,
            seq=None,
        )
    )
    own = select(Scan.id).where(Scan.event_id == event.id)
    session.execute(delete(ScanUndo).where(ScanUndo.scan_id.in_(own)))
    session.execute(delete(Scan).where(Scan.event_id == event.id))
    session.execute(delete(Resolution).where(Resolution.event_id == event.id))
    told = Device.next_seq - 1
    session.execute(
        update(Device)
        .where(Device.event_id == event.id)
        .values(
            practised_through=case(
                (told > Device.stored_through, told), else_=Device.stored_through
            )
        )
    )
    event.practised_until = now
    rehearsal.is_wiped = True

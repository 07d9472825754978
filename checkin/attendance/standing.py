"""Say why the figures of a checkpoint may still change: phones that hold scans, a day not yet closed."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.devices.models import Device
from checkin.events.models import Checkpoint, Event
from checkin.scans.models import Scan

SILENT = timedelta(minutes=10)


def unsettled(
    session: Session, event: Event, checkpoint: Checkpoint, now: datetime
) -> tuple[str, ...]:
    """Return the reasons as they are printed (documents speak Indonesian only); none: final."""
    silent, gaps = _phones(session, event, checkpoint, now)
    reasons = []
    if silent:
        reasons.append(f"{silent} HP belum melapor sejak pemindaian berakhir")
    if gaps:
        reasons.append(f"pindaian dari {gaps} HP belum lengkap diterima")
    return tuple(reasons)


def _phones(
    session: Session, event: Event, checkpoint: Checkpoint, now: datetime
) -> tuple[int, int]:
    """Count the phones that were silent when scanning ended, and those with missing scan numbers."""
    received = (
        select(Scan.device_id, func.count().label("held"))
        .where(Scan.event_id == event.id, Scan.device_id.is_not(None))
        .group_by(Scan.device_id)
        .subquery()
    )
    rows = session.execute(
        select(Device.last_seen_at, Device.stored_through, func.coalesce(received.c.held, 0))
        .outerjoin(received, received.c.device_id == Device.id)
        .where(Device.checkpoint_id == checkpoint.id, Device.revoked_at.is_(None))
    ).all()
    ended = min(now, event.ends_at)
    silent = sum(seen < ended - SILENT for seen, _, _ in rows)
    return silent, sum(through > held for _, through, held in rows)

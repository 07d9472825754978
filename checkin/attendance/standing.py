"""Say why the figures of a checkpoint may still change: phones that hold scans, a day not yet closed."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.devices.models import Device
from checkin.events.closing import find_closing
from checkin.events.models import Checkpoint, Event
from checkin.scans.models import Scan


def unsettled(session: Session, event: Event, checkpoint: Checkpoint) -> tuple[str, ...]:
    """Return the reasons as they are printed (documents speak Indonesian only); none: final.

    A phone that was switched off for good (revoked) is not waited for; every other one is, on a closed
    day too: what it holds can still change the figures.
    """
    reasons = [] if find_closing(session, event) else ["kegiatan belum ditutup"]
    if holding := _phones_that_hold(session, checkpoint):
        reasons.append(f"pindaian dari {holding} HP belum lengkap diterima")
    return tuple(reasons)


def _phones_that_hold(session: Session, checkpoint: Checkpoint) -> int:
    """Count the phones that said they hold scans, or whose scan numbers have gaps here."""
    received = (
        select(Scan.device_id, func.count().label("held"), func.max(Scan.seq).label("last"))
        .where(Scan.device_id.is_not(None), Scan.seq.is_not(None))
        .group_by(Scan.device_id)
        .subquery()
    )
    query = (
        select(Device.id)
        .outerjoin(received, received.c.device_id == Device.id)
        .where(
            Device.checkpoint_id == checkpoint.id,
            Device.revoked_at.is_(None),
            (Device.waiting > 0)
            | (func.coalesce(received.c.last, 0) > func.coalesce(received.c.held, 0)),
        )
    )
    return len(session.scalars(query).all())

"""Say why the figures of a checkpoint may still change: phones that hold scans, a day not yet closed."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from checkin.devices.models import Device
from checkin.events.closing import find_closing
from checkin.events.models import Checkpoint, Event
from checkin.events.rehearsals import find_running
from checkin.scans.models import Scan


def unsettled(session: Session, event: Event, checkpoint: Checkpoint) -> tuple[str, ...]:
    """Return the reasons as they are printed (documents speak Indonesian only); none: final.

    A phone that was switched off for good (revoked) is not waited for. Whoever closed the day answered for
    what phones still held then; one that comes back later with scans makes the figures provisional again.
    """
    closing = find_closing(session, event)
    if closing:
        holds = (Device.waiting > 0) & (Device.told_at > closing.at)
        reasons: list[str] = []
    else:
        holds = (Device.waiting > 0) | _has_gaps()
        reasons = ["kegiatan belum ditutup"]
    if find_running(session, event):
        reasons.append("latihan masih berjalan")
    phones = select(func.count()).select_from(Device)
    holding = session.scalar(
        phones.where(Device.checkpoint_id == checkpoint.id, Device.revoked_at.is_(None), holds)
    )
    if holding:
        reasons.append(f"pindaian dari {holding} HP belum lengkap diterima")
    return tuple(reasons)


def _has_gaps() -> ColumnElement[bool]:
    """Say of a phone whether scan numbers before its last one are missing here."""
    received = (
        select(Scan.device_id)
        .join(Device, Device.id == Scan.device_id)
        .where(Scan.seq > Device.practised_through)
        .group_by(Scan.device_id, Device.practised_through)
        .having(func.max(Scan.seq) - Device.practised_through > func.count())
    )
    return Device.id.in_(received)

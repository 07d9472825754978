"""Use cases of scans: file what phones read, take one back.

The server never refuses a scan that happened, it classifies it: a person whom a phone let in is inside.
An arrival is the earliest accepted scan of a registration at a checkpoint by corrected time, so batches
may come in any order, twice, or long after, and end in the same state. Concurrent batches meet at the
row locks of the registrations (taken in the order of their ids) and at the primary key of scans.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, case, update
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.devices.models import Device
from checkin.devices.queries import Station
from checkin.errors import Conflict, Forbidden, NotFound
from checkin.ids import DeviceId, RegistrationId, ScanId, UserId
from checkin.scans import queries
from checkin.scans.filing import Filing
from checkin.scans.hashes import with_codes
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.scans.reports import FiledScan, ReportedScan
from checkin.text import mark

UNDO_WINDOW = timedelta(seconds=60)

_devices = cast(Table, Device.__table__)


@dataclass(frozen=True, kw_only=True)
class Report:
    """The answers to a batch in its order, and the highest number the server now holds of the phone."""

    filed: list[FiledScan]
    stored_through: int


def record_scans(
    session: Session,
    station: Station,
    scans: Sequence[ReportedScan],
    sent_at: datetime,
    now: datetime,
) -> Report:
    """File a batch of one phone's scans; a scan already known is answered as it was, once for ever.

    `sent_at` is the phone's clock when it sent the batch and tells its offset.
    """
    require(station.actor, Permission.SCANS_RECORD)
    offset = now - sent_at
    known = queries.known_scans(session.connection(), [scan.id for scan in scans])
    fresh = list({scan.id: scan for scan in reversed(scans) if scan.id not in known}.values())[::-1]
    filing = Filing(session, station, offset, now)
    fresh = with_codes(session, station.event_id, fresh)
    filing.look_up(fresh)
    filed = {scan.id: filing.file(scan) for scan in fresh}
    filing.write()
    repeated = filing.answer(known.values())
    answers = filed | repeated
    return Report(
        filed=[answers[scan.id] for scan in scans],
        stored_through=_note_contact(session, station, scans, offset, now),
    )


def undo_scan(session: Session, actor: Actor, scan_id: UUID, reason: str, now: datetime) -> None:
    """Take a scan back; the person counts by the next earliest accepted scan, or not at all.

    A device may undo its own for 60 seconds, an organizer any. Raises `NotFound`, `Forbidden`,
    `Conflict`. Undoing twice changes nothing.
    """
    scan = session.get(Scan, ScanId(scan_id))
    if scan is None:
        raise NotFound(mark("Pindaian ini belum sampai di server."), code="scan_unknown")
    _may_undo(actor, scan, now)
    if session.get(ScanUndo, scan.id):
        return
    session.add(
        ScanUndo(
            scan_id=scan.id,
            at=now,
            device_id=DeviceId(actor.id) if isinstance(actor, who.Device) else None,
            user_id=UserId(actor.id) if isinstance(actor, who.User) else None,
            reason=reason.strip()[:200],
        )
    )
    record(session, actor, "scan.undo", now=now, event_id=scan.event_id, subject=str(scan.id))
    if scan.registration_id is not None:
        session.flush()
        _recount(session, scan, scan.registration_id)


def _may_undo(actor: Actor, scan: Scan, now: datetime) -> None:
    if not isinstance(actor, who.Device):
        require(actor, Permission.SCANS_UNDO)
        return
    if scan.device_id != actor.id:
        raise Forbidden(mark("Pindaian ini milik HP lain."), code="scan_of_another")
    if now - scan.corrected_at > UNDO_WINDOW:
        raise Conflict(
            mark("Sudah lewat 60 detik; minta panitia membatalkannya."), code="undo_too_late"
        )


def _recount(session: Session, scan: Scan, registration_id: RegistrationId) -> None:
    """Let the earliest accepted scan that still stands be the arrival."""
    queries.lock_registration(session, registration_id)
    best = queries.earliest_standing(session, scan.checkpoint_id, registration_id)
    session.execute(
        update(Arrival)
        .where(
            Arrival.checkpoint_id == scan.checkpoint_id,
            Arrival.registration_id == registration_id,
        )
        .values(
            scan_id=best.id if best else None,
            arrived_at=best.corrected_at if best else None,
            gate_id=best.gate_id if best else None,
            device_id=best.device_id if best else None,
            seq=None,
        )
    )


_contact = (
    update(_devices)
    .where(_devices.c.id == bindparam("device_id"))
    .values(
        last_seen_at=bindparam("now"),
        clock_offset_ms=bindparam("offset"),
        stored_through=case(
            (
                _devices.c.stored_through > bindparam("seq"),
                _devices.c.stored_through,
            ),
            else_=bindparam("seq"),
        ),
    )
)


def _note_contact(
    session: Session,
    station: Station,
    scans: Sequence[ReportedScan],
    offset: timedelta,
    now: datetime,
) -> int:
    highest = max([station.stored_through, *(scan.seq for scan in scans)])
    session.connection().execute(
        _contact,
        {
            "device_id": station.id,
            "now": now,
            "offset": round(offset / timedelta(milliseconds=1)),
            "seq": highest,
        },
    )
    return highest

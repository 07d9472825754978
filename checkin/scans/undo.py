"""Use case of scans: take one back; the person then counts by the accepted scans that still stand."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, Forbidden, NotFound
from checkin.events.models import Checkpoint, Event
from checkin.events.stages import Change, require_stage
from checkin.ids import CheckpointId, DeviceId, RegistrationId, ScanId, UserId
from checkin.roster.models import Registration
from checkin.scans import passings, queries
from checkin.scans.decide import Direction, Policy
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.scans.passings import Passing
from checkin.scans.queries import KnownArrival
from checkin.text import mark

UNDO_WINDOW = timedelta(seconds=60)


def undo_scan(
    session: Session,
    actor: Actor,
    scan_id: UUID,
    reason: str,
    now: datetime,
    undone_at: datetime | None = None,
) -> None:
    """Take a scan back; the person counts by the next earliest accepted scan, or not at all.

    A device may undo its own for 60 seconds, by its own clock where it says when (`undone_at`): made
    offline, an undo may arrive much later. An organizer may undo any. Raises `NotFound`, `Forbidden`,
    `Conflict`. Undoing twice changes nothing.
    """
    scan = session.get(Scan, ScanId(scan_id))
    if scan is None:
        raise NotFound(mark("Pindaian ini belum sampai di server."), code="scan_unknown")
    _may_undo(actor, scan, now, undone_at)
    late = isinstance(actor, who.Device)
    stage = session.get_one(Event, scan.event_id).stage
    require_stage(stage, Change.SCANS if late else Change.CORRECTIONS)
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
    record(
        session, actor, "scan.undo", now=now, event_id=scan.event_id,
        subject=_of_whom(session, scan), scan=str(scan.id), reason=reason.strip()[:200],
    )  # fmt: skip
    if scan.registration_id is not None:
        session.flush()
        recount(session, scan.checkpoint_id, scan.registration_id)


def _may_undo(actor: Actor, scan: Scan, now: datetime, undone_at: datetime | None) -> None:
    if not isinstance(actor, who.Device):
        require(actor, Permission.SCANS_UNDO, scan.event_id)
        return
    if scan.device_id != actor.id:
        raise Forbidden(mark("Pindaian ini milik HP lain."), code="scan_of_another")
    waited = undone_at - scan.scanned_at if undone_at else now - scan.corrected_at
    if waited > UNDO_WINDOW:
        raise Conflict(
            mark("Sudah lewat 60 detik; minta panitia membatalkannya."), code="undo_too_late"
        )


def recount(session: Session, checkpoint_id: CheckpointId, registration_id: RegistrationId) -> None:
    """Let the accepted scans that still stand make the arrival anew."""
    queries.lock_registration(session, registration_id)
    policy = Policy(session.get_one(Checkpoint, checkpoint_id).policy)
    arrival: KnownArrival | None = None
    for standing in queries.standing_scans(session, checkpoint_id, registration_id):
        passing = Passing(
            scan_id=standing.id,
            at=standing.corrected_at,
            way=Direction(standing.direction or Direction.IN),
            gate_id=standing.gate_id,
            gate="",
            device_id=standing.device_id,
            device="",
        )
        arrival = passings.after(policy, arrival, passing)
    session.execute(
        update(Arrival)
        .where(
            Arrival.checkpoint_id == checkpoint_id,
            Arrival.registration_id == registration_id,
        )
        .values(
            scan_id=arrival.scan_id if arrival else None,
            arrived_at=arrival.at if arrival else None,
            gate_id=arrival.gate_id if arrival else None,
            device_id=arrival.device_id if arrival else None,
            moved_at=arrival.moved_at if arrival else None,
            inside=arrival.inside if arrival else None,
            seq=None,
        )
    )


def _of_whom(session: Session, scan: Scan) -> str:
    """Return the number of the participant, as the log names people; the scan's where nobody was known."""
    number = session.scalar(
        select(Registration.number).where(Registration.id == scan.registration_id)
    )
    return str(scan.id) if number is None else f"#{number}"

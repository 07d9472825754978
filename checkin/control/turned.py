"""A rehearsal that turned into the event itself: what came before a moment is wiped, the rest counts."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from checkin.devices.models import Device
from checkin.errors import Invalid
from checkin.events.models import Event, Rehearsal
from checkin.ids import CheckpointId, RegistrationId
from checkin.scans.decide import Verdict
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.scans.queries import standing_scans
from checkin.scans.settle import Status
from checkin.scans.undo import recount
from checkin.text import mark

Pair = tuple[CheckpointId, RegistrationId]


def keep_since(
    session: Session, event: Event, rehearsal: Rehearsal, since: datetime, now: datetime
) -> None:
    """Wipe the practice before `since` and let the first scan after it be each person's arrival.

    Raises `Invalid` for a moment still to come.
    """
    if since > now:
        raise Invalid(mark("Jam itu belum tiba."), code="rehearsal_since")
    early = Scan.corrected_at < since
    own = (Scan.event_id == event.id, early)
    pairs = _pairs(session, *own)
    rehearsal.people = len({person for _point, person in pairs})
    rehearsal.scans, rehearsal.digest = seal(session, event, early)
    rehearsal.is_wiped = True
    event.practised_until = since
    _practised_through(session, *own)
    _forget_arrivals(session, pairs)
    session.execute(delete(ScanUndo).where(ScanUndo.scan_id.in_(select(Scan.id).where(*own))))
    session.execute(delete(Scan).where(*own))
    for checkpoint_id, registration_id in sorted(pairs):
        _admit_first(session, checkpoint_id, registration_id)
        recount(session, checkpoint_id, registration_id)


def seal(session: Session, event: Event, *which: ColumnElement[bool]) -> tuple[int, str]:
    """Return how many scans there are and one SHA-256 over all of them, as proof of what was wiped."""
    digest, count = sha256(), 0
    rows = session.execute(
        select(Scan.id, Scan.device_id, Scan.seq, Scan.scanned_at, Scan.status)
        .where(Scan.event_id == event.id, *which)
        .order_by(Scan.id)
    )
    for row in rows:
        digest.update("\t".join(map(str, row)).encode() + b"\n")
        count += 1
    return count, digest.hexdigest()


def _pairs(session: Session, *which: ColumnElement[bool]) -> set[Pair]:
    """Return whom these scans were of, at which checkpoint."""
    rows = session.execute(
        select(Scan.checkpoint_id, Scan.registration_id)
        .where(*which, Scan.registration_id.is_not(None))
        .distinct()
    )
    return {(checkpoint_id, person) for checkpoint_id, person in rows if person}


def _practised_through(session: Session, *which: ColumnElement[bool]) -> None:
    """Owe nobody the numbers of what is wiped."""
    last = select(Scan.device_id, func.max(Scan.seq)).where(*which).group_by(Scan.device_id)
    for device_id, seq in session.execute(last).all():
        if device_id and seq:
            session.execute(
                update(Device).where(Device.id == device_id).values(practised_through=seq)
            )


def _forget_arrivals(session: Session, pairs: Collection[Pair]) -> None:
    """Let no arrival point at a scan that goes."""
    for checkpoint_id, registration_id in pairs:
        session.execute(
            update(Arrival)
            .where(
                Arrival.checkpoint_id == checkpoint_id, Arrival.registration_id == registration_id
            )
            .values(scan_id=None)
        )


def _admit_first(
    session: Session, checkpoint_id: CheckpointId, registration_id: RegistrationId
) -> None:
    """Accept the first scan that only the practice made a second one, where none other stands."""
    if standing_scans(session, checkpoint_id, registration_id):
        return
    first = session.scalars(
        select(Scan)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(
            Scan.checkpoint_id == checkpoint_id,
            Scan.registration_id == registration_id,
            Scan.verdict == Verdict.DUPLICATE,
            ScanUndo.scan_id.is_(None),
        )
        .order_by(Scan.corrected_at, Scan.id)
    ).first()
    if first is not None:
        first.verdict, first.status, first.conflict = Verdict.OK.value, Status.ACCEPTED.value, None
        session.flush()

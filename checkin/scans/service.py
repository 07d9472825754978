"""Use cases of scans: file what phones read, take one back.

The server never refuses a scan that happened, it classifies it: a person whom a phone let in is inside.
An arrival is the earliest accepted scan of a registration at a checkpoint by corrected time, so batches
may come in any order, twice, or long after, and end in the same state. Concurrent batches meet at the
row locks of the registrations (taken in the order of their ids) and at the primary key of scans; those
that reach one process at once are filed together (`intake`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import String, Table, bindparam, case, update
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.devices.models import Device
from checkin.devices.queries import Station
from checkin.errors import Conflict, Forbidden, NotFound
from checkin.events.models import Checkpoint
from checkin.ids import DeviceId, RegistrationId, ScanId, UserId
from checkin.scans import passings, queries
from checkin.scans.decide import Direction, Policy
from checkin.scans.filing import Filing
from checkin.scans.hashes import with_codes
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.scans.passings import Passing
from checkin.scans.queries import KnownArrival
from checkin.scans.reports import FiledScan, PhoneState, ReportedScan
from checkin.text import mark

UNDO_WINDOW = timedelta(seconds=60)

_devices = cast(Table, Device.__table__)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one phone sent at once; `sent_at` is its own clock then, `received_at` the server's."""

    station: Station
    scans: Sequence[ReportedScan]
    sent_at: datetime
    received_at: datetime
    state: PhoneState | None = None

    @property
    def offset(self) -> timedelta:
        """The server's clock minus the phone's."""
        return self.received_at - self.sent_at


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
    """File one batch of one phone; see `record_batches`."""
    batch = Batch(station=station, scans=scans, sent_at=sent_at, received_at=now)
    return record_batches(session, [batch], now)[0]


def record_batches(session: Session, batches: Sequence[Batch], now: datetime) -> list[Report]:
    """File batches of phones of one event, as if one came after the other; return a report for each.

    A scan already known is answered as it was, once for ever.
    """
    for batch in batches:
        require(batch.station.actor, Permission.SCANS_RECORD)
    ids = [scan.id for batch in batches for scan in batch.scans]
    known = queries.known_scans(session.connection(), ids)
    sources: dict[UUID, tuple[ReportedScan, Batch]] = {}
    for batch in batches:
        for scan in batch.scans:
            if scan.id not in known:
                sources.setdefault(scan.id, (scan, batch))
    filing = Filing(session, [batch.station for batch in batches], now)
    fresh = with_codes(session, filing.event_id, [scan for scan, _ in sources.values()])
    filing.look_up(fresh)
    answers = {
        scan.id: filing.file(scan, batch.station, batch.offset)
        for scan, (_, batch) in zip(fresh, sources.values(), strict=True)
    }
    filing.write()
    answers |= filing.answer(known.values())
    _note_contacts(session, batches)
    return [
        Report(
            filed=[answers[scan.id] for scan in batch.scans],
            stored_through=_highest_number(batch),
        )
        for batch in batches
    ]


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


def _recount(session: Session, scan: Scan, registration_id: RegistrationId) -> None:
    """Let the accepted scans that still stand make the arrival anew."""
    queries.lock_registration(session, registration_id)
    policy = Policy(session.get_one(Checkpoint, scan.checkpoint_id).policy)
    arrival: KnownArrival | None = None
    for standing in queries.standing_scans(session, scan.checkpoint_id, registration_id):
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
            Arrival.checkpoint_id == scan.checkpoint_id,
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
_told = (
    update(_devices)
    .where(_devices.c.id == bindparam("device_id"))
    .values(
        told_at=bindparam("now"),
        waiting=bindparam("waiting_scans"),
        next_seq=bindparam("next"),
        roster_at=bindparam("roster"),
        battery=bindparam("percent"),
        version=bindparam("build"),
        operator=case(
            (bindparam("holder", type_=String).is_not(None), bindparam("holder", type_=String)),
            else_=_devices.c.operator,
        ),
    )
)


def _note_contacts(session: Session, batches: Sequence[Batch]) -> None:
    """Note when the phones were heard of; in the order of their ids, so that no two wait for each other."""
    in_order = sorted(batches, key=lambda batch: batch.station.id)
    session.connection().execute(
        _contact,
        [
            {
                "device_id": batch.station.id,
                "now": batch.received_at,
                "offset": round(batch.offset / timedelta(milliseconds=1)),
                "seq": _highest_number(batch),
            }
            for batch in in_order
        ],
    )
    told = [_state_row(batch, batch.state) for batch in in_order if batch.state]
    if told:
        session.connection().execute(_told, told)


def _state_row(batch: Batch, state: PhoneState) -> dict[str, object]:
    return {
        "device_id": batch.station.id,
        "now": batch.received_at,
        "waiting_scans": max(
            0, (state.waiting or 0) - len(batch.scans)
        ),  # counted before they were sent
        "next": state.next_seq or 0,
        "roster": state.roster_at + batch.offset if state.roster_at else None,
        "percent": state.battery,
        "build": state.version,
        "holder": batch.scans[-1].operator if batch.scans else None,
    }


def _highest_number(batch: Batch) -> int:
    return max([batch.station.stored_through, *(scan.seq for scan in batch.scans)])

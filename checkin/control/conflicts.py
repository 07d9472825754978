"""What somebody should look at after the gates closed: who, when, where, and what came of it.

Computed from the scans as they are, so that it does not matter in which order they arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.control.cases import Case, Kind, Sighting
from checkin.control.twins import find_twins
from checkin.devices.models import Device, label_of
from checkin.events.models import Checkpoint, Event, Gate
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.decide import Policy
from checkin.scans.models import Resolution, Scan, ScanUndo
from checkin.scans.settle import Conflict, Status

LYING = timedelta(minutes=2)  # further off than this no volunteer's clock is by chance


_KINDS = {
    Conflict.REVOKED: Kind.REVOKED,
    Conflict.NOT_ENTITLED: Kind.NOT_ENTITLED,
    Conflict.NOT_YET_OPEN: Kind.OUT_OF_TIME,
    Conflict.CLOSED: Kind.OUT_OF_TIME,
    Conflict.WRONG_EVENT: Kind.NOT_ON_ROSTER,
    Conflict.UNKNOWN: Kind.NOT_ON_ROSTER,
    Conflict.FOREIGN: Kind.NOT_ON_ROSTER,
    Conflict.OVERRIDE: Kind.OVERRIDE,
    Conflict.STALE_ROSTER: Kind.TURNED_AWAY,
    Conflict.DEVICE_CLASS: Kind.DEVICE,
    Conflict.CHECKPOINT: Kind.DEVICE,
}


def find_cases(session: Session, event: Event) -> list[Case]:
    """Return the event's cases: open ones first, then by kind and time."""
    rows = _scans(session, event)
    cases = [
        *_twice(rows, ZoneInfo(event.timezone)),
        *find_twins(session, event),
        *_flagged(rows),
        *_clocks(rows),
    ]
    known = {
        resolution.subject: resolution
        for resolution in session.scalars(select(Resolution).where(Resolution.event_id == event.id))
    }
    resolved = [
        replace(case, resolution=found.note, resolved_by=found.by, resolved_at=found.at)
        if (found := known.get(case.subject))
        else case
        for case in cases
    ]
    order = list(Kind)
    return sorted(
        resolved, key=lambda case: (bool(case.resolution), order.index(case.kind), case.subject)
    )


def _scans(session: Session, event: Event) -> Sequence[Any]:
    return session.execute(
        select(
            Scan,
            Checkpoint.name.label("checkpoint"),
            Checkpoint.policy,
            Gate.name.label("gate"),
            Device.number.label("phone"),
            Person.name,
            Registration.number,
        )
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Gate, Gate.id == Scan.gate_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(Scan.event_id == event.id, ScanUndo.scan_id.is_(None))
        .order_by(Scan.corrected_at, Scan.id)
    ).all()


def _twice(rows: Iterable[Any], zone: ZoneInfo) -> list[Case]:
    """Return people whom the gates let in more often than their checkpoint allows."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        scan = row.Scan
        policy = Policy(row.policy)
        if scan.registration_id is None or scan.status != Status.ACCEPTED:
            continue
        if policy in (Policy.ONCE, Policy.ONCE_PER_DAY):
            day = scan.corrected_at.astimezone(zone).date()
            once = "" if policy is Policy.ONCE else f":{day}"
            groups[f"twice:{scan.checkpoint_id}:{scan.registration_id}{once}"].append(row)
    return [
        Case(
            kind=Kind.TWICE,
            subject=subject,
            name=group[0].name,
            number=group[0].number,
            sightings=tuple(_sighting(row) for row in group),
        )
        for subject, group in groups.items()
        if len(group) > 1
    ]


def _flagged(rows: Iterable[Any]) -> list[Case]:
    return [
        Case(
            kind=_KINDS[Conflict(row.Scan.conflict)],
            subject=f"scan:{row.Scan.id}",
            name=row.name or "",
            number=row.number,
            sightings=(_sighting(row),),
        )
        for row in rows
        if row.Scan.conflict and row.Scan.conflict not in (Conflict.DUPLICATE, Conflict.REHEARSAL)
    ]


def _clocks(rows: Iterable[Any]) -> list[Case]:
    """Return phones whose clock was far off, each with its worst scan."""
    worst: dict[UUID, Any] = {}
    for row in rows:
        device = row.Scan.device_id
        if device and (device not in worst or _off(row) > _off(worst[device])):
            worst[device] = row
    return [
        Case(
            kind=Kind.CLOCK,
            subject=f"clock:{device}",
            sightings=(_sighting(row),),
            offset=round((row.Scan.scanned_at - row.Scan.corrected_at).total_seconds()),
        )
        for device, row in worst.items()
        if _off(row) > LYING
    ]


def _off(row: Any) -> timedelta:
    off: timedelta = abs(row.Scan.scanned_at - row.Scan.corrected_at)
    return off


def _sighting(row: Any) -> Sighting:
    return Sighting(
        at=row.Scan.corrected_at,
        checkpoint=row.checkpoint,
        gate=row.gate,
        device=label_of(row.phone) if row.phone is not None else "",
        operator=row.Scan.operator or "",
        note=row.Scan.override or "",
    )

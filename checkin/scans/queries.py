"""What filing scans needs to know, each in one statement for a whole batch.

These run for every scan of a hall, so they are built once and sent below the ORM.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.devices.models import Device, label_of
from checkin.events.models import Checkpoint, Gate
from checkin.ids import EventId, RegistrationId
from checkin.roster.models import Registration
from checkin.scans.decide import BadgeSnapshot, Miss, PreviousArrival
from checkin.scans.models import Arrival, Scan, ScanUndo

_badges = Badge.__table__.c
_registrations = Registration.__table__.c
_arrivals = Arrival.__table__.c
_scans = Scan.__table__.c
_gates = Gate.__table__.c
_devices = Device.__table__.c


@dataclass(frozen=True, slots=True)
class Target:
    """The registration behind a code or number, and the badge that led there."""

    registration_id: RegistrationId
    badge_id: UUID | None
    snapshot: BadgeSnapshot


@dataclass(frozen=True, slots=True)
class KnownArrival:
    """An arrival with the names people read; `moved_at` and `inside` tell of the latest passing.

    `at` is None where nobody came in as far as is known: only the way out was reported yet.
    """

    scan_id: UUID | None
    at: datetime | None
    gate_id: UUID | None
    gate: str
    device_id: UUID | None
    device: str
    moved_at: datetime | None = None
    inside: bool | None = None

    @property
    def seen(self) -> PreviousArrival | None:
        """The arrival as the pure core and the phones know it."""
        if self.at is None:
            return None
        return PreviousArrival(at=self.at, gate=self.gate, device=self.device)


_known_scans = select(
    _scans.id,
    _scans.status,
    _scans.verdict,
    _scans.conflict,
    _scans.checkpoint_id,
    _scans.registration_id,
    _scans.event_id,
).where(_scans.id.in_(bindparam("ids", expanding=True)))

_state = (
    _registrations.id,
    _registrations.pillar_code,
    _registrations.regency_code,
    _registrations.status,
    _registrations.event_id,
)

# Registrations are locked in the order of their ids, so that two batches cannot lock each other out.
_by_code = (
    select(_badges.code, _badges.id, _badges.revoked_at, *_state)
    .join(Registration.__table__, _registrations.id == _badges.registration_id)
    .where(_badges.code.in_(bindparam("codes", expanding=True)))
    .order_by(_registrations.id)
    .with_for_update(of=Registration.__table__)
)

_by_number = (
    select(_registrations.number, *_state)
    .where(
        _registrations.event_id == bindparam("event_id"),
        _registrations.number.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(_registrations.id)
    .with_for_update()
)

_standing = (
    select(
        _arrivals.checkpoint_id,
        _arrivals.registration_id,
        _arrivals.scan_id,
        _arrivals.arrived_at,
        _arrivals.gate_id,
        _gates.name,
        _arrivals.device_id,
        _devices.number,
        _arrivals.moved_at,
        _arrivals.inside,
    )
    .outerjoin(Gate.__table__, _gates.id == _arrivals.gate_id)
    .outerjoin(Device.__table__, _devices.id == _arrivals.device_id)
    .where(
        _arrivals.registration_id.in_(bindparam("ids", expanding=True)),
        _arrivals.arrived_at.is_not(None) | _arrivals.moved_at.is_not(None),
    )
)


def known_scans(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return status, verdicts and registration of the scans of these ids that are filed already."""
    rows = connection.execute(_known_scans, {"ids": list(ids)})
    return {row.id: row for row in rows}


def lock_by_code(
    connection: Connection, event_id: EventId, codes: Collection[str]
) -> dict[str, Target | Miss]:
    """Lock and return what stands behind these well-formed codes; unknown ones are left out."""
    if not codes:
        return {}
    rows = connection.execute(_by_code, {"codes": list(codes)})
    return {
        row.code: _target(row, badge_id=row[1], revoked=row.revoked_at is not None)
        if row.event_id == event_id
        else Miss.WRONG_EVENT
        for row in rows
    }


def lock_by_number(
    connection: Connection, event_id: EventId, numbers: Collection[int]
) -> dict[int, Target | Miss]:
    """Lock and return the registrations of these numbers, for people found by name."""
    if not numbers:
        return {}
    rows = connection.execute(_by_number, {"event_id": event_id, "numbers": list(numbers)})
    return {row.number: _target(row, badge_id=None, revoked=False) for row in rows}


def lock_registration(session: Session, registration_id: RegistrationId) -> None:
    """Lock one registration."""
    session.execute(
        select(Registration.id).where(Registration.id == registration_id).with_for_update()
    )


def arrivals_of(
    connection: Connection, registrations: Collection[RegistrationId]
) -> dict[tuple[UUID, UUID], KnownArrival]:
    """Return the standing arrivals of these registrations by (checkpoint, registration)."""
    if not registrations:
        return {}
    rows = connection.execute(_standing, {"ids": list(set(registrations))})
    return {
        (row.checkpoint_id, row.registration_id): KnownArrival(
            scan_id=row.scan_id,
            at=row.arrived_at,
            gate_id=row.gate_id,
            gate=row.name or "",
            device_id=row.device_id,
            device=device_label(row.number),
            moved_at=row.moved_at,
            inside=row.inside,
        )
        for row in rows
    }


def find_checkpoints(session: Session, event_id: EventId) -> dict[str, Checkpoint]:
    """Return the event's checkpoints by code."""
    rows = session.scalars(select(Checkpoint).where(Checkpoint.event_id == event_id))
    return {checkpoint.code: checkpoint for checkpoint in rows}


def standing_scans(
    session: Session, checkpoint_id: UUID, registration_id: RegistrationId
) -> list[Scan]:
    """Return the accepted scans of a registration that nobody took back, by corrected time."""
    return list(
        session.scalars(
            select(Scan)
            .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
            .where(
                Scan.registration_id == registration_id,
                Scan.checkpoint_id == checkpoint_id,
                Scan.status == "accepted",
                ScanUndo.scan_id.is_(None),
            )
            .order_by(Scan.corrected_at, Scan.id)
        )
    )


def device_label(number: int | None) -> str:
    """Return a phone's label from its number; the console's own check-ins have none."""
    return "" if number is None else label_of(number)


def _target(row: Any, *, badge_id: UUID | None, revoked: bool) -> Target:
    return Target(
        registration_id=row[-5],
        badge_id=badge_id,
        snapshot=BadgeSnapshot(
            pillar=row.pillar_code,
            regency=row.regency_code,
            active=row.status == "active",
            revoked=revoked,
        ),
    )

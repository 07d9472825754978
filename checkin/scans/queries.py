"""What filing a scan needs to know, each in one statement for a whole batch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.devices.models import Device
from checkin.events.models import Checkpoint, Gate
from checkin.ids import EventId, GateId, RegistrationId, ScanId
from checkin.roster.models import Registration
from checkin.scans.decide import BadgeSnapshot, Miss, PreviousArrival
from checkin.scans.models import Arrival, Scan, ScanUndo


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """What of a registration decides."""

    pillar: str
    regency: str
    active: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The registration behind a code or number, and the badge that led there."""

    registration_id: RegistrationId
    badge_id: UUID | None
    snapshot: BadgeSnapshot

    def with_state(self, state: RegistrationState) -> "Target":
        """Return the target with the registration's state as read under its lock."""
        snapshot = replace(
            self.snapshot, pillar=state.pillar, regency=state.regency, active=state.active
        )
        return replace(self, snapshot=snapshot)


@dataclass(frozen=True, slots=True)
class KnownArrival:
    """An arrival with the names people read."""

    scan_id: UUID
    at: datetime
    gate_id: UUID
    gate: str
    device_id: UUID | None
    device: str

    @property
    def seen(self) -> PreviousArrival:
        """The arrival as the pure core and the phones know it."""
        return PreviousArrival(at=self.at, gate=self.gate, device=self.device)


def known_scans(session: Session, ids: Sequence[UUID]) -> dict[UUID, Scan]:
    """Return the scans of these ids that are filed already."""
    rows = session.scalars(select(Scan).where(Scan.id.in_([ScanId(i) for i in ids])))
    return {scan.id: scan for scan in rows}


def list_checkpoints(session: Session, event_id: EventId) -> list[Checkpoint]:
    """Return the event's checkpoints."""
    return list(session.scalars(select(Checkpoint).where(Checkpoint.event_id == event_id)))


def gate_name(session: Session, gate_id: GateId) -> str:
    """Return a gate's name (from the session once it was read)."""
    return session.get_one(Gate, gate_id).name


def targets_by_code(
    session: Session, event_id: EventId, codes: Collection[str]
) -> dict[str, Target | Miss]:
    """Return what stands behind these well-formed codes; unknown ones are left out."""
    if not codes:
        return {}
    rows = session.execute(
        select(
            Badge.code,
            Badge.id,
            Badge.event_id,
            Badge.registration_id,
            Badge.revoked_at,
        ).where(Badge.code.in_(codes))
    )
    return {
        code: Target(
            registration_id,
            badge_id,
            BadgeSnapshot(pillar="", regency="", revoked=revoked_at is not None),
        )
        if owner == event_id
        else Miss.WRONG_EVENT
        for code, badge_id, owner, registration_id, revoked_at in rows
    }


def targets_by_number(
    session: Session, event_id: EventId, numbers: Collection[int]
) -> dict[int, Target | Miss]:
    """Return the registrations of these numbers, for people found by name."""
    if not numbers:
        return {}
    rows = session.execute(
        select(Registration.number, Registration.id).where(
            Registration.event_id == event_id, Registration.number.in_(numbers)
        )
    )
    return {
        number: Target(registration_id, None, BadgeSnapshot(pillar="", regency=""))
        for number, registration_id in rows
    }


def lock_registrations(
    session: Session, ids: Collection[RegistrationId]
) -> dict[RegistrationId, RegistrationState]:
    """Lock these registrations in the order of their ids (no deadlock) and return their state."""
    if not ids:
        return {}
    rows = session.execute(
        select(
            Registration.id,
            Registration.pillar_code,
            Registration.regency_code,
            Registration.status,
        )
        .where(Registration.id.in_(set(ids)))
        .order_by(Registration.id)
        .with_for_update()
    )
    return {
        registration_id: RegistrationState(pillar, regency, status == "active")
        for registration_id, pillar, regency, status in rows
    }


def arrivals_of(
    session: Session, registrations: Collection[RegistrationId]
) -> dict[tuple[UUID, UUID], KnownArrival]:
    """Return the standing arrivals of these registrations by (checkpoint, registration)."""
    if not registrations:
        return {}
    rows = session.execute(
        select(
            Arrival.checkpoint_id,
            Arrival.registration_id,
            Arrival.scan_id,
            Arrival.arrived_at,
            Gate.id,
            Gate.name,
            Device.id,
            Device.number,
        )
        .join(Gate, Gate.id == Arrival.gate_id)
        .outerjoin(Device, Device.id == Arrival.device_id)
        .where(Arrival.registration_id.in_(set(registrations)), Arrival.arrived_at.is_not(None))
    )
    return {
        (checkpoint_id, registration_id): KnownArrival(
            scan_id=scan_id,
            at=at,
            gate_id=gate_id,
            gate=gate,
            device_id=device_id,
            device=device_label(number),
        )
        for checkpoint_id, registration_id, scan_id, at, gate_id, gate, device_id, number in rows
        if scan_id and at
    }


def earliest_standing(
    session: Session, checkpoint_id: UUID, registration_id: RegistrationId
) -> Scan | None:
    """Return the earliest accepted scan of a registration that nobody took back."""
    return session.scalars(
        select(Scan)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(
            Scan.registration_id == registration_id,
            Scan.checkpoint_id == checkpoint_id,
            Scan.status == "accepted",
            ScanUndo.scan_id.is_(None),
        )
        .order_by(Scan.corrected_at, Scan.id)
    ).first()


def device_label(number: int | None) -> str:
    """Return a phone's label from its number; the console's own check-ins have none."""
    return "" if number is None else f"HP-{number:02d}"

"""What pages ask of phones and their gates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.devices.models import Device, Pairing
from checkin.events.models import Event, Gate


@dataclass(frozen=True, kw_only=True)
class DeviceRow:
    """One phone as the console shows it; `clock_offset_s` is server time minus phone time."""

    id: UUID
    label: str
    name: str
    gate: str
    last_seen_at: datetime
    clock_offset_s: int
    stored_through: int
    revoked: bool


def list_devices(session: Session, event: Event) -> list[DeviceRow]:
    """Return the event's phones by number, revoked ones last."""
    rows = session.execute(
        select(Device, Gate.name)
        .join(Gate, Gate.id == Device.gate_id)
        .where(Device.event_id == event.id)
        .order_by(Device.revoked_at.is_not(None), Device.number)
    )
    return [
        DeviceRow(
            id=device.id,
            label=device.label,
            name=device.name,
            gate=gate,
            last_seen_at=device.last_seen_at,
            clock_offset_s=round(device.clock_offset_ms / 1000),
            stored_through=device.stored_through,
            revoked=device.revoked_at is not None,
        )
        for device, gate in rows
    ]


def find_paired(session: Session, pairing_id: UUID) -> Device | None:
    """Return the phone that took up this pairing, once one has."""
    return session.scalar(
        select(Device).join(Pairing, Pairing.device_id == Device.id).where(Pairing.id == pairing_id)
    )

"""What pages ask of phones and their gates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.devices.models import Device, Pairing, label_of
from checkin.events.models import Checkpoint, Event, Gate
from checkin.ids import CheckpointId, DeviceId, EventId, GateId


@dataclass(frozen=True, kw_only=True)
class DeviceRow:
    """One phone as the console shows it; `clock_offset_s` is server time minus phone time."""

    id: UUID
    label: str
    kind: str
    operator: str
    checkpoint_code: str
    gate_code: str
    gate: str
    waiting: int
    battery: int | None
    last_seen_at: datetime
    roster_at: datetime | None
    clock_offset_s: int
    stored_through: int
    revoked: bool


def list_devices(session: Session, event: Event) -> list[DeviceRow]:
    """Return the event's phones by number, revoked ones last."""
    rows = session.execute(
        select(Device, Gate.name, Gate.code, Checkpoint.code)
        .join(Gate, Gate.id == Device.gate_id)
        .join(Checkpoint, Checkpoint.id == Device.checkpoint_id)
        .where(Device.event_id == event.id)
        .order_by(Device.revoked_at.is_not(None), Device.number)
    )
    return [
        DeviceRow(
            id=device.id,
            label=device.label,
            kind=device.kind,
            operator=device.operator or device.name,
            checkpoint_code=checkpoint_code,
            gate_code=gate_code,
            gate=gate,
            waiting=device.waiting,
            battery=device.battery,
            last_seen_at=device.last_seen_at,
            roster_at=device.roster_at,
            clock_offset_s=round(device.clock_offset_ms / 1000),
            stored_through=device.stored_through,
            revoked=device.revoked_at is not None,
        )
        for device, gate, gate_code, checkpoint_code in rows
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Station:
    """A phone with all that filing its scans needs to know about where it stands."""

    id: DeviceId
    number: int
    kind: str
    event_id: EventId
    stage: str
    timezone: str
    practised_until: datetime | None
    checkpoint_id: CheckpointId
    checkpoint_code: str
    policy: str
    pillars: list[str]
    regencies: list[str]
    opens_at: datetime | None
    closes_at: datetime | None
    gate_id: GateId
    gate: str
    last_seen_at: datetime
    stored_through: int
    revoked_at: datetime | None

    @property
    def actor(self) -> who.Device:
        """The phone as one who asks."""
        return who.Device(
            id=self.id,
            event_id=self.event_id,
            checkpoint_id=self.checkpoint_id,
            gate_id=self.gate_id,
            label=label_of(self.number),
            kind=who.DeviceKind(self.kind),
        )


_stations = (
    select(
        Device.__table__.c.token_hash,
        *(
            column.label(name)
            for name, column in {
                "id": Device.__table__.c.id,
                "number": Device.__table__.c.number,
                "kind": Device.__table__.c.kind,
                "event_id": Device.__table__.c.event_id,
                "stage": Event.__table__.c.stage,
                "timezone": Event.__table__.c.timezone,
                "practised_until": Event.__table__.c.practised_until,
                "checkpoint_id": Device.__table__.c.checkpoint_id,
                "checkpoint_code": Checkpoint.__table__.c.code,
                "policy": Checkpoint.__table__.c.policy,
                "pillars": Checkpoint.__table__.c.pillars,
                "regencies": Checkpoint.__table__.c.regencies,
                "opens_at": Checkpoint.__table__.c.opens_at,
                "closes_at": Checkpoint.__table__.c.closes_at,
                "gate_id": Device.__table__.c.gate_id,
                "gate": Gate.__table__.c.name,
                "last_seen_at": Device.__table__.c.last_seen_at,
                "stored_through": Device.__table__.c.stored_through,
                "revoked_at": Device.__table__.c.revoked_at,
            }.items()
        ),
    )
    .join(Event.__table__, Event.__table__.c.id == Device.__table__.c.event_id)
    .join(Checkpoint.__table__, Checkpoint.__table__.c.id == Device.__table__.c.checkpoint_id)
    .join(Gate.__table__, Gate.__table__.c.id == Device.__table__.c.gate_id)
    .where(Device.__table__.c.token_hash.in_(bindparam("token_hashes", expanding=True)))
)


def find_stations(session: Session, token_hashes: Collection[str]) -> dict[str, Station]:
    """Return the phones of these tokens with their stations, in one statement (it runs at every call)."""
    rows = session.connection().execute(_stations, {"token_hashes": list(token_hashes)})
    return {
        row[0]: Station(**{n: v for n, v in row._mapping.items() if n != "token_hash"})
        for row in rows
    }


def find_paired(session: Session, event: Event, pairing_id: UUID) -> Device | None:
    """Return the phone of the event that took up this pairing, once one has."""
    return session.scalar(
        select(Device)
        .join(Pairing, Pairing.device_id == Device.id)
        .where(Pairing.id == pairing_id, Device.event_id == event.id)
    )

"""Use cases of phones: offer a pairing, take it up, recognise a token, revoke."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, DeviceKind, Permission, require
from checkin.devices.models import Device, Pairing
from checkin.devices.pairing import (
    LIFETIME,
    fingerprint,
    make_pairing_code,
    make_token,
    normalise,
)
from checkin.devices.queries import Station, find_stations
from checkin.errors import Gone, NotFound, Unauthorized
from checkin.events.models import Checkpoint, Event, Gate
from checkin.events.stages import Change, require_stage
from checkin.ids import DeviceId, UserId
from checkin.text import mark

SEEN_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A pairing code that waits for a phone until `expires_at`."""

    id: UUID
    code: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Paired:
    """A phone just paired; `token` is told this once."""

    device: Device
    token: str
    event: Event
    checkpoint: Checkpoint
    gate: Gate


def offer_pairing(
    session: Session,
    actor: Actor,
    gate: Gate,
    now: datetime,
    kind: DeviceKind = DeviceKind.GATE,
) -> Offer:
    """Make a one-time pairing code for a phone of this kind at a gate."""
    event = session.scalars(
        select(Event)
        .join(Checkpoint, Checkpoint.event_id == Event.id)
        .where(Checkpoint.id == gate.checkpoint_id)
    ).one()
    require(actor, Permission.DEVICES_MANAGE, event.id)
    require_stage(event.stage, Change.DEVICES)
    code = make_pairing_code()
    owner = UserId(actor.id) if isinstance(actor, who.User) else None
    pairing = Pairing(
        gate_id=gate.id,
        kind=kind.value,
        code_hash=fingerprint(code),
        created_by=owner,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(pairing)
    session.flush()
    record(session, actor, "device.offer", now=now, event_id=event.id, subject=gate.name)
    return Offer(id=pairing.id, code=code, expires_at=pairing.expires_at)


def pair(session: Session, code: str, name: str, now: datetime) -> Paired:
    """Turn a phone into a device of the offered gate.

    `name` is the volunteer's. Raises `NotFound` for an unknown code, `Gone` for a used or old one.
    """
    found = session.execute(
        select(Pairing, Gate, Checkpoint, Event)
        .join(Gate, Gate.id == Pairing.gate_id)
        .join(Checkpoint, Checkpoint.id == Gate.checkpoint_id)
        .join(Event, Event.id == Checkpoint.event_id)
        .where(Pairing.code_hash == fingerprint(normalise(code)))
        .with_for_update(of=(Pairing, Event))  # two phones with one QR: the second finds it used
    ).first()
    if found is None:
        raise NotFound(
            mark("Kode pemasangan tidak dikenal. Minta kode baru kepada panitia."),
            code="pairing_unknown",
        )
    pairing, gate, checkpoint, event = found
    if pairing.used_at is not None:
        raise Gone(
            mark("Kode pemasangan sudah dipakai. Minta kode baru kepada panitia."),
            code="pairing_used",
        )
    if pairing.expires_at <= now:
        raise Gone(
            mark("Kode pemasangan sudah kedaluwarsa. Minta kode baru kepada panitia."),
            code="pairing_expired",
        )
    require_stage(event.stage, Change.DEVICES)
    token = make_token()
    last = session.scalar(select(func.max(Device.number)).where(Device.event_id == event.id))
    device = Device(
        event_id=event.id,
        checkpoint_id=checkpoint.id,
        gate_id=gate.id,
        number=(last or 0) + 1,
        name=name.strip()[:60],
        operator=name.strip()[:60],
        kind=pairing.kind,
        token_hash=fingerprint(token),
        paired_at=now,
        last_seen_at=now,
    )
    session.add(device)
    session.flush()
    pairing.used_at, pairing.device_id = now, device.id
    record(
        session, actor_of(device), "device.pair", now=now, event_id=event.id, subject=device.label
    )
    return Paired(device=device, token=token, event=event, checkpoint=checkpoint, gate=gate)


def not_paired() -> Unauthorized:
    """Return the refusal of a phone that no token names."""
    return Unauthorized(
        mark("HP ini belum dipasangkan. Pindai QR pemasangan dari panitia."), code="device_unknown"
    )


def recognise(session: Session, token: str, *, revoked_too: bool = False) -> Station:
    """Return the phone of this token; raise `Unauthorized` (pair again) for unknown and revoked ones."""
    token_hash = fingerprint(token)
    station = find_stations(session, [token_hash]).get(token_hash)
    if station is None:
        raise not_paired()
    if station.revoked_at is not None and not revoked_too:
        raise Unauthorized(
            mark("HP ini sudah dicabut oleh panitia. Pindai QR pemasangan yang baru."),
            code="device_revoked",
        )
    return station


def actor_of(device: Device) -> who.Device:
    """Return the device as one who asks."""
    return who.Device(
        id=device.id,
        event_id=device.event_id,
        checkpoint_id=device.checkpoint_id,
        gate_id=device.gate_id,
        label=device.label,
        kind=DeviceKind(device.kind),
    )


def revoke(session: Session, actor: Actor, event: Event, device_id: UUID, now: datetime) -> Device:
    """Take a phone off duty; it hands over its scans and wipes itself when it next hears from the server."""
    require(actor, Permission.DEVICES_MANAGE, event.id)
    device = get_device(session, event, device_id)
    device.revoked_at = device.revoked_at or now
    record(session, actor, "device.revoke", now=now, event_id=event.id, subject=device.label)
    return device


def move(
    session: Session, actor: Actor, event: Event, device_id: UUID, gate: Gate, now: datetime
) -> Device:
    """Let a phone stand at another gate of the event; scans it still holds keep their checkpoint."""
    own = isinstance(actor, who.Device) and actor.id == device_id
    require(actor, Permission.STATION_MOVE if own else Permission.DEVICES_MANAGE, event.id)
    require_stage(event.stage, Change.DEVICES)
    device = get_device(session, event, device_id)
    device.checkpoint_id, device.gate_id = gate.checkpoint_id, gate.id
    record(session, actor, "device.move", now=now, event_id=event.id, subject=device.label)
    return device


def get_device(session: Session, event: Event, device_id: UUID) -> Device:
    """Return a phone of the event; raise `NotFound`."""
    device = session.get(Device, DeviceId(device_id))
    if device is None or device.event_id != event.id:
        raise NotFound(mark("HP ini tidak ada pada kegiatan ini."), code="device_unknown")
    return device

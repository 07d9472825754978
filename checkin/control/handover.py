"""Use case of the console: file the log of a phone that can never reach the network.

The file is made by `static/scanner/export.js` and signed under the hash of the phone's token, so nobody
can write one for a phone. Filing it twice, or after some of it was sent, changes nothing.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.devices.models import Device
from checkin.devices.queries import find_stations
from checkin.devices.service import actor_of, get_device
from checkin.errors import CheckinError, Invalid
from checkin.events.models import Event
from checkin.scans.bodies import Instant, WalkInRequest
from checkin.scans.entries import read_entry, welcome
from checkin.scans.models import Scan
from checkin.scans.reports import ReportedScan
from checkin.scans.service import record_scans
from checkin.scans.undo import undo_scan
from checkin.text import mark

FORMAT = "sapa-pilar-log/1"


class _Undo(BaseModel):
    id: UUID
    reason: str
    undone_at: Instant | None = None


class _Log(BaseModel):
    device_id: UUID
    sent_at: Instant
    walk_ins: list[Any] = []
    scans: list[Any] = []
    undos: list[_Undo] = []


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What a phone's log held: all scans, those new to the server, and what could not be read."""

    label: str
    scans: int
    fresh: int
    unread: int


def hand_over(
    session: Session, actor: Actor, event: Event, content: bytes, now: datetime
) -> HandedOver:
    """File a phone's log; raises `Invalid` for what is no log of a phone of this event."""
    require(actor, Permission.DEVICES_MANAGE, event.id)
    log, device = _open(session, event, content)
    phone = actor_of(device)
    unread = 0
    for told in log.walk_ins:
        try:
            welcome(session, phone, event, WalkInRequest.model_validate(told), now)
        except (ValidationError, CheckinError):
            unread += 1
    entries = [read_entry(entry) for entry in log.scans]
    scans = [entry for entry in entries if isinstance(entry, ReportedScan)]
    station = find_stations(session, [device.token_hash])[device.token_hash]
    known = _count(session, device)
    offset = timedelta(milliseconds=device.clock_offset_ms)  # as last measured: the file has waited
    record_scans(session, station, scans, now - offset, now)
    session.flush()
    for undo in log.undos:
        try:
            undo_scan(session, phone, undo.id, undo.reason, now, undo.undone_at)
        except CheckinError:
            unread += 1
    session.refresh(device)
    device.waiting = 0
    record(session, actor, "device.hand_over", now=now, event_id=event.id, subject=device.label)
    return HandedOver(
        label=device.label,
        scans=len(scans),
        fresh=_count(session, device) - known,
        unread=unread + len(entries) - len(scans),
    )


def _open(session: Session, event: Event, content: bytes) -> tuple[_Log, Device]:
    foreign = Invalid(
        mark("Berkas ini bukan catatan HP dari kegiatan ini, atau sudah diubah."),
        code="log_invalid",
    )
    try:
        file = json.loads(content)
        payload, signature = str(file["payload"]), str(file["signature"])
        log = _Log.model_validate_json(payload)
        device = get_device(session, event, log.device_id)
    except (ValueError, KeyError, TypeError, CheckinError) as error:
        raise foreign from error
    right = hmac.new(device.token_hash.encode(), payload.encode(), "sha256").hexdigest()
    if file.get("format") != FORMAT or not hmac.compare_digest(right, signature):
        raise foreign
    return log, device


def _count(session: Session, device: Device) -> int:
    found = session.scalar(select(func.count()).where(Scan.device_id == device.id))
    return found or 0

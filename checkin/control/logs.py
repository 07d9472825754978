"""The phones' logs as the server holds them: what waits in each, what is missing, who held it when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.control.gaps import count_missing, missing_runs, write_runs
from checkin.devices.models import Device
from checkin.events.models import Checkpoint, Event, Gate
from checkin.scans.models import Scan

SILENT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One volunteer's scans on one phone."""

    operator: str
    began_at: datetime
    ended_at: datetime
    scans: int


@dataclass(frozen=True, kw_only=True)
class PhoneLog:
    """One phone at the end of a day; `missing` are runs of its scan numbers the server lacks."""

    id: UUID
    label: str
    kind: str
    name: str
    checkpoint: str
    gate: str
    last_seen_at: datetime
    roster_at: datetime | None
    battery: int | None
    waiting: int
    held: int
    missing: str
    missing_count: int
    revoked: bool
    is_silent: bool
    shifts: tuple[Shift, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that happened on this phone is still owed."""
        return self.waiting == 0 and self.missing_count == 0


def read_logs(session: Session, event: Event, now: datetime) -> list[PhoneLog]:
    """Return the event's phones by number."""
    held: dict[UUID | None, set[int]] = defaultdict(set)
    for device_id, seq in session.execute(
        select(Scan.device_id, Scan.seq).where(Scan.event_id == event.id, Scan.seq.is_not(None))
    ):
        held[device_id].add(seq or 0)
    shifts = _shifts(session, event)
    rows = session.execute(
        select(Device, Checkpoint.name, Gate.name)
        .join(Checkpoint, Checkpoint.id == Device.checkpoint_id)
        .join(Gate, Gate.id == Device.gate_id)
        .where(Device.event_id == event.id)
        .order_by(Device.number)
    )
    ended = min(now, event.ends_at)
    logs = []
    for device, checkpoint, gate in rows:
        numbers = held[device.id]
        last = max(device.stored_through, device.next_seq - 1, *numbers, 0)
        runs = missing_runs(numbers, last, device.practised_through)
        logs.append(
            PhoneLog(
                id=device.id,
                label=device.label,
                kind=device.kind,
                name=device.operator or device.name,
                checkpoint=checkpoint,
                gate=gate,
                last_seen_at=device.last_seen_at,
                roster_at=device.roster_at,
                battery=device.battery,
                waiting=device.waiting,
                held=len(numbers),
                missing=write_runs(runs),
                missing_count=count_missing(runs),
                revoked=device.revoked_at is not None,
                is_silent=device.last_seen_at < ended - SILENT,
                shifts=tuple(shifts[device.id]),
            )
        )
    return logs


def debts(logs: list[PhoneLog]) -> list[str]:
    """Return a line for each phone that is not known to be empty, as it is kept with the closing."""
    lines = []
    for log in logs:
        if log.missing_count:
            lines.append(f"{log.label}: {log.missing}")
        elif log.waiting:
            lines.append(f"{log.label}: {log.waiting} menunggu")
        elif log.is_silent and not log.revoked:
            lines.append(f"{log.label}: tidak terhubung")
    return lines


def _shifts(session: Session, event: Event) -> dict[UUID | None, list[Shift]]:
    first, last = func.min(Scan.corrected_at), func.max(Scan.corrected_at)
    found: dict[UUID | None, list[Shift]] = defaultdict(list)
    rows = session.execute(
        select(Scan.device_id, Scan.operator, first, last, func.count())
        .where(Scan.event_id == event.id, Scan.operator.is_not(None))
        .group_by(Scan.device_id, Scan.operator)
        .order_by(first)
    )
    for device_id, operator, began, ended, scans in rows:
        found[device_id].append(
            Shift(operator=operator or "", began_at=began, ended_at=ended, scans=scans)
        )
    return found

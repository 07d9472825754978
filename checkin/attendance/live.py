"""What the live board and the wall show: one reading of an event, with the moment it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.attendance.counts import BoardCounts
from checkin.attendance.flow import Curve, Forecast, draw_curve, foresee
from checkin.attendance.queries import board_counts
from checkin.devices.queries import DeviceRow, list_devices
from checkin.events.models import Checkpoint, Event, Gate
from checkin.events.queries import get_checkpoint
from checkin.events.stages import Stage
from checkin.ids import CheckpointId
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.decide import Policy
from checkin.scans.models import Arrival

LATEST = 8
SILENT = timedelta(minutes=10)
THE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class LatestArrival:
    """One of the last arrivals."""

    name: str
    pillar_code: str
    gate: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Passage:
    """How many came through a checkpoint; `inside` only where people go in and out."""

    name: str
    present: int
    inside: int | None


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything at one moment; `phones` are those in use, and lost ones that took scans with them.

    `passages` are those of all checkpoints, where they say more than `counts` of the first.
    """

    event: Event
    checkpoint: Checkpoint
    counts: BoardCounts
    latest: list[LatestArrival]
    passages: list[Passage]
    curve: Curve
    forecast: Forecast
    phones: list[DeviceRow]
    now: datetime

    @property
    def holding(self) -> list[DeviceRow]:
        """The phones that said they hold scans, the one that was silent longest first."""
        return sorted((p for p in self.phones if p.waiting), key=lambda p: p.last_seen_at)

    @property
    def silent(self) -> list[DeviceRow]:
        """The phones that scanned and were not heard of for a while: nobody knows what they hold by now."""
        if self.event.stage in (Stage.CLOSED, Stage.ARCHIVED):
            return []
        return [
            phone
            for phone in self.phones
            if phone.stored_through and SILENT < self.now - phone.last_seen_at < THE_DAY
        ]

    @property
    def waiting(self) -> int:
        """How many scans are not here yet, as far as the phones told."""
        return sum(phone.waiting for phone in self.phones)


def read_board(session: Session, event: Event, now: datetime) -> Board:
    """Read the board of the event's first checkpoint."""
    checkpoint = get_checkpoint(session, event)
    counts = board_counts(session, event, checkpoint.id)
    total = counts.total
    return Board(
        event=event,
        checkpoint=checkpoint,
        counts=counts,
        latest=_latest(session, checkpoint.id, counts.minutes),
        passages=_passages(session, event),
        curve=draw_curve(counts.minutes, now),
        forecast=foresee(counts.minutes, total.present, total.invited, now),
        phones=[p for p in list_devices(session, event) if p.waiting or not p.revoked],
        now=now,
    )


def _passages(session: Session, event: Event) -> list[Passage]:
    of_event = Checkpoint.event_id == event.id
    policies = session.scalars(select(Checkpoint.policy).where(of_event)).all()
    if len(policies) == 1 and Policy.IN_OUT not in policies:
        return []
    active = Registration.status == "active"
    rows = session.execute(
        select(
            Checkpoint.name,
            Checkpoint.policy,
            func.count(Arrival.arrived_at).filter(active),
            func.count().filter(Arrival.inside.is_(True), active),
        )
        .outerjoin(Arrival, Arrival.checkpoint_id == Checkpoint.id)
        .outerjoin(Registration, Registration.id == Arrival.registration_id)
        .where(of_event)
        .group_by(Checkpoint.id, Checkpoint.name, Checkpoint.policy, Checkpoint.position)
        .order_by(Checkpoint.position)
    )
    return [
        Passage(name=name, present=present, inside=inside if policy == Policy.IN_OUT else None)
        for name, policy, present, inside in rows
    ]


def _latest(
    session: Session, checkpoint_id: CheckpointId, minutes: Mapping[datetime, int]
) -> list[LatestArrival]:
    """Return the last arrivals; `minutes` spares it to look at all those before."""
    since, found = datetime.min.replace(tzinfo=UTC), 0
    for minute in sorted(minutes, reverse=True):
        since, found = minute, found + minutes[minute]
        if found >= LATEST:
            break
    rows = session.execute(
        select(Person.name, Registration.pillar_code, Gate.name, Arrival.arrived_at)
        .join(Registration, Registration.id == Arrival.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .join(Gate, Gate.id == Arrival.gate_id)
        .where(
            Arrival.checkpoint_id == checkpoint_id,
            Arrival.arrived_at >= since,
            Registration.status == "active",
        )
        .order_by(Arrival.arrived_at.desc())
        .limit(LATEST)
    )
    return [
        LatestArrival(name=name, pillar_code=pillar, gate=gate, at=at)
        for name, pillar, gate, at in rows
        if at
    ]

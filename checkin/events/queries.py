"""What pages, commands and other features ask of events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from checkin.errors import NotFound
from checkin.events.models import Checkpoint, Event, EventPillar, EventRegency, Gate
from checkin.ids import EventId
from checkin.people.models import PillarType
from checkin.regions.models import Bakorwil, Regency
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class EventCard:
    """One event in the list of events."""

    id: EventId
    code: str
    name: str
    venue: str
    bakorwil: str | None
    starts_at: datetime
    ends_at: datetime
    timezone: str
    stage: str
    regencies: int


@dataclass(frozen=True, kw_only=True)
class GateChoice:
    """A gate with its checkpoint, as a choice."""

    code: str
    name: str
    checkpoint_code: str
    checkpoint_name: str


def list_events(session: Session, only: Collection[UUID] | None = None) -> list[EventCard]:
    """Return all events, or those of these ids, newest first."""
    regencies = (
        select(EventRegency.event_id, func.count().label("n"))
        .group_by(EventRegency.event_id)
        .subquery()
    )
    rows = session.execute(
        select(Event, Bakorwil.name, func.coalesce(regencies.c.n, 0))
        .outerjoin(Bakorwil, Bakorwil.code == Event.bakorwil_code)
        .outerjoin(regencies, regencies.c.event_id == Event.id)
        .where(true() if only is None else Event.id.in_(only))
        .order_by(Event.starts_at.desc())
    )
    return [
        EventCard(
            id=event.id,
            code=event.code,
            name=event.name,
            venue=event.venue,
            bakorwil=bakorwil,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            timezone=event.timezone,
            stage=event.stage,
            regencies=count,
        )
        for event, bakorwil, count in rows
    ]


def get_event(session: Session, code: str) -> Event:
    """Return the event of this code; raise `NotFound`."""
    event = session.scalar(select(Event).where(Event.code == code))
    if event is None:
        raise NotFound(
            mark("Kegiatan %(event)s tidak ditemukan."),
            code="event_unknown",
            event=code,
        )
    return event


def find_event_id(session: Session, code: str) -> EventId | None:
    """Return the id of the event of this code; None where there is none."""
    return session.scalar(select(Event.id).where(Event.code == code))


def event_regencies(session: Session, event: Event) -> list[Regency]:
    """Return the regencies invited, in the event's order."""
    return list(
        session.scalars(
            select(Regency)
            .join(EventRegency, EventRegency.regency_code == Regency.code)
            .where(EventRegency.event_id == event.id)
            .order_by(EventRegency.position)
        )
    )


def event_pillars(session: Session, event: Event) -> list[PillarType]:
    """Return the pillar types invited, in the event's order."""
    return list(
        session.scalars(
            select(PillarType)
            .join(EventPillar, EventPillar.pillar_code == PillarType.code)
            .where(EventPillar.event_id == event.id)
            .order_by(EventPillar.position)
        )
    )


def get_checkpoint(session: Session, event: Event, code: str | None = None) -> Checkpoint:
    """Return the checkpoint of this code, or the event's first; raise `NotFound`."""
    query = select(Checkpoint).where(Checkpoint.event_id == event.id).order_by(Checkpoint.position)
    if code:
        query = query.where(Checkpoint.code == code)
    checkpoint = session.scalars(query).first()
    if checkpoint is None:
        raise NotFound(
            mark("Titik absensi %(checkpoint)s tidak ada pada kegiatan ini."),
            code="checkpoint_unknown",
            checkpoint=code or "",
        )
    return checkpoint


def get_gate(session: Session, checkpoint: Checkpoint, code: str | None = None) -> Gate:
    """Return the gate of this code, or the checkpoint's first; raise `NotFound`."""
    query = select(Gate).where(Gate.checkpoint_id == checkpoint.id).order_by(Gate.position)
    if code:
        query = query.where(Gate.code == code)
    gate = session.scalars(query).first()
    if gate is None:
        raise NotFound(mark("Pintu %(gate)s tidak ada."), code="gate_unknown", gate=code or "")
    return gate


def list_gates(session: Session, event: Event) -> list[GateChoice]:
    """Return every gate of the event with its checkpoint."""
    rows = session.execute(
        select(Gate, Checkpoint)
        .join(Checkpoint, Checkpoint.id == Gate.checkpoint_id)
        .where(Checkpoint.event_id == event.id)
        .order_by(Checkpoint.position, Gate.position)
    )
    return [
        GateChoice(
            code=gate.code,
            name=gate.name,
            checkpoint_code=checkpoint.code,
            checkpoint_name=checkpoint.name,
        )
        for gate, checkpoint in rows
    ]

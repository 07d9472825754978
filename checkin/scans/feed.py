"""The delta feed of the phones, numbered so that nothing can hide behind a number already read.

Rows that changed have no number (`seq` NULL); whoever reads the feed first gives all of them, under the
event's row lock, the next number. So a number is only ever given to committed rows, and a row that
commits late simply gets a later one. Numbering at the write, the rejected way, would have made every
scan of an event wait for the commit of the one before.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.devices.models import Device
from checkin.events.models import Checkpoint, Event, Gate
from checkin.ids import CheckpointId, EventId
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from checkin.scans.queries import device_label


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed after a number; columns of equal length, see `docs/api.md`."""

    registrations: dict[str, list[object]]
    revoked: dict[str, list[object]]
    arrivals: dict[str, list[object]]
    labels: dict[str, dict[str, object]] = field(default_factory=dict)
    until: int


def has_unnumbered(session: Session, event_id: EventId) -> bool:
    """Say whether any change waits for its number."""
    checkpoints = select(Checkpoint.id).where(Checkpoint.event_id == event_id)
    waiting = or_(
        exists().where(Registration.event_id == event_id, Registration.seq.is_(None)),
        exists().where(Arrival.checkpoint_id.in_(checkpoints), Arrival.seq.is_(None)),
    )
    return bool(session.scalar(select(waiting)))


def number_changes(session: Session, event_id: EventId, now: datetime) -> None:
    """Give every unnumbered change of the event the next number; badges that lack are issued first."""
    event = session.scalars(select(Event).where(Event.id == event_id).with_for_update()).one()
    ensure_badges(session, event, now)
    event.change_seq += 1
    checkpoints = select(Checkpoint.id).where(Checkpoint.event_id == event_id)
    session.execute(
        update(Registration)
        .where(Registration.event_id == event_id, Registration.seq.is_(None))
        .values(seq=event.change_seq)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Arrival)
        .where(Arrival.checkpoint_id.in_(checkpoints), Arrival.seq.is_(None))
        .values(seq=event.change_seq)
        .execution_options(synchronize_session=False)
    )


def read_changes(
    session: Session, event_id: EventId, checkpoint_id: CheckpointId, after: int
) -> Changes:
    """Return all numbered changes after `after`; people waiting for review stay at the desk."""
    until = session.scalar(select(Event.change_seq).where(Event.id == event_id)) or 0
    registrations = _registrations(session, event_id, after)
    return Changes(
        registrations=registrations,
        revoked=_revoked(session, event_id, after),
        arrivals=_arrivals(session, checkpoint_id, after),
        labels=_labels(session, registrations),
        until=until,
    )


def _registrations(session: Session, event_id: EventId, after: int) -> dict[str, list[object]]:
    rows = session.execute(
        select(
            Registration.number,
            Badge.code_hash,
            Person.name,
            Registration.pillar_code,
            Registration.regency_code,
            Registration.district_code,
            Registration.status,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Badge, (Badge.registration_id == Registration.id) & Badge.revoked_at.is_(None))
        .where(
            Registration.event_id == event_id,
            Registration.seq > after,
            Registration.status != "waiting",
        )
        .order_by(Registration.number)
    ).all()
    names = ("number", "hash", "name", "pillar", "regency", "district")
    columns: dict[str, list[object]] = {
        name: [row[index] for row in rows] for index, name in enumerate(names)
    }
    columns["active"] = [1 if row[6] == "active" else 0 for row in rows]
    return columns


def _revoked(session: Session, event_id: EventId, after: int) -> dict[str, list[object]]:
    rows = session.execute(
        select(Badge.code_hash, Registration.number)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(
            Registration.event_id == event_id,
            Registration.seq > after,
            Badge.revoked_at.is_not(None),
        )
    ).all()
    return {"hash": [row[0] for row in rows], "number": [row[1] for row in rows]}


def _arrivals(session: Session, checkpoint_id: CheckpointId, after: int) -> dict[str, list[object]]:
    rows = session.execute(
        select(Registration.number, Arrival.arrived_at, Gate.name, Device.number)
        .join(Registration, Registration.id == Arrival.registration_id)
        .outerjoin(Gate, Gate.id == Arrival.gate_id)
        .outerjoin(Device, Device.id == Arrival.device_id)
        .where(Arrival.checkpoint_id == checkpoint_id, Arrival.seq > after)
        .order_by(Arrival.seq, Registration.number)
    ).all()
    return {
        "number": [row[0] for row in rows],
        "at": [row[1] for row in rows],
        "gate": [row[2] or "" for row in rows],
        "device": [device_label(row[3]) for row in rows],
    }


def _labels(
    session: Session, registrations: dict[str, list[object]]
) -> dict[str, dict[str, object]]:
    """Return the names of just the codes that stand in these rows."""
    used = {
        name: {str(code) for code in registrations[name] if code}
        for name in ("pillar", "regency", "district")
    }
    pillars = session.scalars(select(PillarType).where(PillarType.code.in_(used["pillar"])))
    regencies = session.execute(
        select(Regency.code, Regency.name).where(Regency.code.in_(used["regency"]))
    )
    districts = session.execute(
        select(District.code, District.name).where(District.code.in_(used["district"]))
    )
    return {
        "pillars": {p.code: {"label": p.label, "color": p.color} for p in pillars},
        "regencies": dict(regencies.all()),
        "districts": dict(districts.all()),
    }

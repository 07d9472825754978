"""Walk-ins who may be on the list already under another number: both present, so both would be paid."""

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from checkin.control.cases import Case, Kind, Sighting
from checkin.devices.models import Device, label_of
from checkin.events.models import Event, Gate
from checkin.events.queries import get_checkpoint
from checkin.ids import CheckpointId
from checkin.people.models import Person
from checkin.roster.alike import LIKE_NAME
from checkin.roster.models import Registration
from checkin.scans.models import Arrival

WALK_IN = "walk_in"


def find_twins(session: Session, event: Event) -> list[Case]:
    """Return pairs of present people of like names in one regency, one of them at least a walk-in.

    Two NIKs are two people, however alike their names.
    """
    checkpoint = get_checkpoint(session, event)
    walk_ins = _came(session, event, checkpoint.id, Registration.source == WALK_IN)
    if not walk_ins:
        return []
    homes = {row.regency_code for row in walk_ins}
    near = _came(session, event, checkpoint.id, Registration.regency_code.in_(homes))
    return [
        _case(late, other, checkpoint.name)
        for late in walk_ins
        for other in near
        if _may_be_one(late, other)
    ]


def _came(
    session: Session, event: Event, checkpoint_id: CheckpointId, which: ColumnElement[bool]
) -> Sequence[Any]:
    rows = session.execute(
        select(
            Registration.id,
            Registration.number,
            Registration.regency_code,
            Registration.source,
            Person.name,
            Person.search_key,
            Person.nik_index,
            Arrival.arrived_at,
            Gate.name.label("gate"),
            Device.number.label("phone"),
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Arrival, Arrival.registration_id == Registration.id)
        .join(Gate, Gate.id == Arrival.gate_id)
        .outerjoin(Device, Device.id == Arrival.device_id)
        .where(
            Registration.event_id == event.id,
            Registration.status == "active",
            Arrival.checkpoint_id == checkpoint_id,
            Arrival.arrived_at.is_not(None),
            which,
        )
        .order_by(Registration.number)
    )
    return rows.all()


def _may_be_one(late: Any, other: Any) -> bool:
    if other.regency_code != late.regency_code:
        return False
    if late.id == other.id or (other.source == WALK_IN and other.number > late.number):
        return False  # of two walk-ins the later one makes the case
    if late.nik_index and other.nik_index:
        return False
    one, two = late.search_key, other.search_key
    closed = fuzz.ratio(one.replace(" ", ""), two.replace(" ", ""))  # Rahayu Ningsih, Rahayuningsih
    return max(fuzz.token_sort_ratio(one, two), closed) >= LIKE_NAME


def _case(late: Any, other: Any, checkpoint: str) -> Case:
    return Case(
        kind=Kind.TWIN,
        subject=f"twin:{late.id}:{other.id}",
        name=late.name,
        number=late.number,
        sightings=tuple(
            Sighting(
                at=row.arrived_at,
                checkpoint=checkpoint,
                gate=row.gate,
                device=label_of(row.phone) if row.phone is not None else "",
                operator="",
                note=f"no. {row.number} {row.name}",
            )
            for row in (other, late)
        ),
    )

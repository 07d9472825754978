"""The event's first page: who has arrived, by pillar type, regency and gate, refreshing by itself."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Permission
from checkin.attendance.counts import BoardCounts
from checkin.attendance.queries import board_counts
from checkin.db import db
from checkin.devices.queries import list_devices
from checkin.events.models import Event, Gate
from checkin.events.queries import get_checkpoint, get_event
from checkin.ids import CheckpointId
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from checkin.web.access import requires

LATEST = 8


@dataclass(frozen=True, kw_only=True)
class LatestArrival:
    """One of the last arrivals."""

    name: str
    pillar_code: str
    gate: str
    at: datetime


def register_board(blueprint: Blueprint) -> None:
    """Add the board's routes to the attendance blueprint."""
    blueprint.add_url_rule("/", "overview", overview)
    blueprint.add_url_rule("/hitungan", "counts", counts)


@requires(Permission.ATTENDANCE_READ)
def overview(code: str) -> ResponseReturnValue:
    """Show the live board, or what to do next while nobody is registered."""
    event = get_event(db.session, code)
    return render_template(
        "attendance/board.html",
        event=event,
        devices=len(list_devices(db.session, event)),
        **_board(event),
    )


@requires(Permission.ATTENDANCE_READ)
def counts(code: str) -> ResponseReturnValue:
    """Give the part of the board that changes; the page asks every three seconds."""
    event = get_event(db.session, code)
    return render_template("attendance/_counts.html", event=event, **_board(event))


def _board(event: Event) -> dict[str, object]:
    checkpoint = get_checkpoint(db.session, event)
    found: BoardCounts = board_counts(db.session, event, checkpoint.id)
    return {
        "counts": found,
        "latest": _latest(db.session, checkpoint.id),
        "checkpoint": checkpoint,
        "now": clock.now(),
    }


def _latest(session: Session, checkpoint_id: CheckpointId) -> list[LatestArrival]:
    rows = session.execute(
        select(Person.name, Registration.pillar_code, Gate.name, Arrival.arrived_at)
        .join(Registration, Registration.id == Arrival.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .join(Gate, Gate.id == Arrival.gate_id)
        .where(Arrival.checkpoint_id == checkpoint_id, Arrival.arrived_at.is_not(None))
        .order_by(Arrival.arrived_at.desc())
        .limit(LATEST)
    )
    return [
        LatestArrival(name=name, pillar_code=pillar, gate=gate, at=at)
        for name, pillar, gate, at in rows
        if at
    ]

"""The columns of the phones' feed, as they are read from the database: one list for each field."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from checkin.badges.models import Badge
from checkin.devices.models import Device
from checkin.events.models import Event, Gate
from checkin.events.queries import event_pillars, event_regencies
from checkin.ids import CheckpointId, EventId
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from checkin.scans.queries import device_label
from checkin.scans.sealing import seal

Columns = dict[str, list[object]]
People = Sequence[Any]

_PEOPLE = (
    select(
        Registration.number,
        Badge.code_hash,
        Person.name,
        Registration.pillar_code,
        Registration.regency_code,
        Registration.district_code,
        Registration.status,
        Badge.code,
    )
    .join(Person, Person.id == Registration.person_id)
    .join(Badge, Badge.registration_id == Registration.id)
    .order_by(Registration.number)
)


def read_people(session: Session, event_id: EventId, after: int) -> People:
    """Return registrations changed after `after` with the badge in force, by number.

    Who was cancelled and has no badge in force any more comes with the last one, or a phone would go on
    letting it in.
    """
    in_force = Badge.revoked_at.is_(None)
    where = (
        Registration.event_id == event_id,
        Registration.seq > after,
        Registration.status != "waiting",
    )
    people = list(session.execute(_PEOPLE.where(*where, in_force)).all())
    other = aliased(Badge)
    has_one = exists().where(other.registration_id == Registration.id, other.revoked_at.is_(None))
    gone = session.execute(
        _PEOPLE.where(*where, Registration.status == "cancelled", ~has_one)
        .order_by(None)
        .order_by(Badge.revoked_at)
    )
    last = {row.number: row for row in gone}
    return sorted([*people, *last.values()], key=lambda row: row.number) if last else people


def open_rows(people: People) -> Columns:
    """Return what a desk searches: names, and no more than tells namesakes apart."""
    names = ("number", "hash", "name", "pillar", "regency", "district")
    columns: Columns = {name: [row[index] for row in people] for index, name in enumerate(names)}
    return columns | {"active": _active(people)}


def sealed_rows(people: People, salt: bytes) -> Columns:
    """Return what a gate holds: nothing that names anybody without their badge."""
    return {
        "number": [row.number for row in people],
        "hash": [row.code_hash for row in people],
        "sealed": [
            seal(salt, row.code, row.name, row.pillar_code, row.regency_code) for row in people
        ],
        "active": _active(people),
    }


def _active(people: People) -> list[object]:
    return [1 if row.status == "active" else 0 for row in people]


def read_spares(session: Session, event_id: EventId, held: str | None) -> dict[str, object] | None:
    """Return the event's unbound badges with their digest, or None where the phone holds just these."""
    hashes = list(
        session.scalars(
            select(Badge.code_hash)
            .where(
                Badge.event_id == event_id,
                Badge.registration_id.is_(None),
                Badge.revoked_at.is_(None),
            )
            .order_by(Badge.code_hash)
        )
    )
    digest = hashlib.sha256("".join(hashes).encode("ascii")).hexdigest()[:16]
    return None if digest == held else {"hash": hashes, "digest": digest}


def read_revoked(session: Session, event_id: EventId, after: int, salt: bytes | None) -> Columns:
    """Return replaced badges; with `salt`, the row is sealed for the old badge too, which shows a name."""
    rows = session.execute(
        select(
            Badge.code_hash,
            Registration.number,
            Badge.code,
            Person.name,
            Registration.pillar_code,
            Registration.regency_code,
        )
        .join(Registration, Registration.id == Badge.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Registration.event_id == event_id,
            Registration.seq > after,
            Badge.revoked_at.is_not(None),
        )
    ).all()
    columns: Columns = {"hash": [row[0] for row in rows], "number": [row[1] for row in rows]}
    if salt is not None:
        columns["sealed"] = [seal(salt, *row[2:]) for row in rows]
    return columns


def read_arrivals(session: Session, checkpoint_id: CheckpointId, after: int) -> Columns:
    """Return the checkpoint's arrivals changed after `after`; `at` is null where one was taken back."""
    rows = session.execute(
        select(Registration.number, Arrival.arrived_at, Gate.name, Device.number, Arrival.inside)
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
        "inside": [0 if row.inside is False else 1 for row in rows],
    }


def read_labels(
    session: Session, people: People, *, districts: bool
) -> dict[str, dict[str, object]]:
    """Return the names of just the codes that stand in these rows."""
    pillar_codes = {row.pillar_code for row in people}
    regency_codes = {row.regency_code for row in people}
    district_codes = {row.district_code for row in people if row.district_code and districts}
    pillars = session.scalars(select(PillarType).where(PillarType.code.in_(pillar_codes)))
    regencies = session.execute(
        select(Regency.code, Regency.name).where(Regency.code.in_(regency_codes))
    )
    found = session.execute(
        select(District.code, District.name).where(District.code.in_(district_codes))
    )
    return {
        "pillars": {p.code: {"label": p.label, "color": p.color} for p in pillars},
        "regencies": dict(regencies.all()),
        "districts": dict(found.all()),
    }


def read_invited(session: Session, event: Event) -> dict[str, dict[str, str]]:
    """Return what a desk may choose from for a walk-in, in the event's order."""
    return {
        "pillars": {pillar.code: pillar.label for pillar in event_pillars(session, event)},
        "regencies": {regency.code: regency.name for regency in event_regencies(session, event)},
    }

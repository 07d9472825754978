"""The one place that reads attendance: board, lists, recap and export rest on the same people.

A person is invited when the registration is active, and present when it also has a standing arrival at
the checkpoint. Lists and export count the very rows that they show, the board lets the database count.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import Session

from checkin.attendance.counts import BoardCounts, Cells, Count, Side, tally
from checkin.attendance.lists import Record
from checkin.crypto import mask
from checkin.events.models import Event, Gate
from checkin.events.queries import event_pillars, event_regencies
from checkin.ids import CheckpointId
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration
from checkin.scans.models import Arrival


def board_counts(session: Session, event: Event, checkpoint_id: CheckpointId) -> BoardCounts:
    """Return the counts of one checkpoint, in the event's order of pillar types and regencies.

    Types and regencies outside the event's lists appear when somebody of theirs is registered. Two
    statements pass over the people once each; who is registered between them is invited, not present.
    """
    present: Counter[tuple[str, str]] = Counter()
    gates: Counter[UUID | None] = Counter()
    minutes: Counter[datetime] = Counter()
    for pillar, regency, gate, minute, count in session.execute(_present(checkpoint_id)):
        present[pillar, regency] += count
        gates[gate] += count
        minutes[datetime.fromtimestamp(int(minute), UTC)] += count
    invited = session.execute(
        select(Registration.pillar_code, Registration.regency_code, func.count())
        .where(Registration.event_id == event.id, Registration.status == "active")
        .group_by(Registration.pillar_code, Registration.regency_code)
    )
    cells = {(p, r): Count(count, present[p, r]) for p, r, count in invited}
    return replace(_counts(session, event, checkpoint_id, cells, gates), minutes=minutes)


def _present(checkpoint_id: CheckpointId) -> Select[*tuple[Any, ...]]:
    """Count who stands as arrived by pillar type, regency, gate and minute (seconds since 1970)."""
    second = extract("epoch", Arrival.arrived_at)
    minute = (second - second % 60).label("minute")
    groups = (Registration.pillar_code, Registration.regency_code, Arrival.gate_id, minute)
    return (
        select(*groups, func.count())
        .select_from(Arrival)
        .join(Registration, Registration.id == Arrival.registration_id)
        .where(*_standing(checkpoint_id))
        .group_by(*groups)
    )


def _standing(checkpoint_id: CheckpointId) -> tuple[ColumnElement[bool], ...]:
    return (
        Arrival.checkpoint_id == checkpoint_id,
        Arrival.arrived_at.is_not(None),
        Registration.status == "active",
    )


def list_records(
    session: Session, event: Event, checkpoint_id: CheckpointId, *, with_nik: bool = False
) -> list[Record]:
    """Return every invited person with the arrival at the checkpoint, by number; the NIK masked."""
    rows = session.execute(
        _invited(
            select(
                Person.name,
                Registration.pillar_code,
                Registration.regency_code,
                func.coalesce(District.name, ""),
                Arrival.arrived_at,
                Registration.number,
                func.coalesce(Gate.name, ""),
                Registration.source,
                func.coalesce(Registration.position_title, ""),
                func.coalesce(Person.phone, ""),
                *((Person.nik,) if with_nik else ()),
            ),
            event,
            checkpoint_id,
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(District, District.code == Registration.district_code)
        .outerjoin(Gate, (Gate.id == Arrival.gate_id) & Arrival.arrived_at.is_not(None))
        .order_by(Registration.number)
    )
    return [
        Record(
            name=name,
            pillar=pillar,
            regency=regency,
            district=district,
            arrived_at=arrived_at,
            number=number,
            gate=gate,
            source=source,
            position=position,
            phone=f"0{phone[3:]}" if phone.startswith("+62") else phone,
            nik=mask(nik[0]) if nik else "",
        )
        for (
            name,
            pillar,
            regency,
            district,
            arrived_at,
            number,
            gate,
            source,
            position,
            phone,
            *nik,
        ) in rows
    ]


def counts_of(
    session: Session, event: Event, checkpoint_id: CheckpointId, records: Iterable[Record]
) -> BoardCounts:
    """Return the counts of these people, in the event's order."""
    cells = tally((entry.pillar, entry.regency, entry.arrived_at is not None) for entry in records)
    return _counts(session, event, checkpoint_id, cells, _by_gate(session, checkpoint_id))


def _invited(
    query: Select[*tuple[Any, ...]], event: Event, checkpoint_id: CheckpointId
) -> Select[*tuple[Any, ...]]:
    """Narrow `query` to the event's invited people, each with the arrival where there is one."""
    return (
        query.select_from(Registration)
        .outerjoin(
            Arrival,
            (Arrival.registration_id == Registration.id) & (Arrival.checkpoint_id == checkpoint_id),
        )
        .where(Registration.event_id == event.id, Registration.status == "active")
    )


def _counts(
    session: Session,
    event: Event,
    checkpoint_id: CheckpointId,
    cells: Cells,
    gates: Counter[UUID | None],
) -> BoardCounts:
    return BoardCounts(
        pillars=_pillars(session, event, {pillar for pillar, _ in cells}),
        regencies=_regencies(session, event, {regency for _, regency in cells}),
        cells=cells,
        gates=_gates(session, checkpoint_id, gates),
    )


def _pillars(session: Session, event: Event, used: set[str]) -> tuple[Side, ...]:
    invited = event_pillars(session, event)
    extra = used - {pillar.code for pillar in invited}
    others = session.scalars(
        select(PillarType).where(PillarType.code.in_(extra)).order_by(PillarType.position)
    )
    return tuple(Side(p.code, p.label, p.color) for p in (*invited, *others))


def _regencies(session: Session, event: Event, used: set[str]) -> tuple[Side, ...]:
    invited = event_regencies(session, event)
    extra = used - {regency.code for regency in invited}
    others = session.scalars(select(Regency).where(Regency.code.in_(extra)).order_by(Regency.code))
    return tuple(Side(r.code, r.name) for r in (*invited, *others))


def _by_gate(session: Session, checkpoint_id: CheckpointId) -> Counter[UUID | None]:
    rows = session.execute(
        select(Arrival.gate_id, func.count())
        .join(Registration, Registration.id == Arrival.registration_id)
        .where(*_standing(checkpoint_id))
        .group_by(Arrival.gate_id)
    )
    return Counter(dict(rows.all()))


def _gates(
    session: Session, checkpoint_id: CheckpointId, arrived: Counter[UUID | None]
) -> tuple[tuple[str, int], ...]:
    gates = session.scalars(
        select(Gate).where(Gate.checkpoint_id == checkpoint_id).order_by(Gate.position)
    )
    return tuple((gate.name, arrived[gate.id]) for gate in gates)

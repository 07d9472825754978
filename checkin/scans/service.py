"""Use case of scans: file what phones read; `undo` takes one back.

The server never refuses a scan that happened, it classifies it: a person whom a phone let in is inside.
An arrival is the earliest accepted scan of a registration at a checkpoint by corrected time, so batches
may come in any order, twice, or long after, and end in the same state. Concurrent batches meet at the
row locks of the registrations (taken in the order of their ids) and at the primary key of scans; those
that reach one process at once are filed together (`intake`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import String, Table, bindparam, case, update
from sqlalchemy.orm import Session

from checkin.actor import Permission, require
from checkin.devices.models import Device
from checkin.devices.queries import Station
from checkin.events.stages import Change, require_stage
from checkin.scans import queries
from checkin.scans.filing import Filing
from checkin.scans.hashes import with_codes
from checkin.scans.reports import FiledScan, PhoneState, ReportedScan

_devices = cast(Table, Device.__table__)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one phone sent at once; `sent_at` is its own clock then, `received_at` the server's."""

    station: Station
    scans: Sequence[ReportedScan]
    sent_at: datetime
    received_at: datetime
    state: PhoneState | None = None

    @property
    def offset(self) -> timedelta:
        """The server's clock minus the phone's."""
        return self.received_at - self.sent_at


@dataclass(frozen=True, kw_only=True)
class Report:
    """The answers to a batch in its order, and the highest number the server now holds of the phone."""

    filed: list[FiledScan]
    stored_through: int


def record_scans(
    session: Session,
    station: Station,
    scans: Sequence[ReportedScan],
    sent_at: datetime,
    now: datetime,
) -> Report:
    """File one batch of one phone; see `record_batches`."""
    batch = Batch(station=station, scans=scans, sent_at=sent_at, received_at=now)
    return record_batches(session, [batch], now)[0]


def record_batches(session: Session, batches: Sequence[Batch], now: datetime) -> list[Report]:
    """File batches of phones of one event, as if one came after the other; return a report for each.

    A scan already known is answered as it was, once for ever.
    """
    for batch in batches:
        require(batch.station.actor, Permission.SCANS_RECORD)
        require_stage(batch.station.stage, Change.SCANS)
    ids = [scan.id for batch in batches for scan in batch.scans]
    known = queries.known_scans(session.connection(), ids)
    sources: dict[UUID, tuple[ReportedScan, Batch]] = {}
    for batch in batches:
        for scan in batch.scans:
            if scan.id not in known:
                sources.setdefault(scan.id, (scan, batch))
    filing = Filing(session, [batch.station for batch in batches], now)
    fresh = with_codes(session, filing.event_id, [scan for scan, _ in sources.values()])
    filing.look_up(fresh)
    answers = {
        scan.id: filing.file(scan, batch.station, batch.offset)
        for scan, (_, batch) in zip(fresh, sources.values(), strict=True)
    }
    filing.write()
    answers |= filing.answer(known.values())
    _note_contacts(session, batches)
    return [
        Report(
            filed=[answers[scan.id] for scan in batch.scans],
            stored_through=_highest_number(batch),
        )
        for batch in batches
    ]


_contact = (
    update(_devices)
    .where(_devices.c.id == bindparam("device_id"))
    .values(
        last_seen_at=bindparam("now"),
        clock_offset_ms=bindparam("offset"),
        stored_through=case(
            (
                _devices.c.stored_through > bindparam("seq"),
                _devices.c.stored_through,
            ),
            else_=bindparam("seq"),
        ),
    )
)
_told = (
    update(_devices)
    .where(_devices.c.id == bindparam("device_id"))
    .values(
        told_at=bindparam("now"),
        waiting=bindparam("waiting_scans"),
        next_seq=bindparam("next"),
        roster_at=bindparam("roster"),
        battery=bindparam("percent"),
        version=bindparam("build"),
        operator=case(
            (bindparam("holder", type_=String).is_not(None), bindparam("holder", type_=String)),
            else_=_devices.c.operator,
        ),
    )
)


def _note_contacts(session: Session, batches: Sequence[Batch]) -> None:
    """Note when the phones were heard of; in the order of their ids, so that no two wait for each other."""
    in_order = sorted(batches, key=lambda batch: batch.station.id)
    session.connection().execute(
        _contact,
        [
            {
                "device_id": batch.station.id,
                "now": batch.received_at,
                "offset": round(batch.offset / timedelta(milliseconds=1)),
                "seq": _highest_number(batch),
            }
            for batch in in_order
        ],
    )
    told = [_state_row(batch, batch.state) for batch in in_order if batch.state]
    if told:
        session.connection().execute(_told, told)


def _state_row(batch: Batch, state: PhoneState) -> dict[str, object]:
    return {
        "device_id": batch.station.id,
        "now": batch.received_at,
        "waiting_scans": max(
            0, (state.waiting or 0) - len(batch.scans)
        ),  # counted before they were sent
        "next": state.next_seq or 0,
        "roster": _by_server(state.roster_at, batch.offset),
        "percent": state.battery,
        "build": state.version,
        "holder": batch.scans[-1].operator if batch.scans else None,
    }


def _by_server(told: datetime | None, offset: timedelta) -> datetime | None:
    """Return the phone's time by the server's clock; None for a clock that cannot be."""
    try:
        return told + offset if told else None
    except OverflowError:
        return None


def _highest_number(batch: Batch) -> int:
    return max([batch.station.stored_through, *(scan.seq for scan in batch.scans)])

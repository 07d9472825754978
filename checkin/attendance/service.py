"""Use cases of attendance on paper: compose a list, gather the export."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checkin.actor import Actor, Permission, require
from checkin.attendance import queries
from checkin.attendance.counts import BoardCounts
from checkin.attendance.lists import AttendanceList, Heading, Kind, Paper, Record, compose
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint
from checkin.people.queries import get_pillar_type
from checkin.regions.queries import get_regency
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class ListChoice:
    """Which list is meant; None means every pillar type, every regency."""

    kind: Kind = Kind.ALL
    pillar: str | None = None
    regency: str | None = None
    paper: Paper = Paper.F4


@dataclass(frozen=True, kw_only=True)
class Export:
    """Everything the spreadsheet says."""

    heading: Heading
    counts: BoardCounts
    records: list[Record]
    as_of: datetime


def compose_list(
    session: Session, actor: Actor, event: Event, choice: ListChoice, now: datetime
) -> AttendanceList:
    """Return the attendance list of the event's first checkpoint as it stands.

    Raises `NotFound` for a pillar type or regency that is not there, and where nobody is invited.
    """
    require(actor, Permission.ATTENDANCE_PRINT)
    if choice.pillar:
        get_pillar_type(session, choice.pillar)
    if choice.regency:
        get_regency(session, choice.regency)
    checkpoint = get_checkpoint(session, event)
    records = queries.list_records(session, event, checkpoint.id)
    counts = queries.counts_of(session, event, checkpoint.id, records)
    counts = counts.only(choice.pillar, choice.regency)
    if not counts.total.invited:
        raise NotFound(mark("Tidak ada peserta pada pilihan ini."), code="nobody_invited")
    return compose(
        records,
        counts,
        queries.heading(event),
        kind=choice.kind,
        paper=choice.paper,
        as_of=now,
    )


def gather_export(session: Session, actor: Actor, event: Event, now: datetime) -> Export:
    """Return counts and people of the event's first checkpoint as they stand."""
    require(actor, Permission.ATTENDANCE_PRINT)
    checkpoint = get_checkpoint(session, event)
    records = queries.list_records(session, event, checkpoint.id)
    return Export(
        heading=queries.heading(event),
        counts=queries.counts_of(session, event, checkpoint.id, records),
        records=records,
        as_of=now,
    )

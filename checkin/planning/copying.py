"""Use case: make the next event after the pattern of one that was, without its people."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.db import Base
from checkin.editions.models import Cosigner
from checkin.events.models import Checkpoint, Event, EventPillar, EventRegency, Gate
from checkin.events.service import EventDraft, Letterhead, Signatory, check_draft, create_event
from checkin.events.service import suggest_code as code_of
from checkin.signup.models import SignupSettings

_TIMES = ("opens_at", "closes_at")


def copy_event(
    session: Session, actor: Actor, source: Event, name: str, day: date, now: datetime
) -> Event:
    """Return a new draft on `day` with everything of `source` but its people, phones and scans.

    Times keep their hour of the day in the event's zone. Raises `Invalid` as `check_draft`.
    """
    require(actor, Permission.EVENT_READ, source.id)
    zone = ZoneInfo(source.timezone)
    days = day - source.starts_at.astimezone(zone).date()
    draft = _draft(session, source, name, days)
    check_draft(draft)
    event = create_event(session, actor, draft, now)
    _replace_checkpoints(session, source, event, days)
    for table in (Cosigner, SignupSettings):
        known = session.get(table, source.id)
        if known is not None:
            session.add(
                table(**_columns(known, {"event_id", "enabled"}, days, zone), event_id=event.id)
            )
    session.flush()
    record(session, actor, "event.copy", now=now, event_id=event.id, subject=source.code)
    return event


def _draft(session: Session, source: Event, name: str, days: timedelta) -> EventDraft:
    zone = ZoneInfo(source.timezone)
    starts = shift(source.starts_at, days, zone)
    regencies = select(EventRegency.regency_code).where(EventRegency.event_id == source.id)
    pillars = select(EventPillar.pillar_code).where(EventPillar.event_id == source.id)
    return EventDraft(
        code=_free_code(session, code_of(name, starts)),
        name=name,
        bakorwil_code=source.bakorwil_code,
        venue=source.venue,
        starts_at=starts,
        ends_at=shift(source.ends_at, days, zone),
        timezone=source.timezone,
        regency_codes=tuple(session.scalars(regencies.order_by(EventRegency.position))),
        pillar_codes=tuple(session.scalars(pillars.order_by(EventPillar.position))),
        gates=1,
        letterhead=Letterhead(
            government=source.letterhead_government,
            office=source.letterhead_office,
            address=source.letterhead_address,
            contact=source.letterhead_contact,
            logo=source.letterhead_logo,
        ),
        signatory=Signatory(
            place=source.signatory_place,
            title=source.signatory_title,
            name=source.signatory_name,
            rank=source.signatory_rank,
            nip=source.signatory_nip,
        ),
    )


def _replace_checkpoints(session: Session, source: Event, event: Event, days: timedelta) -> None:
    """Give the new event the source's checkpoints and gates in place of those it was born with."""
    zone = ZoneInfo(source.timezone)
    for born in session.scalars(select(Checkpoint).where(Checkpoint.event_id == event.id)):
        for gate in session.scalars(select(Gate).where(Gate.checkpoint_id == born.id)):
            session.delete(gate)
        session.flush()
        session.delete(born)
    session.flush()
    for known in session.scalars(select(Checkpoint).where(Checkpoint.event_id == source.id)):
        made = Checkpoint(**_columns(known, {"id", "event_id"}, days, zone), event_id=event.id)
        session.add(made)
        session.flush()
        for gate in session.scalars(select(Gate).where(Gate.checkpoint_id == known.id)):
            session.add(
                Gate(**_columns(gate, {"id", "checkpoint_id"}, days, zone), checkpoint_id=made.id)
            )


def _columns(row: Base, without: Container[str], days: timedelta, zone: ZoneInfo) -> dict[str, Any]:
    """Return what a row says, its windows of time moved along."""
    values = {
        column.key: getattr(row, column.key)
        for column in row.__mapper__.column_attrs
        if column.key not in without
    }
    for name in _TIMES:
        if values.get(name):
            values[name] = shift(values[name], days, zone)
    return values


def shift(at: datetime, days: timedelta, zone: ZoneInfo) -> datetime:
    """Return the same hour of the day in `zone`, so many days on."""
    local = at.astimezone(zone).replace(tzinfo=None) + days
    return local.replace(tzinfo=zone)


def _free_code(session: Session, wanted: str) -> str:
    taken = set(session.scalars(select(Event.code).where(Event.code.startswith(wanted[:56]))))
    number, code = 2, wanted
    while code in taken:
        code = f"{wanted[:56].strip('-')}-{number}"
        number += 1
    return code

"""Use cases of incidents: report one, count again who is affected, note the steps, close it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, name_of, require
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.models import Event
from checkin.privacy import affected, breach
from checkin.privacy.asking import due_at
from checkin.privacy.breach import Cause
from checkin.privacy.models import Incident
from checkin.privacy.requests import next_number
from checkin.roster.models import Registration
from checkin.text import mark

MAX_TEXT = 4000


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the office knows at first."""

    cause: Cause
    subject: str
    from_at: datetime
    until_at: datetime | None
    known_at: datetime
    story: str = ""
    with_key: bool = False


def report(session: Session, actor: Actor, said: Report, now: datetime) -> Incident:
    """Keep an incident with who is affected; its 3 x 24 hours run since the office knew."""
    require(actor, Permission.PRIVACY_MANAGE)
    late = timedelta(minutes=5)
    if said.known_at > now + late or said.from_at > now + late:
        raise Invalid(mark("Waktu ini ada di masa depan."), code="known_at")
    if said.until_at and said.until_at < said.from_at:
        raise Invalid(mark("Waktu selesai harus sesudah waktu mulai."), code="until_at")
    facts = affected.facts_of(session, said.cause, said.subject, with_key=said.with_key)
    facts["from"] = said.from_at.isoformat()
    facts["until"] = said.until_at.isoformat() if said.until_at else None
    event = session.scalar(select(Event.id).where(Event.code == facts.get("event")))
    made = Incident(
        number=next_number(session, Incident.number),
        cause=said.cause.value,
        event_id=event,
        story=said.story.strip()[:MAX_TEXT],
        measures="",
        from_at=said.from_at,
        until_at=said.until_at,
        known_at=said.known_at,
        due_at=due_at(said.known_at),
        facts=facts,
        counted_at=now,
        steps={},
        created_at=now,
        created_by=name_of(actor)[:120],
    )
    _count(session, made, now)
    session.add(made)
    session.flush()
    record(
        session, actor, "incident.report",
        subject=label_of(made), event_id=event, now=now, cause=made.cause, people=made.people,
    )  # fmt: skip
    return made


def get_incident(session: Session, incident_id: UUID, *, for_update: bool = False) -> Incident:
    """Return an incident; raise `NotFound`."""
    found = session.get(Incident, incident_id, with_for_update=for_update)
    if found is None:
        raise NotFound(mark("Insiden ini tidak ada."), code="incident_unknown")
    return found


def count_again(session: Session, actor: Actor, incident_id: UUID, now: datetime) -> Incident:
    """Ask the database once more who is affected."""
    found = _open(session, actor, incident_id)
    _count(session, found, now)
    record(session, actor, "incident.count", subject=label_of(found), now=now, people=found.people)
    return found


def describe(
    session: Session, actor: Actor, incident_id: UUID, *, story: str, measures: str, now: datetime
) -> None:
    """Write what happened and what was done; both stand in the letters."""
    found = _open(session, actor, incident_id)
    found.story, found.measures = story.strip()[:MAX_TEXT], measures.strip()[:MAX_TEXT]
    record(session, actor, "incident.describe", subject=label_of(found), now=now)


def step(
    session: Session, actor: Actor, incident_id: UUID, name: str, now: datetime, *, done: bool
) -> None:
    """Note that a step was done, or that it was not after all."""
    found = _open(session, actor, incident_id)
    if name not in breach.STEPS:
        raise Invalid(mark("Langkah ini tidak dikenal."), code="step")
    steps = {one: said for one, said in found.steps.items() if one != name}
    if done:
        steps[name] = {"at": now.isoformat(), "by": name_of(actor)[:120]}
    found.steps = steps
    record(session, actor, "incident.step", subject=label_of(found), now=now, step=name, done=done)


def close(session: Session, actor: Actor, incident_id: UUID, now: datetime) -> None:
    """Close an incident once both notices went out; where nothing was readable, none is owed."""
    found = _open(session, actor, incident_id)
    if found.people and not all(one in found.steps for one in breach.NOTICES):
        raise Conflict(
            mark("Catat dahulu pemberitahuan kepada yang terdampak dan kepada lembaga."),
            code="incident_untold",
        )
    found.closed_at, found.closed_by = now, name_of(actor)[:120]
    record(session, actor, "incident.close", subject=label_of(found), now=now)


def label_of(incident: Incident) -> str:
    """Return what an incident is called."""
    return f"I-{incident.number:03d}"


def told_at(incident: Incident) -> datetime | None:
    """Return when the last owed notice went out: this stops the clock. None while one is owed."""
    if not incident.people:
        return incident.closed_at
    moments = [incident.steps[one]["at"] for one in breach.NOTICES if one in incident.steps]
    if len(moments) < len(breach.NOTICES):
        return None
    return max(datetime.fromisoformat(one) for one in moments)


def _open(session: Session, actor: Actor, incident_id: UUID) -> Incident:
    require(actor, Permission.PRIVACY_MANAGE)
    found = get_incident(session, incident_id, for_update=True)
    if found.closed_at:
        raise Conflict(mark("Insiden ini sudah ditutup."), code="incident_closed")
    return found


def _count(session: Session, incident: Incident, now: datetime) -> None:
    groups: list[dict[str, Any]] = list(
        breach.grouped(affected.find(session, Cause(incident.cause), incident.facts))
    )
    ids = {UUID(one) for group in groups for one in group["registrations"]}
    incident.affected, incident.counted_at = groups, now
    people: set[UUID] = set()
    every = list(ids)
    for start in range(0, len(every), 1000):
        some = Registration.id.in_(every[start : start + 1000])
        people.update(session.scalars(select(Registration.person_id).where(some)))
    incident.people = len(people)

"""What the pages of data protection show: the queue, one request, people to choose from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.people.models import Person, PillarType
from checkin.privacy.asking import (
    CHANNELS,
    KINDS,
    OUTCOMES,
    Channel,
    Kind,
    Outcome,
    Standing,
    standing,
)
from checkin.privacy.models import Incident, PrivacyRequest
from checkin.privacy.requests import label_of
from checkin.regions.models import Regency
from checkin.roster.models import Registration
from checkin.roster.names import search_key
from checkin.roster.nik import read_nik

SHOWN = 200
FOUND = 40


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """One request in the queue."""

    id: UUID
    label: str
    kind: str
    channel: str
    name: str
    where: str
    received_at: datetime
    due_at: datetime
    answered_at: datetime | None
    outcome: str
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Somebody of whom a request may be."""

    registration_id: UUID
    number: int
    name: str
    pillar: str
    regency: str
    event: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many clocks run, requests and incidents, and how many of them ran out."""

    open: int = 0
    overdue: int = 0


def list_requests(session: Session, now: datetime, *, answered: bool = False) -> list[RequestRow]:
    """Return the requests that wait, what runs out first on top; or those answered, the latest first."""
    query = _with_people().where(PrivacyRequest.state == ("answered" if answered else "open"))
    order: Any = PrivacyRequest.answered_at.desc() if answered else PrivacyRequest.due_at
    rows = session.execute(query.order_by(order, PrivacyRequest.number).limit(SHOWN))
    return [_row(*row, now=now) for row in rows]


def of_person(session: Session, person_id: UUID, now: datetime) -> list[RequestRow]:
    """Return all requests of one person, the latest first."""
    query = _with_people().where(PrivacyRequest.person_id == person_id)
    rows = session.execute(query.order_by(PrivacyRequest.number.desc()))
    return [_row(*row, now=now) for row in rows]


def one_row(session: Session, request_id: UUID, now: datetime) -> RequestRow:
    """Return the row of a request that is there."""
    return _row(
        *session.execute(_with_people().where(PrivacyRequest.id == request_id)).one(), now=now
    )


def waiting(session: Session, now: datetime) -> Waiting:
    """Return the figures that the menu shows."""
    dues = [
        *session.scalars(select(PrivacyRequest.due_at).where(PrivacyRequest.state == "open")),
        *session.scalars(select(Incident.due_at).where(Incident.closed_at.is_(None))),
    ]
    return Waiting(open=len(dues), overdue=sum(due < now for due in dues))


def find_people(session: Session, text: str) -> list[Choice]:
    """Return registrations by name, by number (`#12`) or by NIK; the last events first."""
    words = text.replace("\0", "").strip()
    nik = read_nik(words).digits
    query = (
        select(
            Registration.id, Registration.number, Person.name, PillarType.label, Regency.name,
            Event.name, Event.code,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Event, Event.id == Registration.event_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
    )  # fmt: skip
    if nik:
        query = query.where(Person.nik_index == blind_index(nik))
    elif words.lstrip("#").isascii() and words.lstrip("#").isdigit():
        query = query.where(Registration.number == min(int(words.lstrip("#")), 2_000_000_000))
    else:
        keys = search_key(words).split()
        if not keys:
            return []
        for key in keys:
            query = query.where(Person.search_key.contains(key, autoescape=True))
    rows = session.execute(query.order_by(Event.starts_at.desc(), Person.name).limit(FOUND))
    return [
        Choice(
            registration_id=row[0], number=row[1], name=row[2], pillar=row[3], regency=row[4],
            event=row[5], code=row[6],
        )
        for row in rows
    ]  # fmt: skip


def find_choice(session: Session, registration_id: UUID) -> Choice | None:
    """Return one registration as it is offered."""
    row = session.execute(
        select(Registration, Person.name, PillarType.label, Regency.name, Event.name, Event.code)
        .join(Person, Person.id == Registration.person_id)
        .join(Event, Event.id == Registration.event_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .where(Registration.id == registration_id)
    ).one_or_none()
    if row is None:
        return None
    return Choice(
        registration_id=row[0].id, number=row[0].number, name=row[1], pillar=row[2],
        regency=row[3], event=row[4], code=row[5],
    )  # fmt: skip


def count_people(session: Session) -> int:
    """Return of how many people anything is held."""
    return session.scalar(select(func.count()).where(Person.erased_at.is_(None))) or 0


def _with_people() -> Any:
    return (
        select(
            PrivacyRequest,
            Person.name,
            func.coalesce(Regency.name, ""),
            func.coalesce(Event.name, ""),
        )
        .join(Person, Person.id == PrivacyRequest.person_id)
        .outerjoin(Registration, Registration.id == PrivacyRequest.registration_id)
        .outerjoin(Regency, Regency.code == Registration.regency_code)
        .outerjoin(Event, Event.id == Registration.event_id)
    )


def _row(one: PrivacyRequest, name: str, regency: str, event: str, *, now: datetime) -> RequestRow:
    return RequestRow(
        id=one.id,
        label=label_of(one),
        kind=KINDS[Kind(one.kind)],
        channel=CHANNELS[Channel(one.channel)],
        name=name,
        where=" · ".join(filter(None, (regency, event))),
        received_at=one.received_at,
        due_at=one.due_at,
        answered_at=one.answered_at,
        outcome=OUTCOMES[Outcome(one.outcome)] if one.outcome else "",
        standing=standing(one.due_at, now, one.answered_at),
    )

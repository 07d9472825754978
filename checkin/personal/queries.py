"""What personal pages, messages and certificates ask of the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.errors import NotFound
from checkin.events.models import Checkpoint, Event, Gate
from checkin.ids import RegistrationId
from checkin.people.models import Person, PillarType
from checkin.personal.certificate import Certificates, Holder
from checkin.personal.messages import Occasion
from checkin.regions.models import Regency
from checkin.roster.models import Registration
from checkin.roster.names import name_key
from checkin.scans.models import Arrival
from checkin.text import mark


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person of the event and where a message reaches that person; `phone` is E.164 or empty."""

    registration_id: RegistrationId
    number: int
    name: str
    pillar: str
    regency: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class PersonalPage:
    """What a person's own page shows; the arrival is the first one that counts."""

    event: Event
    number: int
    name: str
    pillar: str
    regency: str
    has_badge: bool
    arrived_at: datetime | None
    gate: str


def occasion(event: Event) -> Occasion:
    """Return what messages say of the event."""
    return Occasion(
        name=event.name, venue=event.venue, starts_at=event.starts_at, timezone=event.timezone
    )


def recipients(
    session: Session, event: Event, regency: str | None = None, number: int | None = None
) -> list[Recipient]:
    """Return the event's active people to whom messages may go, by regency and name."""
    query = (
        select(
            Registration.id,
            Registration.number,
            Person.name,
            PillarType.label,
            Regency.name,
            Person.phone,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .where(
            Registration.event_id == event.id,
            Registration.status == "active",
            Person.restricted_at.is_(None),  # who objected is sent nothing
            Person.erased_at.is_(None),
        )
    )
    if regency:
        query = query.where(Registration.regency_code == regency)
    if number is not None:
        query = query.where(Registration.number == number)
    found = [Recipient(*row[:5], row[5] or "") for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.regency, name_key(one.name), one.number))


def personal_page(session: Session, registration: Registration) -> PersonalPage:
    """Return what the page of this registration shows."""
    event = session.get_one(Event, registration.event_id)
    name, pillar, regency = session.execute(
        select(Person.name, PillarType.label, Regency.name)
        .join(Registration, Registration.person_id == Person.id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .where(Registration.id == registration.id)
    ).one()
    arrival = session.execute(
        select(Arrival.arrived_at, Gate.name)
        .join(Checkpoint, Checkpoint.id == Arrival.checkpoint_id)
        .outerjoin(Gate, Gate.id == Arrival.gate_id)
        .where(Arrival.registration_id == registration.id, Arrival.arrived_at.is_not(None))
        .order_by(Checkpoint.position, Arrival.arrived_at)
    ).first()
    badge = session.scalar(
        select(Badge.id).where(Badge.registration_id == registration.id, Badge.revoked_at.is_(None))
    )
    return PersonalPage(
        event=event,
        number=registration.number,
        name=name,
        pillar=pillar,
        regency=regency,
        has_badge=badge is not None,
        arrived_at=arrival[0] if arrival else None,
        gate=(arrival[1] or "") if arrival else "",
    )


def certificates(
    session: Session,
    event: Event,
    checkpoint: Checkpoint,
    *,
    pillar: str | None = None,
    regency: str | None = None,
    number: int | None = None,
) -> Certificates:
    """Return the certificates of those present at `checkpoint`; raises `NotFound` where nobody is."""
    conditions = [
        Registration.event_id == event.id,
        Registration.status == "active",
        Arrival.checkpoint_id == checkpoint.id,
        Arrival.arrived_at.is_not(None),
    ]
    if pillar:
        conditions.append(Registration.pillar_code == pillar)
    if regency:
        conditions.append(Registration.regency_code == regency)
    if number is not None:
        conditions.append(Registration.number == number)
    rows = session.execute(
        select(Registration.number, Person.name, PillarType.full_name, Regency.name)
        .join(Person, Person.id == Registration.person_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .join(Arrival, Arrival.registration_id == Registration.id)
        .where(*conditions)
    )
    holders = [Holder(*row) for row in rows]
    if not holders:
        raise NotFound(mark("Belum ada yang hadir pada pilihan ini."), code="nobody_present")
    return Certificates(
        event=event.name,
        code=event.code,
        venue=event.venue,
        starts_at=event.starts_at,
        timezone=event.timezone,
        government=event.letterhead_government,
        office=event.letterhead_office,
        logo=event.letterhead_logo or None,
        place=event.signatory_place,
        signatory_title=tuple(filter(None, event.signatory_title.splitlines())),
        signatory_name=event.signatory_name,
        signatory_rank=event.signatory_rank,
        signatory_nip=event.signatory_nip,
        holders=tuple(
            sorted(holders, key=lambda one: (one.regency, one.pillar, name_key(one.name)))
        ),
    )

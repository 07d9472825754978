"""Use case of the desk: register a person who stands there and is on no list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Device, Permission, require
from checkin.errors import Conflict, Forbidden, Invalid
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies
from checkin.ids import PersonId, RegistrationId, uuid7
from checkin.people.models import Person
from checkin.regions.models import District
from checkin.roster.contacts import read_phone
from checkin.roster.models import Registration
from checkin.roster.names import MAX_LENGTH, is_name, search_key
from checkin.roster.register import next_number
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """What the desk asks; a NIK is not asked at the door."""

    name: str
    pillar_code: str
    regency_code: str
    district_code: str | None = None
    phone: str | None = None


def register_walk_in(
    session: Session,
    actor: Actor,
    event: Event,
    walk_in: WalkIn,
    now: datetime,
    registration_id: UUID | None = None,
) -> Registration:
    """Register one person with the next number; a repeated `registration_id` gives what it gave before.

    Raises `Invalid` (codes name, pillar, regency, district, phone) for what cannot stand.
    """
    require(actor, Permission.WALK_IN_REGISTER)
    if isinstance(actor, Device) and actor.event_id != event.id:
        raise Forbidden(mark("HP ini dipasangkan untuk kegiatan lain."), code="forbidden")
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    known = session.get(Registration, registration_id) if registration_id else None
    if known is not None:
        if known.event_id != event.id:
            raise Conflict(mark("Pendaftaran ini milik kegiatan lain."), code="registration_taken")
        return known
    name = " ".join(walk_in.name.split())
    phone = _check(session, event, walk_in, name)
    person = Person(
        id=PersonId(uuid7()),
        name=name,
        search_key=search_key(name)[:120],
        phone=phone,
        phone_raw=walk_in.phone or None,
        created_at=now,
        updated_at=now,
    )
    session.add(person)
    session.flush()
    registration = Registration(
        id=RegistrationId(registration_id or uuid7()),
        event_id=event.id,
        person_id=person.id,
        number=next_number(session, event),
        pillar_code=walk_in.pillar_code,
        regency_code=walk_in.regency_code,
        district_code=walk_in.district_code or None,
        status="active",
        source="walk_in",
        registered_at=now,
    )
    session.add(registration)
    session.flush()
    record(
        session,
        actor,
        "roster.walk_in",
        subject=f"#{registration.number}",
        event_id=event.id,
        now=now,
    )
    return registration


def _check(session: Session, event: Event, walk_in: WalkIn, name: str) -> str | None:
    """Raise `Invalid` for what cannot stand; return the phone in E.164."""
    if not is_name(name) or len(name) > MAX_LENGTH:
        raise Invalid(mark("Tulis nama lengkap tanpa angka atau tanda khusus."), code="name")
    if walk_in.pillar_code not in {pillar.code for pillar in event_pillars(session, event)}:
        raise Invalid(mark("Pilih jenis pilar yang diundang pada kegiatan ini."), code="pillar")
    if walk_in.regency_code not in {r.code for r in event_regencies(session, event)}:
        raise Invalid(mark("Pilih kabupaten/kota peserta kegiatan ini."), code="regency")
    if walk_in.district_code:
        district = session.get(District, walk_in.district_code)
        if district is None or district.regency_code != walk_in.regency_code:
            raise Invalid(
                mark("Kecamatan itu tidak ada di kabupaten/kota yang dipilih."), code="district"
            )
    phone = read_phone(walk_in.phone or "").e164
    if walk_in.phone and phone is None:
        raise Invalid(mark("Nomor HP tidak sah; contoh 0812 3456 7890."), code="phone")
    return phone

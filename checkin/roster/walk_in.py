"""One person at a time onto the roster: a walk-in at the desk, and what every such way in shares."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Device, Permission, require
from checkin.crypto import blind_index
from checkin.errors import Conflict, Forbidden, Invalid
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies
from checkin.events.stages import Change, require_stage
from checkin.ids import PersonId, RegistrationId, uuid7
from checkin.people.models import Person
from checkin.regions.models import District
from checkin.roster.contacts import BAD_EMAIL, read_email, read_phone
from checkin.roster.models import Registration
from checkin.roster.names import MAX_LENGTH, is_name, search_key
from checkin.roster.nik import read_nik
from checkin.roster.register import next_number
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """What is asked of one person; at the door nobody asks for a NIK."""

    name: str
    pillar_code: str
    regency_code: str
    district_code: str | None = None
    phone: str | None = None
    nik: str | None = None
    email: str | None = None


def register_walk_in(
    session: Session,
    actor: Actor,
    event: Event,
    walk_in: WalkIn,
    now: datetime,
    registration_id: UUID | None = None,
) -> Registration:
    """Register one person with the next number; a repeated `registration_id` gives what it gave before.

    Raises `Invalid` and `Conflict` as `enter`.
    """
    if isinstance(actor, Device) and actor.event_id != event.id:
        raise Forbidden(mark("HP ini dipasangkan untuk kegiatan lain."), code="forbidden")
    require(actor, Permission.WALK_IN_REGISTER, event.id)
    late = isinstance(actor, Device)  # a phone only tells what it did when it could
    lock_event(session, event)
    require_stage(event.stage, Change.SCANS if late else Change.WALK_INS)
    known = session.get(Registration, registration_id) if registration_id else None
    if known is not None:
        if known.event_id != event.id:
            raise Conflict(mark("Pendaftaran ini milik kegiatan lain."), code="registration_taken")
        return known
    registration = enter(session, event, walk_in, "walk_in", now, registration_id=registration_id)
    record(
        session,
        actor,
        "roster.walk_in",
        subject=f"#{registration.number}",
        event_id=event.id,
        now=now,
    )
    return registration


def lock_event(session: Session, event: Event) -> None:
    """Let one transaction at a time number the people of an event, and see the stage it is at now."""
    session.refresh(event, with_for_update=True)


def enter(
    session: Session,
    event: Event,
    entry: WalkIn,
    source: str,
    now: datetime,
    *,
    status: str = "active",
    registration_id: UUID | None = None,
) -> Registration:
    """Put one person on the roster, under the lock of the event.

    Whoever a NIK names is taken as known, and a cancelled registration of theirs is revived. Raises
    `Invalid` (codes name, pillar, regency, district, phone, email, nik) for what cannot stand and `Conflict`
    (registered_already) for who is on the roster.
    """
    entry, phone = _checked(session, event, entry)
    person = _person(session, entry, phone, now)
    known = session.scalar(
        select(Registration).where(
            Registration.event_id == event.id, Registration.person_id == person.id
        )
    )
    if known is not None and known.status != "cancelled":
        raise Conflict(
            mark("Orang dengan NIK ini sudah terdaftar pada kegiatan ini."),
            code="registered_already",
        )
    registration = known or Registration(
        id=RegistrationId(registration_id or uuid7()),
        event_id=event.id,
        person_id=person.id,
        number=next_number(session, event),
        source=source,
        registered_at=now,
    )
    registration.pillar_code = entry.pillar_code
    registration.regency_code = entry.regency_code
    registration.district_code = entry.district_code
    registration.status, registration.cancel_reason, registration.seq = status, None, None
    session.add(registration)
    session.flush()
    return registration


def _person(session: Session, entry: WalkIn, phone: str | None, now: datetime) -> Person:
    index = blind_index(entry.nik) if entry.nik else None
    known = session.scalar(select(Person).where(Person.nik_index == index)) if index else None
    if known is not None:
        return known
    person = Person(
        id=PersonId(uuid7()),
        name=entry.name,
        search_key=search_key(entry.name)[:120],
        nik=entry.nik,
        nik_index=index,
        phone=phone,
        phone_raw=entry.phone or None,
        email=entry.email,
        created_at=now,
        updated_at=now,
    )
    session.add(person)
    session.flush()
    return person


def _checked(session: Session, event: Event, entry: WalkIn) -> tuple[WalkIn, str | None]:
    """Return the entry as it is kept, and its phone in E.164; raise `Invalid` for what cannot stand."""
    name = " ".join(entry.name.split())
    if not is_name(name) or len(name) > MAX_LENGTH:
        raise Invalid(mark("Tulis nama lengkap tanpa angka atau tanda khusus."), code="name")
    if entry.pillar_code not in {pillar.code for pillar in event_pillars(session, event)}:
        raise Invalid(mark("Pilih jenis pilar yang diundang pada kegiatan ini."), code="pillar")
    if entry.regency_code not in {r.code for r in event_regencies(session, event)}:
        raise Invalid(mark("Pilih kabupaten/kota peserta kegiatan ini."), code="regency")
    if entry.district_code:
        district = session.get(District, entry.district_code)
        if district is None or district.regency_code != entry.regency_code:
            raise Invalid(
                mark("Kecamatan itu tidak ada di kabupaten/kota yang dipilih."), code="district"
            )
    phone = read_phone(entry.phone or "").e164
    if entry.phone and phone is None:
        raise Invalid(mark("Nomor HP tidak sah; contoh 0812 3456 7890."), code="phone")
    email = read_email(entry.email or "")
    if entry.email and email is None:
        raise Invalid(BAD_EMAIL, code="email")
    nik = read_nik(entry.nik).digits if entry.nik else None
    if entry.nik and nik is None:
        raise Invalid(
            mark("NIK tidak sah; tulis 16 angka seperti pada KTP."),
            code="nik",
        )
    kept = WalkIn(
        name=name,
        pillar_code=entry.pillar_code,
        regency_code=entry.regency_code,
        district_code=entry.district_code or None,
        phone=entry.phone or None,
        nik=nik,
        email=email,
    )
    return kept, phone

"""Who on an event's roster may be the person that somebody is about to register.

A NIK is certain; a name with the same phone nearly so; a like name or a shared phone only a reason to ask.
Whoever calls decides what the asker may see of the answer.
"""

from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration
from checkin.roster.names import search_key

LIKE_NAME = 88
PHONE_COUNTS = 30  # as much as so many points of a name
MOST = 5


@dataclass(frozen=True, kw_only=True)
class Alike:
    """One registration that resembles; `certain` where hardly anybody else can be meant."""

    registration_id: UUID
    number: int
    name: str
    pillar: str
    regency: str
    regency_code: str
    district: str
    status: str
    certain: bool
    same_nik: bool
    same_phone: bool
    likeness: float


def find_alike(
    session: Session, event: Event, *, name: str, phone: str | None, nik: str | None = None
) -> list[Alike]:
    """Return who resembles, most alike first: cancelled ones too, for they may come back."""
    rows = session.execute(
        select(
            Registration.id,
            Registration.number,
            Registration.regency_code,
            Registration.status,
            Person.name,
            Person.search_key,
            Person.phone,
            Person.nik_index,
        )
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id)
    )
    key, index = search_key(name), blind_index(nik) if nik else None
    found = []
    for row in rows:
        same_nik = index is not None and row.nik_index == index
        if index and row.nik_index and not same_nik:
            continue  # two NIKs are two people, however alike their names
        same_phone = phone is not None and row.phone == phone
        score = fuzz.token_sort_ratio(key, row.search_key)
        if same_nik or same_phone or score >= LIKE_NAME:
            found.append((row, score, same_nik, same_phone))
    found.sort(key=lambda f: (not f[2], -(f[1] + PHONE_COUNTS * f[3]), f[0].number))
    del found[MOST:]
    places = _places(session, [row.id for row, *_ in found])
    return [
        Alike(
            registration_id=row.id,
            number=row.number,
            name=row.name,
            **places[row.id],
            regency_code=row.regency_code,
            status=row.status,
            certain=same_nik or (same_phone and score >= LIKE_NAME),
            same_nik=same_nik,
            same_phone=same_phone,
            likeness=score,
        )
        for row, score, same_nik, same_phone in found
    ]


def _places(session: Session, ids: list[UUID]) -> dict[UUID, dict[str, str]]:
    rows = session.execute(
        select(Registration.id, PillarType.label, Regency.name, District.name)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .outerjoin(District, District.code == Registration.district_code)
        .where(Registration.id.in_(ids))
    )
    return {
        found: {"pillar": pillar, "regency": regency, "district": district or ""}
        for found, pillar, regency, district in rows
    }

"""Who on an event's roster may be the person that somebody is about to register.

A NIK is certain; a name with the same phone nearly so; a like name or a shared phone only a reason to ask.
Whoever calls decides what the asker may see of the answer.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz, process
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
    people = session.execute(
        select(Person.search_key, Person.phone, Person.nik_index, Registration.number)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event.id)
    ).all()
    index = blind_index(nik) if nik else None
    keys = [row[0] for row in people]
    scores = {
        place: score
        for _key, score, place in process.extract(
            search_key(name),
            keys,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=LIKE_NAME,
            limit=MOST * 4,
        )
    }
    found = []
    for place, (_key, its_phone, its_index, number) in enumerate(people):
        same_nik = index is not None and its_index == index
        same_phone = phone is not None and its_phone == phone
        if not (same_nik or same_phone or place in scores):
            continue
        if index and its_index and not same_nik:
            continue  # two NIKs are two people, however alike their names
        score = scores.get(place, 0.0)
        found.append((number, score, same_nik, same_phone))
    found.sort(key=lambda f: (not f[2], -(f[1] + PHONE_COUNTS * f[3]), f[0]))
    del found[MOST:]
    rows = _rows(session, event, [number for number, *_ in found])
    return [
        Alike(
            **rows[number],
            certain=same_nik or (same_phone and score >= LIKE_NAME),
            same_nik=same_nik,
            same_phone=same_phone,
            likeness=score,
        )
        for number, score, same_nik, same_phone in found
    ]


def _rows(session: Session, event: Event, numbers: list[int]) -> dict[int, dict[str, Any]]:
    rows = session.execute(
        select(Registration, Person.name, PillarType.label, Regency.name, District.name)
        .join(Person, Person.id == Registration.person_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .outerjoin(District, District.code == Registration.district_code)
        .where(Registration.event_id == event.id, Registration.number.in_(numbers))
    )
    return {
        row.number: {
            "registration_id": row.id,
            "number": row.number,
            "name": name,
            "pillar": pillar,
            "regency": regency,
            "regency_code": row.regency_code,
            "district": district or "",
            "status": row.status,
        }
        for row, name, pillar, regency, district in rows
    }

"""Writes planned people into the register and onto one event's roster, in bulk.

A person is written once, whatever the event: who is known by NIK is never written again.
Called inside the transaction of a use case; decides nothing about rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event, EventPillar, EventRegency
from checkin.ids import ImportId, uuid7
from checkin.people.models import Person
from checkin.roster.changes import REGISTRATION_FIELDS
from checkin.roster.draft import PersonDraft
from checkin.roster.models import Registration
from checkin.roster.names import name_key, search_key
from checkin.roster.outcome import Known

_COLUMNS = {
    "name": "name",
    "phone": "phone",
    "account": "bank_account",
    "bank": "bank",
    "account_name": "account_name",
    "birth_date": "birth_date",
    "birth_place": "birth_place",
    "gender": "gender",
    "member_no": "member_no",
    "employment_status": "employment_status",
    "email": "email",
    "district_code": "district_code",
    "position": "position_title",
}
_LONGEST_KEY = 120


def register(
    session: Session,
    event: Event,
    people: Sequence[tuple[PersonDraft, Known | None]],
    *,
    source: str,
    now: datetime,
    import_id: ImportId | None = None,
) -> dict[int, UUID]:
    """Register drafts, each with the person it already is; return registration ids by place in `people`.

    Numbers continue after the event's highest and follow regency, pillar type and name, so that badges
    come out of the printer in that order. Who was here before comes back under the old number.

    Raises `IntegrityError` where another transaction has added one of these people meanwhile.
    """
    order = _numbering(session, event, people)
    number = next_number(session, event)
    persons, registrations, ids = [], [], {}
    for place in order:
        draft, known = people[place]
        if known and known.registration_id:
            ids[place] = known.registration_id
            _bring_back(session, known.registration_id, draft, now, import_id)
            continue
        person_id = known.person_id if known else uuid7()
        if known is None:
            persons.append(_person(draft, person_id, now))
        ids[place] = uuid7()
        registrations.append(
            _seat(draft, import_id)
            | {
                "id": ids[place],
                "event_id": event.id,
                "person_id": person_id,
                "number": number,
                "source": source,
                "registered_at": now,
            }
        )
        number += 1
    if persons:  # in one order, so that two imports never wait for each other
        session.execute(insert(Person), sorted(persons, key=lambda p: p["nik_index"] or ""))
    if registrations:
        session.execute(insert(Registration), registrations)
    return ids


def next_number(session: Session, event: Event) -> int:
    """Return the number after the event's highest."""
    highest = select(func.max(Registration.number)).where(Registration.event_id == event.id)
    return 1 + (session.scalar(highest) or 0)


def change(
    session: Session,
    person_id: UUID,
    registration_id: UUID | None,
    values: Mapping[str, str | None],
    now: datetime,
) -> None:
    """Write fields (named as in a draft) of one person; the phones learn of it by the emptied `seq`."""
    own = {_COLUMNS[f]: values[f] for f in values if f in REGISTRATION_FIELDS}
    person: dict[str, Any] = {
        _COLUMNS[f]: value for f, value in values.items() if f not in REGISTRATION_FIELDS
    }
    if name := person.get("name"):
        person["search_key"] = search_key(name)[:_LONGEST_KEY]
    if "account" in values:
        account = values["account"]
        person["account_index"] = blind_index(account) if account else None
    if born := person.get("birth_date"):
        person["birth_date"] = date.fromisoformat(born)
    if person or own:
        session.execute(
            update(Person).where(Person.id == person_id).values(updated_at=now, **person)
        )
    if registration_id and values:  # phones and the desk's search read again what has no `seq`
        session.execute(
            update(Registration).where(Registration.id == registration_id).values(seq=None, **own)
        )


def _seat(draft: PersonDraft, import_id: ImportId | None) -> dict[str, Any]:
    return {
        "pillar_code": draft.pillar,
        "regency_code": draft.regency_code,
        "district_code": draft.district_code,
        "position_title": draft.position,
        "status": "active",
        "import_id": import_id,
    }


def _bring_back(
    session: Session,
    registration_id: UUID,
    draft: PersonDraft,
    now: datetime,
    import_id: ImportId | None,
) -> None:
    session.execute(
        update(Registration)
        .where(Registration.id == registration_id)
        .values(cancel_reason=None, seq=None, registered_at=now, **_seat(draft, import_id))
    )


def _numbering(
    session: Session, event: Event, people: Sequence[tuple[PersonDraft, Known | None]]
) -> Iterable[int]:
    regencies = _positions(session, EventRegency.regency_code, EventRegency, event)
    pillars = _positions(session, EventPillar.pillar_code, EventPillar, event)
    last = len(regencies) + len(pillars) + 1

    def key(place: int) -> tuple[int, int, str, int]:
        draft = people[place][0]
        return (
            regencies.get(draft.regency_code or "", last),
            pillars.get(draft.pillar or "", last),
            name_key(draft.name),
            place,
        )

    return sorted(range(len(people)), key=key)


def _positions(session: Session, code: Any, table: Any, event: Event) -> dict[str, int]:
    rows = session.execute(select(code, table.position).where(table.event_id == event.id))
    return {str(code): int(position) for code, position in rows}


def _person(draft: PersonDraft, person_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": person_id,
        "name": draft.name,
        "search_key": search_key(draft.name)[:_LONGEST_KEY],
        "nik": draft.nik,
        "nik_index": blind_index(draft.nik) if draft.nik else None,
        "bank_account": draft.account,
        "account_index": blind_index(draft.account) if draft.account else None,
        "bank": draft.bank,
        "account_name": draft.account_name,
        "phone": draft.phone,
        "phone_raw": draft.phone_raw,
        "gender": draft.gender,
        "birth_date": draft.birth_date,
        "birth_place": draft.birth_place,
        "member_no": draft.member_no,
        "employment_status": draft.employment_status,
        "email": draft.email,
        "active": True,
        "created_at": now,
        "updated_at": now,
    }

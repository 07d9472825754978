"""What an import must know of the database: reference data, and who is registered already."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies
from checkin.people.models import Person
from checkin.people.queries import list_pillar_types
from checkin.regions.queries import list_districts, list_regencies
from checkin.roster.draft import PersonDraft
from checkin.roster.judge import Circumstances
from checkin.roster.models import Registration
from checkin.roster.outcome import Known
from checkin.roster.pillars import PillarNames
from checkin.roster.places import Gazetteer

_BATCH = 400


def circumstances(
    session: Session, event: Event, today: date, file_name: str, regency_code: str | None
) -> Circumstances:
    """Return what the judge of a file's rows must know."""
    return Circumstances(
        gazetteer=Gazetteer(
            regencies={r.code: r.name for r in list_regencies(session)},
            districts={d.code: (d.regency_code, d.name) for d in list_districts(session)},
            invited=tuple(r.code for r in event_regencies(session, event)),
        ),
        pillars=PillarNames((p.code, p.label, p.full_name) for p in list_pillar_types(session)),
        invited_pillars=frozenset(p.code for p in event_pillars(session, event)),
        today=today,
        file_name=file_name,
        uploader_regency=regency_code,
    )


def known_people(session: Session, event: Event, niks: Iterable[str]) -> list[Known]:
    """Return everybody on the event's roster, and whoever else has one of these NIKs."""
    here = session.execute(
        _seated().where(Registration.event_id == event.id).order_by(Registration.number)
    )
    found = [_known(*row) for row in here]
    have = {person.draft.nik for person in found}
    indexes = [blind_index(nik) for nik in set(niks) - have]
    for start in range(0, len(indexes), _BATCH):
        batch = indexes[start : start + _BATCH]
        rows = session.execute(_alone().where(Person.nik_index.in_(batch)))
        found += [_known(*row) for row in rows]
    return found


def known_person(session: Session, person_id: UUID, registration_id: UUID | None) -> Known:
    """Return one person as the planner knows people."""
    here = Registration.id == registration_id if registration_id else Person.id == person_id
    query = _seated() if registration_id else _alone()
    return next(_known(*row) for row in session.execute(query.where(here)))


def _alone() -> Select[*tuple[Any, ...]]:
    return select(*_PERSON)


def _seated() -> Select[*tuple[Any, ...]]:
    return select(
        *_PERSON,
        Registration.id,
        Registration.pillar_code,
        Registration.regency_code,
        Registration.district_code,
        Registration.position_title,
        Registration.number,
        Registration.status,
        Registration.cancel_reason,
    ).join(Registration, Registration.person_id == Person.id)


_PERSON = (
    Person.id,
    Person.name,
    Person.nik,
    Person.bank_account,
    Person.phone,
    Person.birth_date,
    Person.birth_place,
    Person.member_no,
    Person.bank,
    Person.account_name,
    Person.gender,
    Person.employment_status,
    Person.email,
)
RETURNING = frozenset({"undone", "missing", "rejected"})


def _known(
    person_id: UUID,
    name: str,
    nik: str | None,
    account: str | None,
    phone: str | None,
    birth_date: date | None,
    birth_place: str | None,
    member_no: str | None,
    bank: str | None,
    account_name: str | None,
    gender: str | None,
    employment_status: str | None,
    email: str | None,
    registration_id: UUID | None = None,
    pillar: str | None = None,
    regency: str | None = None,
    district: str | None = None,
    position: str | None = None,
    number: int | None = None,
    status: str = "active",
    cancel_reason: str | None = None,
) -> Known:
    draft = PersonDraft(
        name=name,
        nik=nik,
        pillar=pillar,
        regency_code=regency,
        district_code=district,
        phone=phone,
        account=account,
        birth_date=birth_date,
        birth_place=birth_place,
        member_no=member_no,
        position=position,
        bank=bank,
        account_name=account_name,
        gender=gender,
        employment_status=employment_status,
        email=email,
    )
    return Known(
        person_id=person_id,
        draft=draft,
        registration_id=registration_id,
        number=number,
        returns=_returns(status, cancel_reason, nik),
    )


def _returns(status: str, cancel_reason: str | None, nik: str | None) -> bool:
    """Say whether an office's file puts this person on the roster: also one who waits for approval."""
    if status == "waiting":
        return nik is not None
    return status == "cancelled" and cancel_reason in RETURNING

"""What pages, commands and imports ask of one event's roster: frozen read models and page-sized lists."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from checkin.crypto import mask
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.pages import SIZE, Page, window
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.finding import find_numbers
from checkin.roster.models import Registration, RosterImport
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One registration in a list; the NIK is masked."""

    number: int
    name: str
    nik: str
    pillar: str
    pillar_label: str
    pillar_color: str
    regency: str
    district: str
    phone: str | None
    status: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty texts narrow nothing."""

    text: str = ""
    pillar: str = ""
    regency: str = ""
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class ParticipantDetail:
    """Everything the desk may see of one participant, personal numbers masked."""

    participant: Participant
    registration_id: UUID
    position: str | None
    gender: str | None
    birth_place: str | None
    birth_date: date | None
    member_no: str | None
    employment_status: str | None
    email: str | None
    account: str
    bank: str | None
    account_name: str | None
    has_nik: bool
    has_account: bool
    registered_at: datetime
    file_name: str | None


def list_participants(
    session: Session, event: Event, filters: Filters, page: int
) -> Page[Participant]:
    """Return one page of the roster by number; with a text, the best fitting first."""
    narrowed = _narrow(event, filters)
    if filters.text:
        numbers = find_numbers(
            session,
            event,
            filters.text,
            pillar=filters.pillar,
            regency=filters.regency,
            status=filters.status,
        )
        wanted = numbers[window(page)]
        found = {
            row.number: row for row in _participants(session, [Registration.event_id == event.id,
                                                                Registration.number.in_(wanted)])
        }  # fmt: skip
        rows = tuple(found[number] for number in wanted if number in found)
        return Page(rows=rows, number=page, total=len(numbers))
    total = session.scalar(select(func.count()).select_from(Registration).where(*narrowed)) or 0
    listed = _participants(session, narrowed, offset=window(page).start)
    return Page(rows=listed, number=page, total=total)


def get_participant(
    session: Session, event: Event, number: int, only_regency: str | None = None
) -> ParticipantDetail:
    """Return the participant of this number; raise `NotFound`, for one of another regency too."""
    where = [
        *_narrow(event, Filters(regency=only_regency or "")),
        Registration.number == number,
    ]
    listed = _participants(session, where)
    if not listed:
        raise NotFound(
            mark("Nomor peserta %(number)d tidak ada."), code="registration_unknown", number=number
        )
    registration, person, file_name = session.execute(
        select(Registration, Person, RosterImport.file_name)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(RosterImport, RosterImport.id == Registration.import_id)
        .where(*where)
    ).one()
    return ParticipantDetail(
        participant=listed[0],
        registration_id=registration.id,
        position=registration.position_title,
        gender=person.gender,
        birth_place=person.birth_place,
        birth_date=person.birth_date,
        member_no=person.member_no,
        employment_status=person.employment_status,
        email=person.email,
        account=mask(person.bank_account),
        bank=person.bank,
        account_name=person.account_name,
        has_nik=person.nik is not None,
        has_account=person.bank_account is not None,
        registered_at=registration.registered_at,
        file_name=file_name,
    )


def _narrow(event: Event, filters: Filters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Registration.event_id == event.id]
    if filters.pillar:
        where.append(Registration.pillar_code == filters.pillar)
    if filters.regency:
        where.append(Registration.regency_code == filters.regency)
    if filters.status:
        where.append(Registration.status == filters.status)
    return where


def _participants(
    session: Session,
    where: list[ColumnElement[bool]],
    offset: int = 0,
    limit: int = SIZE,
) -> list[Participant]:
    rows = session.execute(
        select(
            Registration,
            Person.name,
            Person.nik,
            Person.phone,
            PillarType,
            Regency.name,
            District.name,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .outerjoin(District, District.code == Registration.district_code)
        .where(*where)
        .order_by(Registration.number)
        .offset(offset)
        .limit(limit)
    )
    return [
        Participant(
            number=registration.number,
            name=name,
            nik=mask(nik),
            pillar=pillar.code,
            pillar_label=pillar.label,
            pillar_color=pillar.color,
            regency=regency,
            district=district or "",
            phone=phone,
            status=registration.status,
            source=registration.source,
        )
        for registration, name, nik, phone, pillar, regency, district in rows
    ]

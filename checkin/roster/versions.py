"""Versions of one list: which earlier file a file replaces, and who of it is no longer there.

A list sent again shares most of its people with the earlier one; a form of late additions does not, and
nobody is missing because of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from checkin.crypto import mask
from checkin.events.models import Event
from checkin.ids import ImportId, RegistrationId
from checkin.people.models import Person
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.names import name_key
from checkin.roster.outcome import Outcome, Plan

_LOOKED_AT = 20
_SHARED, _SHARED_BY_SENDER = 0.3, 0.1
_PRESENT = (Outcome.ACCEPT.value, Outcome.ACCEPT_FLAGGED.value, Outcome.DUPLICATE.value)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Somebody of the earlier version who is not in this one; the NIK is masked."""

    registration_id: UUID
    number: int
    name: str
    nik: str
    pillar: str
    regency_code: str


def find_previous(
    session: Session, event: Event, kept: RosterImport, plan: Plan
) -> ImportId | None:
    """Return the applied file that `plan` is a new version of, or None."""
    here = {row.known.registration_id for row in plan.rows if row.known}
    applied = [RosterImport.event_id == event.id, RosterImport.state == "applied"]
    if kept.only_regency:
        applied.append(RosterImport.only_regency == kept.only_regency)
    earlier = session.scalars(
        select(RosterImport)
        .where(*applied, RosterImport.id != kept.id)
        .order_by(RosterImport.applied_at.desc(), RosterImport.id.desc())
        .limit(_LOOKED_AT)
    )
    for past in earlier if here else ():
        people = set(session.scalars(_people_of(past.id)))
        same_sender = bool(kept.regency_code) and past.regency_code == kept.regency_code
        enough = _SHARED_BY_SENDER if same_sender else _SHARED
        if people and len(people & here) >= enough * len(people):
            return past.id
    return None


def missing_people(
    session: Session, previous: UUID | None, plan: Plan, only_regency: str | None
) -> list[Missing]:
    """Return who of the earlier version the file does not name, in the regencies that it names."""
    drafts = [row.judged.draft for row in plan.rows]
    present = {row.known.registration_id for row in plan.rows if row.known}
    names = {name_key(row.judged.draft.name) for row in plan.review}
    found = _active(session, previous, {d.regency_code for d in drafts if d.regency_code})
    return [
        person
        for person in found
        if person.registration_id not in present
        and name_key(person.name) not in names
        and only_regency in (None, person.regency_code)
    ]


def missing_since(session: Session, kept: RosterImport) -> list[Missing]:
    """Return the same of an applied file, as it stands now."""
    rows = session.execute(
        select(ImportRow.registration_id, Registration.regency_code)
        .join(Registration, Registration.id == ImportRow.registration_id)
        .where(ImportRow.import_id == kept.id, ImportRow.outcome != "missing")
    ).all()
    present = {registration for registration, _ in rows}
    found = _active(session, kept.previous_id, {regency for _, regency in rows})
    listed = set(kept.counts.get("missing_numbers", []))
    return [p for p in found if p.number in listed and p.registration_id not in present]


def _people_of(import_id: UUID) -> Select[RegistrationId | None]:
    return select(ImportRow.registration_id).where(
        ImportRow.import_id == import_id,
        ImportRow.outcome.in_(_PRESENT),
        ImportRow.registration_id.is_not(None),
    )


def _active(session: Session, previous: UUID | None, regencies: Collection[str]) -> list[Missing]:
    if previous is None:
        return []
    rows = session.execute(
        select(
            Registration.id,
            Registration.number,
            Person.name,
            Person.nik,
            Registration.pillar_code,
            Registration.regency_code,
        )
        .join(Person, Person.id == Registration.person_id)
        .where(
            Registration.id.in_(_people_of(previous)),
            Registration.status == "active",
            Registration.regency_code.in_(regencies),
        )
        .order_by(Registration.number)
    )
    return [
        Missing(
            registration_id=registration_id, number=number, name=name, nik=mask(nik),
            pillar=pillar, regency_code=regency,
        )
        for registration_id, number, name, nik, pillar, regency in rows
    ]  # fmt: skip

"""Who a doubtful row may be: registered people it resembles, side by side. Read side."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index, mask
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster.changes import LABELS, REGISTRATION_FIELDS, SENSITIVE, text
from checkin.roster.draft import PersonDraft
from checkin.roster.known import known_person
from checkin.roster.models import ImportRow, Registration
from checkin.roster.names import search_key
from checkin.roster.outcome import Known

_MOST = 3
COMPARED = ("name", "nik", "pillar", "regency_code", *[f for f in LABELS if f != "name"])


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One field as the row says it and as the register holds it; personal numbers masked."""

    field: str
    row: str
    register: str
    differs: bool
    takes: bool


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A participant whom the row may be."""

    number: int
    name: str
    status: str
    same_nik: bool
    fields: tuple[Compared, ...]


def find_candidates(
    session: Session, event: Event, row: ImportRow, draft: PersonDraft, only: str | None
) -> tuple[list[Candidate], bool]:
    """Return the likeliest participants, and whether there are others whom the asker may not see."""
    found, hidden = [], False
    for registration_id in _ids(session, event, row, draft)[:_MOST]:
        registration = session.get_one(Registration, registration_id)
        if only not in (None, registration.regency_code):
            hidden = True
            continue
        known = known_person(session, registration.person_id, registration.id)
        found.append(
            Candidate(
                number=registration.number,
                name=known.draft.name,
                status=registration.status,
                same_nik=bool(draft.nik) and draft.nik == known.draft.nik,
                fields=tuple(compare(draft, known)),
            )
        )
    return found, hidden


def compare(draft: PersonDraft, known: Known) -> list[Compared]:
    """Return the fields that either holds."""
    found = []
    for field in COMPARED:
        ours, theirs = text(getattr(draft, field)), text(getattr(known.draft, field))
        if not (ours or theirs):
            continue
        hide = field in SENSITIVE or field == "nik"
        may_take = field in LABELS and bool(ours) and ours != theirs
        if field in REGISTRATION_FIELDS and draft.regency_code != known.draft.regency_code:
            may_take = False
        found.append(
            Compared(
                field=field,
                row=mask(ours) if hide else ours or "",
                register=mask(theirs) if hide else theirs or "",
                differs=ours != theirs,
                takes=may_take,
            )
        )
    return found


def _ids(session: Session, event: Event, row: ImportRow, draft: PersonDraft) -> list[UUID]:
    here = [Registration.event_id == event.id]
    seen: list[UUID] = [row.registration_id] if row.registration_id else []
    people = select(Registration.id).join(Person, Person.id == Registration.person_id).where(*here)
    if draft.nik:
        seen += session.scalars(people.where(Person.nik_index == blind_index(draft.nik)))
    same = json.loads(row.payload or "{}").get("same_as")
    if same:
        twin = select(ImportRow.registration_id).where(
            ImportRow.import_id == row.import_id,
            ImportRow.sheet == same[0],
            ImportRow.row == same[1],
        )
        seen += [found for found in session.scalars(twin) if found]
    if draft.name:
        named = people.where(Person.search_key == search_key(draft.name)[:120])
        seen += session.scalars(named.order_by(Registration.number).limit(_MOST))
    return list(dict.fromkeys(seen))

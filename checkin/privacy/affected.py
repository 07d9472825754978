"""Who is affected by an incident and by which data, as far as the database tells."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, undefer

from checkin.accounts.models import AuditEntry, Membership, User
from checkin.attendance.frozen import thaw
from checkin.devices.models import Device
from checkin.editions.models import Edition, Series
from checkin.editions.queries import label_of
from checkin.errors import Invalid, NotFound
from checkin.events.models import Event
from checkin.ids import EditionId
from checkin.people.models import Person
from checkin.privacy import breach
from checkin.privacy.breach import Cause, Found
from checkin.privacy.models import PrivacyRequest
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.text import mark

Facts = Mapping[str, Any]
FOREVER = "9999-12-31T00:00:00+00:00"


def find(session: Session, cause: Cause, facts: Facts) -> Found:
    """Return the data that became known of each registration."""
    found: Found = {}
    _FINDERS[cause](session, facts, found)
    return found if cause is Cause.LIST else _as_held(session, found)


def facts_of(
    session: Session, cause: Cause, subject: str, *, with_key: bool = False
) -> dict[str, Any]:
    """Return what is written down of the thing that was lost; raise `NotFound` where there is none."""
    if cause is Cause.SERVER:
        return {"subject": "", "with_key": with_key}
    model = {
        Cause.PHONE: Device, Cause.LIST: Edition, Cause.EXPORT: AuditEntry,
        Cause.UPLOAD: RosterImport, Cause.ACCOUNT: User,
    }[cause]  # fmt: skip
    try:
        thing: Any = session.get(model, UUID(subject))
    except ValueError as error:
        raise Invalid(mark("Pilih yang hilang atau bocor."), code="subject") from error
    if thing is None:
        raise NotFound(mark("Yang dipilih tidak ada."), code="subject_unknown")
    event = session.get(Event, getattr(thing, "event_id", None) or UUID(int=0))
    facts = {"id": subject, "event": event.code if event else None}
    match thing:
        case Device():
            said = {
                "subject": thing.label,
                "kind": thing.kind,
                "waiting": thing.waiting,
                "last_seen": thing.last_seen_at.isoformat(),
                "roster_at": thing.roster_at.isoformat() if thing.roster_at else None,
            }
        case Edition():
            series = session.get_one(Series, thing.series_id)
            label = label_of(series.number, event.code if event else "")
            said = {"subject": f"{label} edisi {thing.number}", "title": series.title}
        case AuditEntry():
            said = {
                "subject": f"{thing.action} {thing.subject}".strip(),
                "by": thing.actor_name,
                "at": thing.at.isoformat(),
            }
        case RosterImport():
            said = {"subject": thing.file_name}
        case _:
            said = {"subject": thing.name, "role": thing.role}
    return facts | said  # fmt: skip


def _phone(session: Session, facts: Facts, found: Found) -> None:
    device = session.get_one(Device, UUID(facts["id"]))
    data = breach.on_phone(facts["kind"])
    _all(session, found, data, Registration.event_id == device.event_id)


def _list(session: Session, facts: Facts, found: Found) -> None:
    edition = session.get_one(
        Edition, EditionId(UUID(facts["id"])), options=[undefer(Edition.content)]
    )
    made = thaw(edition.content)
    data = breach.on_list(made.scope.shown)
    said = {"phone": "phone", "masked": "nik", "position": "position", "district": "district"}
    query = select(Registration.number, Registration.id)
    rows = session.execute(query.where(Registration.event_id == edition.event_id))
    seats = {row[0]: row[1] for row in rows}
    for line in made.records:  # what is on paper is known, whatever was purged since
        blank = {name for name, field in said.items() if not getattr(line, field)}
        if line.number in seats:
            found.setdefault(seats[line.number], set()).update(data - blank)


def _export(session: Session, facts: Facts, found: Found) -> None:
    _entry(session, session.get_one(AuditEntry, UUID(facts["id"])), found)


def _upload(session: Session, facts: Facts, found: Found) -> None:
    kept = UUID(facts["id"])
    rows = select(ImportRow.registration_id).where(
        ImportRow.import_id == kept, ImportRow.registration_id.is_not(None)
    )
    data = breach.PLAIN - {"attendance", "masked"} | breach.SECRETS
    _all(session, found, data, or_(Registration.id.in_(rows), Registration.import_id == kept))


def _account(session: Session, facts: Facts, found: Found) -> None:
    """All that the account could open, and what the audit log shows that it opened in full."""
    user = session.get_one(User, UUID(facts["id"]))
    if user.role == "member":
        seats = session.scalars(select(Membership).where(Membership.user_id == user.id))
        for seat in seats:
            where: list[ColumnElement[bool]] = [Registration.event_id == seat.event_id]
            if seat.regency_code:
                where.append(Registration.regency_code == seat.regency_code)
            _all(session, found, breach.LISTED | {"masked"}, *where)
    else:
        _all(session, found, breach.LISTED | {"masked"})
    query = select(AuditEntry).where(
        AuditEntry.actor_id == user.id, AuditEntry.at >= _at(facts, "from")
    )
    if facts.get("until"):
        query = query.where(AuditEntry.at <= _at(facts, "until"))
    for entry in session.scalars(query):
        _entry(session, entry, found)


def _server(session: Session, facts: Facts, found: Found) -> None:
    _all(session, found, breach.in_copy(with_key=bool(facts.get("with_key"))))


_FINDERS: Mapping[Cause, Callable[[Session, Facts, Found], None]] = {
    Cause.PHONE: _phone,
    Cause.LIST: _list,
    Cause.EXPORT: _export,
    Cause.UPLOAD: _upload,
    Cause.ACCOUNT: _account,
    Cause.SERVER: _server,
}


def _entry(session: Session, entry: AuditEntry, found: Found) -> None:
    data = breach.by_action(entry.action)
    if not data:
        return
    if entry.event_id is None:
        if entry.action == "privacy.export":
            _of_request(session, entry.subject, data, found)
        elif entry.action == "backup.download":
            _all(session, found, data)
        return
    number = entry.subject.lstrip("#")
    if entry.action == "person.reveal" and number.isdigit():
        _numbers(session, found, data, entry.event_id, [int(number)])
        return
    if listed := entry.detail.get("numbers"):
        _numbers(session, found, data, entry.event_id, breach.numbers_of(listed))
        return
    where: list[ColumnElement[bool]] = [Registration.event_id == entry.event_id]
    if regency := entry.detail.get("regency"):
        where.append(Registration.regency_code == regency)
    _all(session, found, data, *where)


def _of_request(session: Session, label: str, data: Iterable[str], found: Found) -> None:
    number = label.removeprefix("P-")
    if number.isdigit():
        person = select(PrivacyRequest.person_id).where(PrivacyRequest.number == int(number))
        _all(session, found, data, Registration.person_id.in_(person))


def _numbers(
    session: Session, found: Found, data: Iterable[str], event_id: UUID, numbers: list[int]
) -> None:
    for start in range(0, len(numbers), 1000):
        some = numbers[start : start + 1000]
        _all(session, found, data, Registration.event_id == event_id, Registration.number.in_(some))


def _all(session: Session, found: Found, data: Iterable[str], *where: ColumnElement[bool]) -> None:
    for one in session.scalars(select(Registration.id).where(*where)):
        found.setdefault(one, set()).update(data)


def _as_held(session: Session, found: Found) -> Found:
    """Leave out, of each, what was never held or is purged: nobody loses what is not there."""
    columns = {
        "phone": Person.phone,
        "email": Person.email.is_not(None), "nik": Person.nik_index, "masked": Person.nik_index,
        "account": Person.account_index, "birth": func.coalesce(Person.birth_place, ""),
        "position": Registration.position_title, "district": Registration.district_code,
    }  # fmt: skip
    rows = session.execute(
        select(Registration.id, Person.erased_at, *columns.values()).join(
            Person, Person.id == Registration.person_id
        )
    )
    for one, erased_at, *values in rows:
        if one not in found:
            continue
        lacking = {name for name, value in zip(columns, values, strict=True) if not value}
        found[one] = set() if erased_at else found[one] - lacking
    return found


def _at(facts: Facts, name: str) -> datetime:
    return datetime.fromisoformat(facts[name])

"""What letters and files say of an incident, put together from the database."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.events.models import Event
from checkin.formats import moment
from checkin.office.queries import office
from checkin.people.models import Person, PillarType
from checkin.privacy import breach
from checkin.privacy.breach import CAUSES, DATA, Account, Cause
from checkin.privacy.incidents import label_of
from checkin.privacy.models import Incident
from checkin.privacy.notice import proper
from checkin.privacy.offers import ZONE
from checkin.regions.models import Regency
from checkin.roster.models import Registration

COLUMNS = (
    ("No.", 6), ("Nama", 34), ("Jenis pilar", 22), ("Kabupaten/kota", 26), ("Kegiatan", 40),
    ("No. peserta", 12), ("Nomor HP", 18), ("Data yang terdampak", 60),
)  # fmt: skip


def list_incidents(session: Session) -> list[Incident]:
    """Return all incidents, the open ones first, each part the latest first."""
    every = session.scalars(select(Incident).order_by(Incident.number.desc()))
    return sorted(every, key=lambda one: one.closed_at is not None)


def moment_of(text: str) -> datetime:
    """Return a moment that was kept as text."""
    return datetime.fromisoformat(text)


def groups_of(session: Session, incident: Incident) -> list[tuple[list[str], int]]:
    """Return the classes of data, and of how many people each group of them became known."""
    return [
        (list(group["data"]), _people(session, group["registrations"]))
        for group in incident.affected
    ]


def account_of(session: Session, incident: Incident) -> Account:
    """Return what the letters say."""
    who = office(session)
    until = f" s.d. {moment(incident.until_at, ZONE)}" if incident.until_at else ""
    event = session.get(Event, incident.event_id) if incident.event_id else None
    subject = " · ".join(
        filter(
            None,
            (
                incident.facts.get("subject"),
                incident.facts.get("title"),
                event.name if event else "",
            ),
        )
    )
    return Account(
        label=label_of(incident),
        cause=CAUSES[Cause(incident.cause)],
        subject=subject or "seluruh data",
        happened=f"{moment(incident.from_at, ZONE)}{until}",
        known=moment(incident.known_at, ZONE),
        due=moment(incident.due_at, ZONE),
        people=incident.people,
        data=tuple((count, words(data)) for data, count in groups_of(session, incident)),
        story=incident.story or "",
        measures=incident.measures or "",
        office=proper(who.name),
        government=proper(who.government),
        contact=who.privacy_contact or who.contact,
    )


def words(data: Iterable[str]) -> str:
    """Return classes of data as a letter lists them."""
    return ", ".join(DATA[one] for one in data)


def letters_to_persons(account: Account, incident: Incident) -> list[str]:
    """Return one draft for each group of people who lost the same."""
    return [breach.letter_to_person(account, words(group["data"])) for group in incident.affected]


def workbook(session: Session, actor: Actor, incident: Incident, now: datetime) -> bytes:
    """Return everybody who is affected with what became known, and how to reach them; written down."""
    require(actor, Permission.PERSONAL_DATA_REVEAL)
    record(
        session,
        actor,
        "incident.export",
        subject=label_of(incident),
        now=now,
        people=incident.people,
    )
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Terdampak")
        head = book.add_format({"bold": True, "bottom": 1})
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        place = 0
        for group in incident.affected:
            said = words(group["data"])
            for row in _rows(session, group["registrations"]):
                place += 1
                sheet.write_number(place, 0, place)
                for column, value in enumerate((*row, said), start=1):
                    sheet.write_string(place, column, str(value or ""))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(place, 1), len(COLUMNS) - 1)
    return output.getvalue()


def _rows(session: Session, registrations: list[str]) -> list[Any]:
    found: list[Any] = []
    for some in _portions(registrations):
        found += session.execute(
            select(
                Person.name,
                PillarType.label,
                Regency.name,
                Event.name,
                Registration.number,
                Person.phone,
            )
            .join(Person, Person.id == Registration.person_id)
            .join(PillarType, PillarType.code == Registration.pillar_code)
            .join(Regency, Regency.code == Registration.regency_code)
            .join(Event, Event.id == Registration.event_id)
            .where(Registration.id.in_(some))
        ).all()
    return sorted(found, key=lambda row: (row[3], row[2], row[0]))


def _people(session: Session, registrations: list[str]) -> int:
    people: set[UUID] = set()
    for some in _portions(registrations):
        people.update(
            session.scalars(select(Registration.person_id).where(Registration.id.in_(some)))
        )
    return len(people)


def _portions(registrations: list[str]) -> Iterable[list[UUID]]:
    ids = [UUID(one) for one in registrations]
    return (ids[start : start + 1000] for start in range(0, len(ids), 1000))

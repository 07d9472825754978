"""Use cases of files made of chosen people: the list, masked or in full, and their invitations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, can, require
from checkin.audit import runs
from checkin.crypto import mask
from checkin.directory.export import Line, Progress
from checkin.directory.queries import Row, rows_of
from checkin.directory.words import PAPER, SOURCES, STATUSES
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint
from checkin.formats import moment
from checkin.people.models import Person
from checkin.personal import export as invitations
from checkin.personal.console import line as invitation_line
from checkin.personal.service import prepare_invitations
from checkin.roster.models import Registration

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class _Secret:
    nik: str
    phone: str
    email: str
    bank: str
    account: str


def people_lines(
    session: Session,
    actor: Actor,
    event: Event,
    numbers: Sequence[int],
    now: datetime,
    *,
    full: bool = False,
    only: str | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Line]:
    """Return the rows of a list; `full` shows NIK, account, phone and address and is kept in the log."""
    require(actor, Permission.ROSTER_READ, event.id, regency=only)
    if full:
        require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
    seen = can(actor, Permission.ATTENDANCE_READ, event.id)
    checkpoint = get_checkpoint(session, event)
    found: list[Line] = []
    for start in range(0, len(numbers), _AT_ONCE):
        progress(start, len(numbers))
        some = numbers[start : start + _AT_ONCE]
        rows = rows_of(session, event, some, checkpoint)
        secrets = _secrets(session, event, some)
        for number in some:
            if number in rows:
                found.append(_line(rows[number], secrets[number], event, full=full, seen=seen))
    action = "personal_data.export" if full else "people.export"
    record(
        session,
        actor,
        action,
        now=now,
        event_id=event.id,
        subject=str(len(found)),
        people=len(found),
        numbers=runs.write(numbers),
    )
    return found


def invitation_lines(
    session: Session,
    actor: Actor,
    event: Event,
    numbers: Sequence[int],
    address_of: Callable[[str], str],
    now: datetime,
) -> list[invitations.Line]:
    """Return the messages to these people; the log keeps who saw them."""
    made = prepare_invitations(session, actor, event, address_of, now, numbers=numbers)
    return [invitation_line(one) for one in made]


def _secrets(session: Session, event: Event, numbers: Sequence[int]) -> dict[int, _Secret]:
    rows = session.execute(
        select(
            Registration.number,
            Person.nik,
            Person.phone,
            Person.email,
            Person.bank,
            Person.bank_account,
        )
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id, Registration.number.in_(numbers))
    )
    return {number: _Secret(*(value or "" for value in secret)) for number, *secret in rows}


def _line(row: Row, secret: _Secret, event: Event, *, full: bool, seen: bool) -> Line:
    return Line(
        number=row.number,
        name=row.name,
        nik=secret.nik if full else mask(secret.nik),
        pillar=row.pillar,
        regency=row.regency,
        district=row.district,
        position=row.position,
        phone=secret.phone if full else mask(secret.phone),
        email=secret.email if full else mask(secret.email),
        bank=secret.bank,
        account=secret.account if full else mask(secret.account),
        status=_(STATUSES.get(row.status, row.status)),
        source=_(SOURCES.get(row.source, row.source)),
        paper=_(PAPER[row.paper]),
        arrived=moment(row.arrived_at, event.timezone) if seen and row.arrived_at else "",
    )

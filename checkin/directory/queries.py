"""What the table of people asks of the database: one page of rows, and how many there are of whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.badges.state import digest, state_of
from checkin.crypto import mask
from checkin.directory import selecting
from checkin.directory.asked import SIZE, Asked
from checkin.events.models import Checkpoint, Event
from checkin.events.queries import get_checkpoint
from checkin.ids import RegistrationId
from checkin.pages import Page, window
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.finding import count_groups
from checkin.roster.models import Registration
from checkin.scans.models import Arrival


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person in the table; NIK masked, `paper` empty without a badge in force."""

    id: RegistrationId
    number: int
    name: str
    nik: str
    phone: str
    pillar: str
    color: str
    regency: str
    district: str
    position: str
    status: str
    source: str
    registered_at: datetime
    paper: str
    arrived_at: datetime | None


_ROWS = (  # made once: making it costs more than asking it
    select(
        Registration.id,
        Registration.number,
        Registration.status,
        Registration.source,
        Registration.position_title,
        Registration.registered_at,
        Registration.pillar_code,
        Person.name,
        Person.nik,
        Person.phone,
        PillarType.label,
        PillarType.color,
        Regency.name.label("regency"),
        District.name.label("district"),
        Badge.id.label("badge"),
        Badge.printed_at,
        Badge.printed_as,
        Arrival.arrived_at,
    )
    .join(Person, Person.id == Registration.person_id)
    .join(PillarType, PillarType.code == Registration.pillar_code)
    .join(Regency, Regency.code == Registration.regency_code)
    .outerjoin(District, District.code == Registration.district_code)
    .outerjoin(Badge, (Badge.registration_id == Registration.id) & Badge.revoked_at.is_(None))
    .outerjoin(
        Arrival,
        (Arrival.registration_id == Registration.id)
        & (Arrival.checkpoint_id == bindparam("checkpoint")),
    )
    .where(
        Registration.event_id == bindparam("event"),
        Registration.number.in_(bindparam("numbers", expanding=True)),
    )
)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many are registered, by what can be chosen; of one regency only for its coordinator.

    Who was taken off the list again is counted apart: the board and the lists do not count them either.
    """

    total: int
    cancelled: int
    pillars: Mapping[str, int]
    regencies: Mapping[str, int]
    districts: Mapping[str, int]


def count_people(session: Session, event: Event, only: str | None = None) -> Counts:
    """Return how many people the event has, without asking more than whether that changed."""
    pillars: Counter[str] = Counter()
    regencies: Counter[str] = Counter()
    districts: Counter[str] = Counter()
    cancelled = 0
    for group, n in count_groups(session, event).items():
        if only not in (None, group.regency):
            continue
        if group.status != "active":
            cancelled += n
        else:
            pillars[group.pillar] += n
            regencies[group.regency] += n
            districts[group.district] += n
    return Counts(
        total=regencies.total(),
        cancelled=cancelled,
        pillars=pillars,
        regencies=regencies,
        districts=districts,
    )


def count(session: Session, event: Event, asked: Asked, only: str | None = None) -> int:
    """Return how many fit everything but the text."""
    query = select(func.count()).select_from(Registration)
    if selecting.needs_person(asked):
        query = query.join(Person, Person.id == Registration.person_id)
    return session.scalar(query.where(*selecting.conditions(session, event, asked, only))) or 0


def list_people(
    session: Session,
    event: Event,
    asked: Asked,
    only: str | None = None,
    checkpoint: Checkpoint | None = None,
) -> Page[Row]:
    """Return one page of the table: of a search the best fitting first, else as sorted."""
    wanted = window(asked.page, SIZE)
    checkpoint = checkpoint or get_checkpoint(session, event, asked.checkpoint or None)
    if asked.text and not asked.sort:
        found = selecting.matching(session, event, asked, only)
        return Page(
            rows=_in_order(session, event, found[wanted], checkpoint),
            number=asked.page,
            total=len(found),
            size=SIZE,
        )
    if asked.text:
        found = selecting.matching(session, event, asked, only)
        where = [Registration.event_id == event.id, Registration.number.in_(found)]
        total = len(found)
    else:
        where = selecting.conditions(session, event, asked, only)
        total = _total(session, event, asked, only)
    query = _sorted(asked, checkpoint).where(*where).offset(wanted.start).limit(SIZE)
    numbers = list(session.scalars(query))
    rows = _in_order(session, event, numbers, checkpoint)
    return Page(rows=rows, number=asked.page, total=total, size=SIZE)


def rows_of(
    session: Session, event: Event, numbers: Sequence[int], checkpoint: Checkpoint
) -> dict[int, Row]:
    """Return the rows of these numbers, in one statement."""
    if not numbers:
        return {}
    padded = [*numbers, *[numbers[-1]] * (SIZE - len(numbers))]  # one text, prepared once
    asked = {"event": event.id, "checkpoint": checkpoint.id, "numbers": padded}
    return {row.number: _row(row) for row in session.execute(_ROWS, asked)}


def _in_order(
    session: Session, event: Event, numbers: Sequence[int], checkpoint: Checkpoint
) -> tuple[Row, ...]:
    found = rows_of(session, event, numbers, checkpoint)
    return tuple(found[number] for number in numbers if number in found)


def _total(session: Session, event: Event, asked: Asked, only: str | None) -> int:
    if asked.state:
        return count(session, event, asked, only)
    return sum(
        n
        for group, n in count_groups(session, event).items()
        if only in (None, group.regency)
        and asked.pillar in ("", group.pillar)
        and asked.regency in ("", group.regency)
        and asked.district in ("", group.district)
    )


def _sorted(asked: Asked, checkpoint: Checkpoint) -> Select[int]:
    query = select(Registration.number).order_by(*selecting.ordering(asked))
    if selecting.needs_person(asked):
        query = query.join(Person, Person.id == Registration.person_id)
    if asked.order[0] == "kecamatan":
        query = query.outerjoin(District, District.code == Registration.district_code)
    if asked.order[0] == "hadir":
        query = query.outerjoin(Arrival, _standing(checkpoint))
    return query


def _standing(checkpoint: Checkpoint) -> Any:
    return (Arrival.registration_id == Registration.id) & (Arrival.checkpoint_id == checkpoint.id)


def _row(row: Any) -> Row:
    says = digest(row.name, row.pillar_code, row.regency, row.number)
    paper = state_of(row.printed_at, row.printed_as, says).value if row.badge else ""
    return Row(
        id=row.id,
        number=row.number,
        name=row.name,
        nik=mask(row.nik),
        phone=row.phone or "",
        pillar=row.label,
        color=row.color,
        regency=row.regency,
        district=row.district or "",
        position=row.position_title or "",
        status=row.status,
        source=row.source,
        registered_at=row.registered_at,
        paper=paper,
        arrived_at=row.arrived_at,
    )

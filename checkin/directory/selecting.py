"""Whom a question means: its conditions on the register, and the numbers that fit, in their order."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from checkin.badges.models import Badge
from checkin.badges.state import PrintState, digest, state_of
from checkin.directory.asked import OF_ATTENDANCE, Asked
from checkin.events.models import Checkpoint, Event
from checkin.events.queries import get_checkpoint
from checkin.people.models import Person
from checkin.regions.models import District, Regency
from checkin.roster.finding import find_numbers
from checkin.roster.models import ImportRow, Registration, RosterImport, Substitution
from checkin.roster.outcome import Outcome
from checkin.scans.models import Arrival

_STATUS = {"aktif": "active", "menunggu": "waiting", "dibatalkan": "cancelled"}
_SOURCE = {"susulan": "walk_in", "mandiri": "signup"}
_ON_PAPER = {"dicetak": PrintState.PRINTED, "berubah": PrintState.CHANGED}
_BATCH = 10_000  # SQLite and PostgreSQL both take more variables than that


def matching(session: Session, event: Event, asked: Asked, only: str | None = None) -> list[int]:
    """Return the numbers of all who fit; by likeness where a text was searched, else by number."""
    if not asked.text:
        return numbers_by(session, event, asked, only)
    found = find_numbers(
        session, event, asked.text, pillar=asked.pillar, regency=only or asked.regency
    )
    if only and asked.regency not in ("", only):
        return []
    if not (asked.district or asked.state):
        return found
    fitting = set(numbers_by(session, event, asked, only))
    return [number for number in found if number in fitting]


def numbers_by(session: Session, event: Event, asked: Asked, only: str | None = None) -> list[int]:
    """Return the numbers of all whom everything but the text means."""
    where = conditions(session, event, asked, only)
    query = _joined(select(Registration.number), asked).where(*where)
    return list(session.scalars(query.order_by(Registration.number)))


def conditions(
    session: Session, event: Event, asked: Asked, only: str | None = None
) -> list[ColumnElement[bool]]:
    """Return what everything but the text says of a registration, a coordinator's limit first."""
    where: list[ColumnElement[bool]] = [Registration.event_id == event.id]
    if only:
        where.append(Registration.regency_code == only)
    if asked.pillar:
        where.append(Registration.pillar_code == asked.pillar)
    if asked.regency:
        where.append(Registration.regency_code == asked.regency)
    if asked.district:
        where.append(Registration.district_code == asked.district)
    if asked.state in OF_ATTENDANCE:
        checkpoint = get_checkpoint(session, event, asked.checkpoint or None)
        where += _of_attendance(asked.state, checkpoint)
    elif asked.state in _ON_PAPER:
        where.append(Registration.number.in_(on_paper(session, event, _ON_PAPER[asked.state])))
    elif asked.state:
        where.append(_of_state(event, asked.state))
    return where


def needs_person(asked: Asked) -> bool:
    """Say whether the conditions or the order look at the person."""
    return asked.state == "kurang" or asked.order[0] == "nama"


def arrived_at(checkpoint: Checkpoint) -> ColumnElement[bool]:
    """Return the condition that the registration counts as present at the checkpoint."""
    came = aliased(Arrival)  # the table sorted by arrival has one of its own
    return exists().where(
        came.checkpoint_id == checkpoint.id,
        came.registration_id == Registration.id,
        came.arrived_at.is_not(None),
    )


def on_paper(session: Session, event: Event, state: PrintState) -> list[int]:
    """Return the numbers whose printed badge stands so to the roster: only the digests know."""
    return [number for number, how in papers(session, event).items() if how is state]


def papers(session: Session, event: Event, only: str | None = None) -> dict[int, PrintState]:
    """Return how the badges on paper of all who are expected stand to the roster, by number."""
    where: list[ColumnElement[bool]] = [
        Registration.event_id == event.id,
        Registration.status == "active",
        Badge.revoked_at.is_(None),
        Badge.printed_at.is_not(None),
    ]
    if only:
        where.append(Registration.regency_code == only)
    rows = session.execute(
        select(
            Registration.number,
            Person.name,
            Registration.pillar_code,
            Regency.name,
            Badge.printed_at,
            Badge.printed_as,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Regency, Regency.code == Registration.regency_code)
        .join(Badge, Badge.registration_id == Registration.id)
        .where(*where)
    )
    return {
        number: state_of(printed, says, digest(name, pillar, regency, number))
        for number, name, pillar, regency, printed, says in rows
    }


def incomplete() -> ColumnElement[bool]:
    """Return the condition that something is missing which payment or an invitation needs."""
    return or_(
        Person.nik.is_(None),
        Person.bank_account.is_(None),
        Person.phone.is_(None),
        Registration.district_code.is_(None),
    )


def ordering(asked: Asked) -> list[ColumnElement[Any]]:
    """Return what sorts the rows; the number last, so that pages never overlap."""
    name, backwards = asked.order
    columns: dict[str, Any] = {
        "nama": Person.search_key,
        "pilar": Registration.pillar_code,
        "wilayah": Registration.regency_code,
        "kecamatan": District.name,
        "hadir": Arrival.arrived_at,
        "terdaftar": Registration.registered_at,
    }
    column = columns.get(name, Registration.number)
    first: list[ColumnElement[Any]] = [column.is_(None)] if name in ("kecamatan", "hadir") else []
    own = column.desc() if backwards else column.asc()
    last = Registration.number.desc() if backwards else Registration.number.asc()
    return [*first, own, last]


def _joined(query: Select[int], asked: Asked) -> Select[int]:
    return query.join(Person, Person.id == Registration.person_id) if needs_person(asked) else query


def _of_attendance(state: str, checkpoint: Checkpoint) -> list[ColumnElement[bool]]:
    came = arrived_at(checkpoint)
    return [came] if state == "hadir" else [~came, Registration.status == "active"]


def _of_state(event: Event, state: str) -> ColumnElement[bool]:
    if status := _STATUS.get(state):
        return Registration.status == status
    if source := _SOURCE.get(state):
        return Registration.source == source
    badge = Badge.registration_id == Registration.id
    match state:
        case "belum-dicetak":
            printed = exists().where(
                badge, Badge.revoked_at.is_(None), Badge.printed_at.is_not(None)
            )
            return and_(Registration.status == "active", ~printed)
        case "dicabut":
            return exists().where(badge, Badge.revoked_at.is_not(None))
        case "catatan":
            return exists().where(
                ImportRow.registration_id == Registration.id,
                ImportRow.outcome == Outcome.ACCEPT_FLAGGED.value,
                RosterImport.id == ImportRow.import_id,
                RosterImport.event_id == event.id,
                RosterImport.state == "applied",
            )
        case "pengganti":
            return exists().where(
                Substitution.event_id == event.id,
                Substitution.undone_at.is_(None),
                or_(
                    Substitution.original_id == Registration.id,
                    Substitution.replacement_id == Registration.id,
                ),
            )
    return incomplete()

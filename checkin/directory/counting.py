"""How many people each choice of the filter of states means: one walk over the register, not one for each."""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.badges.state import PrintState
from checkin.directory import selecting
from checkin.directory.asked import OF_ATTENDANCE
from checkin.events.models import Checkpoint, Event
from checkin.people.models import Person
from checkin.roster.models import ImportRow, Registration, RosterImport, Substitution
from checkin.roster.outcome import Outcome
from checkin.scans.models import Arrival


def count_states(
    session: Session,
    event: Event,
    checkpoint: Checkpoint,
    only: str | None = None,
    *,
    attendance: bool = True,
) -> dict[str, int]:
    """Return how many people each state of the filter means; of one regency for its coordinator."""
    found = _at_once(session, event, checkpoint, only)
    papers = Counter(selecting.papers(session, event, only).values())
    found |= {
        "dicetak": papers[PrintState.PRINTED],
        "berubah": papers[PrintState.CHANGED],
        "belum-dicetak": found["aktif"] - papers.total(),
        "dicabut": _revoked(session, event, only),
        "catatan": _flagged(session, event, only),
        "pengganti": _substituted(session, event, only),
    }
    hidden = frozenset() if attendance else OF_ATTENDANCE
    return {name: n for name, n in found.items() if name not in hidden}


def _at_once(
    session: Session, event: Event, checkpoint: Checkpoint, only: str | None
) -> dict[str, int]:
    active = Registration.status == "active"
    came = Arrival.arrived_at.is_not(None)
    told: dict[str, ColumnElement[bool]] = {
        "aktif": active,
        "menunggu": Registration.status == "waiting",
        "dibatalkan": Registration.status == "cancelled",
        "hadir": came,
        "belum-hadir": and_(active, ~came),
        "susulan": Registration.source == "walk_in",
        "mandiri": Registration.source == "signup",
        "kurang": selecting.incomplete(),
    }
    query = (
        select(*(func.sum(case((condition, 1), else_=0)) for condition in told.values()))
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(
            Arrival,
            (Arrival.registration_id == Registration.id) & (Arrival.checkpoint_id == checkpoint.id),
        )
        .where(*_here(event, only))
    )
    return {name: int(n or 0) for name, n in zip(told, session.execute(query).one(), strict=True)}


def _revoked(session: Session, event: Event, only: str | None) -> int:
    query = (
        select(func.count(Registration.id.distinct()))
        .join(Badge, Badge.registration_id == Registration.id)
        .where(Badge.revoked_at.is_not(None), *_here(event, only))
    )
    return session.scalar(query) or 0


def _flagged(session: Session, event: Event, only: str | None) -> int:
    query = (
        select(func.count(Registration.id.distinct()))
        .join(ImportRow, ImportRow.registration_id == Registration.id)
        .join(RosterImport, RosterImport.id == ImportRow.import_id)
        .where(
            ImportRow.outcome == Outcome.ACCEPT_FLAGGED.value,
            RosterImport.event_id == event.id,
            RosterImport.state == "applied",
            *_here(event, only),
        )
    )
    return session.scalar(query) or 0


def _substituted(session: Session, event: Event, only: str | None) -> int:
    rows = session.execute(
        select(Substitution.original_id, Substitution.replacement_id).where(
            Substitution.event_id == event.id, Substitution.undone_at.is_(None)
        )
    )
    people = {person for pair in rows for person in pair}
    if not people:
        return 0
    query = select(func.count()).select_from(Registration)
    return session.scalar(query.where(Registration.id.in_(people), *_here(event, only))) or 0


def _here(event: Event, only: str | None) -> list[Any]:
    where: list[Any] = [Registration.event_id == event.id]
    return [*where, Registration.regency_code == only] if only else where
